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
	// Checked counts the comments of the last 30 days that it asked about.
	Checked news.CheckCount
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
	// Month and All count the comments of the last 30 days and of all time.
	Month, All SiteFigures
	// Days are the last 30 days as a picture, the latest last; Most is the height of it
	// in comments.
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

// SiteDay is a day in the picture of 30: bars in hundredths of its height.
type SiteDay struct {
	At time.Time
	news.CheckCount
	X         int
	SpamShare float64
	HamShare  float64
}

// SpamY and HamY are where the bars begin, from above: spam stands on the ground and
// ham on spam.
func (d SiteDay) SpamY() float64 { return 100 - d.SpamShare }

// HamY is where the bar of ham begins.
func (d SiteDay) HamY() float64 { return 100 - d.SpamShare - d.HamShare }

// CheckView is a comment that a foreign site asked about.
type CheckView struct {
	Check news.Check
	// Body is the comment's text, made safe.
	Body    HTML
	Verdict *VerdictView
}

// SecondView is what today's filter makes of a site's latest comments.
type SecondView struct {
	Checks, ToSpam, ToHam, Mended, Contradicted int
	Changes                                     []ChangeView
}

// ChangeView is a comment that would be answered otherwise now.
type ChangeView struct {
	Author  news.Name
	Excerpt string
	At      time.Time
	Was     news.Word
	Now     news.Word
	Report  news.Word
}

// KeyPage shows a new key, once.
type KeyPage struct {
	DeskPage
	Site             news.Site
	Key, Base        string
	DropInPath, Path string
}

// RemoveSitePage asks whether a site is to be deleted.
type RemoveSitePage struct {
	DeskPage
	Site news.Site
	// Others come with the site's key, so that it cannot be deleted before them.
	Others []SiteRow
	Path   string
}
