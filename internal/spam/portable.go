package spam

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
)

// A file of lessons is what a site learned, to be carried to another: a magic line,
// the version as four big-endian bytes, the sum of the site's lessons as
// Learned.MarshalBinary makes it, and the SHA-256 of all before. The lessons are
// numbers under hashes: no text, name or address can be read in them.
const (
	lessonsMagic   = "stet lessons\n"
	lessonsVersion = 1
)

// PackLessons makes a file of what a site learned.
func PackLessons(sum []byte) []byte {
	b := []byte(lessonsMagic)
	b = binary.BigEndian.AppendUint32(b, lessonsVersion)
	b = append(b, sum...)
	check := sha256.Sum256(b)
	return append(b, check[:]...)
}

// UnpackLessons returns what PackLessons made a file of. What is not such a file, is
// damaged, or is of another version, is an ErrModel.
func UnpackLessons(file []byte) ([]byte, error) {
	rest, ours := bytes.CutPrefix(file, []byte(lessonsMagic))
	switch {
	case !ours:
		return nil, fmt.Errorf("%w: not a file of lessons", ErrModel)
	case len(rest) < 4+sha256.Size:
		return nil, fmt.Errorf("%w: a file of lessons that is cut short", ErrModel)
	}
	if v := binary.BigEndian.Uint32(rest); v != lessonsVersion {
		return nil, fmt.Errorf("%w: lessons of version %d, this program reads %d", ErrModel, v, lessonsVersion)
	}
	body := file[:len(file)-sha256.Size]
	if check := sha256.Sum256(body); !bytes.Equal(check[:], file[len(body):]) {
		return nil, fmt.Errorf("%w: checksum does not match, the file is damaged or cut short", ErrModel)
	}
	sum := rest[4 : len(rest)-sha256.Size]
	if _, err := Fold(nil, sum); err != nil {
		return nil, err
	}
	return sum, nil
}
