package spam

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"sync"
)

// Limits are the shares of good replies that a site is ready to have kept out and
// to have held, each from 0 to 1. They choose a model's thresholds; no limits are
// those of Normal.
type Limits struct{ Lost, Held float64 }

// The limits that are offered: of good replies 1 in 2,000 is lost by the shipped
// setting, 1 in 10,000 by the lenient and 1 in 500 by the strict one.
var (
	Normal  = Limits{Lost: 1.0 / 2000, Held: 0.03}
	Lenient = Limits{Lost: 1.0 / 10000, Held: 0.015}
	Strict  = Limits{Lost: 1.0 / 500, Held: 0.06}
)

// ErrModel says that a model, or what was learned, cannot be read: it is damaged,
// cut short, or of another version.
var ErrModel = errors.New("bad filter model")

const (
	// tableBits is the size of the starter's table of hashed features.
	tableBits = 20
	tableSize = 1 << tableBits
	// modelVersion changes with the format, the hash, and the features.
	modelVersion = 3
	modelMagic   = "stet filter\n"
	levelSpan    = 127 // quantised weights go from -levelSpan to levelSpan
)

// A Model is a frozen logistic regression over hashed and hand-made features. It
// knows how its verdicts fall on good replies. It is never changed once it is made, and
// safe for concurrent use.
type Model struct {
	// table are the weights of hashed features as levels, and levels what these
	// stand for: the square law gives small weights the finer steps.
	table  []int8
	levels [256]float64
	scale  float64 // the weight of the highest level

	// rare says how rare each hashed feature is in good replies, from 0 for what all
	// have to 255 for what none has. A site's lessons go by it: one advertisement that
	// is struck must not make the letters and little words suspect that everybody uses.
	rare []uint8

	hand [nHand]float64
	bias float64
	// The log-odds are slope × the raw sum + offset: the sum alone is too sure of
	// itself on texts that are unlike those it was trained on.
	slope, offset float64
	// lost and held are the log-odds above which shares of good replies lie, by
	// tailShares: of replies that are surely good, and of all.
	lost, held tail

	// known are the good replies against which lessons are tried.
	known func() []knownReply
}

// A tail holds the log-odds above which the tailShares of some messages lie.
type tail [len(tailShares)]float64

// tailShares are the shares that a model knows of.
var tailShares = [...]float64{0.2, 0.1, 0.05, 0.03, 0.02, 0.01, 0.005, 0.002, 0.001, 0.0005, 0.0002, 0.0001}

// above is the log-odds above which a share lies. Between the shares that are known
// it is linear in the logarithm of the share.
func (t *tail) above(share float64) float64 {
	last := len(tailShares) - 1
	if share >= tailShares[0] {
		return t[0]
	}
	for i := range last {
		if hi, lo := tailShares[i], tailShares[i+1]; share >= lo {
			part := math.Log(hi/share) / math.Log(hi/lo)
			return t[i] + part*(t[i+1]-t[i])
		}
	}
	return t[last]
}

// Thresholds are the log-odds at which a message is held, kept out, and called
// blatant.
type Thresholds struct{ Hold, Spam, Discard float64 }

// A message is called blatant when it lies that far beyond anything that good
// replies reach, and beyond what a filled trap alone brings.
const blatantMargin = 2

// Thresholds returns where the verdicts begin for a site of those limits.
func (m *Model) Thresholds(l Limits) Thresholds {
	if l == (Limits{}) {
		l = Normal
	}
	spam := min(m.lost.above(l.Lost), trapOdds-1)
	return Thresholds{
		Hold:    min(m.held.above(l.Held), spam),
		Spam:    spam,
		Discard: max(m.lost[len(m.lost)-1], trapOdds) + blatantMargin,
	}
}

// Class is the verdict on a message of those log-odds.
func (t Thresholds) Class(logOdds float64) Class {
	switch {
	case logOdds >= t.Discard:
		return Discard
	case logOdds >= t.Spam:
		return Spam
	case logOdds >= t.Hold:
		return Unsure
	}
	return Ham
}

