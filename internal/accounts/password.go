package accounts

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/crypto/argon2"
	"golang.org/x/text/unicode/norm"

	"stet/internal/news"
)

// The bounds of a password.
const (
	// MinPassword is the fewest characters of a password.
	MinPassword = 12
	// MaxPassword is the most bytes: a phrase of any length, and no burden to hash.
	MaxPassword = 1024
)

// The cost of a hash, as OWASP recommends for argon2id: 19 MiB, two passes, one
// lane. hashersAtOnce bounds the memory of all hashes together.
const (
	hashMemory    = 19 * 1024 // KiB
	hashTime      = 2
	hashLanes     = 1
	saltLen       = 16
	keyLen        = 32
	hashersAtOnce = 2
)

// A phc is an argon2id hash in the PHC string format, taken apart.
type phc struct {
	memory, time uint32
	lanes        uint8
	salt, key    []byte
}

// nobodys is what the password of an unknown member is compared with: it costs the
// same and never matches.
var nobodys = phc{hashMemory, hashTime, hashLanes, make([]byte, saltLen), make([]byte, keyLen)}

func (p phc) String() string {
	b64 := base64.RawStdEncoding.EncodeToString
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, p.memory, p.time, p.lanes, b64(p.salt), b64(p.key))
}

// parsePHC takes a hash apart. It bounds the cost, so that a row that somebody
// tampered with cannot occupy the machine.
func parsePHC(s string) (phc, error) {
	parts := strings.Split(s, "$")
	if len(parts) != 6 || parts[0] != "" || parts[1] != "argon2id" || parts[2] != fmt.Sprintf("v=%d", argon2.Version) {
		return phc{}, fmt.Errorf("parse password hash: no argon2id of version %d", argon2.Version)
	}
	var p phc
	if _, err := fmt.Sscanf(parts[3], "m=%d,t=%d,p=%d", &p.memory, &p.time, &p.lanes); err != nil {
		return phc{}, fmt.Errorf("parse password hash: %w", err)
	}
	var err error
	if p.salt, err = base64.RawStdEncoding.Strict().DecodeString(parts[4]); err != nil {
		return phc{}, fmt.Errorf("parse password hash: salt: %w", err)
	}
	if p.key, err = base64.RawStdEncoding.Strict().DecodeString(parts[5]); err != nil {
		return phc{}, fmt.Errorf("parse password hash: key: %w", err)
	}
	if p.memory > 256*1024 || p.time < 1 || p.time > 10 || p.lanes < 1 || len(p.salt) < 8 || len(p.key) < 16 || len(p.key) > 64 {
		return phc{}, fmt.Errorf("parse password hash: cost or length out of bounds")
	}
	return p, nil
}

func (p phc) derive(password string) []byte {
	return argon2.IDKey([]byte(norm.NFC.String(password)), p.salt, p.time, p.memory, p.lanes, uint32(len(p.key))) //nolint:gosec // bounded
}

// hash makes the hash of a new password.
func (s *Service) hash(ctx context.Context, password string) (string, error) {
	done, err := s.hasher(ctx)
	if err != nil {
		return "", err
	}
	defer done()
	p := phc{hashMemory, hashTime, hashLanes, make([]byte, saltLen), make([]byte, keyLen)}
	_, _ = rand.Read(p.salt) // never fails: crypto/rand ends the program instead
	p.key = p.derive(password)
	return p.String(), nil
}

// verify reports whether password is the one that was hashed. An empty hash is
// nobody's, and takes as long.
func (s *Service) verify(ctx context.Context, hash, password string) (bool, error) {
	p := nobodys
	if hash != "" {
		var err error
		if p, err = parsePHC(hash); err != nil {
			return false, err
		}
	}
	if len(password) > MaxPassword {
		password = ""
	}
	done, err := s.hasher(ctx)
	if err != nil {
		return false, err
	}
	defer done()
	return subtle.ConstantTimeCompare(p.derive(password), p.key) == 1, nil
}

// hasher waits for a place among those who hash.
func (s *Service) hasher(ctx context.Context) (done func(), err error) {
	select {
	case s.hashing <- struct{}{}:
		return func() { <-s.hashing }, nil
	case <-ctx.Done():
		return nil, context.Cause(ctx)
	}
}

// checkPassword refuses passwords that are too short, too long, or among the first
// that anybody would guess.
func checkPassword(password string, member news.Staff) error {
	switch {
	case !utf8.ValidString(password):
		return news.Invalid{Field: "password", Rule: "utf8"}
	case utf8.RuneCountInString(password) < MinPassword:
		return news.Invalid{Field: "password", Rule: "too_short", Limit: MinPassword}
	case len(password) > MaxPassword:
		return news.Invalid{Field: "password", Rule: "too_long", Limit: MaxPassword}
	case obvious(password, member):
		return news.Invalid{Field: "password", Rule: "obvious"}
	}
	return nil
}

// rows are what fingers type when they are asked for twelve characters.
var rows = []string{
	"01234567890123456789012345678901234567890", "abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz",
	"qwertyuiopasdfghjklzxcvbnm", "qwertzuiopasdfghjklyxcvbnm", "azertyuiopqsdfghjklmwxcvbn",
	"1234567890qwertyuiop", "1qaz2wsx3edc4rfv5tgb6yhn7ujm", "q1w2e3r4t5y6u7i8o9p0",
}

// stems are words that so many passwords consist of, digits and marks aside.
var stems = []string{
	"password", "passwort", "passw0rd", "p@ssw0rd", "letmein", "welcome", "willkommen", "iloveyou", "ichliebedich",
	"administrator", "admin", "changeme", "secret", "geheim", "qwerty", "qwertz", "stet", "newsroom", "redaktion",
	"correcthorsebatterystaple", "trustno1", "superman", "sunshine", "princess", "football",
}

func obvious(password string, member news.Staff) bool {
	p := strings.ToLower(password)
	distinct := map[rune]bool{}
	for _, r := range p {
		distinct[r] = true
	}
	if len(distinct) < 5 {
		return true
	}
	for _, row := range rows {
		if strings.Contains(row, p) || strings.Contains(row, reversed(p)) {
			return true
		}
	}
	local, _, _ := strings.Cut(strings.ToLower(string(member.Email)), "@")
	own := append([]string{strings.ToLower(string(member.Email)), local}, strings.Fields(strings.ToLower(string(member.Name)))...)
	left := p
	for _, word := range append(own, stems...) {
		if len(word) >= 3 {
			left = strings.ReplaceAll(left, word, "")
		}
	}
	return strings.IndexFunc(left, unicode.IsLetter) < 0 && left != p
}

func reversed(s string) string {
	var b strings.Builder
	for s != "" {
		r, size := utf8.DecodeLastRuneInString(s)
		b.WriteRune(r)
		s = s[:len(s)-size]
	}
	return b.String()
}
