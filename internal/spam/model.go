package spam

import (
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"math"
)

// Strictness says which of a model's thresholds hold.
type Strictness uint8

const (
	// Normal is the shipped setting.
	Normal Strictness = iota
	// Lenient holds and keeps out less.
	Lenient
	// Strict holds and keeps out more.
	Strict
	nStrictness
)

// ErrModel says that a model, or what was learned, cannot be read: it is damaged,
// cut short, or of another version.
var ErrModel = errors.New("bad filter model")

const (
	// tableBits is the size of the starter's table of hashed features.
	tableBits = 20
	tableSize = 1 << tableBits
	// modelVersion changes with the format, the hash, and the features.
	modelVersion = 1
	modelMagic   = "stet filter\n"
	levelSpan    = 127 // quantised weights go from -levelSpan to levelSpan
)

// A Model is a frozen logistic regression over hashed and hand-made features. It
// knows the thresholds of its verdicts. It is never changed once it is made, and
// safe for concurrent use.
type Model struct {
	// table are the weights of hashed features as levels, and levels what these
	// stand for: the square law gives small weights the finer steps.
	table  []int8
	levels [256]float64
	scale  float64 // the weight of the highest level

	hand [nHand]float64
	bias float64
	// The log-odds are slope × the raw sum + offset: the sum alone is too sure of
	// itself on texts that are unlike those it was trained on.
	slope, offset float64
	// thresholds in log-odds, by Strictness.
	thresholds [nStrictness]Thresholds
}

// Thresholds are the log-odds at which a message is held and kept out.
type Thresholds struct{ Hold, Spam float64 }

// Thresholds returns where the verdicts of that strictness begin.
func (m *Model) Thresholds(s Strictness) Thresholds {
	if s >= nStrictness {
		s = Normal
	}
	return m.thresholds[s]
}

// Class is the verdict on a message of those log-odds.
func (t Thresholds) Class(logOdds float64) Class {
	switch {
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
	for i := range m.thresholds {
		n = append(n, &m.thresholds[i].Hold, &m.thresholds[i].Spam)
	}
	for i := range m.hand {
		n = append(n, &m.hand[i])
	}
	return n
}

// MarshalBinary returns the model as a file: a magic line, the version, the count
// of numbers and these as big-endian floats, the table, and the SHA-256 of it all.
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
	if want := head + 8*len(numbers) + tableSize + sha256.Size; len(b) != want {
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
	for i, q := range body[head+8*len(numbers):] {
		m.table[i] = int8(q) //nolint:gosec // the byte is a level
	}
	m.setLevels(m.scale)
	return m, nil
}
