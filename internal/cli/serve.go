package cli

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"net/http"
	"net/url"
	"runtime/debug"
	"strings"
	"time"

	"github.com/coreos/go-systemd/v22/daemon"
	"golang.org/x/sync/errgroup"

	"stet/internal/akismet"
	"stet/internal/config"
	"stet/internal/desk"
	"stet/internal/markup"
	"stet/internal/rights"
	"stet/internal/site"
	"stet/internal/store"
	"stet/internal/theme"
	"stet/internal/web"
)

const (
	// pageLife is how long a rendered page is kept at most, and formLife how long a
	// form may lie open: a form on a page that is about to go still has its time.
	pageLife = time.Hour
	formLife = 48 * time.Hour
	// grace is how long requests in flight may take after the signal to stop.
	grace = 20 * time.Second
	// sweepEvery is how often retention is enforced.
	sweepEvery = 10 * time.Minute
	// perNetwork is how many connections one network may hold at a time.
	perNetwork = 512
	// markupMemory is how many bytes of rendered stories are kept.
	markupMemory = 16 << 20
)

type serveCommand struct {
	folder
	Addr string `placeholder:"HOST:PORT" help:"The address to serve on, instead of the one in the settings."`
}

// Run serves the site until it is told to stop, and lets requests finish then.
func (c serveCommand) Run(ctx context.Context, t terminal) (err error) {
	n, err := c.open(ctx, t, serveOn(c.Addr))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, n.close()) }()
	l, err := n.listen(ctx)
	if err != nil {
		return err
	}
	return n.serve(ctx, l)
}

// serveOn adjusts the settings to an address from the command line, if it is there.
func serveOn(addr string) func(*config.Config) {
	return func(c *config.Config) {
		if addr != "" {
			c.Server.Addr = addr
		}
	}
}

// gcPercent lets garbage grow to three times what is in use before it is collected.
// A newsroom has few megabytes in use, so that a busy site would collect ten times
// a second for nothing. GOGC in the environment has the last word.
const gcPercent = 300

// serve answers readers and staff on l until ctx ends. It closes l.
func (n *newsroom) serve(ctx context.Context, l net.Listener) error {
	if old := debug.SetGCPercent(gcPercent); old != 100 { // not Go's own: the operator chose it
		debug.SetGCPercent(old)
	}
	handler, err := n.handler(ctx)
	if err != nil {
		return errors.Join(err, l.Close())
	}
	n.log.InfoContext(ctx, "serving", "addr", l.Addr().String(), "url", n.config.URL())
	sweeper := rights.Service{Store: n.db, Retention: n.config.Retention.Notice(), Now: time.Now, Log: n.log}
	ctx, stop := context.WithCancel(ctx)
	var g errgroup.Group
	g.Go(func() error {
		defer stop() // a server that fails ends the rest
		return web.Serve(ctx, web.NewServer(handler), web.LimitConns(l, perNetwork, n.clients()), grace)
	})
	g.Go(func() error {
		n.tellManager(ctx, daemon.SdNotifyReady)
		<-ctx.Done()
		n.tellManager(context.WithoutCancel(ctx), daemon.SdNotifyStopping)
		return nil
	})
	g.Go(func() error { sweeper.Run(ctx, sweepEvery); return nil })
	g.Go(func() error { n.follow(ctx); return nil })
	return g.Wait()
}

func (n *newsroom) clients() web.Clients {
	return web.Clients{Proxies: n.config.Server.TrustedProxies, Exempt: n.config.Limits.Exempt}
}

