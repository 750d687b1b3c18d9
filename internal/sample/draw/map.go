package main

import "math"

// drawMap redraws Edgar Lisle's town, with Nettle Passage.
func drawMap(s *Sheet) {
	s.Ink(Sand, func(b *Block) { b.All() })
	s.Ink(Moss.Thin(0.75), func(b *Block) { // Kiln Hill, the Saltings
		b.Blob(120, 80, 330, 50, 500, 120, 470, 250, 300, 310, 140, 240)
		b.Blob(-40, 620, 100, 560, 260, 600, 330, 700, 240, 800, -40, 840)
	})
	s.Ink(Sea, func(b *Block) { // sea and river in one
		b.Blob(1210, -60, 1190, 120, 1260, 240, 1220, 340, 1150, 400, 1000, 440, 860, 470, 700, 540, 560, 560, 420, 500, 280, 510, 140, 560, -60, 540, -60, 604, 130, 630, 280, 590,
			400, 590, 540, 650, 700, 640, 860, 570, 1010, 540, 1130, 530, 1210, 580, 1240, 720, 1190, 860, 1230, 1060, 1700, 1060, 1700, -60)
	})
	s.Ink(Mist, func(b *Block) { // lines along the shore, as engravers have it
		for i := range 4 {
			d := 26 + float64(i)*22
			b.Line(4-float64(i)*0.7, 1210+d, -40, 1192+d, 120, 1260+d, 240, 1224+d, 350, 1170+d, 420)
			b.Line(4-float64(i)*0.7, 1170+d, 530, 1216+d, 590, 1240+d, 720, 1192+d, 860, 1230+d, 1040)
		}
		b.Gouge(1330, 60, Width, 1000, 70, 5, 44, func(_, y float64) (float64, float64) {
			return 0.15 * math.Sin(y/50), 0.3
		})
	})
	streets(s)
	landmarks(s)
	compass(s, 1410, 812)
	s.Ink(Cream, func(b *Block) { // the Sull boat's course
		ps := curve(pairs([]float64{1180, 470, 1290, 440, 1400, 450, 1540, 420}), false)
		for i := 0; i+2 < len(ps); i += 4 {
			b.Rod(6, ps[i].x, ps[i].y, ps[i+2].x, ps[i+2].y)
		}
	})
	s.Ink(Navy, func(b *Block) { // the sheet's own frame and scale
		b.Rod(6, 56, 56, 1544, 56, 1544, 944, 56, 944, 56, 56)
		b.Rod(2.5, 68, 68, 1532, 68, 1532, 932, 68, 932, 68, 68)
		b.Rod(5, 90, 890, 290, 890)
		for i := range 5 {
			b.Rod(5, 90+float64(i)*50, 878, 90+float64(i)*50, 902)
		}
	})
	s.Ink(Navy, func(b *Block) { // somewhere no ship has any reason to be
		t := place(1420, 190, 0.9, -0.06)
		b.Blob(t(-80, 0, 0, 6, 90, -8, 66, 36, -60, 36)...)
		b.Rod(5, t(0, 4, 0, -130)...)
		b.Poly(t(6, -124, 66, -24, 6, -18)...)
		b.Poly(t(-6, -110, -58, -24, -6, -18)...)
	})
}

