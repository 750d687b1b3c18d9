package pictures_test

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"io/fs"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"stet/internal/news"
	"stet/internal/pictures"
)

func library(t testing.TB) *pictures.Library {
	t.Helper()
	l, err := pictures.Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := l.Close(); err != nil {
			t.Error(err)
		}
	})
	return l
}

func take(t testing.TB, l *pictures.Library, file []byte, given pictures.Words) news.Picture {
	t.Helper()
	p, err := l.Take(t.Context(), bytes.NewReader(file), given)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// files are the library's files with their content.
func files(t testing.TB, l *pictures.Library) map[string][]byte {
	t.Helper()
	all := map[string][]byte{}
	err := fs.WalkDir(l.FS(), ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		all[name], err = fs.ReadFile(l.FS(), name)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// rendition reads one stored rendition as a browser would.
func rendition(t testing.TB, l *pictures.Library, p news.Picture, width int) image.Image {
	t.Helper()
	img, err := jpeg.Decode(bytes.NewReader(get(t, l, news.PicturePath(p.Key, width)).Body.Bytes()))
	if err != nil {
		t.Fatal(err)
	}
	return img
}

func TestTakeMakesTheSizesThatPagesNeed(t *testing.T) {
	tests := map[string]struct {
		w, h       int
		widths     []int
		wide, high int
	}{
		"a large picture":                       {2000, 1000, []int{480, 960, 1600}, 1600, 800},
		"a middling one is not blown up":        {1280, 640, []int{480, 960, 1280}, 1280, 640},
		"nearly the same size is left out":      {1000, 500, []int{480, 1000}, 1000, 500},
		"a small one stays as it is":            {300, 200, []int{300}, 300, 200},
		"a tall one is bounded":                 {1000, 4800, []int{500}, 500, 2400},
		"a very tall one keeps a pixel's width": {2, 9000, []int{1}, 1, 2400},
		"a flat one keeps a pixel's height":     {9000, 2, []int{480, 960, 1600}, 1600, 1},
		"a single pixel":                        {1, 1, []int{1}, 1, 1},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			l := library(t)
			p := take(t, l, jpegOf(t, landscape(tt.w, tt.h)), pictures.Words{})
			want := news.Picture{Key: p.Key, Width: tt.wide, Height: tt.high, Widths: tt.widths}
			if diff := cmp.Diff(want, p); diff != "" {
				t.Errorf("Take differs (-want +got):\n%s", diff)
			}
			for _, w := range p.Widths {
				if got := rendition(t, l, p, w).Bounds().Dx(); got != w {
					t.Errorf("the rendition of %d pixels is %d wide", w, got)
				}
			}
			if got := len(files(t, l)); got != len(tt.widths) {
				t.Errorf("%d files, want %d", got, len(tt.widths))
			}
		})
	}
}

// webp is a picture of one pixel, without loss.
const webp = "UklGRhoAAABXRUJQVlA4TA0AAAAvAAAAEAcQERGIiP4HAA=="

func TestTakeReadsTheFormatsOfTheWeb(t *testing.T) {
	var g bytes.Buffer
	if err := gif.Encode(&g, landscape(100, 50), nil); err != nil {
		t.Fatal(err)
	}
	w, err := base64.StdEncoding.DecodeString(webp)
	if err != nil {
		t.Fatal(err)
	}
	tests := map[string]struct {
		file          []byte
		width, height int
	}{
		"JPEG":         {jpegOf(t, landscape(100, 50)), 100, 50},
		"JPEG in grey": {jpegOf(t, image.NewGray(image.Rect(0, 0, 100, 50))), 100, 50},
		"PNG":          {pngOf(t, landscape(100, 50)), 100, 50},
		"PNG, 16 bits": {pngOf(t, image.NewNRGBA64(image.Rect(0, 0, 100, 50))), 100, 50},
		"GIF":          {g.Bytes(), 100, 50},
		"WebP":         {w, 1, 1},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			p := take(t, library(t), tt.file, pictures.Words{})
			if p.Width != tt.width || p.Height != tt.height {
				t.Errorf("Take = %d × %d, want %d × %d", p.Width, p.Height, tt.width, tt.height)
			}
		})
	}
}

