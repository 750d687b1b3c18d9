package checks

import "stet/internal/news"

// Letters is what a comment is found again by.
func Letters(c news.Comment) string { return letters(tidy(c).Body) }

// SameText reports whether two comments are found under the same text.
func SameText(a, b news.Comment) bool {
	return Letters(a) != "" && keyOf(tidy(a)).Text == keyOf(tidy(b)).Text
}
