package spam

import (
	_ "embed"
	"sync"
)

//go:embed starter.model
var starterFile []byte

//go:embed starter.md
var starterCard string

var starter = sync.OnceValues(func() (*Model, error) { return ReadModel(starterFile) })

// Starter returns the model that everybody is shipped.
func Starter() (*Model, error) { return starter() }

// StarterCard returns the model card of Starter in Markdown: what it was trained
// on, under which licences, how well it does and where it is weak.
func StarterCard() string { return starterCard }