func TestTakeTurnsPicturesUpright(t *testing.T) {
	const red, green, blue, black = "red", "green", "blue", "black"
	tests := []struct {
		orientation uint16
		corners     [4]string // top left, top right, bottom left, bottom right
	}{
		{0, [4]string{red, green, blue, black}},
		{1, [4]string{red, green, blue, black}},
		{2, [4]string{green, red, black, blue}},
		{3, [4]string{black, blue, green, red}},
		{4, [4]string{blue, black, red, green}},
		{5, [4]string{red, blue, green, black}},
		{6, [4]string{blue, red, black, green}},
		{7, [4]string{black, green, blue, red}},
		{8, [4]string{green, black, red, blue}},
		{9, [4]string{red, green, blue, black}},
	}
	for _, tt := range tests {
		l := library(t)
		p := take(t, l, jpegOf(t, landscape(64, 32), exif(tt.orientation, "")), pictures.Words{})
		wide, high := 64, 32
		if tt.orientation >= 5 && tt.orientation <= 8 {
			wide, high = high, wide
		}
		if p.Width != wide || p.Height != high {
			t.Errorf("orientation %d: %d × %d, want %d × %d", tt.orientation, p.Width, p.Height, wide, high)
		}
		img := rendition(t, l, p, p.Width)
		for i, want := range tt.corners {
			x, y := 4+(i%2)*(wide-8), 4+(i/2)*(high-8)
			if got := colorName(img.At(x, y)); got != want {
				t.Errorf("orientation %d: corner %d is %s, want %s", tt.orientation, i, got, want)
			}
		}
	}
}

func colorName(c color.Color) string {
	r, g, b, _ := c.RGBA()
	switch bright := func(v uint32) bool { return v > 0x8000 }; {
	case bright(r) && bright(g) && bright(b):
		return "white"
	case bright(r):
		return "red"
	case bright(g):
		return "green"
	case bright(b):
		return "blue"
	}
	return "black"
}

func TestTakePutsTransparentPicturesOnWhite(t *testing.T) {
	for _, width := range []int{50, 2000} { // as it is, and made smaller
		l := library(t)
		p := take(t, l, pngOf(t, image.NewNRGBA(image.Rect(0, 0, width, 20))), pictures.Words{})
		if got := colorName(rendition(t, l, p, p.Width).At(5, 5)); got != "white" {
			t.Errorf("a transparent picture %d wide became %s", width, got)
		}
	}
}

