// Package cli is the command line: it reads the settings, puts the program
// together and runs it.
package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os/signal"
	"strings"
	"syscall"
	"time"

	"github.com/alecthomas/kong"

	"stet/internal/news"
	"stet/internal/spam/spameval"
	"stet/internal/theme"
)

// commands is every command of the program, as kong reads it.
type commands struct {
	Demo    demoCommand    `cmd:"" help:"Run a sample newsroom, filled and ready, in a folder of its own."`
	Init    initCommand    `cmd:"" help:"Make the folder of a new site."`
	Serve   serveCommand   `cmd:"" help:"Serve a site."`
	Staff   staffCommands  `cmd:"" help:"The people of the newsroom."`
	Story   storyCommands  `cmd:"" help:"Stories from files."`
	Site    siteCommands   `cmd:"" help:"Foreign sites that use the filter or the replies."`
	Filter  filterCommands `cmd:"" help:"The spam filter by itself."`
	Backup  backupCommand  `cmd:"" help:"Write the whole site into one file, also while it is being served."`
	Restore restoreCommand `cmd:"" help:"Make a site's folder from a backup."`
	Version versionCommand `cmd:"" help:"Tell the program's version."`
}

// A terminal is what a command reads and writes besides the site.
type terminal struct {
	environ  []string
	in       io.Reader
	out, err io.Writer
}

// Main runs the command that args name and returns the program's exit status: 0,
// 1 for a failure, 2 for a command line that cannot be understood, 3 for work that
// was done but for some bad rows.
func Main(args, environ []string, stdin io.Reader, stdout, stderr io.Writer) int {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGINT, syscall.SIGTERM)
	defer stop()
	var c commands
	exit, exited := 0, false
	parser, err := kong.New(&c,
		kong.Name("stet"),
		kong.Description("A news site in one program. Begin with: stet demo"),
		kong.Writers(stdout, stderr),
		kong.Exit(func(code int) { exit, exited = code, true }),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true}),
		kong.BindTo(ctx, (*context.Context)(nil)),
		kong.Bind(terminal{environ, stdin, stdout, stderr}),
	)
	if err != nil {
		panic(err) // the commands above are wrong
	}
	parsed, err := parser.Parse(args)
	if exited { // --help was all
		return exit
	}
	if err != nil {
		_, _ = fmt.Fprintf(stderr, "stet: %v\nTry: stet --help\n", err)
		return 2
	}
	if err := parsed.Run(); err != nil && !errors.Is(err, context.Canceled) {
		_, _ = fmt.Fprintf(stderr, "stet: %s\n", plain(err))
		if errors.Is(err, spameval.ErrBadRows) {
			return 3
		}
		return 1
	}
	return 0
}

// plain is an error in the words of people: a broken rule as the forms tell it, and
// no word for programs at the end.
func plain(err error) string {
	text := strings.TrimSuffix(err.Error(), ": "+news.ErrInvalid.Error())
	var invalid news.Invalid
	if !errors.As(err, &invalid) {
		return text
	}
	words, err := theme.New(theme.Options{Lang: "en", Location: time.UTC})
	if err != nil {
		return text
	}
	return strings.ReplaceAll(text, invalid.Error(), invalid.Field+": "+words.Problem("en", invalid))
}
