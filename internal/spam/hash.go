package spam

import (
	"math"
	"math/bits"
)

// The hash of features is part of the model's format: a change of anything in
// this file asks for a new modelVersion and a new starter model.

const golden = 0x9e3779b97f4a7c15 // 2^64 divided by the golden ratio, made odd

// step adds one character to a running hash.
func step(h uint64, r rune) uint64 {
	h = (h ^ uint64(r)) * golden //nolint:gosec // runes are not negative
	return h ^ h>>29
}

// mix joins two hashes or a hash and a tag.
func mix(h, tag uint64) uint64 { return (h ^ tag*0xd6e8feb86659fd93) * golden }

// finish spreads a hash over the 32 bits of a feature's id.
func finish(h uint64) uint32 {
	h ^= h >> 32
	h *= 0xd6e8feb86659fd93
	return uint32(h >> 32)
}

// hashString hashes the bytes of s, ASCII capitals as small letters.
func hashString(tag uint64, s string) uint64 {
	h := tag
	for i := range len(s) {
		c := s[i]
		if 'A' <= c && c <= 'Z' {
			c += 'a' - 'A'
		}
		h = step(h, rune(c))
	}
	return mix(h, tag)
}

// inverseRoot is 1/√n, and 0 for none.
func inverseRoot(n int) float64 {
	if n == 0 {
		return 0
	}
	return 1 / math.Sqrt(float64(n))
}

// An idSet is a set of ids that is emptied in no time: each entry carries the
// round in which it was made. It uses as much of its memory as it was told to expect,
// so that a short message stays in the processor's cache.
type idSet struct {
	entries []uint64
	round   uint32
	mask    uint32 // of the places that are in use
	room    int    // for how many more ids there is room
}

const idSetSize = 1 << 17 // over twice maxFeatures

// empty makes the set empty, and room for n ids; for more, the others are not new.
func (s *idSet) empty(n int) {
	if s.round++; s.round == 0 || s.entries == nil {
		s.entries, s.round = make([]uint64, idSetSize), 1
	}
	s.room = min(n, idSetSize/2)
	s.mask = 1<<bits.Len(uint(2*s.room)) - 1
	s.mask = min(s.mask, idSetSize-1)
}

// add reports whether id is new.
func (s *idSet) add(id uint32) bool {
	entry := uint64(s.round)<<32 | uint64(id)
	for i := id & s.mask; ; i = (i + 1) & s.mask {
		switch e := s.entries[i]; {
		case e == entry:
			return false
		case uint32(e>>32) != s.round:
			if s.room == 0 {
				return false
			}
			s.room--
			s.entries[i] = entry
			return true
		}
	}
}
