package main

import (
	"hash/fnv"
	"image"
	"math"
	"math/rand/v2"
)

// Width and Height are a sheet's, in pixels; Margin is the paper left around the
// print.
const (
	Width, Height = 1600, 1000
	Margin        = 16
)

// An Ink is a colour and how it lies on what is printed already.
type Ink struct {
	R, G, B float64
	// Glaze inks are transparent: they darken what is under them.
	Glaze bool
	// Body is how much of the ink the press lays down, from 0 to 1.
	Body float64
}

// ink makes an opaque ink of a colour written 0xRRGGBB.
func ink(rgb uint32) Ink {
	return Ink{R: float64(rgb>>16) / 255, G: float64(rgb>>8&255) / 255, B: float64(rgb&255) / 255, Body: 1}
}

// Glazed returns the ink thinned to be transparent.
func (i Ink) Glazed(body float64) Ink { i.Glaze, i.Body = true, body; return i }

// Thin returns the ink laid down only so thickly.
func (i Ink) Thin(body float64) Ink { i.Body = body; return i }

// The paper's inks. All its illustrators share one ink cupboard.
var (
	Paper = ink(0xF2E8D5)
	Cream = ink(0xF7EFDF)
	Navy  = ink(0x1B2838)
	Sea   = ink(0x2F6B76)
	Mist  = ink(0x9DB4B3)
	Slate = ink(0x55707F)
	Rust  = ink(0xC2492B)
	Ochre = ink(0xE2A53A)
	Rose  = ink(0xE0A184)
	Moss  = ink(0x6C7A43)
	Sand  = ink(0xD9BE8F)
	Brown = ink(0x6B4330)
	Umber = ink(0x9C6743)
)

// A Sheet is a sheet of paper on its way through the press.
type Sheet struct {
	pix []float32 // r, g, b by pixel, 0 to 1
	rnd *rand.Rand
	// fine and broad are the unevenness of paper and ink, 0 to 1 by pixel.
	fine, broad []float32
}

// NewSheet lays out paper. The name decides all that is left to chance.
func NewSheet(name string) *Sheet {
	h := fnv.New64a()
	_, _ = h.Write([]byte(name))
	s := &Sheet{
		pix: make([]float32, 3*Width*Height),
		rnd: rand.New(rand.NewPCG(h.Sum64(), 1)), //nolint:gosec // drawings need the same chance each time
	}
	s.fine = s.noise(3)
	s.broad = s.noise(70)
	for i := range Width * Height {
		tone := 1 - 0.02*float64(s.fine[i]) - 0.025*float64(s.broad[i])
		s.pix[3*i] = float32(Paper.R * tone)
		s.pix[3*i+1] = float32(Paper.G * tone)
		s.pix[3*i+2] = float32(Paper.B * tone)
	}
	return s
}

// noise returns smooth noise whose bumps are about size pixels wide.
func (s *Sheet) noise(size int) []float32 {
	w, h := Width/size+3, Height/size+3
	knots := make([]float32, w*h)
	for i := range knots {
		knots[i] = s.rnd.Float32()
	}
	ease := func(t float32) float32 { return t * t * (3 - 2*t) }
	out := make([]float32, Width*Height)
	for y := range Height {
		ky, ty := y/size, ease(float32(y%size)/float32(size))
		for x := range Width {
			kx, tx := x/size, ease(float32(x%size)/float32(size))
			k := ky*w + kx
			top := knots[k]*(1-tx) + knots[k+1]*tx
			low := knots[k+w]*(1-tx) + knots[k+w+1]*tx
			out[y*Width+x] = top*(1-ty) + low*ty
		}
	}
	return out
}

// Ink cuts a block and prints it.
func (s *Sheet) Ink(i Ink, cut func(b *Block)) {
	b := s.Block()
	cut(b)
	s.Press(b, i)
}

// Block returns a bare block to cut.
func (s *Sheet) Block() *Block {
	return &Block{mask: image.NewAlpha(image.Rect(0, 0, Width, Height)), rnd: s.rnd, shake: 0.8}
}

// Press prints the block. Ink takes unevenly: where the paper is low and the
// block was thinly inked, specks of what is below show through.
func (s *Sheet) Press(b *Block, i Ink) {
	colour := [3]float64{i.R, i.G, i.B}
	for p, a := range b.mask.Pix {
		if a == 0 {
			continue
		}
		fine, broad := float64(s.fine[p]), float64(s.broad[p])
		cover := float64(a) / 255 * i.Body
		if low := fine - 0.985 + 0.15*(broad-0.4); low > 0 {
			cover *= 1 - math.Min(1, low*9)
		}
		tone := 1.025 - 0.05*broad - 0.014*fine
		for c := range 3 {
			under := float64(s.pix[3*p+c])
			over := colour[c] * tone
			if i.Glaze {
				over *= under
			}
			s.pix[3*p+c] = float32(under + (over-under)*cover)
		}
	}
}

// Trim leaves the margin blank, with the rough edge of a block.
func (s *Sheet) Trim() {
	b := s.Block()
	b.All()
	b.Knife().Steady(1.1).Rect(Margin, Margin, Width-2*Margin, Height-2*Margin)
	s.Press(b, Paper)
}

// Image returns the print as a scanner sees it: a little softer than it is, which
// also spares a JPEG file a third of its bytes.
func (s *Sheet) Image() *image.RGBA {
	img := image.NewRGBA(image.Rect(0, 0, Width, Height))
	at := func(x, y, c int) float32 {
		x, y = min(max(x, 0), Width-1), min(max(y, 0), Height-1)
		return s.pix[3*(y*Width+x)+c]
	}
	for y := range Height {
		for x := range Width {
			for c := range 3 {
				v := 4*at(x, y, c) + 2*(at(x-1, y, c)+at(x+1, y, c)+at(x, y-1, c)+at(x, y+1, c)) +
					at(x-1, y-1, c) + at(x+1, y-1, c) + at(x-1, y+1, c) + at(x+1, y+1, c)
				img.Pix[img.PixOffset(x, y)+c] = uint8(min(max(v/16, 0), 1)*255 + 0.5)
			}
			img.Pix[img.PixOffset(x, y)+3] = 255
		}
	}
	return img
}
