package main

// drawFerry shows Gannet II coming in from sea.
func drawFerry(s *Sheet) {
	s.Ink(Mist, func(b *Block) { b.All() })
	s.Ink(Rose, func(b *Block) {
		b.Rect(0, 380, Width, 260)
		b.Knife().Gouge(0, 380, Width, 500, 160, 13, 16, fade(380, 500, 1, 0.05))
	})
	s.Ink(Cream, func(b *Block) {
		b.Blob(1010, 190, 1110, 130, 1220, 150, 1330, 110, 1430, 170, 1540, 180, 1490, 222, 1250, 214, 1100, 230)
		b.Blob(130, 130, 200, 96, 300, 110, 380, 92, 450, 130, 380, 158, 220, 160)
	})
	s.Ink(Slate, func(b *Block) { // the island
		b.Blob(960, 560, 1090, 500, 1200, 482, 1290, 440, 1390, 470, 1480, 520, 1620, 548, 1640, 600, 960, 600)
		b.Knife().Gouge(1000, 450, 1620, 590, 70, 7, 17, func(x, _ float64) (float64, float64) {
			return 0.35, 0.3 + 0.4*(x-1000)/600
		})
	})
	smoke(s)
	s.Ink(Sea, func(b *Block) { swell(b, 590, 1000, 210, 26, 40) })
	ferry(s)
	for i := range 5 {
		y := 668 + float64(i*i)*13 + float64(i)*24
		row := []Ink{Sea, Navy, Sea, Navy, Sea}[i]
		var crest []float64
		s.Ink(row, func(b *Block) {
			crest = swell(b, y, 1010, 230+60*float64(i), 34+14*float64(i), 130*float64(i*i+1))
			b.Knife().Gouge(0, y-10, Width, y+70, 100, 6, 15, level(0.3))
		})
		s.Ink(Cream, func(b *Block) {
			b.Line(5+2*float64(i), crest...)
			b.Knife().Gouge(0, y-60, Width, y+40, 60, 18, 22, level(0.5))
		})
	}
	s.Ink(Cream, func(b *Block) { // bow wave
		for i := range 16 {
			f := float64(i)
			b.Taper(26-f, 1010+f*3, 690, 1050+f*7+b.jitter(8), 650-f*5, 1080+f*10+b.jitter(12), 668-f*3+b.jitter(16))
		}
		gull(b, 560, 190, 120, 0.15)
		gull(b, 700, 120, 80, -0.1)
		gull(b, 1240, 330, 110, -0.25)
		gull(b, 1390, 300, 70, 0.1)
	})
}

// smoke trails from the funnel to the left.
func smoke(s *Sheet) {
	s.Ink(Slate, func(b *Block) {
		b.Blob(470, 300, 440, 250, 380, 240, 350, 190, 270, 200, 210, 150, 110, 170, 40, 130, -40, 150, -40, 250, 60, 262, 150, 280, 230, 262, 300, 300, 390, 290, 450, 330)
		k := b.Knife()
		k.Line(7, 430, 290, 400, 262, 360, 268, 350, 244, 368, 236)
		k.Line(7, 330, 262, 290, 236, 250, 250, 252, 226, 274, 222)
		k.Line(7, 210, 240, 160, 206, 110, 226, 116, 200, 140, 198)
		k.Line(6, 90, 230, 50, 204, 10, 218)
	})
}

// ferry is bluff, upright and pleased with itself.
func ferry(s *Sheet) {
	t := place(640, 640, 1.18, -0.035)
	s.Ink(Rust, func(b *Block) {
		b.Poly(t(-150, -170, -164, -300, -84, -300, -78, -170)...) // funnel
		b.Poly(t(-340, 0, -346, 46, 290, 46, 320, 0)...)
	})
	s.Ink(Cream, func(b *Block) {
		b.Poly(t(-300, -84, -300, -176, 170, -176, 196, -84)...)
		b.Poly(t(-40, -170, -40, -232, 140, -232, 160, -170)...)
		b.Poly(t(10, -228, 14, -274, 126, -274, 134, -228)...)
		b.Poly(t(-160, -262, -163, -282, -82, -282, -82, -262)...)
	})
	s.Ink(Navy, func(b *Block) {
		b.Poly(t(-350, -84, -336, 16, 306, 16, 352, -120, 330, -128, 200, -84)...) // hull
		b.Poly(t(-166, -306, -82, -306, -84, -292, -164, -292)...)
		for i := range 11 {
			x := -280 + float64(i)*40
			b.Poly(t(x, -150, x+24, -150, x+24, -122, x, -122)...)
		}
		for i := range 4 {
			x := 16 + float64(i)*30
			b.Poly(t(x, -262, x+23, -262, x+24, -240, x, -240)...)
		}
		b.Poly(t(-30, -216, 118, -216, 122, -198, -30, -198)...)
		b.Rod(6, t(70, -274, 70, -380)...)
		b.Rod(4, t(46, -340, 94, -340)...)
		b.Rod(3, t(70, -376, 330, -128)...)
		b.Rod(3, t(70, -376, -300, -176)...)
		for i := range 9 {
			x := -300 + float64(i)*30
			b.Rod(3, t(x, -176, x, -200)...)
		}
		b.Rod(3, t(-300, -200, -40, -200)...)
		b.Knife().Rod(5, t(-338, -58, 330, -64)...)
		for i := range 7 {
			x := -290 + float64(i)*78
			b.Knife().Oval(640+1.18*x, 640-22*1.18-x*0.042, 9, 9)
		}
	})
	s.Ink(Ochre, func(b *Block) { // a flag
		b.Blob(t(70, -380, 40, -388, 12, -376, 14, -356, 44, -362, 70, -356)...)
		b.Poly(t(-286, -176, -240, -176, -240, -190, -286, -190)...)
	})
}
