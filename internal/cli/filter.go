package cli

import (
	"fmt"

	"stet/internal/spam"
)

type filterCommands struct {
	Card cardCommand `cmd:"" help:"Tell what the shipped filter was trained on, how well it does and where it is weak."`
}

type cardCommand struct{}

// Run prints the model card.
func (cardCommand) Run(t terminal) error {
	_, err := fmt.Fprint(t.out, spam.StarterCard())
	return err
}
