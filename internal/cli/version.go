package cli

import (
	"fmt"
	"runtime/debug"
)

// Version is the release, set when it is built with
// -ldflags "-X stet/internal/cli.Version=v1.2.3".
var Version = "development"

type versionCommand struct{}

// Run prints the release and, as far as they are known, the commit and the Go
// version it was built with.
func (versionCommand) Run(t terminal) error {
	line := "stet " + Version
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, s := range info.Settings {
			if s.Key == "vcs.revision" {
				line += " " + s.Value
			}
		}
		line += " " + info.GoVersion
	}
	_, err := fmt.Fprintln(t.out, line)
	return err
}
