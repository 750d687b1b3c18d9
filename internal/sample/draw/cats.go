package main

import "math"

// drawCats shows the ice-house watch on the nets.
func drawCats(s *Sheet) {
	s.Ink(Mist, func(b *Block) { b.All() })
	s.Ink(Slate, func(b *Block) { // masts behind
		for i := range 9 {
			x := 80 + float64(i)*180 + b.jitter(40)
			b.Rod(7, x, 700, x+b.jitter(14), 60+b.rnd.Float64()*160)
			b.Rod(3, x, 160, x+90, 560)
			b.Rod(3, x, 160, x-80, 560)
		}
		b.Rect(0, 520, Width, 90)
	})
	s.Ink(Cream, func(b *Block) { b.Gouge(0, 60, Width, 500, 160, 10, 46, fade(60, 500, 0.5, 0.15)) })
	s.Ink(Brown, func(b *Block) { b.Rect(0, 590, Width, 420) })
	s.Ink(Navy, func(b *Block) { b.Gouge(0, 600, Width, 1000, 150, 7, 36, level(0.5)) })
	nets(s)
	cat{540, 450, 1.35, Navy, Cream, Ochre}.sitting(s, 1)
	cat{1010, 420, 1.5, Ochre, Cream, Moss}.sitting(s, -1)
	cat{1330, 640, 1.25, Cream, Cream, Sea}.lying(s, -1)
	cat{300, 700, 1.3, Slate, Cream, Ochre}.lying(s, 1)
	cat{790, 790, 1.4, Rust, Cream, Moss}.lying(s, 1)
	s.Ink(Navy, func(b *Block) { gull(b, 250, 170, 96, 0.2); gull(b, 1400, 130, 76, -0.2) })
}

// nets are heaped, with corks along the ropes.
func nets(s *Sheet) {
	heap := func(b *Block) {
		b.Blob(-80, 1040, -60, 800, 120, 730, 300, 700, 420, 560, 560, 450, 760, 500, 860, 470, 1010, 420, 1160, 500, 1240, 620, 1420, 640, 1560, 740, 1690, 800, 1690, 1040)
	}
	s.Ink(Moss, heap)
	mesh := s.Block()
	heap(mesh)
	k := mesh.Knife()
	for i := range 64 {
		f := float64(i)*34 - 400
		k.Line(15, f, 1020, f+160, 800, f+380, 600, f+520, 400)
		k.Line(15, f+500, 1020, f+380, 800, f+140, 600, f, 400)
	}
	s.Press(mesh, Sea)
	s.Ink(Sea, func(b *Block) { // folds
		b.Swell(22, 80, 1000, 260, 860, 420, 700, 520, 530)
		b.Swell(26, 600, 1010, 720, 860, 800, 700, 840, 540)
		b.Swell(24, 1100, 1010, 1130, 860, 1160, 740, 1130, 560)
		b.Swell(20, 1380, 1000, 1400, 900, 1440, 800, 1430, 700)
	})
	ropes := [][]float64{
		{-20, 900, 150, 850, 330, 900, 520, 860, 700, 930, 930, 900, 1130, 940, 1350, 880, 1640, 930},
		{600, 640, 700, 700, 840, 640, 960, 690, 1130, 650, 1230, 720},
	}
	s.Ink(Cream, func(b *Block) {
		for _, r := range ropes {
			b.Line(11, r...)
		}
	})
	s.Ink(Rust, func(b *Block) {
		for _, r := range ropes {
			ps := curve(pairs(r), false)
			for i := 4; i < len(ps); i += 13 {
				b.Oval(ps[i].x, ps[i].y, 28, 19)
			}
		}
	})
	s.Ink(Navy, func(b *Block) {
		for _, r := range ropes {
			ps := curve(pairs(r), false)
			for i := 4; i < len(ps); i += 13 {
				b.Swell(5, ps[i].x-22, ps[i].y+9, ps[i].x, ps[i].y+15, ps[i].x+22, ps[i].y+9)
			}
		}
	})
}

// A cat sits or lies with its bottom at x, y.
type cat struct {
	x, y, scale      float64
	coat, bib, stare Ink
}

