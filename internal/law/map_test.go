package law

import (
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

const mapFile = "docs/architecture.md"

// architecture returns the page that draws the house.
func architecture(t *testing.T) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(top, mapFile))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// mayImport reads the table under "Who may import whom": package → those of our
// packages that it may import. "all" is kept as a word.
func mayImport(t *testing.T) map[string][]string {
	t.Helper()
	_, section, found := strings.Cut(architecture(t), "\n## Who may import whom\n")
	if !found {
		t.Fatalf("%s has no section \"Who may import whom\"", mapFile)
	}
	section, _, _ = strings.Cut(section, "\n## ")
	table := map[string][]string{}
	for line := range strings.Lines(section) {
		cells := strings.Split(strings.TrimSpace(line), "|")
		if len(cells) != 4 || strings.Contains(cells[1], "---") {
			continue
		}
		imports := strings.Fields(cells[2])
		if slices.Equal(imports, []string{"none"}) {
			imports = nil
		}
		for name := range strings.SplitSeq(cells[1], ",") {
			table[strings.TrimSpace(name)] = imports
		}
	}
	return table
}

func TestNobodyImportsSideways(t *testing.T) {
	table := mayImport(t)
	h := wholeHouse(t)
	for _, r := range h.rooms {
		if strings.HasPrefix(r.name, "cmd/") {
			continue // a command hands over to cli and is nobody's neighbour
		}
		allowed, listed := table[r.name]
		if !listed {
			t.Errorf("internal/%s is not in the table of %s: say there what it may import", r.name, mapFile)
			continue
		}
		if slices.Contains(allowed, "all") {
			continue
		}
		unused := slices.Clone(allowed)
		for _, f := range r.files {
			for _, spec := range f.Imports {
				target := strings.Trim(spec.Path.Value, `"`)
				unused = slices.DeleteFunc(unused, func(name string) bool { return name == nameOf(target) })
				if strings.HasPrefix(target, "stet/") && !slices.Contains(allowed, nameOf(target)) {
					t.Errorf("%s: %s imports %s: may import %v", h.at(spec), r.name, nameOf(target), allowed)
				}
				if first, _, _ := strings.Cut(target, "/"); r.name == "news" && strings.Contains(first, ".") {
					t.Errorf("%s: news imports %s: it may import nothing but the standard library", h.at(spec), target)
				}
			}
		}
		if len(unused) > 0 {
			t.Errorf("%s lets %s import %v, which it does not: the map says what is so", mapFile, r.name, unused)
		}
	}
}

// drawn reads the tree at the top of the map: the folders it names, from the
// repository's root.
func drawn(t *testing.T) []string {
	t.Helper()
	_, tree, found := strings.Cut(architecture(t), "\n```\n")
	if !found {
		t.Fatalf("%s has no tree", mapFile)
	}
	tree, _, _ = strings.Cut(tree, "\n```")
	var folders, above []string
	for line := range strings.Lines(tree) {
		name, _, _ := strings.Cut(strings.TrimLeft(line, " "), " ")
		depth := (len(line) - len(strings.TrimLeft(line, " "))) / 2
		name = strings.TrimSuffix(strings.TrimSpace(name), "/")
		if depth > len(above) || name == "" {
			t.Fatalf("%s: cannot read the line %q of the tree", mapFile, line)
		}
		above = append(above[:depth], name)
		folders = append(folders, path.Join(above...))
	}
	return folders
}

func TestMapShowsTheHouse(t *testing.T) {
	folders := drawn(t)
	for _, dir := range goFolders(t) {
		if !slices.Contains(folders, dir) {
			t.Errorf("%s is not in the tree of %s", dir, mapFile)
		}
	}
	for _, dir := range folders {
		if _, err := os.Stat(filepath.Join(top, dir)); err != nil {
			t.Errorf("%s is in the tree of %s, but not in the house", dir, mapFile)
		}
	}
}

func TestDocumentsLeadSomewhere(t *testing.T) {
	link := regexp.MustCompile(`\]\(([^)#:\s]+)[^):]*\)`)
	for _, pattern := range []string{"*.md", "docs/*.md", "docs/adr/*.md"} {
		names, err := filepath.Glob(filepath.Join(top, pattern))
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range names {
			text, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			for _, found := range link.FindAllStringSubmatch(string(text), -1) {
				if _, err := os.Stat(filepath.Join(filepath.Dir(name), found[1])); err != nil {
					t.Errorf("%s links to %s, which is not there", strings.TrimPrefix(name, top+"/"), found[1])
				}
			}
		}
	}
}

func TestNoPackageIsADrawer(t *testing.T) {
	drawers := []string{"util", "utils", "common", "helpers", "helper", "model", "models", "manager", "misc", "base", "core", "lib"}
	for _, dir := range goFolders(t) {
		if slices.Contains(drawers, path.Base(dir)) {
			t.Errorf("%s: a package is named for a thing that a journalist or an operator would know", dir)
		}
	}
}
