package markup

import (
	"fmt"
	"strings"
)

// MaxStory is the length of the longest story in bytes: some 40,000 words.
const MaxStory = 256 << 10

// The rest keeps rendering under half a second of one core whatever the text.
// Each is a way in which a Markdown parser's work or output can grow with the
// square of its input; real stories stay far below all of them.
const (
	maxNesting   = 16      // quotations and lists inside each other, begun on one line
	maxFootnotes = 1000    // marks of footnotes: each is looked up among all
	maxCells     = 50_000  // columns of the widest table × lines of the story
	maxScanned   = 1 << 28 // marks × bytes, summed over the blocks: the other half of a mark is looked for to its block's end
	maxExpanded  = 1 << 24 // "[" × bytes of blocks that define links: each may be written out again
	maxRendered  = 4 << 20 // bytes of HTML
)

// measure refuses what would take unreasonably long to render. It is one pass
// over the lines and guesses high.
func measure(markdown string) error {
	if len(markdown) > MaxStory {
		return fmt.Errorf("%d bytes: %w", len(markdown), ErrTooLong)
	}
	var lines, columns, scanned, defining int
	var block struct {
		bytes, marks int
		defines      bool
	}
	endBlock := func() {
		scanned += block.bytes * block.marks
		if block.defines {
			defining += block.bytes
		}
		block.bytes, block.marks, block.defines = 0, 0, false
	}
	for line := range strings.Lines(markdown) {
		lines++
		if nesting(line) > maxNesting {
			return fmt.Errorf("line %d nests deeply: %w", lines, ErrTooComplex)
		}
		columns = max(columns, ruledColumns(line))
		if strings.TrimSpace(line) == "" || beginsItem(line) {
			endBlock()
		}
		block.bytes += len(line)
		block.marks += marks(line)
		block.defines = block.defines || strings.Contains(line, "]:")
	}
	endBlock()
	switch {
	case columns*lines > maxCells:
		return fmt.Errorf("table of %d columns: %w", columns, ErrTooComplex)
	case strings.Count(markdown, "[^") > maxFootnotes:
		return fmt.Errorf("more than %d footnotes: %w", maxFootnotes, ErrTooComplex)
	case scanned > maxScanned, defining*strings.Count(markdown, "[") > maxExpanded:
		return fmt.Errorf("too many marks in one block: %w", ErrTooComplex)
	}
	return nil
}

// beginsItem reports whether a line begins an item of a list, which ends the block
// before it as a blank line does. Deeper indented, it could belong to that block.
func beginsItem(line string) bool {
	text := strings.TrimLeft(line, " ")
	return len(line)-len(text) < 4 && len(text) > 2 && strings.IndexByte("-+*", text[0]) >= 0 && text[1] == ' ' && text[2] > ' '
}

// marks counts the characters of a line that begin or end something in it.
func marks(line string) int {
	n := 0
	for _, c := range []byte(line) {
		switch c {
		case '[', ']', '*', '_', '~', '`', '<':
			n++
		}
	}
	return n
}

// nesting counts the marks of quotations and list items that begin a line.
func nesting(line string) int {
	if strings.Trim(line, "- \t\r\n") == "" || strings.Trim(line, "* \t\r\n") == "" {
		return 0 // a rule, or the line under a heading
	}
	marks := 0
	for i := 0; i < len(line); i++ {
		ends := i+1 == len(line) || strings.IndexByte(" \t\r\n", line[i+1]) >= 0
		switch c := line[i]; {
		case c == '>':
			marks++
		case ends && strings.IndexByte("-+*.)", c) >= 0:
			marks++
		case c == ' ', c == '\t', '0' <= c && c <= '9':
		default:
			return marks
		}
	}
	return marks
}

// ruledColumns counts the columns of a line that rules a table ("|---|:-:|"),
// and is 0 for other lines.
func ruledColumns(line string) int {
	if strings.Trim(line, "|:-> \t\r\n") != "" {
		return 0
	}
	return strings.Count(line, "|") + 1
}
