// Package config reads the site's settings: a TOML file, then the environment.
// Every setting has a default, so that an empty file runs; a key that nobody
// knows is refused, so that a slip of the pen cannot pass for a setting.
package config

import (
	"errors"
	"fmt"
	"net/netip"
	"net/url"
	"reflect"
	"slices"
	"strings"
	"time"

	"stet/internal/news"
	"stet/internal/notice"
)

// FileName is the name of the settings file in the site's folder.
const FileName = "stet.toml"

// Config is every setting of a site. The doc tags are what docs/config.md and
// the comments of a new settings file say.
type Config struct {
	Publication Publication `toml:"publication" doc:"The paper as its readers know it."`
	Server      Server      `toml:"server" doc:"How the site is reached."`
	Store       Store       `toml:"store" doc:"Where stories and replies are kept."`
	Replies     Replies     `toml:"replies" doc:"How readers' replies are treated."`
	Limits      Limits      `toml:"limits" doc:"How much is taken at once. Who is over a limit is told when to come back, and keeps what they wrote."`
	Retention   Retention   `toml:"retention" doc:"How long personal data is kept: \"30d\", \"12h\", or \"forever\". The data notice shows these values, and what is past its time is deleted."`
	Log         Log         `toml:"log" doc:"What is logged, as JSON lines on standard error. No personal data ever is."`
}

// Publication is the paper as its readers know it.
type Publication struct {
	Name       string   `toml:"name" doc:"The paper's name."`
	Tagline    string   `toml:"tagline" doc:"A line under the name, or empty."`
	URL        string   `toml:"url" doc:"The site's address as readers type it, without a path. Links in feeds and pages begin with it. Empty: http:// and the address that is served on."`
	Sections   []string `toml:"sections" doc:"The paper's sections in their order, such as [\"Town\", \"Harbour\"]. A section that only a story names comes after them."`
	Lang       string   `toml:"lang" doc:"The language of the pages: \"en\", \"de\", or one that the theme's folder adds."`
	TimeZone   string   `toml:"time_zone" doc:"The time zone of dates on the pages, such as \"Europe/Berlin\"."`
	Controller string   `toml:"controller" doc:"Who answers for readers' data, for the data notice: a name and a postal address. Empty: the paper's name."`
	Contact    string   `toml:"contact" doc:"Where to write about data and about security holes: an e-mail address or a web address."`
}

// Server is how the site is reached.
type Server struct {
	Addr           string         `toml:"addr" doc:"The address to serve on."`
	TrustedProxies []netip.Prefix `toml:"trusted_proxies" doc:"Proxies whose X-Forwarded-For is believed, such as [\"127.0.0.1/32\"]. Empty: nobody's is."`
	CacheMB        int            `toml:"cache_mb" doc:"How much memory rendered pages may take, in MiB."`
	FilterMB       int            `toml:"filter_mb" doc:"How much memory may be taken by what the filters of sites have learned, in MiB. A site takes up to 8; those that were not asked for the longest are read from the store again when they are."`
}

// Store is where stories and replies are kept.
type Store struct {
	Database string `toml:"database" doc:"A PostgreSQL address, such as \"postgres://stet@db.example/stet\". Empty: SQLite, in the site's folder."`
}

// Replies is how readers' replies are treated.
type Replies struct {
	Hold       news.Hold       `toml:"hold" doc:"Which replies wait for a moderator: \"doubtful\" (those the filter is unsure of) or \"all\"."`
	Strictness news.Strictness `toml:"strictness" doc:"How careful the filter is, until an owner chooses limits at the desk, which then go before this: \"lenient\", \"normal\" or \"strict\"."`
}

// Limits is how much is taken at once.
type Limits struct {
	PerAddress int            `toml:"per_address" doc:"Replies that one network address may send in ten minutes; IPv6 addresses count by their /64."`
	PerStory   int            `toml:"per_story" doc:"Replies that one story takes in a minute."`
	PerKey     int            `toml:"per_key" doc:"Comments that the foreign sites of one key may ask about in a minute."`
	KeySites   int            `toml:"key_sites" doc:"Foreign sites that may come with one key."`
	Exempt     []netip.Prefix `toml:"exempt" doc:"Networks without limits, for testing the site under load, such as [\"127.0.0.0/8\"]. Empty: none."`
}

