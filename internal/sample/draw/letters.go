package main

import "math"

// drawLetters shows the pillar box in Custom House Square.
func drawLetters(s *Sheet) {
	s.Ink(Ochre, func(b *Block) { b.All() })
	s.Ink(Sand, func(b *Block) { // rays
		for i := range 22 {
			a := float64(i)*math.Pi/11 + 0.07
			b.Poly(760, 470, 760+1300*math.Cos(a), 470+1300*math.Sin(a), 760+1300*math.Cos(a+0.13), 470+1300*math.Sin(a+0.13))
		}
	})
	s.Ink(Slate, func(b *Block) { roofs(b, -40, 480, 900, 120, 260); roofs(b, 1120, 1640, 900, 140, 300) })
	s.Ink(Navy, func(b *Block) {
		b.Rect(0, 880, Width, 130)
		b.Knife().Gouge(0, 896, Width, 1000, 64, 9, 22, level(0.5))
	})
	s.Ink(Ochre, func(b *Block) { windows(b, 20, 690, 440, 860, 0.3); windows(b, 1180, 690, 1560, 860, 0.3) })
	pillarBox(s)
	herringGull(s)
	s.Ink(Cream, func(b *Block) { // the post, leaving
		for _, e := range [][3]float64{{1260, 330, 0.3}, {1420, 190, -0.35}, {1380, 480, 0.8}, {260, 240, -0.2}, {150, 480, 0.5}} {
			b.Poly(place(e[0], e[1], 1, e[2])(-58, -36, 58, -36, 58, 36, -58, 36)...)
		}
	})
	s.Ink(Navy, func(b *Block) {
		for _, e := range [][3]float64{{1260, 330, 0.3}, {1420, 190, -0.35}, {1380, 480, 0.8}, {260, 240, -0.2}, {150, 480, 0.5}} {
			t := place(e[0], e[1], 1, e[2])
			b.Rod(4, t(-58, -36, 0, 8, 58, -36)...)
			b.Rod(4, t(-58, -36, 58, -36, 58, 36, -58, 36, -58, -36)...)
		}
	})
}

// pillarBox is emptied daily.
func pillarBox(s *Sheet) {
	s.Ink(Navy, func(b *Block) {
		b.Blob(560, 950, 800, 930, 1180, 944, 1240, 960, 900, 984, 600, 976)
		b.Rect(606, 884, 330, 76)
	})
	s.Ink(Rust, func(b *Block) {
		b.Rect(626, 560, 290, 340)
		b.Blob(580, 566, 590, 516, 680, 480, 770, 470, 862, 480, 950, 516, 962, 566)
	})
	s.Ink(Navy, func(b *Block) {
		b.Rect(582, 556, 378, 22)
		b.Poly(848, 580, 916, 580, 916, 886, 848, 886)
		b.Knife().Gouge(850, 590, 914, 880, 30, 7, 15, level(0.7))
		b.Rect(666, 620, 176, 30) // the mouth
		b.Rect(626, 872, 290, 14)
		b.Swell(8, 610, 540, 700, 500, 770, 494)
	})
	s.Ink(Cream, func(b *Block) {
		b.Rect(690, 690, 116, 84)
		b.Poly(800, 606, 884, 590, 892, 628, 806, 646)
	})
	s.Ink(Navy, func(b *Block) {
		for i := range 4 {
			b.Rect(704, 706+float64(i)*16, 60+b.rnd.Float64()*28, 5)
		}
		b.Rod(4, 800, 606, 850, 624, 884, 590)
	})
}

// herringGull stands on the box and thinks well of itself.
func herringGull(s *Sheet) {
	s.Ink(Ochre, func(b *Block) {
		b.Rod(15, 740, 400, 728, 470)
		b.Poly(690, 486, 728, 456, 764, 486, 730, 478)
	})
	s.Ink(Slate, func(b *Block) { // the grey leg
		b.Rod(15, 812, 400, 816, 470)
		b.Poly(780, 486, 816, 456, 852, 486, 818, 478)
	})
	s.Ink(Cream, func(b *Block) {
		b.Blob(420, 372, 520, 330, 620, 270, 740, 236, 830, 200, 850, 130, 900, 84, 966, 80, 1010, 110, 1016, 158, 980, 220, 950, 320, 880, 394, 770, 424, 620, 414, 500, 400)
	})
	s.Ink(Slate, func(b *Block) {
		b.Blob(400, 380, 500, 318, 610, 256, 730, 232, 816, 246, 850, 290, 800, 344, 690, 376, 560, 384)
		b.Knife().Gouge(470, 270, 820, 370, 90, 8, 24, func(_, _ float64) (float64, float64) { return -0.35, 0.5 })
	})
	s.Ink(Navy, func(b *Block) {
		b.Blob(330, 408, 420, 366, 520, 346, 560, 372, 470, 400, 380, 420)
		b.Disc(956, 124, 13)
		b.Swell(8, 930, 96, 960, 90, 990, 102)
	})
	s.Ink(Ochre, func(b *Block) {
		b.Disc(956, 124, 6)
	})
	s.Ink(Navy, func(b *Block) { b.Blob(1000, 108, 1072, 114, 1118, 136, 1124, 182, 1098, 174, 1060, 164, 1000, 166) })
	s.Ink(Rust, func(b *Block) { b.Blob(1006, 116, 1068, 122, 1108, 142, 1112, 168, 1096, 162, 1060, 154, 1008, 156) })
	s.Ink(Cream, func(b *Block) { b.Poly(place(1130, 214, 1, 0.18)(-90, -54, 90, -54, 90, 54, -90, 54)...) })
	s.Ink(Navy, func(b *Block) {
		t := place(1130, 214, 1, 0.18)
		b.Rod(5, t(-90, -54, 90, -54, 90, 54, -90, 54, -90, -54)...)
		for i := range 3 {
			b.Rod(5, t(-30, -10+float64(i)*18, 30-float64(i)*12, -10+float64(i)*18)...)
		}
		b.Rod(4, 1006, 138, 1112, 164)
	})
	s.Ink(Rust, func(b *Block) { b.Poly(place(1130, 214, 1, 0.18)(48, -42, 78, -42, 78, -8, 48, -8)...) })
}
