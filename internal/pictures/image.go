package pictures

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"image/gif"
	"image/jpeg"
	"image/png"
	"io"
	"math"
	"time"

	"golang.org/x/image/draw"
	"golang.org/x/image/webp"
)

// codecs are the formats that we read, by the names that package image knows them by.
var codecs = map[string]struct {
	decode func(io.Reader) (image.Image, error)
	config func(io.Reader) (image.Config, error)
}{
	"jpeg": {jpeg.Decode, jpeg.DecodeConfig},
	"png":  {png.Decode, png.DecodeConfig},
	"gif":  {gif.Decode, gif.DecodeConfig}, // the first frame
	"webp": {webp.Decode, webp.DecodeConfig},
}

// decodeTime is how long decoding may take: many times what the largest picture
// needs, and nothing to one that was made to take hours.
const decodeTime = 30 * time.Second

// decode reads the picture, having looked first how large it would be in memory.
func decode(ctx context.Context, file []byte) (img image.Image, format string, err error) {
	format = sniff(file)
	codec, ok := codecs[format]
	if !ok {
		return nil, "", invalid("no_picture", 0)
	}
	r := bytes.NewReader(file)
	config, err := codec.config(r)
	if err != nil {
		return nil, "", decodeError(err, r)
	}
	if config.Width < 1 || config.Height < 1 {
		return nil, "", invalid("no_picture", 0)
	}
	if config.Width > MaxPixels/config.Height {
		return nil, "", invalid("too_many_pixels", MaxPixels/1_000_000)
	}
	ctx, cancel := context.WithTimeoutCause(ctx, decodeTime, invalid("no_picture", 0))
	defer cancel()
	r = bytes.NewReader(file)
	img, err = codec.decode(untilDone{ctx, r})
	if ctx.Err() != nil {
		return nil, "", context.Cause(ctx)
	}
	if err != nil {
		return nil, "", decodeError(err, r)
	}
	if img.Bounds().Empty() { // a GIF may hold a frame of no size
		return nil, "", invalid("no_picture", 0)
	}
	return img, format, nil
}

// untilDone reads until its context is over. A picture may be a short file and take
// hours all the same: a progressive JPEG may go over all its pixels every dozen bytes.
type untilDone struct {
	ctx context.Context //nolint:containedctx // decoders know readers only
	r   io.Reader
}

func (u untilDone) Read(p []byte) (int, error) {
	if err := u.ctx.Err(); err != nil {
		return 0, err
	}
	return u.r.Read(p)
}

// sniff tells the format by the file's first bytes.
func sniff(file []byte) string {
	switch {
	case bytes.HasPrefix(file, []byte("\xff\xd8\xff")):
		return "jpeg"
	case bytes.HasPrefix(file, []byte("\x89PNG\r\n\x1a\n")):
		return "png"
	case bytes.HasPrefix(file, []byte("GIF87a")), bytes.HasPrefix(file, []byte("GIF89a")):
		return "gif"
	case len(file) > 12 && string(file[:4]) == "RIFF" && string(file[8:12]) == "WEBP":
		return "webp"
	}
	return ""
}

// decodeError tells a file that ends too early, which was read to its end, from
// one that is broken otherwise: not every decoder says so itself.
func decodeError(err error, r *bytes.Reader) error {
	rule := "no_picture"
	if r.Len() == 0 {
		rule = "cut_off"
	}
	return fmt.Errorf("%w: %w", invalid(rule, 0), err)
}

const (
	// maxHeight bounds the renditions of very tall pictures.
	maxHeight = 2400
	// quality is JPEG's, of 100: above it files grow faster than they please.
	quality = 80
)

// widths are those that pages ask for, in pixels: a telephone, a column of text, a
// wide screen.
var widths = []int{480, 960, 1600}

// renditions are the sizes in which the picture is kept, the smallest first, the
// right way up and on white. None is larger than the picture itself.
func renditions(img image.Image, turned orientation) []*image.RGBA {
	size := img.Bounds().Size()
	if turned.onItsSide() {
		size.X, size.Y = size.Y, size.X
	}
	largest := min(size.X, widths[len(widths)-1], max(1, size.X*maxHeight/size.Y))
	top := turned.upright(scale(img, turned.of(fit(size, largest))))

	var all []*image.RGBA
	for _, w := range widths {
		if w*5 <= largest*4 { // what is nearly as large again would save nothing
			all = append(all, scale(top, fit(size, w)))
		}
	}
	return append(all, top)
}

// fit is the size that a picture has when it is w pixels wide.
func fit(size image.Point, w int) image.Point {
	h := math.Round(float64(size.Y) * float64(w) / float64(size.X))
	return image.Pt(w, min(max(1, int(h)), maxHeight))
}

// scale draws img in another size on white. Much larger pictures are halved first,
// each four pixels becoming one: the fine filter alone would need twenty times the
// memory that its result does, and of a line of pixels a hundred times what that has.
func scale(img image.Image, size image.Point) *image.RGBA {
	for now := img.Bounds().Size(); now.X >= 2*size.X || now.Y >= 2*size.Y; now = img.Bounds().Size() {
		half := image.NewRGBA(image.Rect(0, 0, max(now.X/2, size.X), max(now.Y/2, size.Y)))
		draw.ApproxBiLinear.Scale(half, half.Rect, img, img.Bounds(), draw.Src, nil)
		img = half
	}
	sheet := image.NewRGBA(image.Rectangle{Max: size})
	draw.Draw(sheet, sheet.Rect, image.White, image.Point{}, draw.Src)
	draw.CatmullRom.Scale(sheet, sheet.Rect, img, img.Bounds(), draw.Over, nil)
	return sheet
}

// An orientation says how a picture lies in its file: 1 is upright, the others are
// as the Exif specification numbers them (CIPA DC-008, 4.6.5.1.4). Anything else
// is upright too.
type orientation int

// onItsSide reports whether width and height are exchanged in the file.
func (o orientation) onItsSide() bool { return 5 <= o && o <= 8 }

// of is how a size of the upright picture lies in the file.
func (o orientation) of(size image.Point) image.Point {
	if o.onItsSide() {
		return image.Pt(size.Y, size.X)
	}
	return size
}

// upright turns what lies like that the right way up.
func (o orientation) upright(img *image.RGBA) *image.RGBA {
	if o < 2 || o > 8 {
		return img
	}
	out := image.NewRGBA(image.Rectangle{Max: o.of(img.Rect.Size())})
	w, h := img.Rect.Dx()-1, img.Rect.Dy()-1
	for y := range h + 1 {
		for x := range w + 1 {
			to := image.Pt(x, y)
			switch o {
			case 2:
				to = image.Pt(w-x, y)
			case 3:
				to = image.Pt(w-x, h-y)
			case 4:
				to = image.Pt(x, h-y)
			case 5:
				to = image.Pt(y, x)
			case 6:
				to = image.Pt(h-y, x)
			case 7:
				to = image.Pt(h-y, w-x)
			case 8:
				to = image.Pt(y, w-x)
			}
			out.SetRGBA(to.X, to.Y, img.RGBAAt(x, y))
		}
	}
	return out
}

// encode writes the picture as JPEG with the XMP packet in it.
func encode(img image.Image, xmp []byte) ([]byte, error) {
	var b bytes.Buffer
	if err := jpeg.Encode(&b, img, &jpeg.Options{Quality: quality}); err != nil {
		return nil, fmt.Errorf("encode rendition: %w", err)
	}
	return insertXMP(b.Bytes(), xmp), nil
}
