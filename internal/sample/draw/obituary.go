package main

import "math"

// drawObituary is Ruth Amory in cut paper, before her life's work.
func drawObituary(s *Sheet) {
	s.Ink(Mist, func(b *Block) { b.All() })
	s.Ink(Cream, func(b *Block) { // ruled paper
		for i := range 17 {
			b.Rod(2.5, float64(i)*100+20, 0, float64(i)*100+20, Height)
		}
		for i := range 11 {
			b.Rod(2.5, 0, float64(i)*100+10, Width, float64(i)*100+10)
		}
	})
	s.Ink(Ochre, func(b *Block) { b.Disc(800, 430, 352) })
	s.Ink(Sand, func(b *Block) { // the moon's face
		b.Disc(980, 260, 46)
		b.Disc(1060, 470, 66)
		b.Disc(560, 620, 40)
		b.Disc(540, 260, 30)
	})
	for i, in := range []Ink{Slate, Sea} {
		s.Ink(in, func(b *Block) {
			ps := []point{{-20, 1010}}
			for x := -20.0; x <= Width+20; x += 10 {
				day := x/230 + float64(i)*0.37
				reach := 44 + 26*math.Cos(x/520)
				ps = append(ps, point{x, 780 + 70*float64(i) - reach*math.Cos(2*math.Pi*day)})
			}
			b.Steady(0.4).fill(append(ps, point{Width + 20, 1010}))
			b.Knife().Gouge(0, 740+80*float64(i), Width, 1000, 110, 8, 22, func(x, _ float64) (float64, float64) {
				return 0.3 * math.Sin(x/60), 0.4
			})
		})
	}
	profile(s)
}

// profile is the head itself, looking out to sea.
func profile(s *Sheet) {
	s.Ink(Navy, func(b *Block) {
		b.Disc(528, 330, 92) // the bun
		b.fill(append(curve(pairs([]float64{
			600, 350, 610, 250, 690, 176, 790, 160, 870, 196, 906, 258, 918, 320, 926, 372, 924, 398, 948, 440, 984, 486,
			972, 506, 940, 514, 936, 528, 950, 542, 940, 554, 932, 560, 944, 572, 940, 588, 926, 598, 938, 634,
			926, 668, 880, 684, 836, 692, 822, 724, 826, 780, 900, 832, 990, 876, 1060, 940, 1090, 1020,
		}), false), curve(pairs([]float64{
			360, 1020, 390, 930, 470, 868, 580, 826, 640, 780, 660, 700, 640, 620, 600, 540, 580, 440, 600, 350,
		}), false)...))
	})
	s.Ink(Slate, func(b *Block) { // hair, combed back to the bun
		for i := range 12 {
			f := float64(i)
			b.Swell(8, 870-f*4, 214+f*17, 760-f*4, 186+f*22, 640, 250+f*16, 590, 320+f*7)
		}
		for i := range 4 {
			r := 30 + float64(i)*17
			b.Swell(7, 528-r, 338, 528-r*0.6, 330-r*0.8, 528+r*0.6, 330-r*0.8, 528+r, 338)
		}
	})
	s.Ink(Ochre, func(b *Block) { // spectacles
		b.Disc(886, 412, 52)
		b.Knife().Disc(886, 412, 43)
		b.Rod(8, 836, 406, 724, 396)
		b.Rod(8, 930, 392, 944, 412)
		b.Disc(716, 500, 11)
	})
	s.Ink(Rust, func(b *Block) { // collar and brooch
		b.Blob(640, 800, 720, 836, 830, 800, 900, 836, 860, 880, 790, 900, 700, 890, 640, 850)
	})
	s.Ink(Cream, func(b *Block) {
		b.Disc(800, 872, 22)
		b.Knife().Disc(810, 866, 18)
		b.Swell(7, 420, 960, 560, 900, 660, 880)
		b.Swell(7, 470, 1000, 600, 940, 700, 926)
		b.Swell(7, 1040, 980, 960, 910, 900, 890)
	})
}