func (m *Model) setLevels(scale float64) {
	m.scale = scale
	for i := range m.levels {
		q := float64(int8(i)) / levelSpan //nolint:gosec // the byte is a level
		m.levels[i] = math.Copysign(q*q*scale, q)
	}
}

// quantise is the level nearest to a weight.
func (m *Model) quantise(w float64) int8 {
	if m.scale == 0 {
		return 0
	}
	q := math.Round(math.Sqrt(math.Min(math.Abs(w)/m.scale, 1)) * levelSpan)
	return int8(math.Copysign(q, w))
}

func (m *Model) weight(id uint32) float64 {
	return m.levels[uint8(m.table[id%tableSize])] //nolint:gosec // the level as an index
}

// numbers are all the model's numbers but the table, in the order of the format.
func (m *Model) numbers() []*float64 {
	n := []*float64{&m.scale, &m.bias, &m.slope, &m.offset}
	for i := range tailShares {
		n = append(n, &m.lost[i], &m.held[i])
	}
	for i := range m.hand {
		n = append(n, &m.hand[i])
	}
	return n
}

// MarshalBinary returns the model as a file: a magic line, the version, the count
// of numbers and these as big-endian floats, weights and rarity of the hashed
// features, a byte each, and the SHA-256 of it all.
func (m *Model) MarshalBinary() ([]byte, error) {
	numbers := m.numbers()
	b := []byte(modelMagic)
	b = binary.BigEndian.AppendUint32(b, modelVersion)
	b = binary.BigEndian.AppendUint32(b, uint32(len(numbers))) //nolint:gosec // some fifty
	for _, n := range numbers {
		b = binary.BigEndian.AppendUint64(b, math.Float64bits(*n))
	}
	for _, q := range m.table {
		b = append(b, byte(q)) //nolint:gosec // the level as a byte
	}
	b = append(b, m.rare...)
	sum := sha256.Sum256(b)
	return append(b, sum[:]...), nil
}

// ReadModel reads a model as MarshalBinary wrote it. What is not such a file, is
// damaged, or is of another version, is an ErrModel.
func ReadModel(b []byte) (*Model, error) {
	m := &Model{table: make([]int8, tableSize)}
	numbers := m.numbers()
	head := len(modelMagic) + 8
	if len(b) < head || string(b[:len(modelMagic)]) != modelMagic {
		return nil, fmt.Errorf("%w: not a model file", ErrModel)
	}
	if v := binary.BigEndian.Uint32(b[len(modelMagic):]); v != modelVersion {
		return nil, fmt.Errorf("%w: version %d, this program reads %d", ErrModel, v, modelVersion)
	}
	if n := binary.BigEndian.Uint32(b[len(modelMagic)+4:]); n != uint32(len(numbers)) { //nolint:gosec // some fifty
		return nil, fmt.Errorf("%w: %d numbers, this program reads %d", ErrModel, n, len(numbers))
	}
	if want := head + 8*len(numbers) + 2*tableSize + sha256.Size; len(b) != want {
		return nil, fmt.Errorf("%w: %d bytes, want %d", ErrModel, len(b), want)
	}
	body := b[:len(b)-sha256.Size]
	if sum := sha256.Sum256(body); string(sum[:]) != string(b[len(body):]) {
		return nil, fmt.Errorf("%w: checksum does not match, the file is damaged", ErrModel)
	}
	for i, n := range numbers {
		*n = math.Float64frombits(binary.BigEndian.Uint64(body[head+8*i:]))
		if math.IsNaN(*n) || math.Abs(*n) > 1e6 {
			return nil, fmt.Errorf("%w: number %d is out of range", ErrModel, i)
		}
	}
	tables := body[head+8*len(numbers):]
	for i, q := range tables[:tableSize] {
		m.table[i] = int8(q) //nolint:gosec // the byte is a level
	}
	m.rare = bytes.Clone(tables[tableSize:])
	m.setLevels(m.scale)
	m.known = sync.OnceValue(m.knownReplies)
	return m, nil
}
