package main

import (
	"image"
	"image/draw"
	"math"
	"math/rand/v2"

	"golang.org/x/image/vector"
)

// A Block is the printing block of one ink: what stands is printed. Its shapes
// are cut by a hand that is not quite steady. Lengths are pixels, angles radians.
type Block struct {
	mask *image.Alpha
	rnd  *rand.Rand
	// shake is how far the hand strays from the line.
	shake float64
	// knife makes shapes take away instead of leaving standing.
	knife bool
}

// Knife returns the same block with a knife to it: shapes are cut out of it.
func (b *Block) Knife() *Block { return &Block{b.mask, b.rnd, b.shake, true} }

// Steady returns the same block under a hand that strays only so far.
func (b *Block) Steady(shake float64) *Block { return &Block{b.mask, b.rnd, shake, b.knife} }

// All leaves the whole block standing, or clears it.
func (b *Block) All() { b.Rect(-10, -10, Width+20, Height+20) }

// Poly draws the polygon with corners x, y, x, y …
func (b *Block) Poly(xy ...float64) { b.fill(pairs(xy)) }

// Rect draws a rectangle.
func (b *Block) Rect(x, y, w, h float64) { b.Poly(x, y, x+w, y, x+w, y+h, x, y+h) }

// Blob draws the smooth closed curve through the points.
func (b *Block) Blob(xy ...float64) { b.fill(curve(pairs(xy), true)) }

// Disc draws a circle.
func (b *Block) Disc(x, y, r float64) { b.Oval(x, y, r, r) }

// Oval draws an ellipse.
func (b *Block) Oval(x, y, rx, ry float64) {
	var ps []point
	n := 12 + int(math.Max(rx, ry)/3)
	for i := range n {
		s, c := math.Sincos(2 * math.Pi * float64(i) / float64(n))
		ps = append(ps, point{x + rx*c, y + ry*s})
	}
	b.fill(ps)
}

// Line draws the smooth open curve through the points, width wide.
func (b *Block) Line(width float64, xy ...float64) {
	b.fill(ribbon(curve(pairs(xy), false), func(float64) float64 { return width }))
}

// Rod draws straight lines from point to point.
func (b *Block) Rod(width float64, xy ...float64) {
	ps := pairs(xy)
	for i := range len(ps) - 1 {
		b.fill(ribbon(ps[i:i+2], func(float64) float64 { return width }))
	}
}

// Swell draws a smooth open curve that tapers to a point at both ends.
func (b *Block) Swell(width float64, xy ...float64) {
	b.fill(ribbon(curve(pairs(xy), false), func(t float64) float64 {
		return width * math.Pow(math.Sin(math.Pi*t), 0.7)
	}))
}

// Taper draws a smooth open curve from width at its beginning to nothing.
func (b *Block) Taper(width float64, xy ...float64) {
	b.fill(ribbon(curve(pairs(xy), false), func(t float64) float64 { return width * (1 - t) }))
}

// Field says how the gouge runs at a place: its angle, and how much of the marks
// are made there, from 0 to 1.
type Field func(x, y float64) (angle, density float64)

// Gouge covers the rectangle with rows of short tapered marks along the field,
// the signature of a linocut. Marks are about length long, width wide and gap
// apart.
func (b *Block) Gouge(x0, y0, x1, y1, length, width, gap float64, f Field) {
	row := 0
	for y := y0; y <= y1; y += gap {
		row++
		for x := x0 - length*float64(row%3)/3; x <= x1; x += length * 1.15 {
			px, py := x+b.jitter(length*0.2), y+b.jitter(gap*0.25)
			angle, density := f(px, py)
			if b.rnd.Float64() > density {
				continue
			}
			l := length * (0.55 + 0.6*b.rnd.Float64()) / 2
			s, c := math.Sincos(angle)
			bend := b.jitter(width * 0.8)
			b.Swell(width*(0.6+0.6*b.rnd.Float64()),
				px-l*c, py-l*s, px-bend*s, py+bend*c, px+l*c, py+l*s)
		}
	}
}

// jitter returns a random number between -by and by.
func (b *Block) jitter(by float64) float64 { return (b.rnd.Float64()*2 - 1) * by }

// fill rasterises the closed polygon into the block, or out of it.
func (b *Block) fill(ps []point) {
	ps = b.byHand(ps)
	box := bounds(ps).Intersect(b.mask.Rect)
	if len(ps) < 3 || box.Empty() {
		return
	}
	r := vector.NewRasterizer(box.Dx(), box.Dy())
	r.DrawOp = draw.Src
	at := func(p point) (float32, float32) {
		return float32(p.x) - float32(box.Min.X), float32(p.y) - float32(box.Min.Y)
	}
	x, y := at(ps[0])
	r.MoveTo(x, y)
	for _, p := range ps[1:] {
		x, y = at(p)
		r.LineTo(x, y)
	}
	r.ClosePath()
	tmp := image.NewAlpha(image.Rect(0, 0, box.Dx(), box.Dy()))
	r.Draw(tmp, tmp.Rect, image.Opaque, image.Point{})
	b.merge(tmp, box)
}

// merge adds a shape to the block, or takes it away.
func (b *Block) merge(shape *image.Alpha, box image.Rectangle) {
	for y := range box.Dy() {
		from := shape.Pix[y*shape.Stride : y*shape.Stride+box.Dx()]
		to := b.mask.Pix[b.mask.PixOffset(box.Min.X, box.Min.Y+y):]
		for x, a := range from {
			left := uint32(to[x])
			if !b.knife {
				left = 255 - left
			}
			left = left * (255 - uint32(a)) / 255
			if !b.knife {
				left = 255 - left
			}
			to[x] = uint8(left)
		}
	}
}

// byHand returns the outline as a shaking hand cuts it.
func (b *Block) byHand(ps []point) []point {
	if b.shake == 0 || len(ps) < 2 {
		return ps
	}
	const step = 16.0
	var out []point
	drift := point{}
	for i, p := range ps {
		q := ps[(i+1)%len(ps)]
		n := max(1, int(math.Hypot(q.x-p.x, q.y-p.y)/step))
		for j := range n {
			t := float64(j) / float64(n)
			drift.x = drift.x*0.6 + b.jitter(b.shake)
			drift.y = drift.y*0.6 + b.jitter(b.shake)
			out = append(out, point{p.x + (q.x-p.x)*t + drift.x, p.y + (q.y-p.y)*t + drift.y})
		}
	}
	return out
}
