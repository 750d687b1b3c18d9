package main

import "math"

// drawTides charts seven days of high water at the Hard, neaps to springs.
func drawTides(s *Sheet) {
	s.Ink(Cream, func(b *Block) { b.All() })
	s.Ink(Mist, func(b *Block) { // ruled, as tide-gauge paper is
		for i := range 17 {
			b.Rod(2.5, float64(i)*101.5-12, 300, float64(i)*101.5-12, Height)
		}
		for i := range 8 {
			b.Rod(2.5, 0, 372+float64(i)*47, Width, 372+float64(i)*47)
		}
	})
	nights(s)
	back := []struct {
		ink               Ink
		shift, scale, low float64
	}{{Mist, -44, 1, -16}, {Ochre, 30, 0.9, 12}, {Sea, 0, 1, 26}}
	for _, l := range back {
		s.Ink(l.ink, func(b *Block) {
			ps := pairs(tideLine(l.shift, l.scale, l.low))
			b.Steady(0.4).fill(append(ps, point{Width + 20, 1010}, point{-20, 1010}))
		})
	}
	s.Ink(Navy, func(b *Block) { // the water's memory of it, going down
		for i := range 9 {
			f := float64(i)
			b.Steady(0.3).Line(15-f, tideLine(0, math.Exp(-(f+1)*0.19), 64+f*(36+f))...)
		}
		b.Knife().Gouge(0, 460, Width, 1000, 30, 26, 30, level(0.1))
	})
	s.Ink(Cream, func(b *Block) { b.Steady(0.3).Line(11, tideLine(0, 1, 26)...) })
	staff(s)
	flags(s)
}

// tide is the water's height at x, in pixels from the top: one wave a day, each
// larger than the one before.
func tide(x float64) float64 {
	day := (x - 190) / 203
	reach := 50 + 150*(0.5-0.5*math.Cos(math.Pi*(day+1.4)/8))
	return 620 - reach*math.Cos(2*math.Pi*day)
}

// tideLine is the tide's curve across the sheet, moved to the left, flattened,
// and lowered.
func tideLine(shift, scale, low float64) []float64 {
	var xy []float64
	for x := -20.0; x <= Width+20; x += 8 {
		xy = append(xy, x, 620+(tide(x+shift)-620)*scale+low)
	}
	return xy
}

// nights are seven, with the moon filling.
func nights(s *Sheet) {
	s.Ink(Navy, func(b *Block) {
		b.Rect(0, 0, Width, 300)
		b.Knife().Gouge(0, 240, Width, 310, 190, 13, 16, fade(230, 305, 0, 1))
	})
	s.Ink(Cream, func(b *Block) {
		for range 70 {
			b.Disc(b.rnd.Float64()*Width, 40+b.rnd.Float64()*180, 1.5+2.5*b.rnd.Float64())
		}
	})
	for i := range 7 {
		x, full := 190+float64(i)*203, float64(i)/6
		r := 46 + 12*full
		s.Ink(Slate, func(b *Block) { b.Disc(x, 150, r) })
		s.Ink(Ochre, func(b *Block) {
			b.Disc(x, 150, r)
			b.Knife().Disc(x-r*(0.6+1.65*full), 150-r*0.1, r*1.12)
		})
	}
}

// staff is the tide staff at the foot of the Hard.
func staff(s *Sheet) {
	s.Ink(Cream, func(b *Block) { b.Rect(56, 360, 42, 590) })
	s.Ink(Navy, func(b *Block) {
		b.Rod(4, 56, 356, 98, 356, 98, 954, 56, 954, 56, 356)
		for i := range 13 {
			w := 18 + 20*float64((i+1)%2)
			b.Rect(58, 372+float64(i)*47, w, 23)
		}
	})
}

// flags stand where the tide turns, and a boat lies in the deepest trough.
func flags(s *Sheet) {
	s.Ink(Rust, func(b *Block) {
		for i := range 7 {
			x := 190 + 203*float64(i)
			y := tide(x) + 26
			b.Rod(4, x, y, x, y-66)
			b.Poly(x, y-68, x+34, y-58, x, y-46)
		}
	})
	t := place(1306, tide(1306)+22, 0.9, 0.1)
	s.Ink(Rust, func(b *Block) { b.Blob(t(-56, -22, 0, -14, 62, -30, 44, 8, -40, 10)...) })
	s.Ink(Navy, func(b *Block) {
		b.Poly(t(4, -24, 4, -120, 56, -34)...)
		b.Poly(t(-4, -26, -4, -106, -44, -30)...)
	})
}