// handler puts readers' site and desk under one roof.
func (n *newsroom) handler(ctx context.Context) (http.Handler, error) {
	address, err := url.Parse(n.config.URL())
	if err != nil {
		return nil, fmt.Errorf("the site's address: %w", err)
	}
	th, err := n.theme()
	if err != nil {
		return nil, err
	}
	forms, err := n.db.Secret(ctx, "forms")
	if err != nil {
		return nil, err
	}
	readers := n.readers(th, web.Signer{Key: forms, For: formLife})
	mux := web.NewMux(address, n.log, readers.ErrorPage)
	mux.First(n.pages.Hit)
	readers.Routes(mux)
	mux.Handle("GET /healthz", web.Healthy)
	mux.Handle("GET /readyz", web.Ready(n.db.Ping))
	newsroom, err := n.desk(ctx, address, th, readers)
	if err != nil {
		return nil, err
	}
	staff := newsroom.Handler()
	foreign := n.akismet()
	mux.Handle(akismet.DropInPattern, foreign.DropIn)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if akismet.Match(r) { // before anything refuses its host or redirects its path
			foreign.ServeHTTP(w, r)
			return
		}
		if r.URL.Path == "/desk" || strings.HasPrefix(r.URL.Path, "/desk/") {
			staff.ServeHTTP(w, r)
			return
		}
		mux.ServeHTTP(w, r)
	}), nil
}

// akismet answers the clients of foreign sites.
func (n *newsroom) akismet() *akismet.Server {
	return &akismet.Server{
		URL: n.config.URL(), Notice: site.FilteredPath,
		Checks: n.checks, Limit: web.NewLimiter("checks", n.config.Limits.PerKey, time.Minute, time.Now),
		Now: time.Now, Log: n.log,
	}
}

// desk is the staff's part of the site.
func (n *newsroom) desk(ctx context.Context, address *url.URL, th *theme.Theme, readers *site.Server) (*desk.Desk, error) {
	secret, err := n.db.Secret(ctx, "desk")
	if err != nil {
		return nil, err
	}
	return &desk.Desk{
		URL: address, Publication: readers.Publication, Lang: readers.Lang, Site: n.site.ID,
		Accounts: n.accounts, Replies: n.replies, Stories: n.stories, Pictures: n.pictures, Sites: n.db, Checks: n.checks,
		Foreign: desk.Foreign{Base: n.config.URL() + "/akismet/", Notice: site.FilteredPath, DropIn: akismet.DropInPath},
		Theme:   th, Preview: readers.StoryPage, Clients: readers.Clients, Secret: secret, Now: time.Now, Log: n.log,
	}, nil
}

// themeFolder is where an owner's theme stands in the site's folder.
const themeFolder = "theme"

// theme is the built-in theme under the owner's folder, if there is one.
func (n *newsroom) theme() (*theme.Theme, error) {
	zone, err := time.LoadLocation(n.config.Publication.TimeZone)
	if err != nil {
		return nil, err
	}
	o := theme.Options{Lang: n.config.Publication.Lang, Location: zone}
	overlay, err := n.dir.OpenRoot(themeFolder) // no link leads into it or out of it
	switch {
	case err == nil:
		o.Overlay = overlay.FS()
	case !errors.Is(err, fs.ErrNotExist):
		return nil, fmt.Errorf("theme: %w", err)
	}
	return theme.New(o)
}

func (n *newsroom) readers(th *theme.Theme, signer web.Signer) *site.Server {
	p, limits := n.config.Publication, n.config.Limits
	controller := p.Controller
	if controller == "" {
		controller = p.Name
	}
	return &site.Server{
		Publication: theme.Publication{
			Name: p.Name, Tagline: p.Tagline, URL: n.config.URL(), Controller: controller, Contact: p.Contact,
		},
		Lang: p.Lang, Site: n.site.ID, Stories: n.stories, Replies: n.replies, Theme: th,
		Markup: markup.NewCache(markupMemory), Pages: n.pages, Pictures: n.pictures,
		Columns: store.Columns(), Retention: n.config.Retention.Notice(), Configured: time.Now(),
		Signer: signer, Clients: n.clients(), Networks: n.networks,
		PerAddress: web.NewLimiter("replies", limits.PerAddress, 10*time.Minute, time.Now),
		PerStory:   web.NewLimiter("story_replies", limits.PerStory, time.Minute, time.Now),
		Now:        time.Now, Log: n.log,
	}
}
