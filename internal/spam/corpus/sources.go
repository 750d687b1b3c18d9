package corpus

import (
	"slices"

	"stet/internal/spam"
)

// A Source is where rows of a corpus come from.
type Source struct {
	Name, Licence, From string
	// Why says why a model that is shipped may not be trained on the source. It is
	// empty where one may.
	Why string
	// Without names the groups of rows in the source for which no licence is
	// stated, so that a model that is shipped may not be trained on them.
	Without []string
}

// Sources are the sources that are known. What comes from any other source is not
// trained on for a model that is shipped. To use a source is to be sure of its
// licence: where that is missing or was not looked up, the source is measured on only.
var Sources = []Source{
	{Name: Own, Licence: "Apache-2.0", From: "written for this project"},
	{Name: "news-civil-toxic-ham", Licence: "CC0", From: "Civil Comments"},
	{Name: "news-naver-ko-ham", Licence: "CC BY-SA 4.0", From: "Korean hate speech dataset (kocohub)"},
	{Name: "youtube-judol-id", Licence: "MIT", From: "judol comment classification (gbennnn)"},
	{Name: "telegram-ru", Licence: "MIT, none stated for a part", From: "tg-spam (umputun), telegram-spam-classifier-bot (monalenka), antispambot (talyguryn)", Without: []string{"antispambot"}},
	{Name: "youtube-uci", Licence: "CC BY 4.0 as listed by UCI", From: "YouTube Spam Collection (Alberto, Lochter, Almeida)", Why: "the licence is unchecked"},
	{Name: "sms", Licence: "CC BY 4.0 as listed by UCI", From: "SMS Spam Collection (Almeida, Gómez Hidalgo)", Why: "the licence is unchecked"},
	{Name: "telegram-zh", Licence: "GPL-3.0", From: "tg-spam (MarkIvory2973)", Why: "the licence of the repository"},
	{Name: "blog-midonet", Licence: "none stated", From: "MidoNet blog", Why: "no licence is stated"},
	{Name: "blog-mkb", Licence: "none stated", From: "a teaching blog", Why: "no licence is stated"},
	{Name: "blog-dagna", Licence: "none stated", From: "a blog", Why: "no licence is stated"},
	{Name: "blog-haacked-ham", Licence: "none stated", From: "haacked.com", Why: "no licence is stated"},
	{Name: "news-g1-pt-ham", Licence: "none stated", From: "OffComBR", Why: "no licence is stated"},
	{Name: "news-germeval21-ham", Licence: "none stated", From: "GermEval 2021", Why: "no licence is stated"},
	{Name: "news-globeandmail-ham", Licence: "CC BY-NC-SA 4.0", From: "SFU Opinion and Comments Corpus", Why: "not for commercial use"},
	{Name: "blog-datacamp", Licence: "none stated", From: "a tutorial site", Why: "no licence is stated, and its labels are noisy"},
}

// Own is the source of the rows that were written for this project.
const Own = "stet"

// MayShip reports whether a model that is shipped may be trained on r.
func MayShip(r Row) bool {
	for _, s := range Sources {
		if s.Name == r.Source {
			return s.Why == "" && !slices.Contains(s.Without, r.Group)
		}
	}
	return false
}

// ownWeight is how much a row of our own counts: they are fewer than those of the
// large sources, and more various.
const ownWeight = 2

// Examples makes rows into examples to train on. All says to train on every row,
// for research; otherwise only on what a model that is shipped may be trained on.
// Rows kept for measuring choose the thresholds, whatever their licence: nothing
// of them is in the weights.
func Examples(rows []Row, all bool) []spam.Example {
	var examples []spam.Example
	for _, r := range append(Seed(), rows...) {
		if !r.Test && !all && !MayShip(r) || r.Source == "blog-datacamp" {
			continue
		}
		e := spam.Example{Message: r.Message, Spam: r.Label == Spam, Source: r.Source, Held: r.Test}
		if r.Source == Own {
			e.Weight = ownWeight
		}
		examples = append(examples, e)
	}
	return examples
}
