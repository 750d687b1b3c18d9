package main

// drawChess shows the window table of the Slack Water Café.
func drawChess(s *Sheet) {
	s.Ink(Ochre, func(b *Block) { b.All() })
	s.Ink(Sand, func(b *Block) { // wallpaper
		for i := range 20 {
			b.Rect(float64(i)*84+10, 0, 34, Height)
		}
	})
	view(s)
	s.Ink(Brown, func(b *Block) { // frame, sill, café curtain rail
		b.Rect(300, 60, 1000, 26)
		b.Rect(300, 60, 26, 620)
		b.Rect(1274, 60, 26, 620)
		b.Rect(786, 60, 22, 620)
		b.Rect(300, 300, 1000, 14)
		b.Rect(270, 664, 1060, 34)
	})
	s.Ink(Rust, func(b *Block) { // curtains
		b.Blob(210, 40, 380, 40, 392, 200, 350, 380, 300, 520, 290, 700, 214, 700, 226, 400)
		b.Blob(1390, 40, 1220, 40, 1208, 200, 1250, 380, 1300, 520, 1310, 700, 1386, 700, 1374, 400)
	})
	s.Ink(Navy, func(b *Block) {
		b.Rod(12, 180, 46, 1420, 46)
		for i := range 4 {
			f := float64(i) * 32
			b.Swell(8, 240+f, 60, 246+f, 240, 250+f*0.5, 420, 240+f*0.4, 660)
			b.Swell(8, 1360-f, 60, 1354-f, 240, 1350-f*0.5, 420, 1360-f*0.4, 660)
		}
		b.Rect(0, 880, Width, 130)
		b.Knife().Gouge(0, 890, Width, 1000, 170, 6, 18, level(0.3))
	})
	s.Ink(Navy, func(b *Block) { // lamp
		b.Rod(4, 800, 0, 800, 150)
	})
	s.Ink(Sea, func(b *Block) { b.Blob(700, 214, 730, 160, 800, 140, 870, 160, 900, 214, 800, 206) })
	s.Ink(Cream, func(b *Block) { b.Oval(800, 216, 46, 14) })
	sitter{x: 420, y: 780, scale: 1.75, way: 1, coat: Sea, cap: true}.draw(s)
	sitter{x: 1180, y: 780, scale: 1.75, way: -1, coat: Slate, beard: true}.draw(s)
	board(s)
}

// view is the quay outside.
func view(s *Sheet) {
	s.Ink(Mist, func(b *Block) { b.Rect(310, 70, 980, 610) })
	s.Ink(Cream, func(b *Block) { b.Gouge(400, 100, 1220, 420, 130, 11, 38, level(0.45)) })
	s.Ink(Slate, func(b *Block) { b.Rect(310, 520, 980, 150) })
	s.Ink(Navy, func(b *Block) {
		for i, x := range []float64{430, 560, 690, 880, 1010, 1140} {
			top := 160 + float64(i*53%120)
			b.Rod(8, x, 600, x, top)
			b.Rod(3, x, top, x+80, 560)
			b.Rod(3, x, top, x-70, 560)
		}
	})
	s.Ink(Cream, func(b *Block) {
		b.Blob(380, 560, 520, 574, 640, 556, 620, 610, 410, 610)
		b.Blob(960, 556, 1080, 572, 1230, 550, 1200, 612, 980, 610)
	})
	s.Ink(Navy, func(b *Block) {
		b.Rect(310, 608, 980, 70)
		gull(b, 610, 150, 70, 0.2)
		gull(b, 1050, 130, 50, -0.2)
		b.Blob(1216, 664, 1210, 620, 1226, 590, 1252, 590, 1262, 622, 1262, 664) // a cat on the sill, outside
		b.Poly(1222, 596, 1220, 566, 1236, 584)
		b.Poly(1244, 584, 1258, 566, 1258, 598)
	})
}

