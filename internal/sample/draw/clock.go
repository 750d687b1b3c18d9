package main

import "math"

// drawClock shows the Custom House at dusk, and who believes it.
func drawClock(s *Sheet) {
	s.Ink(Slate, func(b *Block) { b.All() })
	s.Ink(Mist, func(b *Block) {
		b.Rect(0, 240, Width, 600)
		b.Knife().Gouge(0, 240, Width, 400, 180, 12, 17, fade(240, 400, 0.95, 0.05))
	})
	s.Ink(Rose, func(b *Block) {
		b.Rect(0, 440, Width, 400)
		b.Knife().Gouge(0, 440, Width, 560, 150, 11, 16, fade(440, 560, 0.95, 0.05))
	})
	s.Ink(Cream, func(b *Block) { // a young moon
		b.Disc(1290, 170, 54)
		b.Knife().Disc(1268, 158, 50)
	})
	s.Ink(Sea, func(b *Block) {
		roofs(b, -30, 640, 860, 170, 300)
		roofs(b, 960, 1640, 860, 160, 280)
	})
	s.Ink(Ochre, func(b *Block) {
		windows(b, 330, 700, 560, 830, 0.3)
		windows(b, 1060, 700, 1180, 830, 0.3)
	})
	funnel(s)
	tower(s)
	s.Ink(Navy, func(b *Block) { // near houses frame it
		b.Poly(-20, 1010, -20, 330, 60, 250, 190, 380, 190, 1010)
		b.Rect(96, 210, 30, 90)
		b.Poly(190, 1010, 190, 520, 300, 520, 316, 560, 316, 1010)
		b.Poly(1640, 1010, 1640, 400, 1530, 470, 1430, 560, 1430, 1010)
		b.Rect(1540, 400, 30, 80)
	})
	panes := [][2]float64{{50, 430}, {120, 430}, {50, 560}, {236, 620}, {1490, 620}, {1548, 620}, {1490, 730}}
	s.Ink(Ochre, func(b *Block) {
		for _, w := range panes {
			b.Rect(w[0], w[1], 30, 46)
		}
	})
	s.Ink(Navy, func(b *Block) {
		for _, w := range panes {
			b.Rod(4, w[0]+15, w[1], w[0]+15, w[1]+46)
			b.Rod(4, w[0], w[1]+22, w[0]+30, w[1]+22)
		}
	})
	s.Ink(Slate, func(b *Block) { b.Poly(0, 852, Width, 844, Width, 1010, 0, 1010) })
	s.Ink(Mist, func(b *Block) { // cobbles
		b.Gouge(0, 880, Width, 990, 46, 8, 21, level(0.4))
	})
	late(s)
}

// late is who believes it.
func late(s *Sheet) {
	people(s,
		person{x: 470, y: 946, height: 190, stride: 1, coat: Rust, hat: true},
		person{x: 760, y: 912, height: 140, stride: 0.9, coat: Ochre},
		person{x: 1090, y: 968, height: 216, stride: 1.1, coat: Sea})
	s.Ink(Brown, func(b *Block) { b.Rect(418, 870, 44, 30) })
	s.Ink(Ochre, func(b *Block) { b.Swell(18, 1114, 800, 1084, 802, 1040, 826) })
}

// funnel is the boat they are running for.
func funnel(s *Sheet) {
	s.Ink(Rust, func(b *Block) { b.Poly(1240, 850, 1252, 700, 1326, 700, 1336, 850) })
	s.Ink(Navy, func(b *Block) {
		b.Poly(1248, 724, 1250, 696, 1328, 696, 1330, 724)
		b.Rod(6, 1180, 850, 1180, 620)
		b.Rod(3, 1180, 626, 1290, 700)
	})
	s.Ink(Slate, func(b *Block) {
		b.Blob(1280, 690, 1260, 650, 1300, 620, 1290, 580, 1340, 560, 1400, 520, 1430, 540, 1400, 590, 1350, 610, 1330, 660, 1310, 692)
	})
}

// tower is the Custom House clock, seven minutes fast.
func tower(s *Sheet) {
	s.Ink(Sand, func(b *Block) {
		b.Rect(560, 760, 480, 110)
		b.Poly(560, 760, 600, 700, 1000, 700, 1040, 760)
		b.Rect(660, 250, 280, 620)
	})
	s.Ink(Brown, func(b *Block) {
		b.Rect(880, 250, 60, 620)
		b.Rect(640, 244, 320, 26)
		b.Rect(640, 560, 320, 22)
		b.Rect(548, 752, 504, 16)
		b.Gouge(692, 290, 870, 740, 40, 6, 24, level(0.4))
	})
	s.Ink(Sea, func(b *Block) { // the cupola
		b.Poly(650, 246, 700, 176, 900, 176, 950, 246)
		b.Blob(722, 110, 740, 62, 800, 36, 860, 62, 878, 110, 850, 116, 750, 116)
	})
	s.Ink(Navy, func(b *Block) {
		for i := range 5 {
			b.Rect(728+float64(i)*34, 112, 10, 66)
		}
		b.Rect(716, 106, 168, 12)
		b.Rod(4, 800, 40, 800, -4)
		b.Disc(800, 408, 124)
		for i := range 3 {
			b.Rect(690+float64(i)*72, 620, 34, 80)
		}
		b.Rect(770, 780, 60, 90)
	})
	s.Ink(Ochre, func(b *Block) { b.Disc(800, 408, 110) })
	s.Ink(Cream, func(b *Block) { b.Disc(800, 408, 96) })
	s.Ink(Navy, func(b *Block) {
		for i := range 12 {
			sin, cos := math.Sincos(float64(i) * math.Pi / 6)
			w := 5.0
			if i%3 == 0 {
				w = 10
			}
			b.Rod(w, 800+74*cos, 408+74*sin, 800+92*cos, 408+92*sin)
		}
		hour, minute := (7+46.0/60)*math.Pi/6, 46*math.Pi/30
		b.Rod(12, 800-14*math.Sin(hour), 408+14*math.Cos(hour), 800+50*math.Sin(hour), 408-50*math.Cos(hour))
		b.Rod(8, 800-18*math.Sin(minute), 408+18*math.Cos(minute), 800+80*math.Sin(minute), 408-80*math.Cos(minute))
		b.Disc(800, 408, 10)
	})
}
