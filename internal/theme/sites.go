package theme

import (
	"time"

	"stet/internal/news"
)

// SitesPage lists the sites, and takes in new ones.
type SitesPage struct {
	DeskPage
	Mending
	Sites []SiteRow
	// Address is what was typed for a new site.
	Address string
}

// SiteRow is one site in the list.
type SiteRow struct {
	news.Site
	// Path is the foreign site's own page, or empty.
	Path string
	// Checked counts the comments of the last 30 days that it asked about, and
	// SpamPercent is the share of spam.
	Checked     news.CheckCount
	SpamPercent float64
}

// SitePage is a foreign site: how much came, how good the answers were, and the
// latest of them.
type SitePage struct {
	DeskPage
	Site news.Site
	// KeptBy is the site whose key it comes with, or empty when that is its own.
	KeptBy string
	// Base is the address that its client is given, NoticePath the page for its readers,
	// and DropInPath the file for WordPress.
	Base, NoticePath, DropInPath string
	// Home is its own address, and KeyForm the form that gives it a new key.
	Home    string
	KeyForm string
	// Followers counts the other sites that come with its key.
	Followers int
	// Month and All count the comments of the last 30 days and of all time.
	Month, All SiteFigures
	// Days are the last 30 days as a picture, the latest last; Most is how many comments
	// there were on the busiest.
	Days  []SiteDay
	Most  int
	Cases []CheckView
	// Next is the address of the next page, or empty; First that of the first page, or
	// empty when this is it.
	Next, First string
	// Second is what today's filter makes of the latest comments, or nil.
	Second *SecondView
}

// Watches reports whether the site's filter only watches.
func (p SitePage) Watches() bool { return p.Site.Moderation.Shadow }

// SiteFigures are counts and what follows from them, in hundredths.
type SiteFigures struct {
	news.CheckCount
	SpamPercent float64
	// Accuracy is the share of answers that the site did not contradict, and from Low to
	// High its interval of 95 %.
	Accuracy, Low, High float64
}

// SiteDay is a day in the picture of 30.
type SiteDay struct {
	// At is when it begins (UTC), and X its place in the picture.
	At time.Time
	X  int
	news.CheckCount
	// SpamPercent is the share of spam.
	SpamPercent float64
	// Spam and Ham are bars; ham stands on spam.
	SpamBar, HamBar, ShareBar Bar
}

// Bar is a bar in hundredths of its picture's height, from above.
type Bar struct{ Y, Height float64 }

// CheckView is a comment that a foreign site asked about.
type CheckView struct {
	Check news.Check
	// Body is the comment's text, made safe.
	Body    HTML
	Verdict *VerdictView
}

// SecondView is what today's filter makes of a site's latest comments.
type SecondView struct {
	// Home is the site's own page.
	Home                                        string
	Checks, ToSpam, ToHam, Mended, Contradicted int
	Changes                                     []ChangeView
}

// ChangeView is a comment that would be answered otherwise now.
type ChangeView struct {
	Author news.Name
	// Excerpt is the beginning of it, and Path where it stands.
	Excerpt, Path string
	At            time.Time
	// Was and Now are the answers, and Report what the site said, if it did.
	Was, Now, Report news.Word
	// Verdict is the filter's word of today.
	Verdict *VerdictView
}

// KeyPage shows a new key, once.
type KeyPage struct {
	DeskPage
	Site news.Site
	// Key is the key, and Base the address that a client is given with it.
	Key, Base string
	// DropInPath is the file for WordPress, NoticePath the page for the site's readers,
	// and Home the site's own page on the desk.
	DropInPath, NoticePath, Home string
}

// RemoveSitePage asks whether a site is to be deleted.
type RemoveSitePage struct {
	DeskPage
	Site news.Site
	// Others come with the site's key, so that it cannot be deleted before them.
	Others []SiteRow
	// KeptBy is the site whose key it comes with, or empty when that is its own.
	KeptBy string
	// Home is the site's own page on the desk.
	Home string
}
