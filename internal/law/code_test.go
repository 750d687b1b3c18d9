package law

import (
	"go/ast"
	"go/constant"
	"go/parser"
	"go/token"
	"go/types"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// each calls look with every node of every package and the package it stands in.
func (h house) each(look func(r room, n ast.Node)) {
	for _, r := range h.rooms {
		for _, f := range r.files {
			ast.Inspect(f, func(n ast.Node) bool {
				if n != nil {
					look(r, n)
				}
				return true
			})
		}
	}
}

// typeName is the qualified name of a named type, "" for any other.
func typeName(t types.Type) string {
	if named, ok := types.Unalias(t).(*types.Named); ok && named.Obj().Pkg() != nil {
		return named.Obj().Pkg().Path() + "." + named.Obj().Name()
	}
	return ""
}

func TestOnlyMarkupMakesSafeHTML(t *testing.T) {
	trusted := regexp.MustCompile(`^html/template\.(HTML|HTMLAttr|CSS|JS|JSStr|URL|Srcset)$`)
	h := wholeHouse(t)
	h.each(func(r room, n ast.Node) {
		call, ok := n.(*ast.CallExpr)
		if !ok || !r.info.Types[call.Fun].IsType() || r.name == "markup" {
			return
		}
		if name := typeName(r.info.Types[call].Type); trusted.MatchString(name) {
			t.Errorf("%s: %s is made outside markup", h.at(n), name)
		}
	})
}

// statement matches the beginning of an SQL statement as we write them.
var statement = regexp.MustCompile(`^\s*(SELECT|INSERT INTO|UPDATE|DELETE FROM|WITH|CREATE|DROP|ALTER|PRAGMA) `)

// joined are the operands that may be joined to a statement, and why that is safe.
var joined = map[string]string{
	"list(names(columns))": "column names come from the schema itself",
	"list(columns)":        "the same",
	"list(places)":         "they are $1, $2 …",
	"table":                "table names come from the schema itself, or were found in it",
}

func TestSQLIsNeverJoinedFromParts(t *testing.T) {
	h := wholeHouse(t)
	isStatement := func(r room, e ast.Expr) bool {
		v := r.info.Types[e].Value
		return v != nil && v.Kind() == constant.String && statement.MatchString(constant.StringVal(v))
	}
	fixed := func(r room, e ast.Expr) bool { return r.info.Types[e].Value != nil }
	first := func(r room, e ast.Expr) ast.Expr { // of a sum
		for {
			sum, ok := e.(*ast.BinaryExpr)
			if !ok || fixed(r, e) {
				return e
			}
			e = sum.X
		}
	}
	h.each(func(r room, n ast.Node) {
		switch e := n.(type) {
		case *ast.BinaryExpr:
			if e.Op != token.ADD || fixed(r, e) || fixed(r, e.Y) || !isStatement(r, first(r, e)) {
				return
			}
			if operand := types.ExprString(e.Y); joined[operand] == "" {
				t.Errorf("%s: SQL is joined with %s: pass a parameter, or say in this test why it is safe", h.at(e), operand)
			}
		case *ast.CallExpr:
			f := types.ExprString(e.Fun)
			if (strings.HasPrefix(f, "fmt.") || strings.HasPrefix(f, "strings.")) && slices.ContainsFunc(e.Args, func(a ast.Expr) bool { return isStatement(r, a) }) {
				t.Errorf("%s: SQL is made by %s", h.at(e), f)
			}
		case *ast.BasicLit:
			if !strings.HasPrefix(r.name, "store") && e.Kind == token.STRING && isStatement(r, e) {
				t.Errorf("%s: SQL stands outside store", h.at(e))
			}
		}
	})
}

// only says in which packages alone a function may be called.
var only = map[string]struct{ rooms, why string }{
	"fmt.Print":    {"cli", "speaking to the terminal is the command line's business"},
	"fmt.Printf":   {"cli", "speaking to the terminal is the command line's business"},
	"fmt.Println":  {"cli", "speaking to the terminal is the command line's business"},
	"os.Getenv":    {"config", "settings come from one place"},
	"os.LookupEnv": {"config", "settings come from one place"},
	"os.Environ":   {"config cmd/stet", "settings come from one place"},
	"os.Exit":      {"cli cmd/stet sample/draw", "whoever else ends the program leaves work undone"},
	"log.Print":    {"", "log with slog"},
	"log.Printf":   {"", "log with slog"},
	"log.Println":  {"", "log with slog"},
	"log.Fatal":    {"", "return the error"},
	"log.Fatalf":   {"", "return the error"},
	"time.Sleep":   {"", "wait for the thing itself, or for a timer and a context"},
}

func TestSomeFunctionsHaveOneCaller(t *testing.T) {
	h := wholeHouse(t)
	h.each(func(r room, n ast.Node) {
		sel, ok := n.(*ast.SelectorExpr)
		if !ok {
			return
		}
		f, ok := r.info.Uses[sel.Sel].(*types.Func)
		if !ok || f.Pkg() == nil || f.Signature().Recv() != nil {
			return
		}
		if rule, listed := only[f.FullName()]; listed && !slices.Contains(strings.Fields(rule.rooms), r.name) {
			t.Errorf("%s: %s in %s: %s", h.at(n), f.FullName(), r.name, rule.why)
		}
	})
}

// kept are the package-level variables that change after they are declared, or
// that hold something that does, and why.
var kept = map[string]string{
	"news.lastID": "identifiers of one process must keep their order",
}

func TestPackagesKeepNoState(t *testing.T) {
	// A sync.Pool is none: what it keeps, it may forget at any time.
	changing := regexp.MustCompile(`^sync/atomic\.|^sync\.(Map|Mutex|Once|RWMutex)$`)
	h := wholeHouse(t)
	global := func(r room, e ast.Expr) types.Object {
		for {
			switch x := e.(type) {
			case *ast.IndexExpr:
				e = x.X
			case *ast.SelectorExpr:
				if v, ok := r.info.Uses[x.Sel].(*types.Var); ok && !v.IsField() {
					return v
				}
				e = x.X
			case *ast.StarExpr:
				e = x.X
			case *ast.ParenExpr:
				e = x.X
			case *ast.Ident:
				if v, ok := r.info.Uses[x].(*types.Var); ok && v.Pkg() != nil && v.Parent() == v.Pkg().Scope() {
					return v
				}
				return nil
			default:
				return nil
			}
		}
	}
	accuse := func(r room, n ast.Node, e ast.Expr) {
		if v := global(r, e); v != nil && kept[nameOf(v.Pkg().Path())+"."+v.Name()] == "" {
			t.Errorf("%s: the package-level variable %s is changed", h.at(n), v.Name())
		}
	}
	h.each(func(r room, n ast.Node) {
		switch s := n.(type) {
		case *ast.FuncDecl:
			if s.Name.Name == "init" && s.Recv == nil {
				t.Errorf("%s: init: start things where they are needed", h.at(s))
			}
		case *ast.AssignStmt:
			for _, e := range s.Lhs {
				accuse(r, s, e)
			}
		case *ast.IncDecStmt:
			accuse(r, s, s.X)
		case *ast.UnaryExpr:
			if s.Op == token.AND {
				accuse(r, s, s.X)
			}
		case *ast.ValueSpec:
			for _, name := range s.Names {
				v, ok := r.info.Defs[name].(*types.Var)
				if ok && v.Parent() == v.Pkg().Scope() && changing.MatchString(typeName(v.Type())) && kept[r.name+"."+v.Name()] == "" {
					t.Errorf("%s: the package-level variable %s is a %s", h.at(s), v.Name(), v.Type())
				}
			}
		}
	})
}

func TestTestsDoNotSleep(t *testing.T) {
	fset := token.NewFileSet()
	for _, dir := range goFolders(t) {
		tests, err := filepath.Glob(filepath.Join(top, dir, "*_test.go"))
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range tests {
			f, err := parser.ParseFile(fset, name, nil, parser.SkipObjectResolution)
			if err != nil {
				t.Fatal(err)
			}
			ast.Inspect(f, func(n ast.Node) bool {
				call, ok := n.(*ast.CallExpr)
				if !ok {
					return true
				}
				switch types.ExprString(call.Fun) {
				case "synctest.Test":
					return false // inside, time is not real
				case "time.Sleep", "chromedp.Sleep":
					t.Errorf("%s: the test sleeps: wait for what it waits for", house{fset: fset}.at(call))
				}
				return true
			})
		}
	}
}

func TestFunctionsAndFilesStayShort(t *testing.T) {
	const mostLines, mostOfAFunction = 400, 60
	h := wholeHouse(t)
	lines := func(n ast.Node) int { return h.fset.Position(n.End()).Line - h.fset.Position(n.Pos()).Line + 1 }
	for _, r := range h.rooms {
		for _, f := range r.files {
			if last := h.fset.Position(f.FileEnd).Line; last > mostLines {
				t.Errorf("%s: the file has %d lines, want at most %d: it holds more than one noun", h.at(f), last, mostLines)
			}
			for _, d := range f.Decls {
				if fn, ok := d.(*ast.FuncDecl); ok && lines(fn) > mostOfAFunction {
					t.Errorf("%s: %s has %d lines, want at most %d", h.at(fn), fn.Name.Name, lines(fn), mostOfAFunction)
				}
			}
		}
	}
}
