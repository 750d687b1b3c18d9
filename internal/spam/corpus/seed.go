package corpus

import (
	"embed"
	"fmt"
	"io/fs"
	"regexp"
	"strings"

	"golang.org/x/net/publicsuffix"

	"stet/internal/spam"
)

// The seed is comments of our own invention, in files named for the place they
// might have been written in and their label: tables of tab-separated author,
// e-mail, home page and text, "-" for nothing and \n for the end of a line.
//
//go:embed seed/*.tsv
var seed embed.FS

// Seed returns the rows that were written for this project, in a fixed order.
func Seed() []Row {
	files, _ := fs.Glob(seed, "seed/*.tsv") // the pattern is good
	var rows []Row
	for _, file := range files {
		place, label, _ := strings.Cut(strings.TrimSuffix(strings.TrimPrefix(file, "seed/"), ".tsv"), ".")
		table, _ := seed.ReadFile(file) // it was listed
		n := 0
		for l := range strings.Lines(string(table)) {
			n++
			f := strings.Split(strings.TrimSuffix(l, "\n"), "\t")
			if len(f) != 4 {
				panic(fmt.Sprintf("%s, line %d: %d columns, want 4", file, n, len(f)))
			}
			for i := range f {
				if f[i] == "-" {
					f[i] = ""
				}
				f[i] = realistic(f[i])
			}
			rows = append(rows, Row{
				ID: fmt.Sprintf("%s/%s/%s/%d", Own, place, label, n), Source: Own, Group: place, Label: Label(label),
				Message: spam.Message{Author: f[0], Email: f[1], URL: f[2], Content: strings.ReplaceAll(f[3], `\n`, "\n")},
			})
		}
	}
	return rows
}

var exampleHost = regexp.MustCompile(`(?i)([\pL\d-]+(?:\.[\pL\d-]+)*)\.example\b`)

// realistic gives the hosts of invented texts real endings: all of them end in
// ".example", which must not be learned as a mark of anything. What stands before
// it is the ending if there is such a one ("slots.vip.example"), else it is ".com".
func realistic(text string) string {
	if !strings.Contains(text, ".example") {
		return text
	}
	return exampleHost.ReplaceAllStringFunc(text, func(host string) string {
		host = host[:len(host)-len(".example")]
		if _, known := publicsuffix.PublicSuffix(strings.ToLower(host)); known && strings.Contains(host, ".") {
			return host
		}
		return host + ".com"
	})
}
