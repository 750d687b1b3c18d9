package theme

import (
	"errors"
	"fmt"
	"html/template"
	"io"
	"io/fs"
	"path"
	"strings"
)

// sources are the texts of a theme's templates, before they are parsed for each
// language: html/template binds functions, and with them the language, to a set.
type sources []family

// A family is the pages that share a layout: the readers' pages in templates
// itself, and the desk's in templates/desk, which has a layout of its own.
type family struct {
	prefix string // of the page names
	layout source
	// partials may be used by every page; a family sees its own and the readers'.
	partials, pages []source
}

// A source is one template file.
type source struct{ name, text string }

// page is the file's name without folder and ending.
func (s source) page() string { return strings.TrimSuffix(path.Base(s.name), ".html") }

// readSources reads all template files of a theme.
func readSources(files fs.FS) (sources, error) {
	readers, err := readFamily(files, "templates", "")
	if err != nil {
		return nil, err
	}
	all := sources{readers}
	if _, err := fs.Stat(files, "templates/desk/layout.html"); errors.Is(err, fs.ErrNotExist) {
		return all, nil
	}
	desk, err := readFamily(files, "templates/desk", "desk/")
	if err != nil {
		return nil, err
	}
	desk.partials = append(readers.partials, desk.partials...)
	return append(all, desk), nil
}

// readFamily reads the layout, the pages and the partials of one folder.
func readFamily(files fs.FS, dir, prefix string) (family, error) {
	f := family{prefix: prefix}
	pages, err := readHTML(files, dir)
	if err != nil {
		return f, err
	}
	for _, p := range pages {
		if p.page() == "layout" {
			f.layout = p
		} else {
			f.pages = append(f.pages, p)
		}
	}
	if f.layout.text == "" {
		return f, fmt.Errorf("%s/layout.html: missing or empty", dir)
	}
	f.partials, err = readHTML(files, dir+"/partials")
	if errors.Is(err, fs.ErrNotExist) {
		err = nil
	}
	return f, err
}

// readHTML reads the .html files that lie directly in dir.
func readHTML(files fs.FS, dir string) ([]source, error) {
	entries, err := fs.ReadDir(files, dir)
	if err != nil {
		return nil, err
	}
	var all []source
	for _, e := range entries {
		name := dir + "/" + e.Name()
		if e.IsDir() || path.Ext(name) != ".html" {
			continue
		}
		text, err := fs.ReadFile(files, name)
		if err != nil {
			return nil, err
		}
		all = append(all, source{name, string(text)})
	}
	return all, nil
}

// parse makes the set of each page. Templates are named by their files, so that
// errors name them too.
func (s sources) parse(funcs template.FuncMap) (pageSets, error) {
	pages := make(pageSets)
	for _, f := range s {
		base, err := template.New(f.layout.name).Funcs(funcs).Parse(f.layout.text)
		if err != nil {
			return nil, err
		}
		for _, p := range f.partials {
			if _, err := base.New(p.name).Parse(p.text); err != nil {
				return nil, err
			}
		}
		for _, p := range f.pages {
			set, err := base.Clone()
			if err != nil {
				return nil, err
			}
			if _, err := set.New(p.name).Parse(p.text); err != nil {
				return nil, err
			}
			pages[f.prefix+p.page()] = set
		}
	}
	return pages, nil
}

// finishAll finishes the sets of all pages.
func finishAll(pages pageSets) error {
	for page, set := range pages {
		if err := finish(set); err != nil {
			return fmt.Errorf("page %s: %w", page, err)
		}
	}
	return nil
}

// finish makes html/template work out the escaping of a set, which it does at the
// first execution, and reports what it finds: templates that are called but not
// there, and markup that cannot be made safe. Without data the execution itself
// may well fail; only with data does that mean anything.
func finish(set *template.Template) error {
	var broken *template.Error
	if err := set.Execute(io.Discard, nil); errors.As(err, &broken) {
		return broken
	}
	return nil
}
