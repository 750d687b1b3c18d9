// Package news is Stet's vocabulary: the nouns of a newsroom and the rules that
// hold for them wherever they appear. It has no behaviour that needs a database,
// a clock or a network, and it imports nothing but the standard library; the
// features that act on these nouns are its neighbours under internal.
package news

import (
	"crypto/rand"
	"encoding/base32"
	"encoding/binary"
	"net/mail"
	"strings"
	"sync"
	"time"
)

// Identifiers are opaque texts of 26 lower-case letters and digits. They sort in
// the order in which they were made, by the millisecond and, within one process,
// also inside it; 80 of their bits are random, so that nobody can guess a
// neighbour's.
type (
	// A SiteID names a site: our publication, or a foreign site.
	SiteID string
	// A ThreadID names the conversation under one page.
	ThreadID string
	// A StoryID names a story, whatever becomes of its slug.
	StoryID string
	// A ReplyID names a reply.
	ReplyID string
	// A StaffID names a member of the staff.
	StaffID string
	// A JudgementID names one moderator's decision on one reply.
	JudgementID string
	// A LessonID names one thing the filter learned.
	LessonID string
)

// crockford is the alphabet of Crockford's base 32, in lower case: its letters
// sort as the values they stand for, and leave out i, l, o and u.
var crockford = base32.NewEncoding("0123456789abcdefghjkmnpqrstvwxyz").WithPadding(base32.NoPadding)

// lastID keeps identifiers of one millisecond in the order of their making.
var lastID struct {
	sync.Mutex
	raw [16]byte
}

// NewID makes an identifier for something made at now: 48 bits of Unix
// milliseconds and 80 random bits, in the text form of the ULID specification
// but lower case. A second identifier of the same millisecond, or of an earlier
// one when the clock stepped back, is the one before it plus a random step.
func NewID(now time.Time) string {
	var raw [16]byte
	var ms [8]byte
	binary.BigEndian.PutUint64(ms[:], uint64(now.UnixMilli()))
	copy(raw[:6], ms[2:])
	_, _ = rand.Read(raw[6:]) // never fails: crypto/rand ends the program instead

	lastID.Lock()
	defer lastID.Unlock()
	if string(raw[:6]) <= string(lastID.raw[:6]) {
		step := binary.BigEndian.Uint32(raw[12:])
		raw = lastID.raw
		low := binary.BigEndian.Uint64(raw[8:])
		next := low + uint64(step) + 1
		binary.BigEndian.PutUint64(raw[8:], next)
		if next < low { // carry
			binary.BigEndian.PutUint64(raw[:8], binary.BigEndian.Uint64(raw[:8])+1)
		}
	}
	lastID.raw = raw
	return crockford.EncodeToString(raw[:])
}

// An Email is an electronic mail address. It never reaches a log.
type Email string

// MaxEmail is the length of the longest address in bytes (RFC 5321, 4.5.3.1.3).
const MaxEmail = 254

// Valid reports whether the address is one that mail can be sent to over the
// internet: nothing but the address itself, at a host whose name has a dot.
func (e Email) Valid() bool {
	a, err := mail.ParseAddress(string(e))
	if err != nil || a.Address != string(e) || len(e) > MaxEmail {
		return false
	}
	return strings.Contains(a.Address[strings.LastIndexByte(a.Address, '@')+1:], ".")
}

// A Name is what a reader or a member of staff calls themselves. It never
// reaches a log.
type Name string
