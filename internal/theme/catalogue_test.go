package theme_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/BurntSushi/toml"
	"github.com/google/go-cmp/cmp"

	"stet/internal/spam"
	"stet/internal/store"
)

// forms are the keys of a message's plural forms, in every language there is.
var forms = []string{"zero", "one", "two", "few", "many", "other"}

// messages reads the built-in catalogues of a language: texts by key, those of
// plural forms joined.
func messages(t *testing.T, lang string) map[string]string {
	t.Helper()
	files, err := filepath.Glob("messages/*.toml")
	if err != nil {
		t.Fatal(err)
	}
	all := make(map[string]string)
	for _, name := range files {
		if name := strings.TrimSuffix(filepath.Base(name), ".toml"); name != lang && !strings.HasSuffix(name, "."+lang) {
			continue
		}
		var tree map[string]any
		if _, err := toml.DecodeFile(name, &tree); err != nil {
			t.Fatal(err)
		}
		var walk func(prefix string, tree map[string]any)
		walk = func(prefix string, tree map[string]any) {
			for key, value := range tree {
				key = strings.TrimPrefix(prefix+"."+key, ".")
				switch value := value.(type) {
				case map[string]any:
					walk(key, value)
				case string:
					if at := strings.LastIndexByte(key, '.'); slices.Contains(forms, key[at+1:]) {
						key = key[:at]
					} else if all[key] != "" {
						t.Errorf("%s: %q is there twice", name, key)
					}
					all[key] += value
				}
			}
		}
		walk("", tree)
	}
	return all
}

func TestCataloguesSayTheSameThings(t *testing.T) {
	placeholder := regexp.MustCompile(`\.\w+`)
	en, de := messages(t, "en"), messages(t, "de")
	if diff := cmp.Diff(slices.Sorted(maps.Keys(en)), slices.Sorted(maps.Keys(de))); diff != "" {
		t.Errorf("keys differ (-en +de):\n%s", diff)
	}
	values := func(text string) []string {
		var all []string
		for _, braces := range regexp.MustCompile(`{{.*?}}`).FindAllString(text, -1) {
			all = append(all, placeholder.FindAllString(braces, -1)...)
		}
		slices.Sort(all)
		return slices.Compact(all)
	}
	for key, text := range en {
		if strings.TrimSpace(text+de[key]) == "" {
			t.Errorf("%s is empty", key)
		}
		if diff := cmp.Diff(values(text), values(de[key])); diff != "" {
			t.Errorf("%s uses other values (-en +de):\n%s", key, diff)
		}
	}
}

// families are the messages whose key is made while the program runs, by the
// packages whose constants or declarations are the second half of the key.
func families(t *testing.T) map[string][]string {
	t.Helper()
	clues := constants(t, "../spam", "ClueKind")
	var sides []string
	for _, c := range append(clues, "unknown") {
		sides = append(sides, c+".spam", c+".ham")
	}
	clocks := constants(t, "../notice", "Clock")
	var datums []string
	for _, c := range store.Columns() {
		if c.Personal != nil {
			datums = append(datums, c.Personal.Datum)
		}
	}
	return map[string][]string{
		"clue": sides, "clue_short": sides, "class": constants(t, "../spam", "Class"),
		"purpose": constants(t, "../notice", "Purpose"), "basis": constants(t, "../notice", "Basis"),
		"recipient": constants(t, "../notice", "Recipient"), "subject": constants(t, "../notice", "Subject"),
		"clock": clocks, "clock_ever": clocks, "datum": datums,
		"state": constants(t, "../news", "ReplyState"), "state_text": constants(t, "../news", "ReplyState"),
		"role":   constants(t, "../news", "Role"),
		"sign":   append((spam.NoAgent | spam.NoLanguage | spam.NoReferrer | spam.Masked).Names(), "trap"),
		"tongue": {"in_cs", "in_de", "in_en", "in_es", "in_fr", "in_id", "in_it", "in_nl", "in_pl", "in_pt", "in_sv", "in_tr"},
		"script": {"Arab", "Cyrl", "Deva", "Grek", "Hani", "Hebr", "Jpan", "Kore", "Latn", "Thai"},
		"list":   {"section", "topic", "byline", "comma", "last"},
		"date":   {"long", "short", "day", "moment"}, "number": {"decimal"},
		"problem": append(fields(t, "Invalid", "Rule"),
			"utf8", "control", "marks", "closed", "unknown", "author.required", "body.required"),
		"too_many":    {"replies", "story_replies", "sign_ins"},
		"detail":      fields(t, "Refusal", "Detail"),
		"status":      {"400", "403", "404", "405", "409", "413", "415", "422", "429", "500", "503"},
		"status_text": {"400", "403", "404", "405", "409", "413", "415", "422", "429", "500", "503"},
		"length":      {"seconds", "minutes", "hours", "days", "years"},
		"month":       numbers(1, 12), "month_short": numbers(1, 12), "weekday": numbers(0, 6),
	}
}

