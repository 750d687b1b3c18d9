package main

import "math"

// drawCouncil shows the chamber during the fourth amendment.
func drawCouncil(s *Sheet) {
	s.Ink(Brown, func(b *Block) { b.All() })
	s.Ink(Navy, func(b *Block) { // panelling
		b.Rect(0, 470, Width, 12)
		for i := range 17 {
			b.Rect(float64(i)*100-6, 482, 9, 240)
		}
		b.Gouge(0, 40, Width, 460, 60, 5, 26, func(_, _ float64) (float64, float64) { return math.Pi / 2, 0.25 })
	})
	for _, x := range []float64{250, 1350} {
		tallWindow(s, x)
	}
	s.Ink(Ochre, func(b *Block) { // frames of the late mayors, and the correct clock
		b.Rect(440, 130, 130, 170)
		b.Rect(1030, 130, 130, 170)
		b.Disc(800, 120, 62)
	})
	s.Ink(Navy, func(b *Block) {
		for _, x := range []float64{505, 1095} {
			b.Rect(x-52, 143, 104, 144)
			b.Knife().Disc(x, 196, 26)
			b.Knife().Blob(x-46, 284, x-34, 236, x, 226, x+34, 236, x+46, 284)
		}
	})
	s.Ink(Cream, func(b *Block) { b.Disc(800, 120, 52) })
	s.Ink(Navy, func(b *Block) {
		b.Rod(8, 800, 120, 772, 115)
		b.Rod(6, 800, 120, 836, 141)
		b.Blob(690, 500, 696, 330, 740, 262, 800, 240, 860, 262, 904, 330, 910, 500) // the mayor's chair
	})
	s.Ink(Rust, func(b *Block) { b.Blob(712, 500, 716, 340, 752, 284, 800, 266, 848, 284, 884, 340, 888, 500) })
	people(s, person{x: 800, y: 640, height: 290, coat: Navy, hair: Cream})
	s.Ink(Ochre, func(b *Block) { // her chain
		for i := range 11 {
			a := math.Pi * (0.08 + 0.084*float64(i))
			b.Disc(800+44*math.Cos(a), 424+52*math.Sin(a), 7)
		}
		b.Disc(800, 488, 13)
	})
	horseshoe(s)
	easel(s, 800, 940)
}

// tallWindow lets in what light there is, and the rain.
func tallWindow(s *Sheet, x float64) {
	arch := func(b *Block, w, base float64) {
		b.Rect(x-w, 200, 2*w, base-200)
		b.Oval(x, 200, w, w*0.92)
	}
	s.Ink(Navy, func(b *Block) { arch(b, 128, 474) })
	s.Ink(Mist, func(b *Block) {
		arch(b, 112, 458)
		k := b.Knife()
		k.Rect(x-5, 70, 10, 400)
		for i := range 4 {
			k.Rect(x-114, 150+float64(i)*78, 228, 9)
		}
	})
	s.Ink(Cream, func(b *Block) {
		b.Gouge(x-84, 130, x+84, 440, 44, 5, 30, func(_, _ float64) (float64, float64) { return 1.9, 0.5 })
	})
}

