package main

import "math"

// drawStorm shows the end of the North Mole under a sea.
func drawStorm(s *Sheet) {
	s.Ink(Slate, func(b *Block) { b.All() })
	s.Ink(Navy, func(b *Block) { // cloud and slanting rain
		b.Blob(-80, -80, 1700, -80, 1700, 190, 1500, 250, 1330, 200, 1150, 270, 960, 190, 760, 260, 560, 190, 380, 290, 180, 230, -80, 330)
		b.Gouge(0, 150, Width, 700, 150, 7, 42, func(_, _ float64) (float64, float64) { return 2.0, 0.42 })
		b.Knife().Gouge(0, 40, Width, 230, 130, 9, 30, func(x, _ float64) (float64, float64) {
			return 0.25 * math.Sin(x/170), 0.4
		})
	})
	s.Ink(Mist, func(b *Block) {
		b.Gouge(0, 280, Width, 640, 120, 5, 60, func(_, _ float64) (float64, float64) { return 2.0, 0.3 })
	})
	s.Ink(Sea, func(b *Block) {
		swell(b, 600, 1010, 330, 90, 90)
		b.Knife().Gouge(0, 560, Width, 760, 90, 8, 22, func(x, _ float64) (float64, float64) { return 0.4 * math.Sin(x/60), 0.3 })
	})
	burst(s)
	mole(s)
	sea := []Ink{Navy, Sea, Navy}
	for i, y := range []float64{770, 860, 960} {
		f := float64(i)
		var crest []float64
		s.Ink(sea[i], func(b *Block) {
			crest = swell(b, y, 1020, 430+90*f, 96-6*f, 260*f+120)
			b.Knife().Gouge(0, y-80, Width, 1000, 120, 9, 21, func(x, _ float64) (float64, float64) { return 0.5 * math.Sin(x/(70+12*f)+f), 0.5 })
		})
		s.Ink(Cream, func(b *Block) {
			b.Line(15, crest...)
			b.Gouge(0, y-110, Width, y+10, 46, 12, 20, func(x, _ float64) (float64, float64) {
				return 0.6 * math.Sin(x/80), 0.12
			})
			b.Knife().Gouge(0, y-120, Width, y+40, 60, 16, 18, func(x, _ float64) (float64, float64) { return 0.5 * math.Sin(x/70), 0.5 })
		})
		if i == 0 {
			tug(s)
		}
	}
}

// mole is the breakwater with its light, running out from the right.
func mole(s *Sheet) {
	s.Ink(Brown, func(b *Block) {
		b.Poly(930, 640, 960, 560, Width+20, 500, Width+20, 800, 900, 800)
	})
	s.Ink(Navy, func(b *Block) { // courses of stone
		b.Poly(950, 574, 960, 556, Width+20, 494, Width+20, 520)
		for i := range 5 {
			y := 600 + float64(i)*40
			b.Rod(5, 936-float64(i)*6, y, Width+20, y-50+float64(i)*6)
			for j := range 9 {
				x := 980 + float64(j)*80 + float64(i%2)*40
				b.Rod(5, x, y-float64(j)*5-2, x, y+38-float64(j)*4)
			}
		}
	})
	s.Ink(Cream, func(b *Block) {
		b.Poly(1018, 560, 1030, 360, 1094, 360, 1106, 560)
	})
	s.Ink(Rust, func(b *Block) {
		b.Poly(1028, 420, 1096, 420, 1101, 484, 1023, 484)
		b.Poly(1034, 318, 1062, 284, 1090, 318)
	})
	s.Ink(Navy, func(b *Block) {
		b.Rect(1022, 350, 80, 14)
		b.Poly(1080, 364, 1094, 364, 1106, 560, 1084, 560)
		b.Rect(1038, 316, 6, 40)
		b.Rect(1080, 316, 6, 40)
		b.Poly(1048, 560, 1048, 528, 1072, 528, 1072, 560)
		for i := range 6 { // what is left of the rail
			x := 1180 + float64(i)*80
			b.Rod(4, x, 540-float64(i)*6, x+b.jitter(9), 508-float64(i)*6)
		}
		b.Rod(3, 1300, 500, Width, 474)
	})
	s.Ink(Ochre, func(b *Block) { b.Rect(1045, 318, 34, 32) })
}

