package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"net/netip"
	"os"
	"path/filepath"
	"slices"
	"time"

	"stet/internal/accounts"
	"stet/internal/checks"
	"stet/internal/config"
	"stet/internal/filter"
	"stet/internal/news"
	"stet/internal/pages"
	"stet/internal/pictures"
	"stet/internal/replies"
	"stet/internal/site"
	"stet/internal/spam"
	"stet/internal/store"
	"stet/internal/stories"
	"stet/internal/web"
)

// A folder is where a site lives; every command that works on one has it.
type folder struct {
	Dir      string `default:"." env:"STET_DIR" type:"path" help:"The site's folder."`
	Database string `env:"STET_STORE_DATABASE" placeholder:"postgres://…" help:"Use this PostgreSQL database instead of SQLite in the folder."`
}

// A newsroom is a site, open: its settings, its store and its features.
type newsroom struct {
	dir    *os.Root
	config config.Config
	log    *slog.Logger
	db     *store.DB
	site   news.Site

	filter   *filter.Service
	pages    *pages.Cache
	stories  *stories.Service
	replies  *replies.Service
	checks   *checks.Service
	accounts *accounts.Service
	pictures *pictures.Library
	networks *site.Networks
}

// open opens the site in the folder, with settings adjusted by the command line.
// Whoever opens it closes it.
func (f folder) open(ctx context.Context, t terminal, adjust ...func(*config.Config)) (_ *newsroom, err error) {
	dir, err := os.OpenRoot(f.Dir)
	if err != nil {
		return nil, fmt.Errorf("the site's folder: %w; make one with: stet init %s", err, f.Dir)
	}
	n := &newsroom{dir: dir}
	defer func() {
		if err != nil {
			err = errors.Join(err, n.close())
		}
	}()
	if n.config, err = config.Load(dir.FS(), t.environ); err != nil {
		return nil, err
	}
	if f.Database != "" {
		n.config.Store.Database = f.Database
	}
	for _, a := range adjust {
		a(&n.config)
	}
	if n.config.Store.Database == "" && !exists(dir, config.FileName) && !exists(dir, store.Name) {
		return nil, fmt.Errorf("%s is not a site's folder; make one with: stet init %s", f.Dir, f.Dir)
	}
	n.log = newLog(t.err, n.config.Log.Level)
	if n.pictures, err = pictures.Open(f.Dir); err != nil {
		return nil, err
	}
	if n.db, err = store.Open(ctx, store.Options{Dir: f.Dir, DSN: n.config.Store.Database, Fold: spam.Fold}); err != nil {
		return nil, err
	}
	if n.site, err = n.db.SetPublication(ctx, n.config.URL(), n.config.Publication.Name, n.moderation()); err != nil {
		return nil, err
	}
	if err := n.setSections(ctx); err != nil {
		return nil, err
	}
	return n, n.assemble(ctx)
}

// moderation is how a site begins: what the settings say, and nothing chosen yet.
func (n *newsroom) moderation() news.Moderation {
	return news.Moderation{Hold: n.config.Replies.Hold, Strictness: n.config.Replies.Strictness}
}

// setSections puts the paper's sections into the order of the settings.
func (n *newsroom) setSections(ctx context.Context) error {
	var want []news.Section
	for _, name := range n.config.Publication.Sections {
		want = append(want, news.Section{Slug: stories.Slug(name, n.config.Publication.Lang), Name: name})
	}
	have, err := n.db.Sections(ctx)
	if err != nil || len(have) >= len(want) && slices.Equal(have[:len(want)], want) {
		return err
	}
	return n.db.SetSections(ctx, want)
}

// assemble puts the features together.
func (n *newsroom) assemble(ctx context.Context) error {
	secret, err := n.db.Secret(ctx, "replies")
	if err != nil {
		return err
	}
	starter, err := spam.Starter()
	if err != nil {
		return err
	}
	n.pages = pages.New(uint64(n.config.Server.CacheMB)<<20, pageLife, time.Now) //nolint:gosec // at least 1
	n.filter = &filter.Service{
		Store: n.db, Starter: starter, Memory: n.config.Server.FilterMB << 20, Now: time.Now, Log: n.log,
	}
	n.stories = &stories.Service{Store: n.db, Pages: n.pages, Now: time.Now, NewID: news.NewID}
	n.replies = &replies.Service{
		Store: n.db, Filter: n.filter, Pages: n.pages, Secret: secret,
		Now: time.Now, NewID: news.NewID, Log: n.log,
	}
	n.networks = &site.Networks{Key: n.db.NetworkKey}
	n.checks = &checks.Service{
		Store: n.db, Filter: n.filter, Moderation: n.moderation(), SitesPerKey: n.config.Limits.KeySites,
		Network: func(ctx context.Context, addr netip.Addr, at time.Time) (string, error) {
			return n.networks.Hash(ctx, web.NetworkOf(addr), at)
		},
		Now: time.Now, NewID: news.NewID, Log: n.log,
	}
	n.accounts = accounts.New(n.db, time.Now)
	return nil
}

func (n *newsroom) close() error {
	var err error
	if n.db != nil {
		err = n.db.Close()
	}
	if n.pictures != nil {
		err = errors.Join(err, n.pictures.Close())
	}
	return errors.Join(err, n.dir.Close())
}

// newLog is the program's log: JSON lines that name the request they belong to.
func newLog(w io.Writer, level string) *slog.Logger {
	var least slog.Level
	_ = least.UnmarshalText([]byte(level)) // the settings were checked
	return slog.New(web.LogRequests(slog.NewJSONHandler(w, &slog.HandlerOptions{Level: least})))
}

func exists(dir *os.Root, name string) bool {
	_, err := dir.Stat(name)
	return err == nil
}

type initCommand struct {
	Dir string `arg:"" type:"path" help:"The folder to make."`
}

// Run makes a new site's folder with a settings file to fill in.
func (c initCommand) Run(t terminal) error {
	if err := os.MkdirAll(c.Dir, 0o750); err != nil {
		return err
	}
	dir, err := os.OpenRoot(c.Dir)
	if err != nil {
		return err
	}
	defer dir.Close()
	file, err := dir.OpenFile(config.FileName, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o640)
	if errors.Is(err, fs.ErrExist) {
		return fmt.Errorf("%s is a site's folder already", c.Dir)
	}
	if err != nil {
		return err
	}
	_, err = io.WriteString(file, config.Default().File())
	if err = errors.Join(err, file.Close()); err != nil {
		return err
	}
	_, err = fmt.Fprintf(t.out, `Made %s. What comes next:
  1. Name the paper in %s.
  2. stet staff add --dir %s --role owner you@example.org
  3. stet serve --dir %s
`, c.Dir, filepath.Join(c.Dir, config.FileName), c.Dir, c.Dir)
	return err
}
