// Command draw prints the pictures of the sample publication: linocuts and
// screen prints of a town that does not exist, cut, inked and pressed in code.
// The same program makes the same files.
package main

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
)

// A scene is one picture: a drawing and the words that go inside its file.
type scene struct {
	name string
	draw func(*Sheet)
	// words are written into the file; where they are empty the story's front
	// matter has them.
	words Words
}

func main() {
	to := flag.String("to", "pictures", "folder to print into")
	lossless := flag.Bool("png", false, "print PNG proofs instead of JPEG files")
	flag.Parse()
	if err := run(*to, *lossless, flag.Args()); err != nil {
		fmt.Fprintln(os.Stderr, "draw:", err)
		os.Exit(1)
	}
}

// run prints the scenes of those names, or all.
func run(to string, lossless bool, names []string) error {
	for _, sc := range scenes {
		if len(names) > 0 && !slices.Contains(names, sc.name) {
			continue
		}
		data, err := render(sc, lossless)
		if err != nil {
			return fmt.Errorf("print %s: %w", sc.name, err)
		}
		name := sc.name + ".jpg"
		if lossless {
			name = sc.name + ".png"
		}
		if err := os.WriteFile(filepath.Join(to, name), data, 0o600); err != nil {
			return err
		}
	}
	return nil
}

// render draws a scene and encodes it.
func render(sc scene, lossless bool) ([]byte, error) {
	s := NewSheet(sc.name)
	sc.draw(s)
	s.Trim()
	if lossless {
		return encodePNG(s.Image())
	}
	return encodeJPEG(s.Image(), sc.words)
}
