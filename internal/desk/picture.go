package desk

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"time"

	"stet/internal/news"
	"stet/internal/pictures"
	"stet/internal/stories"
	"stet/internal/web"
)

// sealLife is how long a form with a picture may lie open.
const sealLife = 30 * 24 * time.Hour

// picture is the lead picture that the form describes: a file that came with it,
// or the one that was taken in before, with the words that stand in the form. What
// a new file says of itself fills the fields that are empty.
func (d *Desk) picture(r *http.Request, f *web.Form) (*news.Picture, error) {
	words := pictures.Words{
		Alt:     f.Text("alt", stories.MaxCaption),
		Caption: f.Text("caption", stories.MaxCaption),
		Credit:  f.Line("credit", stories.MaxCaption),
	}
	if header := f.File("file"); header != nil {
		file, err := header.Open()
		if err != nil {
			return nil, fmt.Errorf("picture: %w", err)
		}
		defer file.Close()
		taken, err := d.Pictures.Take(r.Context(), file, words)
		if err == nil {
			return &taken, nil
		}
		if !f.Note(err) {
			return nil, fmt.Errorf("picture: %w", err)
		}
	}
	before := f.Secret("picture")
	if before == "" || f.Has("remove_picture") {
		return nil, nil //nolint:nilnil // a story without a picture
	}
	p, ok := d.unseal(before)
	if !ok { // it must not get lost without a word
		f.Note(news.Invalid{Field: "picture", Rule: "expired"})
		return nil, nil //nolint:nilnil // the form is shown again
	}
	p.Alt, p.Caption, p.Credit = words.Alt, words.Caption, words.Credit
	return &p, nil
}

// seal is a picture's files as a form brings them back: signed, so that a form can
// name no file that was not taken in here.
func (d *Desk) seal(p news.Picture) string {
	files, err := json.Marshal(news.Picture{Key: p.Key, Width: p.Width, Height: p.Height, Widths: p.Widths})
	if err != nil {
		return "" // a picture is numbers and texts: it never fails
	}
	subject := base64.RawURLEncoding.EncodeToString(files)
	return subject + "." + d.sealer().Sign("picture "+subject, d.Now())
}

func (d *Desk) unseal(sealed string) (p news.Picture, ok bool) {
	subject, token, _ := strings.Cut(sealed, ".")
	if _, err := d.sealer().Check(token, "picture "+subject, d.Now()); err != nil {
		return p, false
	}
	files, err := base64.RawURLEncoding.DecodeString(subject)
	if err != nil {
		return p, false
	}
	return p, json.Unmarshal(files, &p) == nil
}

func (d *Desk) sealer() web.Signer { return web.Signer{Key: d.Secret, For: sealLife} }