func TestTakeReadsTheWords(t *testing.T) {
	const creators = `<dc:creator><rdf:Seq><rdf:li>Jo Bloggs</rdf:li><rdf:li>Ann Other</rdf:li></rdf:Seq></dc:creator>`
	const creator = `<dc:creator><rdf:Seq><rdf:li>Jo Bloggs</rdf:li></rdf:Seq></dc:creator>`
	const described = `<dc:description><rdf:Alt><rdf:li xml:lang="x-default">High water</rdf:li><rdf:li xml:lang="de">Hochwasser</rdf:li></rdf:Alt></dc:description>`
	tests := map[string]struct {
		segments [][]byte
		given    pictures.Words
		want     pictures.Words
	}{
		"nothing": {},
		"IPTC": {
			segments: [][]byte{iptc(80, "Jo Bloggs", 110, "Harbour Agency", 120, "High water")},
			want:     pictures.Words{Caption: "High water", Credit: "Jo Bloggs / Harbour Agency"},
		},
		"IPTC in undeclared UTF-8": {
			segments: [][]byte{iptc(80, "Jörg Żak", 120, "Über “Wasser”")},
			want:     pictures.Words{Caption: "Über “Wasser”", Credit: "Jörg Żak"},
		},
		"IPTC in Latin-1": {
			segments: [][]byte{iptc(80, "J\xf6rg", 120, "\xdcber Wasser")},
			want:     pictures.Words{Caption: "Über Wasser", Credit: "Jörg"},
		},
		"XMP": {
			segments: [][]byte{xmp(creators + described + `<photoshop:Credit>Harbour Agency</photoshop:Credit>` +
				`<Iptc4xmpCore:AltTextAccessibility><rdf:Alt><rdf:li xml:lang="x-default">A quay under water</rdf:li></rdf:Alt></Iptc4xmpCore:AltTextAccessibility>`)},
			want: pictures.Words{Alt: "A quay under water", Caption: "High water", Credit: "Jo Bloggs, Ann Other / Harbour Agency"},
		},
		"XMP is right where IPTC disagrees": {
			segments: [][]byte{iptc(80, "Somebody", 110, "Harbour Agency", 120, "Low water"), xmp(creator + described)},
			want:     pictures.Words{Caption: "High water", Credit: "Jo Bloggs / Harbour Agency"},
		},
		"IPTC where XMP is silent": {
			segments: [][]byte{xmp(creator), iptc(120, "High water")},
			want:     pictures.Words{Caption: "High water", Credit: "Jo Bloggs"},
		},
		"IPTC where XMP is broken": {
			segments: [][]byte{xmp("<dc:creator><oops"), iptc(80, "Jo Bloggs")},
			want:     pictures.Words{Credit: "Jo Bloggs"},
		},
		"a credit line that names the creator": {
			segments: [][]byte{iptc(80, "Jo Bloggs", 110, "Photo: JO BLOGGS/Harbour Agency")},
			want:     pictures.Words{Credit: "Photo: JO BLOGGS/Harbour Agency"},
		},
		"a creator that names the agency": {
			segments: [][]byte{iptc(80, "Jo Bloggs, Harbour Agency", 110, "Harbour Agency")},
			want:     pictures.Words{Credit: "Jo Bloggs, Harbour Agency"},
		},
		"the camera's owner, if nobody else is named": {
			segments: [][]byte{exif(1, "Jo Bloggs")},
			want:     pictures.Words{Credit: "Jo Bloggs"},
		},
		"the copyright notice, if nobody is named at all": {
			segments: [][]byte{iptc(116, "© Jo Bloggs")},
			want:     pictures.Words{Credit: "© Jo Bloggs"},
		},
		"what is given stands first": {
			segments: [][]byte{iptc(80, "Jo Bloggs", 120, "High water")},
			given:    pictures.Words{Alt: "A quay", Credit: "Ann Other"},
			want:     pictures.Words{Alt: "A quay", Caption: "High water", Credit: "Ann Other"},
		},
		"lines and control characters are tidied": {
			segments: [][]byte{iptc(120, " High\r\n\twater\x00\x07 ")},
			want:     pictures.Words{Caption: "High water"},
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			l := library(t)
			p := take(t, l, jpegOf(t, landscape(100, 50), tt.segments...), tt.given)
			if diff := cmp.Diff(tt.want, pictures.Words{Alt: p.Alt, Caption: p.Caption, Credit: p.Credit}); diff != "" {
				t.Errorf("Take differs (-want +got):\n%s", diff)
			}
			if tt.given.Credit != "" {
				return // the files go on naming the creator beside whom the desk named
			}
			for name, file := range files(t, l) { // the files say so too
				again := take(t, library(t), file, pictures.Words{})
				if diff := cmp.Diff(tt.want, pictures.Words{Alt: again.Alt, Caption: again.Caption, Credit: again.Credit}); diff != "" {
					t.Errorf("%s differs (-want +got):\n%s", name, diff)
				}
			}
		})
	}
}

func TestTakeReadsTheWordsOfPNG(t *testing.T) {
	file := pngOf(t, landscape(100, 50))
	packet := xmp("<photoshop:Credit>Harbour Agency</photoshop:Credit>")[33:] // without the head of JPEG's segment
	body := slices.Concat([]byte("iTXtXML:com.adobe.xmp\x00\x00\x00\x00\x00"), packet)
	chunk := slices.Concat(binary.BigEndian.AppendUint32(nil, uint32(len(body)-4)), body, binary.BigEndian.AppendUint32(nil, crc32.ChecksumIEEE(body)))
	const header = 8 + 25 // signature and IHDR
	p := take(t, library(t), slices.Concat(file[:header], chunk, file[header:]), pictures.Words{})
	if p.Credit != "Harbour Agency" {
		t.Errorf("credit %q, want Harbour Agency", p.Credit)
	}
}

func TestTakeRemovesWhereAndKeepsWho(t *testing.T) {
	l := library(t)
	original := jpegOf(t, landscape(1000, 500),
		exif(1, "Jo Bloggs"), iptc(80, "Jo Bloggs", 90, "Port Fairlead", 116, "© Jo & Co <2026>"),
		xmp(`<exif:GPSLatitude>54,19.5N</exif:GPSLatitude><photoshop:City>Port Fairlead</photoshop:City>`),
		segment(0xfe, "taken with camera 4711"))
	take(t, l, append(original, "and something after the end"...), pictures.Words{})
	for name, file := range files(t, l) {
		for _, secret := range []string{"Exif", "GPS", "54,19", "Fairlead", "4711", "after the end", "Photoshop 3.0"} {
			if bytes.Contains(file, []byte(secret)) {
				t.Errorf("%s holds %q", name, secret)
			}
		}
		for _, kept := range []string{"<rdf:li>Jo Bloggs</rdf:li>", "© Jo &amp; Co &lt;2026&gt;"} {
			if !bytes.Contains(file, []byte(kept)) {
				t.Errorf("%s does not hold %q", name, kept)
			}
		}
	}
}

