package spam_test

import (
	"bytes"
	"errors"
	"testing"

	"stet/internal/spam"
)

func TestModelIsReadAsItWasWritten(t *testing.T) {
	m := starter(t)
	file, err := m.MarshalBinary()
	if err != nil {
		t.Fatal(err)
	}
	if len(file) > 4<<20 {
		t.Errorf("the starter has %d bytes, want at most 4 MiB", len(file))
	}
	read, err := spam.ReadModel(file)
	if err != nil {
		t.Fatal(err)
	}
	if again, err := read.MarshalBinary(); err != nil || !bytes.Equal(again, file) {
		t.Errorf("a model that was read writes another file (error %v)", err)
	}
}

func TestDamagedModelIsRefused(t *testing.T) {
	good, err := starter(t).MarshalBinary()
	if err != nil {
		t.Fatal(err)
	}
	changed := func(at int) []byte {
		b := bytes.Clone(good)
		b[at] ^= 1
		return b
	}
	tests := map[string][]byte{
		"nothing":            nil,
		"some other file":    []byte("PK\x03\x04 this is no model, but it is long enough to be one"),
		"another version":    changed(15),
		"another count":      changed(19),
		"a changed number":   changed(30),
		"a changed weight":   changed(len(good) / 2),
		"a changed sum":      changed(len(good) - 1),
		"cut short":          good[:len(good)-100],
		"something after it": append(bytes.Clone(good), 0),
	}
	for name, b := range tests {
		t.Run(name, func(t *testing.T) {
			if _, err := spam.ReadModel(b); !errors.Is(err, spam.ErrModel) {
				t.Errorf("error %v, want ErrModel", err)
			}
		})
	}
}

func FuzzReadModel(f *testing.F) {
	f.Add([]byte("stet filter\n\x00\x00\x00\x01\x00\x00\x00\x37"))
	f.Fuzz(func(t *testing.T, b []byte) {
		if _, err := spam.ReadModel(b); err != nil && !errors.Is(err, spam.ErrModel) {
			t.Errorf("error %v, want ErrModel", err)
		}
	})
}
