package web

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"time"

	"stet/internal/news"
)

// A Signer signs the tokens of forms: what the form is for and when it was shown.
// A token is no secret and names nobody; it shows that a form was taken from this
// site lately, and how long it took to fill in.
type Signer struct {
	// Key is secret and at least 32 bytes.
	Key []byte
	// For is how long a form may lie open.
	For time.Duration
}

// skew is how far the clocks of two nodes may be apart.
const skew = 2 * time.Minute

// timeLen is the length of the time in a token: Unix milliseconds.
const timeLen = 8

// Sign returns the token for a form about subject that is shown at now.
func (s Signer) Sign(subject string, now time.Time) string {
	stamp := binary.BigEndian.AppendUint64(nil, uint64(now.UnixMilli()))
	return base64.RawURLEncoding.EncodeToString(append(stamp, s.mac(subject, stamp)...))
}

// Check returns when the form about subject with that token was shown. It is a
// news.Invalid "form": "forged" for a token that is not ours or of another form,
// "expired" for one that is too old.
func (s Signer) Check(token, subject string, now time.Time) (shown time.Time, err error) {
	raw, err := base64.RawURLEncoding.Strict().DecodeString(token)
	if err != nil || len(raw) != timeLen+sha256.Size || !hmac.Equal(raw[timeLen:], s.mac(subject, raw[:timeLen])) {
		return time.Time{}, news.Invalid{Field: "form", Rule: "forged"}
	}
	shown = time.UnixMilli(int64(binary.BigEndian.Uint64(raw))) //nolint:gosec // we wrote it
	if now.Sub(shown) > s.For || shown.Sub(now) > skew {
		return shown, news.Invalid{Field: "form", Rule: "expired"}
	}
	return shown, nil
}

func (s Signer) mac(subject string, stamp []byte) []byte {
	mac := hmac.New(sha256.New, s.Key)
	mac.Write(stamp)
	mac.Write([]byte(subject))
	return mac.Sum(nil)
}