func numbers(from, to int) []string {
	var all []string
	for n := from; n <= to; n++ {
		all = append(all, strconv.Itoa(n))
	}
	return all
}

// sources parses the Go files of a folder, without its tests.
func sources(t *testing.T, dir string) []*ast.File {
	t.Helper()
	names, err := filepath.Glob(dir + "/*.go")
	if err != nil {
		t.Fatal(err)
	}
	var files []*ast.File
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		f, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, f)
	}
	return files
}

// literal is the text of a string literal, or "" for any other expression.
func literal(e ast.Expr) string {
	if l, ok := e.(*ast.BasicLit); ok && l.Kind == token.STRING {
		text, _ := strconv.Unquote(l.Value)
		return text
	}
	return ""
}

// constants lists the values of a package's constants of a string type.
func constants(t *testing.T, dir, typ string) []string {
	t.Helper()
	var values []string
	for _, f := range sources(t, dir) {
		ast.Inspect(f, func(n ast.Node) bool {
			spec, ok := n.(*ast.ValueSpec)
			if ok && len(spec.Values) == 1 {
				if name, ok := spec.Type.(*ast.Ident); ok && name.Name == typ {
					values = append(values, literal(spec.Values[0]))
				}
			}
			return true
		})
	}
	if len(values) == 0 {
		t.Fatalf("%s has no constants of type %s", dir, typ)
	}
	return values
}

// fields lists the texts that any of our packages gives a field of a struct type,
// such as the Rule of news.Invalid.
func fields(t *testing.T, typ, field string) []string {
	t.Helper()
	dirs, err := filepath.Glob("../*")
	if err != nil {
		t.Fatal(err)
	}
	var values []string
	for _, dir := range dirs {
		for _, f := range sources(t, dir) {
			ast.Inspect(f, func(n ast.Node) bool {
				lit, ok := n.(*ast.CompositeLit)
				if !ok {
					return true
				}
				name, _ := lit.Type.(*ast.Ident)
				if sel, ok := lit.Type.(*ast.SelectorExpr); ok {
					name = sel.Sel
				}
				if name == nil || name.Name != typ {
					return true
				}
				for _, e := range lit.Elts {
					kv, ok := e.(*ast.KeyValueExpr)
					if !ok {
						continue
					}
					if key, ok := kv.Key.(*ast.Ident); ok && key.Name == field && literal(kv.Value) != "" {
						values = append(values, literal(kv.Value))
					}
				}
				return true
			})
		}
	}
	return values
}

func TestEveryMessageIsThereAndOfUse(t *testing.T) {
	known, used := messages(t, "en"), make(map[string]bool)
	for family, values := range families(t) {
		for _, v := range values {
			used[family+"."+v] = true
		}
	}
	// In templates a message is called by its key, or by its family and a value;
	// in Go a literal is a key, the beginning of one, or the rule of a problem.
	var families []string
	inTemplates := regexp.MustCompile(`\b(t|word) "([^"]+)"`)
	for _, dir := range []string{"default/templates", "default/templates/partials", "default/templates/desk", "default/templates/desk/partials"} {
		names, err := filepath.Glob(dir + "/*.html")
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range names {
			text, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			for _, m := range inTemplates.FindAllStringSubmatch(string(text), -1) {
				if m[1] == "t" {
					used[m[2]] = true
				} else {
					families = append(families, m[2]+".")
				}
			}
		}
	}
	for key := range used {
		if known[key] == "" && known[strings.Replace(key, "detail.", "problem.", 1)] == "" {
			t.Errorf("%q is said, but in no catalogue", key)
		}
	}
	dirs, err := filepath.Glob("../*")
	if err != nil {
		t.Fatal(err)
	}
	for _, dir := range dirs {
		for _, f := range sources(t, dir) {
			ast.Inspect(f, func(n ast.Node) bool {
				if e, ok := n.(ast.Expr); ok && literal(e) != "" {
					used[literal(e)] = true
					if strings.Contains(literal(e), ".") {
						families = append(families, literal(e))
					}
				}
				return true
			})
		}
	}
	for key := range known {
		rule, isProblem := strings.CutPrefix(key, "problem.")
		rule = rule[strings.LastIndexByte(rule, '.')+1:]
		begins := func(family string) bool { return strings.HasPrefix(key, family) }
		if !used[key] && !(isProblem && used[rule]) && !slices.ContainsFunc(families, begins) {
			t.Errorf("%q is in the catalogue, but nobody says it", key)
		}
	}
}
