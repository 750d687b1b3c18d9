package news

import (
	"unicode"
	"unicode/utf8"
)

// maxMarks is how many combining marks may follow one another. No living script
// needs more than a handful; stacks of them paint over the neighbours' text.
const maxMarks = 12

// TextProblem names the rule that a text breaks whatever it says, as in
// Invalid.Rule: "utf8" when it is not UTF-8, "control" when it has control
// characters other than line feeds and tabs, "marks" when letters are buried under
// combining marks. It is "" for a text that can be shown.
func TextProblem(s string) string {
	if !utf8.ValidString(s) {
		return "utf8"
	}
	marks := 0
	for _, r := range s {
		if unicode.IsControl(r) && r != '\n' && r != '\t' {
			return "control"
		}
		if !unicode.Is(unicode.M, r) {
			marks = 0
		} else if marks++; marks > maxMarks {
			return "marks"
		}
	}
	return ""
}