// sitting cats face us; way is where the tail goes, -1 or 1.
func (c cat) sitting(s *Sheet, way float64) {
	t := place(c.x, c.y, c.scale, 0)
	s.Ink(c.coat, func(b *Block) {
		b.Disc(c.x+96*way*c.scale, c.y-46*c.scale, 10*c.scale)
		b.Blob(t(-52, 6, -60, -40, -40, -96, -28, -130, 28, -130, 40, -96, 60, -40, 52, 6, 0, 14)...)
		b.Line(20*c.scale, t(44*way, 4, 80*way, 6, 104*way, -16, 96*way, -46)...)
	})
	s.Ink(c.bib, func(b *Block) {
		b.Blob(t(-16, -118, 16, -118, 20, -80, 0, -52, -20, -80)...)
		b.Oval(c.x-20*c.scale, c.y+6*c.scale, 17*c.scale, 11*c.scale)
		b.Oval(c.x+20*c.scale, c.y+6*c.scale, 17*c.scale, 11*c.scale)
	})
	s.Ink(c.edge(), func(b *Block) {
		b.Swell(5*c.scale, t(-24, -70, -18, -36, -22, 0)...)
		b.Swell(5*c.scale, t(24, -70, 18, -36, 22, 0)...)
		b.Swell(4*c.scale, t(0, -50, 0, -20, 0, 6)...)
	})
	c.head(s, c.x, c.y-158*c.scale, 0)
}

// lying cats are loaves with a tail; way is where the head is.
func (c cat) lying(s *Sheet, way float64) {
	t := place(c.x, c.y, c.scale, 0)
	s.Ink(c.coat, func(b *Block) {
		b.Disc(c.x-60*way*c.scale, c.y+44*c.scale, 9.5*c.scale)
		b.Blob(t(-110*way, 14, -122*way, -30, -90*way, -72, -20*way, -82, 60*way, -74, 104*way, -40, 108*way, 6, 60*way, 20, -60*way, 22)...)
		b.Line(19*c.scale, t(-104*way, 6, -140*way, 16, -150*way, 42, -110*way, 54, -60*way, 44)...)
	})
	s.Ink(c.edge(), func(b *Block) {
		for i := range 5 {
			if c.coat == Cream {
				break
			}
			x := -84 + float64(i)*26
			b.Swell(8*c.scale, t(x*way, -66, (x+4)*way, -44, x*way, -24)...)
		}
		b.Swell(6*c.scale, t(-76*way, 12, -70*way, -14, -44*way, -26, -16*way, -14, -6*way, 12)...)
	})
	s.Ink(c.bib, func(b *Block) {
		b.Oval(c.x+66*way*c.scale, c.y+16*c.scale, 26*c.scale, 10*c.scale)
	})
	c.head(s, c.x+78*way*c.scale, c.y-66*c.scale, 0.12*way)
}

// edge is the ink for lines on the coat.
func (c cat) edge() Ink {
	if c.coat == Navy {
		return Slate
	}
	return Navy
}

// head is where the opinions are kept.
func (c cat) head(s *Sheet, x, y, turn float64) {
	t := place(x, y, c.scale, turn)
	at := func(b *Block, px, py, rx, ry float64) {
		p := t(px, py)
		b.Oval(p[0], p[1], rx*c.scale, ry*c.scale)
	}
	s.Ink(c.coat, func(b *Block) {
		b.Blob(t(-50, 4, -44, -30, 0, -40, 44, -30, 50, 4, 28, 32, 0, 38, -28, 32)...)
		b.Poly(t(-48, -14, -46, -66, -12, -36)...)
		b.Poly(t(48, -14, 46, -66, 12, -36)...)
	})
	s.Ink(Rose, func(b *Block) {
		b.Poly(t(-41, -26, -41, -54, -22, -36)...)
		b.Poly(t(41, -26, 41, -54, 22, -36)...)
	})
	s.Ink(c.bib, func(b *Block) { at(b, -12, 18, 16, 13); at(b, 12, 18, 16, 13) })
	s.Ink(c.stare, func(b *Block) { at(b, -21, -6, 12, 9); at(b, 21, -6, 12, 9) })
	s.Ink(Navy, func(b *Block) {
		at(b, -21, -6, 3.6, 8.5)
		at(b, 21, -6, 3.6, 8.5)
		b.Poly(t(-7, 8, 7, 8, 0, 16)...)
		b.Rod(2.6*c.scale, t(0, 15, 0, 22)...)
		for _, d := range []float64{-1, 1} {
			b.Line(2.6*c.scale, t(0, 22, 6*d, 27, 12*d, 24)...)
			for i := range 3 {
				r := 0.2 * (float64(i) - 1)
				b.Taper(2.6*c.scale, t(20*d, 18+r*20, (20+44*math.Cos(r))*d, 16+60*math.Sin(r))...)
			}
		}
	})
}
