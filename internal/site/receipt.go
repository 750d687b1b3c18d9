package site

import (
	"net/http"
	"time"

	"stet/internal/markup"
	"stet/internal/news"
	"stet/internal/notice"
	"stet/internal/replies"
	"stet/internal/spam"
	"stet/internal/theme"
	"stet/internal/web"
)

// shortClues is how many of the filter's reasons a writer is told.
const shortClues = 4

// receiptPath is the address of a reply's private page.
func (s *Server) receiptPath(id news.ReplyID) string {
	return "/replies/" + string(id) + "/" + s.Replies.Key(id)
}

// receipt is a reply's private page: what became of it, why, and what is stored.
func (s *Server) receipt(w http.ResponseWriter, r *http.Request) error {
	rec, err := s.Replies.Receipt(r.Context(), news.ReplyID(r.PathValue("id")), r.PathValue("key"))
	if err != nil {
		return err
	}
	p, err := s.unlisted(r.Context(), r.URL.Path, rec.Thread.Title)
	if err != nil {
		return err
	}
	data := theme.ReceiptPage{
		Page: p, Headline: rec.Thread.Title, StoryPath: rec.Thread.URL,
		Reply: rec.Reply, Judged: rec.Judged, Stored: s.stored(rec),
	}
	if rec.Reply.State != news.Withdrawn {
		data.Body = markup.Reply(rec.Reply.Body)
		data.Clues = writersClues(rec)
		data.WithdrawAction = r.URL.Path + "/withdraw"
	}
	return s.write(w, http.StatusOK, "receipt", data)
}

// writersClues are the heaviest reasons of the side that won. The filter's
// starting point is no reason of the writer's. What others did is none of theirs: whoever
// writes somebody's address down must not learn that they comment here.
func writersClues(rec replies.Receipt) []spam.Clue {
	if rec.Judged {
		return nil
	}
	won := rec.Reply.State != news.Published // the side against it
	if rec.Reply.Watched {
		won = rec.Verdict.Class != spam.Ham
	}
	var clues []spam.Clue
	for _, c := range rec.Verdict.Clues {
		against := c.Weight > 0
		if c.Kind != spam.ClueBias && c.Kind != spam.ClueRecord && c.Kind != spam.ClueRate && against == won && len(clues) < shortClues {
			clues = append(clues, c)
		}
	}
	return clues
}

// stored lists what the declared columns hold about a reply, and until when.
func (s *Server) stored(rec replies.Receipt) []theme.StoredDatum {
	r := rec.Reply
	there := map[string]bool{
		"reply_name": r.Author != "", "reply_email": r.Email != "", "reply_url": r.URL != "", "reply_text": r.Body != "",
		"reply_time": true, "reply_network": r.Network != "", "reply_form": r.Network != "", // both go at one time
		"reply_record_network": r.Network != "", "reply_record_email": r.Email != "", "reply_manner": r.Manner != news.Manner{},
		"reply_fingerprint": r.Fingerprint != 0, "reply_verdict": rec.Verdict.Class != "",
	}
	var list []theme.StoredDatum
	for _, c := range s.Columns {
		if c.Table != "replies" || c.Personal == nil || !there[c.Personal.Datum] {
			continue
		}
		d := theme.StoredDatum{Datum: c.Personal.Datum, Until: s.until(rec, c.Personal.Clock), Clock: c.Personal.Clock}
		switch d.Datum {
		case "reply_name":
			d.Value = string(r.Author)
		case "reply_email":
			d.Value = string(r.Email)
		case "reply_url":
			d.Value = r.URL
		case "reply_time":
			d.At = r.Created
		case "reply_manner":
			d.Elapsed, d.Signs = r.Manner.Elapsed, spam.Signs(r.Manner.Signs).Names()
			if r.Manner.Trap {
				d.Signs = append(d.Signs, "trap")
			}
		case "reply_verdict":
			d.Class = rec.Verdict.Class
		}
		list = append(list, d)
		there[d.Datum] = false // one line, however many columns
	}
	return list
}

// until is when a datum of the reply is deleted: when its own clock ends or when
// the whole reply goes, whichever is first. Zero is when time is not what ends it.
func (s *Server) until(rec replies.Receipt, clock notice.Clock) time.Time {
	var own, whole time.Time
	if length := s.Retention.Of(clock); length > 0 {
		own = rec.Reply.Created.Add(length)
	}
	if length := s.Retention.Of(wholeClock(rec.Reply.State)); length > 0 {
		whole = rec.Reply.Created.Add(length)
		if rec.Decided.After(rec.Reply.Created) {
			whole = rec.Decided.Add(length)
		}
	}
	if own.IsZero() || !whole.IsZero() && whole.Before(own) {
		return whole
	}
	return own
}

// wholeClock is the clock that ends the keeping of a whole reply in that state.
func wholeClock(state news.ReplyState) notice.Clock {
	switch state {
	case news.Spam:
		return notice.SpamClock
	case news.Struck:
		return notice.StruckClock
	case news.Pending:
		return notice.HeldClock
	case news.Published, news.Withdrawn:
	}
	return notice.UntilWithdrawn
}

// withdraw takes a reply back for its writer.
func (s *Server) withdraw(w http.ResponseWriter, r *http.Request) error {
	id := news.ReplyID(r.PathValue("id"))
	if _, err := s.Replies.Withdraw(r.Context(), id, r.PathValue("key")); err != nil {
		return err
	}
	web.SeeOther(w, r, s.receiptPath(id))
	return nil
}
