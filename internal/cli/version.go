package cli

import (
	"fmt"
	"runtime/debug"
	"strings"
)

// Version is the release, set when it is built with
// -ldflags "-X stet/internal/cli.Version=v1.2.3".
var Version = "development"

type versionCommand struct{}

// Run prints the release and, as far as they are known, the commit and the Go
// version it was built with.
func (versionCommand) Run(t terminal) error {
	words := []string{"stet", Version}
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, s := range info.Settings {
			if s.Key == "vcs.revision" {
				words = append(words, s.Value)
			}
		}
		words = append(words, info.GoVersion)
	}
	_, err := fmt.Fprintln(t.out, strings.Join(words, " "))
	return err
}
