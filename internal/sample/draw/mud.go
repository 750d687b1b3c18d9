package main

import "math"

// drawMud shows the Edder at low water.
func drawMud(s *Sheet) {
	s.Ink(Cream, func(b *Block) { b.All() })
	s.Ink(Mist, func(b *Block) {
		b.Rect(0, 0, Width, 260)
		b.Knife().Gouge(0, 90, Width, 260, 200, 13, 17, fade(90, 260, 0.1, 1))
	})
	s.Ink(Ochre, func(b *Block) { b.Disc(1180, 210, 60) })
	s.Ink(Slate, func(b *Block) {
		b.Blob(-40, 372, 200, 330, 480, 346, 760, 318, 1000, 344, 1300, 326, 1660, 352, 1660, 420, -40, 420)
		for i := range 13 {
			x, h := 280+float64(i)*26, 296+18*math.Abs(float64(i)-6)*0.4+b.jitter(7)
			b.Poly(x, 350, x, h+14, x+13, h, x+26, h+14, x+26, 350)
			b.Rect(x+4, h-8, 5, 16)
		}
		b.Poly(430, 340, 436, 262, 444, 226, 452, 262, 458, 340)
	})
	s.Ink(Sand, func(b *Block) { b.Rect(0, 372, Width, 640) })
	s.Ink(Brown, func(b *Block) { // mud, shining where the knife was
		b.Rect(0, 392, Width, 640)
		b.Knife().Gouge(0, 380, Width, 1000, 170, 10, 23, func(x, y float64) (float64, float64) {
			return 0.06 * math.Sin(x/140), 0.75 - 0.5*(y-380)/620
		})
	})
	s.Ink(Navy.Glazed(0.5), func(b *Block) {
		b.Gouge(0, 420, Width, 1000, 130, 12, 34, fade(420, 1000, 0.25, 0.65))
	})
	channel(s)
	s.Ink(Moss, func(b *Block) { // reeds at the edge
		for range 150 {
			x := b.rnd.Float64()*420 - 30
			h := 90 + 130*b.rnd.Float64()
			b.Taper(9, x, 1010, x+8+b.jitter(12), 1010-h*0.6, x+24+b.jitter(34), 1000-h)
		}
		for range 60 {
			x := 1330 + b.rnd.Float64()*300
			h := 60 + 90*b.rnd.Float64()
			b.Taper(8, x, 1010, x-6, 1010-h*0.6, x-16+b.jitter(26), 1000-h)
		}
	})
	aground(s)
	deckChair(s, 1400, 800)
}

// aground are two boats and whoever finds that convenient.
func aground(s *Sheet) {
	trawler(s, 430, 690, 1.02, -0.13, Rust)
	trawler(s, 1180, 560, 0.58, 0.16, Sea)
	s.Ink(Navy, func(b *Block) { // their shadows, and mooring lines
		b.Blob(290, 716, 430, 706, 560, 690, 580, 706, 460, 742, 310, 744)
		b.Swell(16, 1090, 562, 1180, 580, 1270, 586)
		b.Line(3, 562, 640, 640, 700, 690, 760)
		b.Disc(690, 762, 9)
	})
	for _, w := range [][3]float64{{760, 880, 1.2}, {900, 930, 1.5}, {1020, 842, 1}, {700, 560, 0.6}, {780, 520, 0.5}, {860, 548, 0.55}} {
		wader(s, w[0], w[1], w[2])
	}
	s.Ink(Navy, func(b *Block) {
		gull(b, 820, 150, 84, 0.2)
		gull(b, 720, 100, 56, -0.1)
	})
}

// deckChair is the one of the court case.
func deckChair(s *Sheet, x, y float64) {
	t := place(x, y, 1.3, 0)
	s.Ink(Navy, func(b *Block) {
		b.Rod(9, t(-60, 6, 70, -110)...)
		b.Rod(9, t(-64, -34, 62, 10)...)
		b.Rod(6, t(10, -52, 36, 0)...)
		b.Rod(6, t(-40, -112, 50, 10)...)
	})
	s.Ink(Rust, func(b *Block) {
		b.Blob(t(-66, -40, -30, -30, 0, -28, 34, -60, 70, -116, 84, -110, 50, -40, 14, -8, -30, -14, -62, -26)...)
	})
	s.Ink(Cream, func(b *Block) {
		b.Line(8, t(-60, -34, -10, -22, 30, -34, 76, -110)...)
	})
}

// channel winds towards the sea.
func channel(s *Sheet) {
	course := func(b *Block, in float64) {
		b.Blob(820+in, 396, 900, 400, 1060, 430, 1050-in, 470, 880-in, 510, 840-in, 560, 1000-in, 620, 1240-in, 680, 1300-in, 790, 1180-in, 900, 1150-in, 1020,
			640+in, 1020, 820+in, 900, 960+in, 800, 930+in, 720, 700+in, 640, 620+in, 560, 700+in, 480, 860+in, 440)
	}
	s.Ink(Sand, func(b *Block) { course(b, -14) })
	s.Ink(Sea, func(b *Block) { course(b, 0) })
	s.Ink(Mist, func(b *Block) {
		b.Gouge(640, 420, 1300, 1000, 90, 8, 22, func(x, y float64) (float64, float64) {
			if math.Abs(x-(900+120*math.Sin((y-420)/150))) > 20+(y-400)*0.22 {
				return 0, 0
			}
			return 0, 0.6
		})
	})
}

// wader is a bird with a long bill and no hurry.
func wader(s *Sheet, x, y, scale float64) {
	t := place(x, y, scale, 0)
	s.Ink(Navy, func(b *Block) {
		b.Rod(3*scale, t(-4, -20, -6, 14)...)
		b.Rod(3*scale, t(6, -20, 8, 14)...)
		b.Blob(t(-34, -30, -18, -46, 8, -46, 20, -56, 24, -66, 34, -68, 40, -60, 30, -48, 24, -30, 4, -18, -18, -20)...)
		b.Taper(6*scale, t(36, -62, 54, -56, 70, -44)...)
	})
	s.Ink(Cream, func(b *Block) { b.Blob(t(-16, -26, 4, -32, 20, -34, 4, -20)...) })
}