func TestTakeKeepsVeryLongWordsWithinTheFile(t *testing.T) {
	long := strings.Repeat("&", 9000)
	names := strings.Repeat("<rdf:li>"+strings.Repeat("n", 500)+"</rdf:li>", 100)
	l := library(t)
	p := take(t, l, jpegOf(t, landscape(50, 50), xmp(`<dc:creator><rdf:Seq>`+names+`</rdf:Seq></dc:creator>`)),
		pictures.Words{Alt: long, Caption: long, Credit: long})
	if p.Caption != long {
		t.Errorf("the caption was cut to %d characters", len(p.Caption))
	}
	rendition(t, l, p, 50)
}

func TestTakingTheSamePictureAgainChangesNothing(t *testing.T) {
	l := library(t)
	file := jpegOf(t, landscape(1700, 900), iptc(80, "Jo Bloggs"))
	first := take(t, l, file, pictures.Words{})
	before := files(t, l)
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() {
			again, err := l.Take(context.Background(), bytes.NewReader(file), pictures.Words{})
			if err != nil || !cmp.Equal(first, again) {
				t.Errorf("Take again = %v, %v, want %v", again, err, first)
			}
		})
	}
	all.Wait()
	if !cmp.Equal(before, files(t, l)) {
		t.Error("the files have changed")
	}
}

func TestTakeRefuses(t *testing.T) {
	whole := jpegOf(t, landscape(400, 300))
	drawing := pngOf(t, landscape(400, 300))
	tests := map[string]struct {
		file []byte
		rule string
	}{
		"nothing":               {nil, "no_picture"},
		"a text":                {[]byte("GPS"), "no_picture"},
		"a page":                {[]byte("<html><script>alert(1)</script>"), "no_picture"},
		"a vector drawing":      {[]byte(`<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>`), "no_picture"},
		"a JPEG's beginning":    {whole[:len(whole)/2], "cut_off"},
		"a JPEG's head":         {whole[:20], "cut_off"},
		"a PNG's beginning":     {drawing[:len(drawing)/2], "cut_off"},
		"a PNG's signature":     {drawing[:8], "cut_off"},
		"a JPEG with a hole":    {slices.Concat(whole[:200], make([]byte, 300), whole[500:]), "no_picture"},
		"more bytes than taken": {append(slices.Clone(whole), make([]byte, pictures.MaxBytes)...), "too_large"},
		"a bomb":                {bomb(60_000, 60_000), "too_many_pixels"},
		"a flat bomb":           {bomb(1<<31-1, 1), "too_many_pixels"},
		"one pixel too many":    {bomb(40_000_001, 1), "too_many_pixels"},
		"a picture of no size":  {bomb(0, 0), "no_picture"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			l := library(t)
			_, err := l.Take(t.Context(), bytes.NewReader(tt.file), pictures.Words{})
			var invalid news.Invalid
			if !errors.As(err, &invalid) || invalid.Rule != tt.rule || invalid.Field != "picture" {
				t.Errorf("Take: %v, want %s", err, tt.rule)
			}
			if got := files(t, l); len(got) != 0 {
				t.Errorf("Take left %d files", len(got))
			}
		})
	}
}

// bomb is a PNG that claims to be very large.
func bomb(w, h uint32) []byte {
	body := slices.Concat([]byte("IHDR"), binary.BigEndian.AppendUint32(nil, w), binary.BigEndian.AppendUint32(nil, h), []byte{8, 6, 0, 0, 0})
	return slices.Concat([]byte("\x89PNG\r\n\x1a\n\x00\x00\x00\x0d"), body, binary.BigEndian.AppendUint32(nil, crc32.ChecksumIEEE(body)),
		[]byte("\x00\x00\x00\x00IDAT"))
}

func TestTakeRefusesABombBeforeItUnfolds(t *testing.T) {
	l := library(t)
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	if _, err := l.Take(t.Context(), bytes.NewReader(bomb(60_000, 60_000)), pictures.Words{}); err == nil {
		t.Error("a bomb was taken")
	}
	runtime.ReadMemStats(&after)
	if used := after.TotalAlloc - before.TotalAlloc; used > 1<<20 {
		t.Errorf("refusing took %d bytes", used)
	}
}

