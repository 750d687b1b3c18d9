package main

import "math"

// drawSmokehouse shows the second night in Tanpit Lane.
func drawSmokehouse(s *Sheet) {
	s.Ink(Brown, func(b *Block) { b.All() })
	s.Ink(Navy, func(b *Block) { // brick, darker away from the fire
		for r := range 17 {
			y := float64(r) * 60
			for c := -1; c < 12; c++ {
				x := float64(c)*150 + float64(r%2)*75
				if b.rnd.Float64() < 0.97-float64(r)*0.035 {
					b.Rect(x+4, y+4, 142, 52)
				}
			}
		}
	})
	s.Ink(Rust, func(b *Block) { // the glow
		b.Gouge(0, 560, Width, 1000, 150, 17, 27, func(x, y float64) (float64, float64) {
			return 0.35 * math.Sin(x/120), math.Max(0, (y-540)/560)
		})
	})
	s.Ink(Ochre, func(b *Block) { // sawdust, smouldering
		for i := range 5 {
			x := 120 + float64(i)*270
			b.Blob(x-120, 990, x-60, 930, x, 900, x+70, 934, x+130, 990)
		}
		b.Rect(0, 970, Width, 40)
	})
	s.Ink(Rust, func(b *Block) {
		b.Gouge(0, 910, Width, 990, 46, 11, 15, func(x, _ float64) (float64, float64) { return 0.6 * math.Sin(x/43), 0.5 })
	})
	s.Ink(Slate.Thin(0.8), func(b *Block) { // smoke
		for i := range 6 {
			x := 90 + float64(i)*230 + b.jitter(40)
			b.Swell(26, x, 930, x+60, 760, x-30, 600, x+70, 430, x-10, 250, x+60, 60)
		}
	})
	for tier := range 3 {
		rods(s, tier)
	}
	ellen(s)
}

// rods is one tier of herring, the nearest lowest and largest.
func rods(s *Sheet, tier int) {
	f := float64(tier)
	y, size := 96+f*252, 1.12+f*0.16
	wide := 1110.0 - f*30
	s.Ink(Sand, func(b *Block) { b.Rod(8+2*f, 30, y-8, wide+70, y+4) })
	gap := 58 * size
	lit := s.Block()
	dark := s.Block()
	line := s.Block()
	for x := 70.0; x < wide; x += gap * 1.12 {
		herring(lit, dark, line, x+lit.jitter(4), y+4+lit.jitter(4), size*(0.94+0.1*lit.rnd.Float64()))
	}
	s.Press(dark, Navy)
	s.Press(lit, []Ink{Slate, Sand, Ochre}[tier])
	s.Press(line, []Ink{Navy, Brown, Brown}[tier])
}

// herring hangs from its shoulders, split, at x, y: its shadow, itself, and the
// knife's lines.
func herring(lit, dark, line *Block, x, y, size float64) {
	body := []float64{
		0, -14, 15, 0, 22, 30, 23, 70, 14, 108, 6, 128, 18, 152, 0, 142, -18, 152, -6, 128, -14, 108, -23, 70, -22, 30, -15, 0,
	}
	dark.Blob(place(x+7*size, y+4, size*1.04, 0)(body...)...)
	lit.Blob(place(x, y, size, 0)(body...)...)
	t := place(x, y, size, 0)
	line.Swell(5*size, t(0, 4, 1, 60, 0, 124)...)
	line.Disc(x-9*size, y+8*size, 3*size)
	line.Disc(x+9*size, y+8*size, 3*size)
	for i := range 3 {
		r := 38 + float64(i)*25
		line.Swell(3.4*size, t(-3, r, -10, r+6, -17, r+3)...)
		line.Swell(3.4*size, t(3, r, 10, r+6, 17, r+3)...)
	}
}

// ellen reaches up with the pole.
func ellen(s *Sheet) {
	t := place(1340, 990, 1, 0)
	s.Ink(Ochre, func(b *Block) { // lit from behind by the open hearth
		b.Blob(1200, 1010, 1190, 640, 1240, 420, 1340, 330, 1450, 400, 1510, 620, 1520, 1010)
	})
	s.Ink(Sand, func(b *Block) { b.Rod(11, 1148, 170, 1428, 676) })
	s.Ink(Sea, func(b *Block) {
		b.Blob(t(-74, -340, -60, -420, 0, -452, 60, -420, 84, -330, 80, -180, 100, 30, -90, 30, -66, -180)...)
		b.Line(50, t(-44, -400, -96, -470, -88, -590, -96, -640)...)
		b.Line(50, t(56, -390, 108, -340, 60, -310)...)
	})
	s.Ink(Cream, func(b *Block) { // apron
		b.Blob(t(-50, -350, 0, -360, 50, -350, 62, -180, 74, 30, -66, 30, -56, -180)...)
	})
	s.Ink(Rose, func(b *Block) {
		b.Blob(t(-34, -480, -46, -520, -36, -556, 0, -572, 36, -556, 46, -516, 34, -476, 0, -452)...)
		b.Poly(t(-20, -470, 20, -470, 22, -430, -22, -430)...)
		b.Disc(1244, 344, 23)
		b.Disc(1402, 676, 23)
	})
	s.Ink(Rust, func(b *Block) { // headscarf
		b.Blob(t(-50, -516, -46, -570, 0, -600, 46, -572, 52, -514, 30, -548, -30, -552)...)
		b.Blob(t(44, -540, 84, -560, 78, -528, 92, -504, 50, -518)...)
	})
	s.Ink(Navy, func(b *Block) {
		b.Swell(5, t(-28, -520, -20, -524, -12, -520)...)
		b.Swell(5, t(8, -520, 16, -524, 24, -520)...)
		b.Swell(5, t(-12, -484, 0, -480, 12, -486)...)
		b.Swell(6, t(-60, -330, -50, -200, -60, 0)...)
		b.Swell(6, t(66, -330, 60, -200, 72, 0)...)
		b.Swell(5, t(-52, -260, 0, -252, 56, -262)...)
		b.Rod(5, t(-64, -392, -96, -450)...)
	})
}