// Retention is how long personal data is kept.
type Retention struct {
	Email   Duration `toml:"email" doc:"The e-mail address of a reply."`
	Network Duration `toml:"network" doc:"The keyed hashes of the network address a reply came from, and of its form."`
	Clues   Duration `toml:"clues" doc:"The filter's verdict and its reasons, which quote a reply's words."`
	Held    Duration `toml:"held" doc:"Replies that wait and nobody judged."`
	Spam    Duration `toml:"spam" doc:"Replies that were kept out as spam, from the latest decision on them."`
	Struck  Duration `toml:"struck" doc:"Replies that a moderator rejected, from the decision."`
	Checks  Duration `toml:"checks" doc:"Comments that foreign sites asked the filter about: from the question, or from the site's latest report on it."`
	Lessons Duration `toml:"lessons" doc:"What the filter learned from a single decision, before it is folded into the sum of all. Decisions can be taken back until then."`
}

// Notice is the retention as package notice knows it.
func (r Retention) Notice() notice.Retention {
	return notice.Retention{
		Email: r.Email.Std(), Network: r.Network.Std(), Clues: r.Clues.Std(), Held: r.Held.Std(),
		Spam: r.Spam.Std(), Struck: r.Struck.Std(), Lessons: r.Lessons.Std(), Checks: r.Checks.Std(),
	}
}

// Log is what is logged.
type Log struct {
	Level string `toml:"level" doc:"The least that is logged: \"debug\", \"info\", \"warn\" or \"error\"."`
}

// Default returns the settings of an empty file.
func Default() Config {
	return Config{
		Publication: Publication{Name: "The Paper", Lang: "en", TimeZone: "UTC"},
		Server:      Server{Addr: "127.0.0.1:8080", CacheMB: 64, FilterMB: 512},
		Replies:     Replies{Hold: news.HoldDoubtful, Strictness: news.Normal},
		Limits:      Limits{PerAddress: 20, PerStory: 60, PerKey: 30000, KeySites: 100},
		Retention: Retention{
			Email: 365 * day, Network: 30 * day, Clues: 180 * day, Held: 90 * day,
			Spam: 30 * day, Struck: 90 * day, Lessons: 30 * day, Checks: 30 * day,
		},
		Log: Log{Level: "info"},
	}
}

// check returns the first setting that cannot be: its section, name, and why.
func (c Config) check() (section, name string, err error) {
	if !siteAddress(c.Publication.URL) {
		return "publication", "url", fmt.Errorf("%q is not a web address without a path, such as \"https://courier.example\"", c.Publication.URL)
	}
	if _, err := time.LoadLocation(c.Publication.TimeZone); err != nil {
		return "publication", "time_zone", fmt.Errorf("there is no time zone %q", c.Publication.TimeZone)
	}
	choices := []struct {
		section, name, value string
		allowed              []string
	}{
		{"replies", "hold", string(c.Replies.Hold), []string{string(news.HoldDoubtful), string(news.HoldAll)}},
		{"replies", "strictness", string(c.Replies.Strictness), []string{string(news.Lenient), string(news.Normal), string(news.Strict)}},
		{"log", "level", c.Log.Level, []string{"debug", "info", "warn", "error"}},
	}
	for _, choice := range choices {
		if !slices.Contains(choice.allowed, choice.value) {
			return choice.section, choice.name, fmt.Errorf("%q is not one of %s", choice.value, strings.Join(choice.allowed, ", "))
		}
	}
	for _, s := range settings(&c) {
		if n, ok := reflect.TypeAssert[int](s.value); ok && n < 1 {
			return s.section, s.name, fmt.Errorf("%d is too few; it must be at least 1", n)
		}
		if list, ok := reflect.TypeAssert[[]netip.Prefix](s.value); ok && slices.ContainsFunc(list, func(p netip.Prefix) bool { return !p.IsValid() }) {
			return s.section, s.name, errors.New("one of the networks is empty; write each as in \"10.0.0.0/8\"")
		}
	}
	return "", "", nil
}

// siteAddress reports whether s is empty or a web address without a path.
func siteAddress(s string) bool {
	if s == "" {
		return true
	}
	u, err := url.Parse(s)
	return err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Host != "" &&
		u.Path == "" && u.RawQuery == "" && u.Fragment == "" && u.User == nil
}

// URL is the site's address without a path: the one that is set, or the one that
// it is served on.
func (c Config) URL() string {
	if c.Publication.URL != "" {
		return c.Publication.URL
	}
	return "http://" + c.Server.Addr
}
