// Package pictures keeps the pictures of stories. Of each it reads whom the file
// says it is from and what it shows, makes new files of the sizes that pages need,
// and writes into each of those who made it, and nothing of where: the place, the
// camera, the thumbnail and all else that the original carried stays behind with
// it. The files are named by their content, so they never change and may be cached
// for ever.
package pictures

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"os"

	"stet/internal/news"
)

// What a picture may be at most.
const (
	// MaxBytes is the size of the largest file.
	MaxBytes = 20 << 20
	// MaxPixels is width times height of the largest picture. It bounds the memory
	// that a picture takes while it is worked on: 120 MB for most photographs, half a
	// gigabyte for the worst that can be made.
	MaxPixels = 40_000_000
)

// Folder is where the files stand, inside the site's own folder.
const Folder = "media"

// A Library is the folder that holds the pictures. It may be used by several
// goroutines and several processes at once.
type Library struct {
	root *os.Root
	// decoding holds a token while a picture is in memory: there is one at a time,
	// as each can take hundreds of megabytes.
	decoding chan struct{}
}

// Open opens the library in the site's folder, making its own folder there.
func Open(dir string) (*Library, error) {
	site, err := os.OpenRoot(dir)
	if err != nil {
		return nil, fmt.Errorf("open pictures: %w", err)
	}
	defer func() { _ = site.Close() }()
	if err := site.MkdirAll(Folder, 0o755); err != nil {
		return nil, fmt.Errorf("open pictures: %w", err)
	}
	root, err := site.OpenRoot(Folder)
	if err != nil {
		return nil, fmt.Errorf("open pictures: %w", err)
	}
	return &Library{root: root, decoding: make(chan struct{}, 1)}, nil
}

// Close gives back what the library holds open.
func (l *Library) Close() error { return l.root.Close() }

// Words are what belongs to a picture in words.
type Words struct {
	// Alt says what is seen to those who cannot see it.
	Alt string
	// Caption is what the picture shows, Credit whom it is from.
	Caption, Credit string
}

// Take reads a picture (JPEG, PNG, GIF or WebP), stores it in every size that
// pages use and returns it. Words that are given stand before what the file says;
// words that nobody gives stay empty. Taking the same picture with the same words
// again changes nothing. When it returns, the files are on the disk for good.
//
// A file that is no picture, or too large a one, is a [news.Invalid] of the field
// "picture": "too_large" (its Limit is in megabytes), "too_many_pixels" (in
// megapixels), "no_picture" or "cut_off".
func (l *Library) Take(ctx context.Context, r io.Reader, given Words) (news.Picture, error) {
	file, err := read(r)
	if err != nil {
		return news.Picture{}, fmt.Errorf("take picture: %w", err)
	}
	select {
	case l.decoding <- struct{}{}:
		defer func() { <-l.decoding }()
	case <-ctx.Done():
		return news.Picture{}, fmt.Errorf("take picture: %w", ctx.Err())
	}
	p, err := l.take(ctx, file, given)
	if err != nil {
		return news.Picture{}, fmt.Errorf("take picture: %w", err)
	}
	return p, nil
}

// read reads the whole file, unless it is too large.
func read(r io.Reader) ([]byte, error) {
	file, err := io.ReadAll(io.LimitReader(r, MaxBytes+1))
	if err != nil {
		return nil, fmt.Errorf("read file: %w", err)
	}
	if len(file) > MaxBytes {
		return nil, invalid("too_large", MaxBytes>>20)
	}
	return file, nil
}

func (l *Library) take(ctx context.Context, file []byte, given Words) (news.Picture, error) {
	img, format, err := decode(ctx, file)
	if err != nil {
		return news.Picture{}, err
	}
	said := readMetadata(file, format)
	words := said.words(given)
	xmp := said.packet(words)

	// All are named by the largest, which is stored last: where it is, the others are.
	sheets := renditions(img, said.orientation)
	largest := sheets[len(sheets)-1]
	p := news.Picture{
		Width: largest.Rect.Dx(), Height: largest.Rect.Dy(),
		Alt: words.Alt, Caption: words.Caption, Credit: words.Credit,
	}
	files := make([][]byte, len(sheets))
	for i, sheet := range sheets {
		if files[i], err = encode(sheet, xmp); err != nil {
			return news.Picture{}, err
		}
		p.Widths = append(p.Widths, sheet.Rect.Dx())
	}
	sum := sha256.Sum256(files[len(files)-1])
	p.Key = hex.EncodeToString(sum[:keyBytes])
	for i, width := range p.Widths {
		if err := l.store(fileName(p.Key, width), files[i]); err != nil {
			return news.Picture{}, err
		}
	}
	return p, nil
}

// invalid says which rule the file breaks.
func invalid(rule string, limit int) error {
	return news.Invalid{Field: "picture", Rule: rule, Limit: limit}
}
