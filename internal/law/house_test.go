package law

import (
	"encoding/json"
	"errors"
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
)

// top is the repository as seen from this package.
const top = "../.."

// A room is one package of ours, parsed and type-checked without its tests.
type room struct {
	// name is the import path below stet/internal, or below stet for a command.
	name  string
	dir   string
	files []*ast.File
	info  *types.Info
}

// A house is all packages of the product: tools for developers are free.
type house struct {
	fset  *token.FileSet
	rooms []room
}

// at tells where a node stands, as an editor wants it.
func (h house) at(n ast.Node) string {
	p := h.fset.Position(n.Pos())
	if whole, err := filepath.Abs(top); err == nil {
		p.Filename = strings.TrimPrefix(p.Filename, whole+"/")
	}
	return p.String()
}

// open reads the house once for all tests.
var open = sync.OnceValues(build)

func wholeHouse(t *testing.T) house {
	t.Helper()
	h, err := open()
	if err != nil {
		t.Fatalf("read the house: %v", err)
	}
	return h
}

// build asks the go command for every package and where the compiled form of its
// imports lies, then checks our own from source.
func build() (house, error) {
	type listed struct {
		ImportPath, Dir, Export string
		GoFiles                 []string
	}
	cmd := exec.Command("go", "list", "-export", "-deps", "-json=ImportPath,Dir,Export,GoFiles", "./internal/...", "./cmd/...")
	cmd.Dir, cmd.Env = top, append(os.Environ(), "CGO_ENABLED=0")
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		return house{}, err
	}
	var ours []listed
	export := map[string]string{}
	for dec := json.NewDecoder(strings.NewReader(string(out))); ; {
		var p listed
		if err := dec.Decode(&p); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			return house{}, err
		}
		export[p.ImportPath] = p.Export
		if strings.HasPrefix(p.ImportPath, "stet/") {
			ours = append(ours, p)
		}
	}
	h := house{fset: token.NewFileSet()}
	conf := types.Config{Importer: importer.ForCompiler(h.fset, "gc", func(path string) (io.ReadCloser, error) {
		return os.Open(export[path])
	})}
	for _, p := range ours {
		r := room{name: nameOf(p.ImportPath), dir: p.Dir, info: &types.Info{
			Types: map[ast.Expr]types.TypeAndValue{},
			Uses:  map[*ast.Ident]types.Object{},
			Defs:  map[*ast.Ident]types.Object{},
		}}
		for _, name := range p.GoFiles {
			f, err := parser.ParseFile(h.fset, filepath.Join(p.Dir, name), nil, parser.ParseComments|parser.SkipObjectResolution)
			if err != nil {
				return house{}, err
			}
			r.files = append(r.files, f)
		}
		if _, err := conf.Check(p.ImportPath, h.fset, r.files, r.info); err != nil {
			return house{}, err
		}
		h.rooms = append(h.rooms, r)
	}
	return h, nil
}

// nameOf shortens an import path of ours to the name that docs/architecture.md uses.
func nameOf(path string) string {
	return strings.TrimPrefix(strings.TrimPrefix(path, "stet/"), "internal/")
}

// goFolders returns the folders that hold Go files, tests included, in the order
// of their names.
func goFolders(t *testing.T) []string {
	t.Helper()
	var folders []string
	err := fs.WalkDir(os.DirFS(top), ".", func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && (d.Name() == "testdata" || d.Name() == "tools" || strings.HasPrefix(d.Name(), ".") && path != "."):
			return fs.SkipDir
		case strings.HasSuffix(path, ".go") && !slices.Contains(folders, filepath.Dir(path)):
			folders = append(folders, filepath.Dir(path))
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return folders
}
