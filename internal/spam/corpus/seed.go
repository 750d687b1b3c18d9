package corpus

import (
	_ "embed"
	"fmt"
	"strings"

	"stet/internal/spam"
)

// The seed is comments of our own invention: tables of tab-separated author,
// e-mail, home page and text, "-" for nothing.
var (
	//go:embed seed/ham.tsv
	seedHam string
	//go:embed seed/spam.tsv
	seedSpam string
)

// Seed returns the rows that were written for this project, in a fixed order.
func Seed() []Row {
	return append(seedRows(seedHam, Ham), seedRows(seedSpam, Spam)...)
}

func seedRows(table string, label Label) []Row {
	var rows []Row
	// The ending of all our hosts must not be learned as a mark of anything.
	table = strings.ReplaceAll(table, ".example", ".com")
	for l := range strings.Lines(table) {
		if strings.HasPrefix(l, "#") {
			continue
		}
		f := strings.Split(strings.TrimSuffix(l, "\n"), "\t")
		if len(f) != 4 {
			continue
		}
		for i := range f {
			if f[i] == "-" {
				f[i] = ""
			}
		}
		rows = append(rows, Row{
			ID:      fmt.Sprintf("%s/%s/%d", Own, label, len(rows)),
			Source:  Own,
			Message: spam.Message{Author: f[0], Email: f[1], URL: f[2], Content: strings.ReplaceAll(f[3], `\n`, "\n")},
			Label:   label,
		})
	}
	return rows
}
