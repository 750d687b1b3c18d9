package news

import "time"

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
	// and kept nowhere. It is empty for the publication.
	KeyHash    []byte
	Moderation Moderation
	Created    time.Time
}

// Moderation is how one site treats what its readers write.
type Moderation struct {
	// Hold says which replies wait for a moderator whatever the filter thinks.
	Hold Hold
	// Strictness moves the filter's thresholds.
	Strictness Strictness
}

// Hold says which replies wait for a moderator.
type Hold string

const (
	// HoldDoubtful lets the filter decide; only what it is unsure of waits.
	HoldDoubtful Hold = "doubtful"
	// HoldAll makes every reply wait that the filter does not keep out.
	HoldAll Hold = "all"
)

// Strictness is how much of what might be spam the filter lets through.
type Strictness string

const (
	// Lenient holds and keeps out less, for a site with few spammers.
	Lenient Strictness = "lenient"
	// Normal is the shipped setting.
	Normal Strictness = "normal"
	// Strict holds more, for a site under attack.
	Strict Strictness = "strict"
)

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
