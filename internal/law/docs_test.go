package law

import (
	"go/ast"
	"go/token"
	"testing"
)

func TestEveryExportedNameIsExplained(t *testing.T) {
	h := wholeHouse(t)
	for _, r := range h.rooms {
		explained := false
		for _, f := range r.files {
			explained = explained || f.Doc.Text() != ""
			for _, d := range f.Decls {
				for _, name := range unexplained(d) {
					t.Errorf("%s: %s has no comment", h.at(name), name.Name)
				}
			}
		}
		if !explained {
			t.Errorf("package %s has no comment", r.name)
		}
	}
}

// unexplained returns the exported names that d declares without a comment. A
// comment above a group speaks for all of its constants and variables.
func unexplained(d ast.Decl) []*ast.Ident {
	var names []*ast.Ident
	add := func(name *ast.Ident, comments ...*ast.CommentGroup) {
		for _, c := range comments {
			if c.Text() != "" {
				return
			}
		}
		if name.IsExported() {
			names = append(names, name)
		}
	}
	switch d := d.(type) {
	case *ast.FuncDecl:
		if d.Recv != nil && (d.Name.Name == "Error" || d.Name.Name == "String") {
			break // their interfaces say it all
		}
		if d.Recv == nil || receiver(d).IsExported() {
			add(d.Name, d.Doc)
		}
	case *ast.GenDecl:
		for _, spec := range d.Specs {
			switch s := spec.(type) {
			case *ast.TypeSpec:
				if d.Lparen == token.NoPos {
					add(s.Name, s.Doc, d.Doc)
				} else {
					add(s.Name, s.Doc, s.Comment)
				}
			case *ast.ValueSpec:
				for _, name := range s.Names {
					add(name, s.Doc, s.Comment, d.Doc)
				}
			}
		}
	}
	return names
}

// receiver is the name of the type that a method belongs to.
func receiver(d *ast.FuncDecl) *ast.Ident {
	t := d.Recv.List[0].Type
	for {
		switch x := t.(type) {
		case *ast.StarExpr:
			t = x.X
		case *ast.IndexExpr:
			t = x.X
		case *ast.IndexListExpr:
			t = x.X
		case *ast.Ident:
			return x
		default:
			return ast.NewIdent("")
		}
	}
}
