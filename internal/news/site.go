package news

import (
	"slices"
	"strings"
	"time"
)

// A SiteKind tells our own publication from foreign sites.
type SiteKind string

const (
	// Publication is the news site itself. There is exactly one.
	Publication SiteKind = "publication"
	// Foreign is somebody's site that uses only our replies or our filter.
	Foreign SiteKind = "foreign"
)

// A Site is whoever has readers: the publication itself, or a foreign site. Each
// has its own threads, its own learned model of spam and its own Moderation.
type Site struct {
	ID   SiteID
	Kind SiteKind
	// URL is the site's address without a slash at its end, such as
	// "https://courier.example"; only a foreign site may stand under a path.
	URL  string
	Name string
	// KeyHash is the SHA-256 of a foreign site's key; the key itself is shown once
	// and kept nowhere. It is empty for the publication, and for a site that comes
	// with another's key.
	KeyHash []byte
	// Keeper is the foreign site whose key this one comes with: itself, or the one
	// that was added at the desk.
	Keeper     SiteID
	Moderation Moderation
	// FilterSet is when an owner last set the filter at the desk, or zero.
	FilterSet time.Time
	Created   time.Time
}

// Address is the site's URL without its scheme: sites move from http to https and
// remain what they are.
func (s Site) Address() string {
	_, address, _ := strings.Cut(s.URL, "://")
	return address
}

// Moderation is how one site treats what its readers write.
type Moderation struct {
	// Hold says which replies wait for a moderator whatever the filter thinks.
	Hold Hold
	// Strictness is the preset of the filter's limits, as the settings have it.
	Strictness Strictness
	// Chosen are the limits that an owner chose at the desk; while they are zero, the
	// preset's hold.
	Chosen Limits
	// Shadow has the filter watch only: it judges and records what it would do, and
	// neither holds nor keeps out anything. Hold holds all the same.
	Shadow bool
	// Discard lets a foreign site be told which spam is so blatant that nobody need
	// look at it.
	Discard bool
}

// Preset reports whether nobody has chosen limits, so that the preset's hold.
func (m Moderation) Preset() bool { return m.Chosen == (Limits{}) }

// Limits are those that hold: the ones that were chosen, or the preset's.
func (m Moderation) Limits() Limits {
	if m.Preset() {
		return m.Strictness.Limits()
	}
	return m.Chosen
}

// Limits say what a site's filter may do to good replies, in figures that an owner
// can weigh; the filter's thresholds follow from them.
type Limits struct {
	// LostIn is how rarely one is kept out: at most one in so many.
	LostIn int
	// HeldIn1000 is how many in a thousand are held at most.
	HeldIn1000 int
}

// The limits that an owner can choose from, the most cautious towards readers first.
var (
	LostChoices = []int{10000, 5000, 2000, 1000, 500}
	HeldChoices = []int{5, 10, 20, 30, 50, 100}
)

// Validate returns what is wrong with the limits, as a news.Invalid: only those
// that are offered, or that a preset has, can be chosen.
func (l Limits) Validate() error {
	lost, held := slices.Clone(LostChoices), slices.Clone(HeldChoices)
	for _, s := range []Strictness{Lenient, Normal, Strict} {
		lost, held = append(lost, s.Limits().LostIn), append(held, s.Limits().HeldIn1000)
	}
	switch {
	case !slices.Contains(lost, l.LostIn):
		return Invalid{Field: "lost", Rule: "unknown"}
	case !slices.Contains(held, l.HeldIn1000):
		return Invalid{Field: "held", Rule: "unknown"}
	}
	return nil
}

// Hold says which replies wait for a moderator.
type Hold string

const (
	// HoldDoubtful lets the filter decide; only what it is unsure of waits.
	HoldDoubtful Hold = "doubtful"
	// HoldAll makes every reply wait that the filter does not keep out.
	HoldAll Hold = "all"
)

// Strictness is how much of what might be spam the filter lets through: a name for
// Limits, for those who set up a site before it has seen a reply.
type Strictness string

const (
	// Lenient holds and keeps out less, for a site with few spammers.
	Lenient Strictness = "lenient"
	// Normal is the shipped setting.
	Normal Strictness = "normal"
	// Strict holds more, for a site under attack.
	Strict Strictness = "strict"
)

// Limits are what the preset stands for; an unknown one is the normal one.
func (s Strictness) Limits() Limits {
	switch s {
	case Lenient:
		return Limits{LostIn: 10000, HeldIn1000: 15}
	case Strict:
		return Limits{LostIn: 500, HeldIn1000: 60}
	case Normal:
	}
	return Limits{LostIn: 2000, HeldIn1000: 30}
}

// A Thread is the conversation under one page: a story of ours, or a page of a
// foreign site.
type Thread struct {
	ID     ThreadID
	SiteID SiteID
	// URL is the page's address: a path for the publication ("/stories/flood"), an
	// absolute URL for a foreign site.
	URL   string
	Title string
	// Lang is the page's language as a BCP 47 tag, or empty when nobody said.
	Lang string
	// Open says whether the thread takes replies.
	Open bool
	// Published counts the published replies. The store keeps it; nobody counts rows.
	Published int
	Created   time.Time
}
