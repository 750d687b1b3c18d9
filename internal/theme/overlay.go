package theme

import (
	"errors"
	"io/fs"
	"slices"
	"strings"
)

// An overlay is a stack of folders, the topmost first: a file is the one of the
// first layer that has it, a folder lists the files of all layers.
type overlay []fs.FS

// layers is the owner's theme, if there is one, over the built-in theme.
func layers(owner fs.FS) (overlay, error) {
	pages, err := fs.Sub(builtin, "default")
	if err != nil {
		return nil, err
	}
	// The catalogues lie beside default, so that translators find them.
	own := overlay{pages, builtin}
	if owner != nil {
		own = slices.Insert(own, 0, owner)
	}
	return own, nil
}

// Open opens a file in the first layer that has it.
func (o overlay) Open(name string) (fs.File, error) {
	for _, layer := range o {
		f, err := layer.Open(name)
		if !errors.Is(err, fs.ErrNotExist) {
			return f, err
		}
	}
	return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
}

// ReadDir lists a folder of all layers, sorted by name. A folder that no layer
// has does not exist.
func (o overlay) ReadDir(name string) ([]fs.DirEntry, error) {
	var all []fs.DirEntry
	found := false
	for _, layer := range o {
		entries, err := fs.ReadDir(layer, name)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return nil, err
		}
		found = true
		for _, e := range entries {
			if !slices.ContainsFunc(all, func(a fs.DirEntry) bool { return a.Name() == e.Name() }) {
				all = append(all, e)
			}
		}
	}
	if !found {
		return nil, &fs.PathError{Op: "readdir", Path: name, Err: fs.ErrNotExist}
	}
	slices.SortFunc(all, func(a, b fs.DirEntry) int { return strings.Compare(a.Name(), b.Name()) })
	return all, nil
}
