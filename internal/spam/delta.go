package spam

import (
	"encoding/binary"
	"fmt"
	"math"
	"slices"
)

// deltaVersion changes with the places of a site's numbers and their units.
const deltaVersion = 3

// A change is what a lesson adds to the numbers at one place.
type change struct {
	place int
	slot
}

// appendDelta appends changes, which are in the order of their places: the
// version, the number of changes, and for each the step from the place before,
// weight, energy, and counts of ham and of spam as varints.
func appendDelta(b []byte, changes []change) []byte {
	const each = 10 // bytes, about
	b = append(slices.Grow(b, 16+each*len(changes)), deltaVersion)
	b = binary.AppendUvarint(b, uint64(len(changes)))
	last := 0
	for _, c := range changes {
		b = binary.AppendUvarint(b, uint64(c.place-last)) //nolint:gosec // places ascend
		for _, n := range [...]int32{c.weight, c.energy, c.ham, c.spam} {
			b = binary.AppendVarint(b, int64(n))
		}
		last = c.place
	}
	return b
}

// readDelta reads what appendDelta wrote.
func readDelta(b []byte) ([]change, error) {
	if len(b) == 0 || b[0] != deltaVersion {
		return nil, fmt.Errorf("%w: not a lesson of version %d", ErrModel, deltaVersion)
	}
	r := varints{b: b[1:]}
	n := r.unsigned()
	if r.bad || n > uint64(siteSlots) || n > uint64(len(r.b)) {
		return nil, fmt.Errorf("%w: a lesson of %d changes", ErrModel, n)
	}
	changes := make([]change, n)
	place := uint64(0)
	for i := range changes {
		gap := r.unsigned()
		place += gap
		if gap >= uint64(siteSlots) || place >= uint64(siteSlots) || i > 0 && gap == 0 {
			return nil, fmt.Errorf("%w: a lesson with a place out of order", ErrModel)
		}
		changes[i] = change{int(place), slot{r.signed(), r.signed(), r.signed(), r.signed()}}
	}
	if r.bad || len(r.b) > 0 {
		return nil, fmt.Errorf("%w: a lesson cut short or with something after it", ErrModel)
	}
	return changes, nil
}

// varints reads variable-length numbers until one is bad.
type varints struct {
	b   []byte
	bad bool
}

func (r *varints) unsigned() uint64 {
	if len(r.b) > 0 && r.b[0] < 0x80 { // as most are
		v := r.b[0]
		r.b = r.b[1:]
		return uint64(v)
	}
	v, n := binary.Uvarint(r.b)
	if n <= 0 {
		r.bad = true
		return 0
	}
	r.b = r.b[n:]
	return v
}

func (r *varints) signed() int32 {
	u := r.unsigned()
	v := int64(u>>1) ^ -int64(u&1) // zigzag, as in encoding/binary
	if v < math.MinInt32 || v > math.MaxInt32 {
		r.bad = true
		return 0
	}
	return int32(v)
}

// changesOf lists the slots that are not zero.
func changesOf(slots []slot) []change {
	var changes []change
	for i, s := range slots {
		if s != (slot{}) {
			changes = append(changes, change{i, s})
		}
	}
	return changes
}

// Fold adds up what was learned: model is an earlier sum or empty, deltas are
// lessons. The sum is the same in whatever order and portions it is made.
func Fold(model []byte, deltas ...[]byte) ([]byte, error) {
	var sum Learned
	if len(model) > 0 {
		deltas = append([][]byte{model}, deltas...)
	}
	for _, d := range deltas {
		if err := sum.Apply(d); err != nil {
			return nil, err
		}
	}
	return sum.MarshalBinary()
}