func TestTakeShrinksLinesOfPixelsInLittleMemory(t *testing.T) {
	for _, size := range []image.Point{{1, 1_000_000}, {1_000_000, 1}} {
		file := pngOf(t, image.NewGray(image.Rectangle{Max: size}))
		l := library(t)
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		take(t, l, file, pictures.Words{})
		runtime.ReadMemStats(&after)
		if used := (after.TotalAlloc - before.TotalAlloc) >> 20; used > 40 {
			t.Errorf("taking a picture of %v took %d MiB", size, used)
		}
	}
}

func TestTakeGivesUpWithTheRequest(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for range 20 { // both ways are open, and one is taken at random
		if _, err := library(t).Take(ctx, bytes.NewReader(jpegOf(t, landscape(9, 9))), pictures.Words{}); errors.Is(err, context.Canceled) {
			return
		}
	}
	t.Error("Take never saw that its context had ended")
}

func TestTakeGivesUpAPictureThatTakesForEver(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if _, err := library(t).Take(ctx, bytes.NewReader(manyScans(1_000_000)), pictures.Words{}); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("Take: %v, want an end when its time is over", err)
	}
}

// manyScans is a progressive JPEG of 1,000 × 1,000 pixels that goes over all of
// them so many times and says nothing about any. Each Huffman table has one code, of
// one bit: "no difference" for DC, "nothing in 16,384 blocks or more" for AC.
func manyScans(n int) []byte {
	table := func(class, value byte) []byte {
		return slices.Concat([]byte{0xff, 0xc4, 0, 20, class, 1}, make([]byte, 15), []byte{value})
	}
	const blocks = 125 * 125
	return slices.Concat(
		[]byte{0xff, 0xd8, 0xff, 0xdb, 0, 67, 0}, bytes.Repeat([]byte{1}, 64),
		[]byte{0xff, 0xc2, 0, 11, 8, 1000 >> 8, 1000 & 0xff, 1000 >> 8, 1000 & 0xff, 1, 1, 0x11, 0},
		table(0x00, 0x00), table(0x10, 0xe0),
		[]byte{0xff, 0xda, 0, 8, 1, 1, 0, 0, 0, 0}, make([]byte, (blocks+7)/8),
		bytes.Repeat([]byte{0xff, 0xda, 0, 8, 1, 1, 0, 1, 63, 0, 0x00, 0x01}, n),
		[]byte{0xff, 0xd9},
	)
}

func FuzzTake(f *testing.F) {
	webp, err := base64.StdEncoding.DecodeString(webp)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(jpegOf(f, landscape(9, 5), exif(6, "Jo"), iptc(80, "Jo", 120, "Water"), xmp("<photoshop:Credit>A</photoshop:Credit>")))
	f.Add(pngOf(f, landscape(9, 5)))
	f.Add(webp)
	f.Add([]byte("GIF89a"))
	f.Add([]byte("\x89PNG\r\n\x1a\n\xff\xff\xff\xffiTXtXML:com.adobe.xmp\x00\x00\x00\x00\x00<"))
	l := library(f)
	f.Fuzz(func(t *testing.T, file []byte) {
		if config, _, err := image.DecodeConfig(bytes.NewReader(file)); err == nil && config.Width*config.Height > 1<<20 {
			t.Skip("large pictures are only slow")
		}
		p, err := l.Take(t.Context(), bytes.NewReader(file), pictures.Words{})
		if err != nil {
			if !errors.Is(err, news.ErrInvalid) {
				t.Errorf("Take: %v", err)
			}
			return
		}
		img := rendition(t, l, p, p.Width)
		if img.Bounds().Dx() != p.Width || img.Bounds().Dy() != p.Height {
			t.Errorf("the rendition is %v, want %d × %d", img.Bounds(), p.Width, p.Height)
		}
	})
}

func BenchmarkTake(b *testing.B) {
	file := jpegOf(b, landscape(4000, 3000), exif(1, "Jo Bloggs"))
	l := library(b)
	b.SetBytes(4000 * 3000)
	for b.Loop() {
		if _, err := l.Take(b.Context(), bytes.NewReader(file), pictures.Words{}); err != nil {
			b.Fatal(err)
		}
	}
}
