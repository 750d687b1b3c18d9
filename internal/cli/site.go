package cli

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"text/tabwriter"
	"time"

	"stet/internal/akismet"
	"stet/internal/news"
	"stet/internal/site"
)

type siteCommands struct {
	Add       siteAddCommand    `cmd:"" help:"Let a foreign site use this one's filter, and print its key."`
	List      siteListCommand   `cmd:"" help:"List the foreign sites, and how many of their comments were spam in the last 30 days."`
	RotateKey siteRotateCommand `cmd:"" help:"Give a foreign site a new key, and print it; the old one is good for nothing from then on."`
	Remove    siteRemoveCommand `cmd:"" help:"Delete a foreign site, its comments and what its filter learned."`
}

// A siteAddress is the argument that names a foreign site.
type siteAddress struct {
	URL string `arg:"" help:"The foreign site's address, such as https://blog.example."`
}

type siteAddCommand struct {
	folder
	siteAddress
}

// Run adds the site and prints its key, which is stored nowhere.
func (c siteAddCommand) Run(ctx context.Context, t terminal) (err error) {
	n, err := c.open(ctx, t)
	if err != nil {
		return err
	}
	defer func() { err = closing(n, err) }()
	if !strings.Contains(c.URL, "://") {
		return notAddress(c.URL)
	}
	site, key, err := n.checks.AddSite(ctx, c.URL)
	if _, bad := errors.AsType[news.Invalid](err); bad {
		return notAddress(c.URL)
	}
	if errors.Is(err, news.ErrConflict) {
		return fmt.Errorf("%s is there already; a new key comes from: stet site rotate-key %s", c.URL, c.URL)
	}
	if err != nil {
		return err
	}
	return n.tellKey(t, site, key)
}

func notAddress(s string) error {
	return fmt.Errorf("%q is not a web address; write it like https://blog.example", s)
}

// tellKey prints a key, and what else whoever sets up the site's client needs.
func (n *newsroom) tellKey(t terminal, s news.Site, key string) error {
	_, err := fmt.Fprintf(t.out, `Key of %s, shown only now:
  %s
Its Akismet client sends to:
  %s/akismet/
WordPress does so by a drop-in:
  %[3]s%[4]s
How its comments are processed, for its readers:
  %[3]s%[5]s
`, s.Name, key, n.config.URL(), akismet.DropInPath(s.ID), site.FilteredPath(s.ID))
	return err
}

type siteListCommand struct{ folder }

// Run lists the foreign sites.
func (c siteListCommand) Run(ctx context.Context, t terminal) (err error) {
	n, err := c.open(ctx, t)
	if err != nil {
		return err
	}
	defer func() { err = closing(n, err) }()
	sites, err := n.db.Sites(ctx)
	if err != nil {
		return err
	}
	now := time.Now()
	w := tabwriter.NewWriter(t.out, 0, 0, 2, ' ', 0)
	_, _ = fmt.Fprintln(w, "SITE\tSINCE\tKEY\tCHECKED\tSPAM\tMISSED\tFALSE POSITIVES\t") // Flush tells what fails
	for _, s := range sites {
		if s.Kind != news.Foreign {
			continue
		}
		days, err := n.checks.Days(ctx, []news.SiteID{s.ID}, now.AddDate(0, 0, -30), now)
		if err != nil {
			return err
		}
		var sum news.CheckCount
		for _, d := range days {
			sum = sum.Add(d.CheckCount)
		}
		_, _ = fmt.Fprintf(w, "%s\t%s\t%s\t%d\t%d\t%d\t%d\t\n", s.URL, s.Created.Format(time.DateOnly), keyOf(s, sites),
			sum.Spam+sum.Ham, sum.Spam, sum.Missed, sum.FalsePositives)
	}
	return w.Flush()
}

// keyOf says with whose key a site comes.
func keyOf(s news.Site, sites []news.Site) string {
	for _, other := range sites {
		if other.ID == s.Keeper && s.Keeper != s.ID {
			return "of " + other.Name
		}
	}
	return "its own"
}

type siteRotateCommand struct {
	folder
	siteAddress
}

// Run gives the site a new key and prints it.
func (c siteRotateCommand) Run(ctx context.Context, t terminal) error {
	return c.onSite(ctx, t, c.URL, func(n *newsroom, s news.Site) error {
		key, err := n.checks.RotateKey(ctx, s.ID)
		if err != nil {
			return err
		}
		return n.tellKey(t, s, key)
	})
}

type siteRemoveCommand struct {
	folder
	siteAddress
	All bool `help:"Delete the sites that come with its key, too."`
}

// Run deletes the site and, if it is wanted, those that come with its key.
func (c siteRemoveCommand) Run(ctx context.Context, t terminal) error {
	return c.onSite(ctx, t, c.URL, func(n *newsroom, s news.Site) error {
		kept, err := n.db.KeptSites(ctx, s.ID)
		if err != nil {
			return err
		}
		if len(kept) > 1 && !c.All {
			return fmt.Errorf("%d other sites come with the key of %s, the first being %s; give them keys of their own with stet site rotate-key, or delete them too with --all",
				len(kept)-1, s.URL, kept[1].URL)
		}
		for i := len(kept) - 1; i > 0; i-- {
			if err := n.checks.RemoveSite(ctx, kept[i].ID); err != nil {
				return err
			}
		}
		if err := n.checks.RemoveSite(ctx, s.ID); err != nil {
			return err
		}
		_, err = fmt.Fprintf(t.out, "Deleted %s, its comments and what its filter learned.\n", s.URL)
		return err
	})
}

// onSite opens the newsroom, finds the foreign site, and calls do with both.
func (f folder) onSite(ctx context.Context, t terminal, address string, do func(*newsroom, news.Site) error) (err error) {
	n, err := f.open(ctx, t)
	if err != nil {
		return err
	}
	defer func() { err = closing(n, err) }()
	s, err := n.foreignSite(ctx, address)
	if err != nil {
		return err
	}
	return do(n, s)
}

// foreignSite finds a foreign site by its address.
func (n *newsroom) foreignSite(ctx context.Context, address string) (news.Site, error) {
	if !strings.Contains(address, "://") {
		address = "https://" + address
	}
	site, err := n.siteAt(ctx, address)
	if err == nil && site.Kind != news.Foreign {
		err = fmt.Errorf("%s is the paper itself, not a foreign site", site.URL)
	}
	return site, err
}
