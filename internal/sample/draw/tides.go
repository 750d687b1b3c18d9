package main

import "math"

// drawTides charts seven days at the Hard.
func drawTides(s *Sheet) {
	s.Ink(Cream, func(b *Block) { b.All() })
	s.Ink(Navy, func(b *Block) { // night above
		b.Rect(0, 0, Width, 330)
		b.Knife().Gouge(0, 240, Width, 340, 190, 13, 16, fade(230, 335, 0, 1))
	})
	s.Ink(Cream, func(b *Block) {
		for range 70 {
			b.Disc(b.rnd.Float64()*Width, 40+b.rnd.Float64()*180, 1.5+2.5*b.rnd.Float64())
		}
	})
	for i := range 7 { // the moon fills
		x, full := 190+float64(i)*203, float64(i)/6
		r := 48.0 + 8*full
		s.Ink(Slate, func(b *Block) { b.Disc(x, 150, r) })
		s.Ink(Ochre, func(b *Block) {
			b.Disc(x, 150, r)
			b.Knife().Disc(x-r*2.2*full-r*0.55, 150-r*0.12, r*1.12)
		})
	}
	level := func(x float64) float64 { // height of tide in pixels: a fortnight's growth
		day := (x - 190) / 203
		reach := 50 + 150*(0.5-0.5*math.Cos(math.Pi*(day+1.4)/8))
		return 620 - reach*math.Cos(2*math.Pi*day)
	}
	curveAt := func(shift, scale float64) []float64 {
		var xy []float64
		for x := -20.0; x <= Width+20; x += 8 {
			xy = append(xy, x, 640+(level(x+shift)-640)*scale)
		}
		return xy
	}
	layers := []struct {
		ink          Ink
		shift, scale float64
		low          float64
	}{{Mist, -44, 1.0, -16}, {Slate, 26, 0.9, 20}, {Sea, 0, 1, 26}}
	for _, l := range layers {
		s.Ink(l.ink, func(b *Block) {
			ps := pairs(curveAt(l.shift, l.scale))
			for i := range ps {
				ps[i].y += l.low
			}
			b.Steady(0.4).fill(append(ps, point{Width + 20, 1010}, point{-20, 1010}))
		})
	}
	s.Ink(Navy, func(b *Block) { // the deep, carved
		b.Gouge(0, 480, Width, 1000, 92, 8, 20, func(x, y float64) (float64, float64) {
			if y < level(x)+80 {
				return 0, 0
			}
			slope := (level(x+6) - level(x-6)) / 12
			return math.Atan(slope * math.Exp(-(y-level(x))/160)), 0.25 + 0.6*(y-450)/550
		})
	})
	s.Ink(Cream, func(b *Block) {
		xy := curveAt(0, 1)
		for i := 1; i < len(xy); i += 2 {
			xy[i] += 26
		}
		b.Steady(0.3).Line(10, xy...)
	})
	scale(s, level)
}

// scale is the staff at the Hard and the times of high water.
func scale(s *Sheet, level func(float64) float64) {
	s.Ink(Rust, func(b *Block) {
		for x := 120.0; x < 1570; x++ { // flags where the tide turns
			if level(x-1) > level(x) && level(x+1) >= level(x) {
				y := level(x) + 26
				b.Rod(4, x, y, x, y-66)
				b.Poly(x, y-68, x+34, y-58, x, y-46)
			}
		}
	})
	s.Ink(Cream, func(b *Block) { b.Rect(56, 360, 42, 590) })
	s.Ink(Navy, func(b *Block) {
		b.Rod(4, 56, 356, 98, 356, 98, 954, 56, 954, 56, 356)
		for i := range 13 {
			y := 372 + float64(i)*47
			if i%2 == 0 {
				b.Rect(58, y, 38, 23)
			} else {
				b.Rect(58, y, 18, 23)
			}
		}
	})
	s.Ink(Rust, func(b *Block) { // a small boat at the top of the biggest
		x := 1306.0
		t := place(x, level(x)+20, 0.9, (level(x+20)-level(x-20))/40)
		b.Blob(t(-56, -22, 0, -14, 62, -30, 44, 8, -40, 10)...)
	})
	s.Ink(Cream, func(b *Block) {
		t := place(1306, level(1306)+20, 0.9, (level(1326)-level(1286))/40)
		b.Poly(t(4, -24, 4, -120, 56, -34)...)
		b.Poly(t(-4, -26, -4, -106, -44, -30)...)
	})
}
