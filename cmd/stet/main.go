// Command stet is a news site in one program: it publishes stories, takes
// readers' replies under them, keeps spam out with a filter of its own, and tells
// every reader how their data is processed. "stet --help" lists what it can do.
package main

import (
	"os"

	"stet/internal/cli"
)

func main() {
	os.Exit(cli.Main(os.Args[1:], os.Environ(), os.Stdin, os.Stdout, os.Stderr))
}