// board is on a round table between them, with a sugar bowl in the play.
func board(s *Sheet) {
	s.Ink(Brown, func(b *Block) {
		b.Oval(800, 712, 290, 52)
		b.Rect(780, 740, 40, 200)
		b.Poly(700, 952, 800, 900, 900, 952)
	})
	s.Ink(Cream, func(b *Block) {
		b.Poly(640, 676, 960, 676, 1000, 728, 600, 728)
		b.Poly(600, 728, 1000, 728, 1000, 742, 600, 742)
	})
	s.Ink(Navy, func(b *Block) {
		for r := range 4 {
			for c := range 8 {
				if (r+c)%2 == 0 {
					continue
				}
				y0, y1 := 677+float64(r)*12.8, 677+float64(r+1)*12.8
				x := func(c int, y float64) float64 {
					half := 158 + (y-676)*0.77
					return 800 - half + float64(c)*half/4
				}
				b.Steady(0.2).Poly(x(c, y0), y0, x(c+1, y0), y0, x(c+1, y1), y1, x(c, y1), y1)
			}
		}
		for _, m := range [][2]float64{{884, 706}, {930, 694}, {850, 690}, {906, 724}} {
			chessman(b, m[0], m[1], 1)
		}
		chessman(b, 960, 716, 1.5)
	})
	s.Ink(Rust, func(b *Block) {
		for _, m := range [][2]float64{{690, 704}, {730, 718}, {664, 722}, {760, 692}} {
			chessman(b, m[0], m[1], 1)
		}
		chessman(b, 700, 690, 1.45)
	})
	s.Ink(Sea, func(b *Block) { // the bishop, since 2009
		b.Blob(776, 716, 772, 686, 790, 676, 822, 676, 840, 686, 836, 716)
		b.Oval(806, 674, 30, 9)
		b.Disc(806, 662, 8)
	})
	s.Ink(Cream, func(b *Block) { // cups
		b.Blob(560, 700, 556, 668, 606, 668, 600, 700)
		b.Blob(1040, 704, 1036, 672, 1086, 672, 1080, 704)
		b.Oval(580, 704, 40, 9)
		b.Oval(1060, 708, 40, 9)
	})
}

func chessman(b *Block, x, y, size float64) {
	t := place(x, y, size, 0)
	b.Blob(t(-11, 0, -8, -10, -4, -24, -6, -30, 6, -30, 4, -24, 8, -10, 11, 0)...)
	b.Disc(x, y-34*size, 7*size)
}

// A sitter is somebody on a chair, drawn from the side; x, y is the seat.
type sitter struct {
	x, y, scale float64
	// way is 1 facing right, -1 facing left.
	way        float64
	coat       Ink
	cap, beard bool
}

func (p sitter) draw(s *Sheet) {
	t := func(xy ...float64) []float64 {
		for i := 0; i < len(xy); i += 2 {
			xy[i] *= p.way
		}
		return place(p.x, p.y, p.scale, 0)(xy...)
	}
	w := p.scale
	s.Ink(Navy, func(b *Block) { // chair and legs
		b.Line(9*w, t(-60, 100, -52, 0, -66, -120)...)
		b.Rod(9*w, t(-56, 8, 44, 8)...)
		b.Rod(9*w, t(40, 8, 46, 100)...)
		b.Line(34*w, t(-10, -8, 50, -10, 92, -4)...)
		b.Line(28*w, t(88, -8, 94, 40, 86, 92)...)
		b.Blob(t(70, 104, 74, 86, 100, 86, 128, 98, 126, 106)...)
	})
	s.Ink(Rose, func(b *Block) { // head in profile, hand
		b.Blob(t(6, -176, 2, -214, 18, -246, 50, -252, 74, -236, 80, -216, 96, -198, 84, -190, 82, -172, 62, -160, 44, -150, 16, -150)...)
		b.Oval(p.x+p.way*150*w, p.y-62*w, 15*w, 9*w)
	})
	s.Ink(p.coat, func(b *Block) {
		b.Blob(t(-46, 12, -58, -60, -46, -130, -8, -164, 40, -158, 58, -120, 52, -50, 54, 10)...)
		b.Line(32*w, t(4, -132, 46, -74, 84, -56, 140, -62)...)
	})
	s.Ink(Navy, func(b *Block) {
		b.Swell(6*w, t(-12, -112, 26, -64, 60, -44, 110, -46)...)
		b.Disc(p.x+p.way*70*w, p.y-214*w, 4*w)
		if p.cap {
			b.Blob(t(-4, -224, 6, -256, 44, -266, 80, -248, 104, -236, 100, -228, 60, -230, 20, -218)...)
		}
	})
	s.Ink(Cream, func(b *Block) {
		if p.beard {
			b.Blob(t(26, -178, 40, -166, 84, -178, 90, -160, 74, -128, 52, -132, 34, -152)...)
			b.Blob(t(2, -190, 2, -214, 14, -234, 24, -220, 20, -196, 12, -180)...)
			b.Line(4*w, t(30, -212, 58, -216)...)
		} else {
			b.Blob(t(6, -180, 4, -210, 16, -214, 22, -196, 16, -176)...)
			b.Swell(10*w, t(70, -182, 84, -186, 92, -180)...)
		}
	})
	if p.beard {
		s.Ink(Navy, func(b *Block) {
			b.Disc(p.x+p.way*70*w, p.y-214*w, 13*w)
			b.Knife().Disc(p.x+p.way*70*w, p.y-214*w, 10*w)
			b.Disc(p.x+p.way*70*w, p.y-214*w, 4*w)
		})
	}
}