// horseshoe seats twelve members, one of them asleep and one on his feet.
func horseshoe(s *Sheet) {
	coats := []Ink{Slate, Sea, Moss, Navy, Ochre, Slate, Sea, Mist, Slate, Rust, Navy, Moss}
	var crowd []person
	for i := range 12 {
		a := math.Pi * (1.09 + 0.06*float64(i))
		if i >= 6 {
			a = math.Pi * (1.61 + 0.06*float64(i-6))
		}
		p := person{
			x: 800 + 690*math.Cos(a), y: 770 + 196*math.Sin(a) + 120, coat: coats[i],
			height: 270 - 20*math.Sin(a),
			hair:   []Ink{Cream, Navy, Slate, Brown, Mist}[i*3%5], skin: []Ink{Rose, Rose, Umber, Rose, Sand}[i*2%5],
		}
		switch i {
		case 3:
			continue // see below
		case 9:
			p.y, p.wave = p.y-76, true
		}
		crowd = append(crowd, p)
	}
	people(s, crowd...)
	table(s)
	s.Ink(Navy, func(b *Block) { // he has heard it before
		b.Blob(404, 668, 416, 610, 460, 572, 520, 566, 560, 590, 580, 628, 560, 650, 480, 664)
	})
	s.Ink(Rose, func(b *Block) { b.Oval(568, 622, 30, 25); b.Oval(606, 644, 14, 8) })
	s.Ink(Slate, func(b *Block) {
		b.Blob(544, 612, 552, 592, 580, 588, 600, 606, 574, 606, 556, 632)
		b.Line(24, 480, 644, 540, 652, 596, 646)
	})
}

// table is the horseshoe itself, open towards us.
func table(s *Sheet) {
	s.Ink(Sand, func(b *Block) { // the table: its top …
		b.Oval(800, 760, 640, 196)
		b.Knife().Oval(800, 800, 500, 140)
		b.Knife().Rect(0, 846, Width, 200)
	})
	s.Ink(Brown, func(b *Block) { // … and the floor inside
		b.Oval(800, 804, 500, 140)
		b.Rect(300, 800, 1000, 210)
		b.Rect(0, 846, 166, 200)
		b.Rect(1434, 846, 200, 200)
	})
	s.Ink(Rust, func(b *Block) { // its front
		b.Poly(160, 760, 164, 846, 170, 1010, 312, 1010, 300, 846, 302, 800)
		b.Poly(1440, 760, 1436, 846, 1430, 1010, 1288, 1010, 1300, 846, 1298, 800)
		b.Oval(800, 806, 500, 140)
		b.Knife().Oval(800, 870, 500, 140)
		b.Knife().Rect(300, 846, 1000, 200)
	})
	s.Ink(Navy, func(b *Block) {
		for i := range 26 { // boards of the front
			a := math.Pi * (1.02 + 0.96*float64(i)/25)
			x, y := 800+500*math.Cos(a), 803+140*math.Sin(a)
			b.Rod(4, x, y, x, y+62)
		}
	})
	s.Ink(Cream, func(b *Block) { // papers
		for i := range 13 {
			a := math.Pi * (1.03 + 0.94*float64(i)/12)
			x, y := 800+575*math.Cos(a), 776+166*math.Sin(a)
			b.Poly(place(x, y, 1, b.jitter(0.3))(-26, -8, 20, -10, 28, 9, -22, 11)...)
		}
	})
}

// easel has the matter in hand on it.
func easel(s *Sheet, x, y float64) {
	s.Ink(Navy, func(b *Block) {
		b.Rod(11, x-110, y+50, x-20, y-300)
		b.Rod(11, x+110, y+50, x+20, y-300)
		b.Rod(11, x, y+20, x, y-300)
	})
	s.Ink(Cream, func(b *Block) { b.Rect(x-170, y-262, 340, 220) })
	s.Ink(Navy, func(b *Block) {
		b.Rod(6, x-170, y-262, x+170, y-262, x+170, y-42, x-170, y-42, x-170, y-262)
		b.Rect(x-190, y-46, 380, 12)
		for i := range 3 { // the bench, and where it might look
			f := float64(i)
			b.Rod(9, x-84, y-190+f*20, x+84, y-190+f*20)
		}
		b.Rod(10, x-92, y-118, x+92, y-118)
		for _, d := range []float64{-72, 72} {
			b.Line(7, x+d, y-196, x+d*1.02, y-120, x+d*1.1, y-76)
		}
	})
	s.Ink(Rust, func(b *Block) {
		for _, d := range []float64{-1, 1} {
			b.Rod(8, x+d*104, y-150, x+d*142, y-150)
			b.Poly(x+d*138, y-164, x+d*160, y-150, x+d*138, y-136)
		}
	})
}