// burst is the wave that the picture is about.
func burst(s *Sheet) {
	fan := func(b *Block, n int, reach, width float64) {
		for range n {
			a := -math.Pi*0.5 + (b.rnd.Float64()-0.58)*2.3
			l := reach * (0.55 + 0.5*b.rnd.Float64()) * (0.6 + 0.5*math.Cos(a+math.Pi*0.54))
			x, y := 905+b.jitter(110), 700.0
			b.Taper(width*(0.5+b.rnd.Float64()), x, y, x+l*0.5*math.Cos(a), y+l*0.62*math.Sin(a),
				x+l*1.05*math.Cos(a)+30, y+l*math.Sin(a)+l*0.1)
		}
	}
	s.Ink(Mist, func(b *Block) { fan(b, 46, 700, 84) })
	s.Ink(Cream, func(b *Block) {
		b.Blob(640, 760, 690, 560, 760, 420, 830, 330, 880, 250, 930, 330, 985, 300, 1010, 430, 1080, 470, 1120, 620, 1180, 760)
		fan(b, 60, 640, 56)
		for range 130 {
			a, l := -math.Pi*(0.08+0.84*b.rnd.Float64()), 330+330*b.rnd.Float64()
			b.Disc(900+l*math.Cos(a), 690+l*math.Sin(a), 2+6*b.rnd.Float64())
		}
		k := b.Knife()
		for i := range 22 {
			f := float64(i)
			a := -math.Pi * (0.16 + 0.68*f/21)
			l := 170 + 120*b.rnd.Float64()
			k.Swell(13, 900+l*0.4*math.Cos(a), 720+l*0.4*math.Sin(a), 900+l*math.Cos(a)+b.jitter(10), 720+l*1.1*math.Sin(a), 905+l*1.5*math.Cos(a), 720+l*1.45*math.Sin(a))
		}
	})
	s.Ink(Cream, func(b *Block) { // what falls back over the wall
		for i := range 15 {
			x := 960 + float64(i)*34
			b.Taper(20, x, 552-float64(i)*2, x+10, 600+b.jitter(20), x+4+b.jitter(8), 660+b.jitter(50))
		}
	})
}

// tug is the Constance, in the trough.
func tug(s *Sheet) {
	t := place(370, 800, 1.25, -0.27)
	s.Ink(Navy, func(b *Block) {
		b.Rod(7, t(-10, -150, -10, -250)...)
		b.Rod(3, t(-10, -246, 150, -72)...)
		b.Rod(3, t(-10, -246, -140, -54)...)
	})
	s.Ink(Ochre, func(b *Block) { b.Poly(t(-84, -66, -88, -160, -40, -160, -36, -66)...) })
	s.Ink(Cream, func(b *Block) {
		b.Poly(t(-20, -64, -20, -150, 66, -150, 78, -64)...)
		b.Poly(t(-110, -44, -110, -84, 100, -84, 112, -60, 112, -44)...)
	})
	s.Ink(Rust, func(b *Block) {
		b.Blob(t(-164, -46, -60, -40, 60, -48, 120, -66, 168, -92, 160, -40, 136, 20, -140, 24, -160, -10)...)
	})
	s.Ink(Navy, func(b *Block) {
		b.Poly(t(-90, -162, -38, -162, -39, -142, -89, -142)...)
		b.Poly(t(-10, -138, 16, -138, 16, -112, -10, -112)...)
		b.Poly(t(26, -138, 58, -138, 62, -112, 26, -112)...)
		b.Poly(t(-26, -148, 74, -148, 68, -160, -22, -160)...)
		b.Line(11, t(-164, -46, -60, -38, 60, -46, 120, -64, 168, -92)...)
		b.Blob(t(-158, -4, 0, 2, 148, -8, 130, 30, -140, 34)...)
		for i := range 5 {
			k := float64(i)
			b.Oval(370+1.25*(-110+k*52), 800-1.25*(14+k*1)-(-110+k*52)*1.25*0.27, 13, 17)
		}
	})
	s.Ink(Ochre, func(b *Block) { b.Poly(t(30, -136, 56, -136, 59, -114, 30, -114)...) })
}
