package main

import "math"

// drawBand shows the last concert of the season, and the wind.
func drawBand(s *Sheet) {
	s.Ink(Mist, func(b *Block) { b.All() })
	s.Ink(Cream, func(b *Block) {
		b.Gouge(0, 50, Width, 520, 200, 14, 34, func(x, y float64) (float64, float64) {
			return -0.16 + 0.14*math.Sin(x/210+y/130), 0.5
		})
	})
	for i := range 4 {
		y := 560 + float64(i)*40
		var crest []float64
		s.Ink([]Ink{Slate, Sea, Navy, Sea}[i], func(b *Block) {
			crest = swell(b, y, 1010, 190+40*float64(i), 26+6*float64(i), 70*float64(i*i))
		})
		s.Ink(Cream, func(b *Block) {
			b.Line(5+float64(i), crest...)
			b.Knife().Gouge(0, y-50, Width, y+40, 50, 18, 16, level(0.6))
		})
	}
	stand(s)
	for i := range 9 { // Poet and Peasant, leaving
		f := float64(i)
		t := place(1060+f*58, 430-f*40+90*math.Sin(f*2.1), 0.75+f*0.07, 1.1*math.Sin(f*1.7))
		s.Ink(Cream, func(b *Block) { b.Poly(t(-30, -40, 26, -42, 34, 36, -24, 42)...) })
		s.Ink(Navy, func(b *Block) {
			b.Rod(3, t(-30, -40, 26, -42, 34, 36, -24, 42, -30, -40)...)
			for line := range 3 {
				y := -24 + float64(line)*22
				b.Rod(3, t(-22, y, 24, y-2)...)
				b.Oval(t(-8+8*float64(line), y)[0], t(0, y+3)[1], 5, 4)
			}
		})
	}
	s.Ink(Navy, func(b *Block) {
		gull(b, 330, 130, 110, 0.3)
		gull(b, 180, 230, 80, 0.1)
		gull(b, 1180, 120, 90, -0.35)
		gull(b, 1480, 420, 70, -0.2)
	})
	s.Ink(Brown, func(b *Block) { // the hat
		b.Oval(1296, 300, 60, 13)
		b.Blob(1262, 296, 1268, 254, 1300, 244, 1330, 258, 1332, 298)
	})
}

// stand is the bandstand at the pier's end, full.
func stand(s *Sheet) {
	s.Ink(Brown, func(b *Block) { // piles and deck
		for i := range 12 {
			b.Rect(40+float64(i)*104, 870, 26, 140)
		}
		b.Rect(0, 820, 1290, 56)
		b.Knife().Gouge(0, 830, 1290, 870, 90, 5, 15, level(0.5))
	})
	s.Ink(Slate, func(b *Block) { b.Rect(252, 350, 716, 470) })
	s.Ink(Mist, func(b *Block) { // the sky through it
		for i := range 4 {
			b.Rect(268+float64(i)*176, 372, 156, 300)
		}
	})
	band(s)
	s.Ink(Navy, func(b *Block) { // rail and posts
		for i := range 5 {
			b.Rect(246+float64(i)*176, 340, 17, 484)
		}
		b.Rect(240, 762, 740, 11)
		for i := range 34 {
			b.Rect(252+float64(i)*21.4, 768, 5, 54)
		}
	})
	s.Ink(Rust, func(b *Block) { b.Poly(190, 350, 610, 130, 1030, 350) }) // the roof
	s.Ink(Cream, func(b *Block) {                                         // its stripes and scalloped edge
		for i := range 5 {
			f := float64(i)*168 + 232
			b.Poly(f, 350, 610, 132, f+84, 350)
		}
		for i := range 12 {
			b.Disc(225+float64(i)*70, 352, 35)
		}
		b.Knife().Rect(150, 300, 930, 50)
		for i := range 5 {
			f := float64(i)*168 + 232
			b.Poly(f, 352, f+(610-f)*0.25, 298, f+84+(610-f-84)*0.25, 298, f+84, 352)
		}
	})
	s.Ink(Navy, func(b *Block) {
		b.Rod(7, 610, 156, 610, 70)
		b.Poly(610, 72, 700, 92, 690, 110, 610, 108)
		b.Rod(5, 190, 350, 1030, 350)
	})
	conductor(s)
}

// band is two rows of red jackets.
func band(s *Sheet) {
	var back, front []person
	for i := range 6 {
		back = append(back, person{x: 312 + float64(i)*117, y: 780, height: 300, coat: Rust, hair: []Ink{Navy, Cream, Brown}[i%3]})
	}
	for i := range 6 {
		front = append(front, person{
			x: 300 + float64(i)*124, y: 850, height: 300, coat: Rust,
			hair: []Ink{Brown, Navy, Slate, Cream}[i%4], skin: []Ink{Rose, Rose, Umber, Sand}[i*3%4],
		})
	}
	people(s, back...)
	for i, p := range back {
		if i%2 == 0 {
			tuba(s, p.x+14, p.y-150, 1)
		} else {
			tuba(s, p.x+12, p.y-160, 0.72)
		}
	}
	people(s, front...)
	for _, p := range front {
		s.Ink(Ochre, func(b *Block) { // cornets
			y := p.y - 256
			b.Rod(7, p.x+12, y, p.x+66, y-4)
			b.Poly(p.x+58, y-9, p.x+92, y-24, p.x+92, y+16, p.x+58, y+1)
			b.Oval(p.x+40, y+10, 20, 9)
		})
		s.Ink(Rust, func(b *Block) { b.Line(22, p.x-24, p.y-216, p.x+14, p.y-206, p.x+38, p.y-242) })
		s.Ink(p.skinInk(), func(b *Block) { b.Disc(p.x+40, p.y-248, 11) })
	}
}

// tuba is any brass with its bell up, x, y where it is held.
func tuba(s *Sheet, x, y, scale float64) {
	t := place(x, y, scale, 0.12)
	s.Ink(Ochre, func(b *Block) {
		b.Blob(t(-30, 70, -44, 30, -40, -60, -30, -110, -64, -160, 44, -160, 10, -110, 4, -60, 34, 20, 26, 66, 0, 84)...)
	})
	s.Ink(Brown, func(b *Block) {
		p := t(-10, -160)
		b.Oval(p[0], p[1], 52*scale, 11*scale)
		b.Line(5*scale, t(-20, -90, -22, 0, -16, 50, 6, 56, 14, 20, 4, -20)...)
		for i := range 3 {
			b.Rod(6*scale, t(-12+float64(i)*10, -24, -12+float64(i)*10, 14)...)
		}
	})
}

// conductor beats with her left hand.
func conductor(s *Sheet) {
	people(s, person{x: 1110, y: 826, height: 320, coat: Navy, wave: true})
	s.Ink(Navy, func(b *Block) { // coat-tails, hat, baton
		b.Poly(1080, 720, 1150, 700, 1216, 760, 1150, 744, 1120, 780)
		b.Line(22, 1080, 590, 1044, 610, 1010, 570)
		b.Oval(1112, 520, 52, 12)
		b.Blob(1082, 520, 1086, 484, 1112, 474, 1138, 486, 1142, 520)
	})
	s.Ink(Cream, func(b *Block) { b.Taper(7, 1010, 570, 980, 520, 956, 470) })
	s.Ink(Rose, func(b *Block) { b.Disc(1010, 568, 13); b.Disc(1160, 500, 13) })
	s.Ink(Rust, func(b *Block) { // her stand, and a clothes-peg
		b.Rod(6, 1000, 826, 1000, 690)
		b.Poly(966, 690, 1036, 690, 1042, 640, 972, 640)
	})
}
