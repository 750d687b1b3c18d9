package main

import "math"

// drawPipes shows organ pipes upright in a wet beach at sunset.
func drawPipes(s *Sheet) {
	s.Ink(Rose, func(b *Block) { b.All() })
	s.Ink(Ochre, func(b *Block) {
		b.Rect(0, 210, Width, 330)
		b.Knife().Gouge(0, 200, Width, 290, 150, 9, 13, func(_, y float64) (float64, float64) {
			return 0, 1 - (y-200)/100
		})
	})
	s.Ink(Cream, func(b *Block) { b.Disc(1130, 400, 92) })
	s.Ink(Rust.Glazed(0.8), func(b *Block) {
		for i := range 7 {
			y := 90 + float64(i)*34
			b.Swell(16-float64(i), 80+b.jitter(200), y, 500, y+b.jitter(8), 900+b.jitter(300), y)
			b.Swell(12, 900+b.jitter(200), y+14, 1200, y+b.jitter(8)+10, 1500+b.jitter(80), y+16)
		}
	})
	// the sea, and the point with its light
	s.Ink(Slate, func(b *Block) {
		b.Rect(0, 486, Width, 110)
		b.Knife().Gouge(0, 500, Width, 590, 90, 5, 12, func(x, _ float64) (float64, float64) {
			return 0, 0.25 + 0.7*math.Exp(-math.Pow((x-1130)/140, 2))
		})
	})
	s.Ink(Navy, func(b *Block) {
		b.Blob(-60, 520, 60, 452, 190, 440, 330, 470, 470, 490, 500, 500, 300, 512, 0, 530)
		b.Poly(196, 442, 204, 330, 226, 330, 234, 442)
		b.Rect(198, 306, 34, 22)
		b.Poly(194, 306, 215, 286, 236, 306)
	})
	beach(s)
	pipes(s)
	dog(s, 250, 820)
}

// beach is wet sand with the sky in it.
func beach(s *Sheet) {
	s.Ink(Sand, func(b *Block) {
		b.Poly(0, 566, 400, 580, 900, 574, Width, 590, Width, Height, 0, Height)
	})
	s.Ink(Ochre.Thin(0.8), func(b *Block) {
		for i := range 15 {
			y := 600 + float64(i*i)*1.8
			w := 60 + float64(i)*26
			b.Swell(9+float64(i), 1130-w+b.jitter(40), y, 1130, y+b.jitter(5), 1130+w+b.jitter(60), y)
		}
	})
	s.Ink(Brown.Glazed(0.55), func(b *Block) {
		b.Gouge(0, 600, Width, Height, 120, 6, 26, func(x, y float64) (float64, float64) {
			return 0.03, 0.2 + 0.5*(y-600)/400*math.Min(1, math.Abs(x-1130)/400)
		})
	})
}

// pipes stand from the far left to the near right, each over its reflection.
func pipes(s *Sheet) {
	type pipe struct{ x, y, w, h, lean float64 }
	var all []pipe
	for i := range 17 {
		t := float64(i) / 16
		n := s.rnd.Float64()
		all = append(all, pipe{
			x: 250 + 1240*math.Pow(t, 1.15) + (n-0.5)*30, y: 612 + 250*t*t + n*16,
			w: 13 + 34*t*t + 9*n, h: (110 + 400*t*t) * (0.62 + 0.6*math.Abs(math.Sin(float64(i)*2.1))),
			lean: (s.rnd.Float64() - 0.5) * 0.22,
		})
	}
	for _, p := range all {
		top := p.x + p.lean*p.h
		s.Ink(Navy.Glazed(0.75), func(b *Block) { // reflection, broken by ripples
			b.Poly(p.x-p.w/2, p.y, p.x+p.w/2, p.y, p.x+p.w/2+p.lean*p.h*0.7, p.y+p.h*0.72, p.x-p.w/2+p.lean*p.h*0.7, p.y+p.h*0.72)
			b.Knife().Gouge(p.x-p.w*3, p.y+p.h*0.12, p.x+p.w*3, p.y+p.h*0.75, 60, 7, 13, func(_, y float64) (float64, float64) {
				return 0, 0.2 + 0.9*(y-p.y)/(p.h*0.7)
			})
		})
		s.Ink(Slate, func(b *Block) {
			b.Poly(p.x-p.w*0.18, p.y, p.x+p.w*0.18, p.y, p.x+p.w/2, p.y-p.h*0.2, top+p.w/2, p.y-p.h, top-p.w/2, p.y-p.h, p.x-p.w/2, p.y-p.h*0.2)
		})
		s.Ink(Navy, func(b *Block) { // shaded side, mouth, rim
			b.Poly(p.x, p.y, p.x+p.w*0.18, p.y, p.x+p.w/2, p.y-p.h*0.2, top+p.w/2, p.y-p.h, top+p.w*0.12, p.y-p.h, p.x+p.w*0.12, p.y-p.h*0.2)
			m := p.x + p.lean*p.h*0.24
			b.Poly(m-p.w*0.36, p.y-p.h*0.22, m+p.w*0.36, p.y-p.h*0.22, m+p.w*0.2, p.y-p.h*0.27-4, m-p.w*0.2, p.y-p.h*0.27-4)
			b.Oval(top, p.y-p.h, p.w/2, p.w*0.16)
			b.Swell(p.w*0.5, p.x-p.w*1.1, p.y+1, p.x, p.y+3, p.x+p.w*1.1, p.y+1)
		})
		s.Ink(Cream, func(b *Block) { b.Rod(math.Max(2, p.w*0.1), p.x-p.w*0.3, p.y-p.h*0.3, top-p.w*0.3, p.y-p.h+6) })
	}
}

// dog sits, facing right, with one ear up; x, y is where it sits.
func dog(s *Sheet, x, y float64) {
	s.Ink(Navy.Glazed(0.7), func(b *Block) {
		for i := range 6 {
			f := float64(i)
			b.Swell(13, x-66+f*7+b.jitter(10), y+14+f*17, x, y+15+f*17, x+62-f*6+b.jitter(10), y+14+f*17)
		}
	})
	s.Ink(Navy, func(b *Block) {
		b.Blob(x-58, y+4, x-60, y-50, x-30, y-104, x+2, y-140, x+34, y-120, x+40, y-60, x+44, y+6, x+26, y+8, x+16, y-40, x+4, y+6)
		b.Blob(x-4, y-136, x+8, y-176, x+36, y-190, x+62, y-180, x+96, y-164, x+98, y-150, x+66, y-144, x+44, y-120, x+14, y-112)
		b.Poly(x+10, y-176, x+14, y-222, x+38, y-186)
		b.Taper(18, x-50, y, x-92, y-8, x-118, y-40)
	})
	s.Ink(Rust, func(b *Block) { b.Line(9, x-2, y-124, x+22, y-112, x+42, y-116) })
}
