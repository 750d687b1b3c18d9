package main

import "math"

// drawFog shows Cantle Light, or as much of it as there is.
func drawFog(s *Sheet) {
	s.Ink(Mist, func(b *Block) { b.All() })
	for i := range 6 { // the lamp's halo
		s.Ink(Ochre.Thin(0.16+0.05*float64(i)), func(b *Block) { b.Disc(960, 262, 300-46*float64(i)) })
	}
	s.Ink(Cream.Thin(0.55), func(b *Block) {
		b.Gouge(0, 40, Width, 560, 260, 16, 34, func(x, y float64) (float64, float64) {
			return 0.02 * math.Sin(x/200), math.Min(1, math.Hypot(x-960, y-262)/520) * 0.7
		})
	})
	s.Ink(Slate.Thin(0.45), func(b *Block) { // a ghost of the ferry
		b.Poly(150, 592, 164, 622, 396, 622, 416, 582, 350, 592)
		b.Poly(190, 592, 190, 560, 330, 560, 340, 592)
		b.Poly(228, 560, 224, 520, 256, 520, 258, 560)
		b.Rod(4, 310, 560, 310, 500)
	})
	s.Ink(Slate, func(b *Block) { // the far rocks
		b.Blob(560, 800, 700, 690, 820, 650, 1130, 644, 1280, 700, 1420, 720, 1660, 800, 1660, 900, 560, 900)
	})
	lighthouse(s)
	for i, y := range []float64{470, 610, 690} { // fog lies in bands across it
		s.Ink(Cream.Thin([]float64{0.62, 0.8, 0.88}[i]), func(b *Block) {
			x := []float64{1240, 620, 1120}[i]
			w := []float64{620, 760, 900}[i]
			b.Blob(x-w, y+20, x-w*0.5, y-14, x, y-30, x+w*0.5, y-12, x+w, y+16, x+w*0.5, y+44, x, y+36, x-w*0.5, y+52)
			b.Knife().Gouge(x-w, y-40, x+w, y+60, 150, 10, 20, level(0.35))
		})
	}
	rocks(s)
	cantleLane(s)
}

// lighthouse is a white tower with two dark bands.
func lighthouse(s *Sheet) {
	s.Ink(Cream, func(b *Block) { b.Poly(880, 680, 912, 312, 1008, 312, 1040, 680) })
	s.Ink(Slate, func(b *Block) {
		b.Poly(905, 392, 1015, 392, 1022, 470, 898, 470)
		b.Poly(892, 546, 1028, 546, 1034, 622, 886, 622)
		b.Poly(896, 318, 890, 296, 1030, 296, 1024, 318) // gallery
		b.Rod(4, 896, 272, 1024, 272)
		for i := range 7 {
			b.Rod(3, 898+float64(i)*21, 272, 898+float64(i)*21, 300)
		}
		b.Poly(922, 226, 960, 176, 998, 226)
		b.Rod(5, 960, 184, 960, 148)
		b.Poly(984, 312, 1008, 312, 1040, 680, 1006, 680) // shaded side
	})
	s.Ink(Ochre, func(b *Block) { b.Rect(930, 226, 60, 70) })
	s.Ink(Cream, func(b *Block) { b.Disc(960, 262, 26) })
	s.Ink(Navy, func(b *Block) {
		b.Rod(4, 930, 226, 930, 296)
		b.Rod(4, 990, 226, 990, 296)
		b.Rect(948, 350, 18, 28)
		b.Rect(948, 500, 18, 28)
	})
}

// rocks are the near ones, carved by the sea and the gouge.
func rocks(s *Sheet) {
	s.Ink(Navy, func(b *Block) {
		b.Poly(520, 1000, 600, 880, 700, 846, 760, 790, 850, 776, 930, 812, 1010, 770, 1120, 800, 1230, 786, 1330, 850, 1450, 860, 1640, 930, 1640, 1010, 520, 1010)
		k := b.Knife()
		k.Gouge(560, 800, 1640, 1000, 74, 10, 24, func(x, y float64) (float64, float64) {
			return 0.9 + 0.5*math.Sin(x/90), 0.62 - (y-800)/420
		})
	})
	s.Ink(Mist, func(b *Block) {
		b.Swell(18, 480, 960, 640, 930, 720, 968, 860, 940, 1000, 972, 1150, 950)
		b.Swell(12, 1000, 990, 1200, 962, 1400, 980, 1580, 960)
	})
}

// cantleLane has one window lit.
func cantleLane(s *Sheet) {
	s.Ink(Navy, func(b *Block) {
		b.Blob(-40, 880, 160, 850, 340, 868, 520, 940, 640, 1010, -40, 1010)
		b.Poly(60, 870, 60, 770, 120, 712, 250, 712, 310, 770, 310, 880)
		b.Rect(170, 672, 34, 60)
		b.Poly(318, 890, 318, 800, 362, 756, 440, 756, 480, 800, 480, 910)
		b.Rect(386, 724, 26, 44)
	})
	s.Ink(Ochre, func(b *Block) { b.Rect(226, 786, 44, 52) })
	s.Ink(Navy, func(b *Block) { // a man and the bell of a tuba
		b.Disc(242, 812, 8)
		b.Blob(232, 838, 234, 824, 250, 822, 256, 838)
		b.Poly(250, 828, 254, 806, 248, 796, 270, 794, 263, 806, 262, 828)
	})
	s.Ink(Mist, func(b *Block) {
		b.Rect(100, 790, 26, 30)
		b.Rect(352, 826, 24, 28)
		b.Rect(420, 826, 24, 28)
	})
}
