package spam_test

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"slices"
	"strings"
	"testing"

	"stet/internal/spam"
)

// taught is what a site learned from one text.
func taught(t testing.TB, text string) []byte {
	t.Helper()
	return spam.NewLearned(spam.EmptyModel()).Lesson(spam.Message{Content: text}, spam.Spam, 1)
}

// signed makes the checksum at the end of a file right again.
func signed(file []byte) []byte {
	body := slices.Clone(file[:len(file)-sha256.Size])
	sum := sha256.Sum256(body)
	return append(body, sum[:]...)
}

func TestPackedLessonsComeOutAsTheyWent(t *testing.T) {
	for _, text := range []string{"", "Cheap sandbags, call me"} {
		sum := taught(t, text)
		file := spam.PackLessons(sum)
		got, err := spam.UnpackLessons(file)
		if err != nil || !bytes.Equal(got, sum) {
			t.Errorf("lessons of %q come out as %d bytes, %v; want %d", text, len(got), err, len(sum))
		}
		if bytes.Contains(file, []byte("sandbags")) {
			t.Error("the file has a word of the text in it")
		}
	}
}

func TestBadFilesOfLessonsAreRefused(t *testing.T) {
	good := spam.PackLessons(taught(t, "Cheap sandbags, call me"))
	change := func(at int, to byte) []byte {
		file := slices.Clone(good)
		file[at] = to
		return file
	}
	const magic = len("stet lessons\n")
	model, err := spam.EmptyModel().MarshalBinary()
	if err != nil {
		t.Fatal(err)
	}
	tests := map[string]struct {
		file []byte
		want string
	}{
		"nothing":                   {nil, "not a file of lessons"},
		"some text":                 {[]byte("stet lessons"), "not a file of lessons"},
		"a model":                   {model, "not a file of lessons"},
		"only a head":               {good[:magic+4], "cut short"},
		"all but the last byte":     {good[:len(good)-1], "checksum does not match"},
		"a byte too many":           {append(slices.Clone(good), 0), "checksum does not match"},
		"a changed byte":            {change(len(good)/2, good[len(good)/2]^1), "checksum does not match"},
		"another version":           {change(magic+3, 2), "version 2, this program reads 1"},
		"lessons of another filter": {signed(change(magic+4, 99)), "not a lesson of version"},
		"no lesson at all":          {spam.PackLessons(nil), "not a lesson of version"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			if _, err := spam.UnpackLessons(tt.file); !errors.Is(err, spam.ErrModel) || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("error %v, want an ErrModel with %q", err, tt.want)
			}
		})
	}
}

func FuzzUnpackLessons(f *testing.F) {
	good := spam.PackLessons(taught(f, "Cheap sandbags, call me"))
	f.Add(good)
	f.Add(good[:len(good)-1])
	f.Add(spam.PackLessons(nil))
	f.Add([]byte("stet lessons\n"))
	f.Fuzz(func(t *testing.T, file []byte) {
		// With a right checksum too, so that what is behind it is reached.
		files := [][]byte{file}
		if len(file) > sha256.Size {
			files = append(files, signed(file))
		}
		for _, file := range files {
			sum, err := spam.UnpackLessons(file)
			if err != nil {
				continue
			}
			if !bytes.Equal(spam.PackLessons(sum), file) {
				t.Error("another file has the same lessons")
			}
			if err := spam.NewLearned(spam.EmptyModel()).Apply(sum); err != nil {
				t.Errorf("lessons that cannot be learned: %v", err)
			}
		}
	})
}
