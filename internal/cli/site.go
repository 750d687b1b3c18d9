package cli

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"time"

	"stet/internal/news"
)

type siteCommands struct {
	Add siteAddCommand `cmd:"" help:"Let a foreign site use this one, and print its key."`
}

type siteAddCommand struct {
	folder
	URL string `arg:"" help:"The foreign site's address, such as https://blog.example."`
}

// Run adds the site and prints its key, which is stored nowhere.
func (c siteAddCommand) Run(ctx context.Context, t terminal) (err error) {
	u, err := url.Parse(c.URL)
	if err != nil || (u.Scheme != "http" && u.Scheme != "https") || u.Host == "" {
		return fmt.Errorf("%q is not a web address; write it like https://blog.example", c.URL)
	}
	n, err := c.open(ctx, t)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, n.close()) }()
	key := newKey()
	hash := sha256.Sum256([]byte(key))
	now := time.Now()
	err = n.db.CreateSite(ctx, news.Site{
		ID: news.SiteID(news.NewID(now)), Kind: news.Foreign, URL: strings.TrimRight(u.Scheme+"://"+u.Host+u.Path, "/"), Name: u.Host,
		KeyHash: hash[:], Moderation: n.moderation(), Created: now,
	})
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(t.out, "Key of %s, shown only now:\n  %s\n", u.Host, key)
	return err
}

// newKey makes a foreign site's key: twelve letters and digits, which is the form
// that other programs' clients insist on, with some 62 random bits.
func newKey() string {
	const letters = "abcdefghijklmnopqrstuvwxyz0123456789"
	key := make([]byte, 12)
	for i := 0; i < len(key); {
		var b [1]byte
		_, _ = rand.Read(b[:])                // never fails
		if int(b[0]) < 256-256%len(letters) { // so that no letter is likelier than another
			key[i] = letters[int(b[0])%len(letters)]
			i++
		}
	}
	return string(key)
}
