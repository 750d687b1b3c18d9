package corpus

import "stet/internal/spam"

// A Source is where rows of a corpus come from.
type Source struct {
	Name, Licence, From string
	// Ham and Spam say whether rows of the class may be trained on for a model that
	// is shipped.
	Ham, Spam bool
	// Why says why not, where one may not.
	Why string
}

// Sources are the sources that are known. What comes from any other source is not
// trained on for a model that is shipped.
var Sources = []Source{
	{Name: Own, Licence: "Apache-2.0", From: "written for this project", Ham: true, Spam: true},
	{Name: "news-civil-toxic-ham", Licence: "CC0", From: "Civil Comments", Ham: true, Spam: true},
	{Name: "news-naver-ko-ham", Licence: "CC BY-SA 4.0", From: "Korean hate speech dataset (kocohub)", Ham: true, Spam: true},
	{Name: "youtube-judol-id", Licence: "MIT", From: "judol comment classification (gbennnn)", Ham: true, Spam: true},
	{Name: "youtube-uci", Licence: "CC BY 4.0 as listed by UCI, unchecked", From: "YouTube Spam Collection (Alberto, Lochter, Almeida)", Ham: true, Spam: true},
	{Name: "sms", Licence: "CC BY 4.0 as listed by UCI, unchecked", From: "SMS Spam Collection (Almeida, Gómez Hidalgo)", Ham: true, Spam: true},
	{Name: "telegram-ru", Licence: "MIT, part of the spam none stated", From: "tg-spam (umputun) and others", Ham: true, Spam: true},
	{Name: "blog-midonet", Licence: "none stated", From: "MidoNet blog", Spam: true, Why: "the comments' licence is not stated"},
	{Name: "blog-mkb", Licence: "none stated", From: "a teaching blog", Spam: true, Why: "the comments' licence is not stated"},
	{Name: "blog-dagna", Licence: "none stated", From: "a blog", Spam: true, Why: "the comments' licence is not stated"},
	{Name: "telegram-zh", Licence: "GPL-3.0", From: "tg-spam (MarkIvory2973)", Spam: true, Why: "the licence of the repository"},
	{Name: "blog-haacked-ham", Licence: "none stated", From: "haacked.com", Why: "the comments' licence is not stated"},
	{Name: "news-g1-pt-ham", Licence: "none stated", From: "OffComBR", Why: "no licence is stated"},
	{Name: "news-germeval21-ham", Licence: "none stated", From: "GermEval 2021", Why: "no licence is stated"},
	{Name: "news-globeandmail-ham", Licence: "CC BY-NC-SA 4.0", From: "SFU Opinion and Comments Corpus", Why: "not for commercial use"},
	{Name: "blog-datacamp", Licence: "none stated", From: "a tutorial site", Why: "its labels are noisy"},
}

// Own is the source of the rows that were written for this project.
const Own = "stet"

// MayShip reports whether a model that is shipped may be trained on r.
func MayShip(r Row) bool {
	for _, s := range Sources {
		if s.Name == r.Source {
			return r.Label == Spam && s.Spam || r.Label == Ham && s.Ham
		}
	}
	return false
}

// ownWeight is how much a row of our own counts: they are few, and stand for the
// newspaper's readers of whom no free corpus has any.
const ownWeight = 12

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