// streets lays out the blocks of both halves.
func streets(s *Sheet) {
	row := func(b *Block, x0, x1 float64, top, depth func(x float64) float64) {
		for x := x0; x < x1; {
			w := 34 + b.rnd.Float64()*52
			b.Poly(x, top(x), x+w, top(x+w), x+w, top(x+w)+depth(x), x, top(x)+depth(x))
			x += w + 9
		}
	}
	north := func(x float64) float64 {
		ps := curve(pairs([]float64{-60, 540, 140, 560, 280, 510, 420, 500, 560, 560, 700, 540, 860, 470, 1000, 440, 1150, 400, 1220, 340}), false)
		for _, p := range ps {
			if p.x >= x {
				return p.y
			}
		}
		return 400
	}
	s.Ink(Cream, func(b *Block) { // the road through
		b.Line(20, 800, -20, 760, 120, 700, 260, 690, 400, 668, 520)
		b.Line(20, 644, 668, 610, 780, 540, 880, 420, 1020)
	})
	s.Ink(Brown, func(b *Block) {
		for i := range 4 {
			f := float64(i)
			row(b, 400+f*36, 1130-f*10, func(x float64) float64 { return north(x) - 66 - f*84 }, func(float64) float64 { return 44 })
		}
		for i := range 3 {
			f := float64(i)
			row(b, 420+f*20, 1120, func(x float64) float64 { return north(x) + 122 + f*78 }, func(float64) float64 { return 46 })
		}
	})
	s.Ink(Rust, func(b *Block) { b.Line(15, 776, 420, 790, 372, 828, 350, 834, 306) }) // Nettle Passage
	s.Ink(Cream, func(b *Block) {                                                      // the square, the football ground
		b.Poly(880, 404, 960, 384, 972, 446, 890, 462)
		b.Rect(1020, 760, 140, 84)
	})
	s.Ink(Moss, func(b *Block) { b.Rect(1030, 770, 120, 64) })
	s.Ink(Cream, func(b *Block) {
		b.Oval(1090, 802, 15, 15)
		b.Knife().Oval(1090, 802, 10, 10)
		b.Rod(4, 1090, 770, 1090, 834)
	})
}

// landmarks are drawn standing up, as they are on maps one likes.
func landmarks(s *Sheet) {
	s.Ink(Navy, func(b *Block) {
		b.Rod(20, 1160, 400, 1300, 340, 1390, 352) // North Mole
		b.Rod(16, 1210, 640, 1400, 660)            // South Pier
		b.Poly(1396, 650, 1396, 620, 1380, 620, 1418, 592, 1456, 620, 1440, 620, 1440, 664)
		b.Rod(18, 668, 520, 644, 668) // the bridge
		b.Disc(656, 594, 20)
		b.Poly(1376, 352, 1382, 290, 1400, 290, 1406, 352) // the light
		b.Rect(1374, 272, 34, 16)
		b.Poly(904, 416, 904, 340, 926, 306, 948, 340, 948, 416) // the Custom House
		b.Poly(520, 330, 520, 270, 536, 270, 540, 190, 552, 190, 556, 270, 600, 270, 600, 330)
		b.Poly(1040, 420, 1010, 320, 1018, 320, 1050, 410)
		b.Rod(7, 1012, 320, 1090, 296)
		for i := range 9 { // allotment rows and sheds
			x, y := 190+float64(i%3)*84, 120+float64(i/3)*54
			b.Rod(5, x, y, x+52, y-6)
			b.Rod(5, x, y+14, x+52, y+8)
			if i%2 == 0 {
				b.Poly(x+58, y+14, x+58, y-8, x+67, y-18, x+76, y-8, x+76, y+14)
			}
		}
		for range 40 { // reeds
			x, y := 20+b.rnd.Float64()*250, 650+b.rnd.Float64()*130
			b.Taper(5, x, y, x+4, y-26)
			b.Taper(5, x+7, y, x+13, y-20)
		}
	})
	s.Ink(Ochre, func(b *Block) { b.Disc(926, 350, 13); b.Rect(1382, 275, 18, 10) })
	s.Ink(Cream, func(b *Block) { b.Disc(926, 350, 7) })
}

// compass has a fish for north.
func compass(s *Sheet, x, y float64) {
	s.Ink(Cream, func(b *Block) { b.Disc(x, y, 96); b.Knife().Disc(x, y, 86) })
	for i := range 8 {
		a := float64(i)*math.Pi/4 - math.Pi/2
		l := 66.0
		if i%2 == 0 {
			l = 118
		}
		t := place(x, y, 1, a)
		s.Ink(Cream, func(b *Block) { b.Poly(t(0, 0, 20, -15, l, 0)...) })
		s.Ink(Navy, func(b *Block) { b.Poly(t(0, 0, 20, 15, l, 0)...) })
	}
	s.Ink(Rust, func(b *Block) {
		b.Blob(x, y-146, x+15, y-128, x+10, y-108, x+18, y-94, x-18, y-94, x-10, y-108, x-15, y-128)
	})
}
