package main

import "math"

// drawFootball shows Groyne Road from the bank, with the tide making.
func drawFootball(s *Sheet) {
	s.Ink(Mist, func(b *Block) { b.All() })
	s.Ink(Cream, func(b *Block) {
		b.Gouge(0, 40, Width, 230, 230, 18, 30, level(0.35))
		b.Rect(0, 216, Width, 40)
	})
	s.Ink(Sea, func(b *Block) {
		b.Rect(0, 240, Width, 300)
		b.Knife().Gouge(0, 250, Width, 520, 110, 8, 21, fade(250, 520, 0.65, 0.25))
	})
	s.Ink(Navy, func(b *Block) { // the pier, with its bandstand
		b.Poly(-10, 268, 620, 262, 620, 274, -10, 284)
		for i := range 13 {
			b.Rod(5, 20+float64(i)*48, 276, 20+float64(i)*48, 312)
		}
		b.Poly(520, 262, 520, 216, 500, 216, 570, 176, 640, 216, 620, 216, 620, 262)
		b.Knife().Rect(534, 222, 30, 36)
		b.Knife().Rect(576, 222, 30, 36)
	})
	dinghy(s)
	pitch(s)
	players(s)
	s.Ink(Cream, func(b *Block) { // the ball, on its way
		b.Disc(906, 152, 26)
	})
	s.Ink(Navy, func(b *Block) {
		b.Poly(896, 148, 907, 139, 918, 148, 914, 161, 900, 161)
		b.Rod(4, 883, 142, 897, 149)
		b.Rod(4, 917, 149, 930, 144)
		b.Rod(4, 901, 160, 894, 174)
		b.Rod(4, 913, 160, 920, 173)
		gull(b, 1060, 120, 90, 0.25)
		gull(b, 760, 90, 60, -0.1)
	})
	s.Ink(Rust, func(b *Block) { // how it got there
		for i := range 12 {
			t := float64(i) / 12
			x, y := 620+260*t, 560-430*math.Sin(t*1.75)
			b.Swell(7, x-9, y+13*(1-t), x, y, x+9, y-13*(1-t))
		}
	})
}

// pitch is more or less green.
func pitch(s *Sheet) {
	s.Ink(Sand, func(b *Block) { b.Poly(-10, 520, Width+10, 486, Width+10, 570, -10, 590) })
	s.Ink(Moss, func(b *Block) { b.Poly(-10, 566, Width+10, 532, Width+10, 1010, -10, 1010) })
	s.Ink(Sea.Glazed(0.45), func(b *Block) {
		for i := range 6 { // mown in stripes
			x := -420 + float64(i)*380
			b.Poly(x+330, 560, x+500, 556, x+190, 1010, x-160, 1010)
		}
	})
	s.Ink(Navy.Glazed(0.6), func(b *Block) {
		b.Gouge(0, 590, Width, 1000, 46, 6, 30, func(_, _ float64) (float64, float64) { return -1.3, 0.22 })
	})
	s.Ink(Brown, func(b *Block) { // the soft patch
		b.Blob(250, 800, 340, 770, 470, 776, 520, 812, 420, 842, 300, 838)
	})
	s.Ink(Cream, func(b *Block) {
		b.Rod(7, -10, 604, Width+10, 572) // touchline
		b.Rod(9, 900, 588, 740, 1010)
		b.Line(9, 640, 780, 700, 716, 850, 692, 990, 722, 1010, 800, 900, 862, 740, 860, 650, 820, 640, 780)
		b.Rod(8, 1380, 576, 1340, 700, 1610, 706)
		b.Rod(13, 1476, 640, 1476, 430, 1610, 420) // goal
	})
	s.Ink(Mist, func(b *Block) {
		for i := range 6 {
			f := float64(i)
			b.Rod(2.5, 1482+f*24, 432, 1500+f*24, 610)
			b.Rod(2.5, 1480, 450+f*30, 1610, 444+f*30)
		}
	})
	s.Ink(Rust, func(b *Block) { // corner flag, linesman's opinion
		b.Rod(5, 180, 598, 184, 500)
		b.Poly(184, 500, 240, 514, 186, 534)
	})
}

// players of both sides look up.
func players(s *Sheet) {
	team := func(coat Ink, some ...person) []person {
		for i := range some {
			some[i].coat, some[i].kit = coat, true
		}
		return some
	}
	people(s, team(Cream,
		person{x: 1180, y: 660, height: 128, wave: true},
		person{x: 1020, y: 740, height: 156, stride: -0.8},
		person{x: 860, y: 880, height: 206, hair: Ochre},
		person{x: 380, y: 836, height: 180, stride: 0.5, skin: Sand})...)
	people(s, team(Ochre, person{x: 1390, y: 690, height: 140})...)
	people(s, team(Rust,
		person{x: 700, y: 690, height: 138, stride: 0.9, skin: Umber},
		person{x: 520, y: 720, height: 148, wave: true},
		person{x: 1240, y: 860, height: 196, stride: -0.7, hair: Brown},
		person{x: 200, y: 930, height: 232, stride: 1})...)
}

// dinghy has Mrs Hoy in it, and her net.
func dinghy(s *Sheet) {
	people(s, person{x: 1130, y: 452, height: 150, coat: Ochre, hat: true})
	s.Ink(Rust, func(b *Block) {
		b.Blob(1020, 412, 1100, 424, 1200, 420, 1260, 400, 1240, 446, 1200, 462, 1070, 464, 1036, 446)
	})
	s.Ink(Cream, func(b *Block) {
		b.Line(6, 1024, 420, 1100, 434, 1200, 430, 1254, 410)
		b.Swell(10, 980, 468, 1130, 474, 1300, 464)
	})
	s.Ink(Navy, func(b *Block) {
		b.Rod(6, 1142, 392, 1060, 296)
		b.Line(6, 1060, 296, 1024, 290, 1010, 262, 1030, 240, 1062, 246, 1072, 274, 1060, 296)
		for i := range 4 {
			f := float64(i) * 14
			b.Rod(2, 1018+f, 246, 1030+f*0.6, 292)
			b.Rod(2, 1012, 252+f*0.8, 1070, 254+f*0.8)
		}
	})
}
