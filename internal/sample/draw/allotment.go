package main

import "math"

// drawAllotment shows Kiln Hill, Plot Fourteen in front.
func drawAllotment(s *Sheet) {
	s.Ink(Mist, func(b *Block) { b.All() })
	s.Ink(Cream, func(b *Block) { b.Gouge(0, 50, Width, 240, 210, 14, 32, level(0.45)) })
	s.Ink(Sea, func(b *Block) {
		b.Rect(0, 236, Width, 150)
		b.Knife().Gouge(0, 246, Width, 380, 100, 6, 19, level(0.45))
	})
	s.Ink(Navy, func(b *Block) { // a ship on its way to somewhere else
		b.Poly(330, 244, 344, 262, 470, 262, 480, 238, 440, 246)
		b.Rect(360, 222, 34, 24)
		b.Rect(372, 202, 10, 24)
	})
	hill := []Ink{Moss, Sand, Brown, Moss, Brown}
	for i, in := range hill {
		f := float64(i)
		y := 310 + f*f*20 + f*62
		s.Ink(in, func(b *Block) {
			b.Blob(-200, y+150-f*18, 100, y+70-f*6, 500, y+10, 900, y-22+f*8, 1300, y-6+f*14, 1800, y+66, 1800, 1300, -200, 1300)
		})
		planted(s, i, y)
	}
	sheds(s)
	beanPoles(s, 240, 690)
	gardener(s, 1010, 905)
}

// planted draws what grows on a terrace.
func planted(s *Sheet, terrace int, y float64) {
	ground := func(x, down float64) float64 {
		return y + down + 50*math.Pow((x-950)/700, 2)
	}
	s.Ink([]Ink{Navy, Moss, Moss, Navy, Navy}[terrace], func(b *Block) {
		for r := range 2 + terrace/2 {
			for x := -20.0; x < Width+20; x += 34 + 12*float64(terrace) {
				size := 7 + 4.2*float64(terrace)
				px, py := x+b.jitter(8), ground(x, 40+float64(r)*(24+9*float64(terrace)))
				switch (terrace + r) % 3 {
				case 0: // cabbages
					b.Blob(px-size, py, px-size*0.8, py-size*0.8, px, py-size, px+size*0.8, py-size*0.8, px+size, py, px, py+size*0.4)
				case 1: // leeks
					for _, d := range []float64{-0.7, -0.2, 0.3, 0.8} {
						b.Taper(size*0.36, px, py, px+d*size*0.5, py-size, px+d*size*1.3, py-size*1.7)
					}
				default: // drills
					b.Swell(size*0.3, px-size*1.6, py, px, py-3, px+size*1.6, py)
				}
			}
		}
	})
	if terrace == 3 || terrace == 0 {
		s.Ink(Ochre, func(b *Block) { // marigolds, to keep something off something
			for x := 20.0; x < Width; x += 47 {
				b.Disc(x+b.jitter(14), ground(x, 20)+b.jitter(8), 4+1.5*float64(terrace))
			}
		})
	}
}

// sheds huddle at the top; the blue door was a bank's.
func sheds(s *Sheet) {
	type shed struct {
		x, y, w, h float64
		wall, roof Ink
	}
	for _, d := range []shed{
		{620, 372, 110, 90, Brown, Navy},
		{760, 366, 90, 110, Rust, Navy},
		{1370, 400, 130, 110, Slate, Rust},
		{1160, 560, 230, 210, Cream, Rust},
	} {
		s.Ink(d.wall, func(b *Block) {
			b.Poly(d.x, d.y, d.x, d.y-d.h, d.x+d.w/2, d.y-d.h*1.4, d.x+d.w, d.y-d.h, d.x+d.w, d.y)
		})
		s.Ink(Navy, func(b *Block) {
			for i := 1; i < 7; i++ {
				b.Rod(3, d.x+d.w*float64(i)/7, d.y, d.x+d.w*float64(i)/7, d.y-d.h)
			}
		})
		s.Ink(d.roof, func(b *Block) {
			b.Rod(d.h*0.13, d.x-12, d.y-d.h+6, d.x+d.w/2, d.y-d.h*1.42, d.x+d.w+12, d.y-d.h+6)
		})
	}
	s.Ink(Sea, func(b *Block) { b.Rect(1196, 396, 84, 166) })
	s.Ink(Navy, func(b *Block) {
		for _, y := range []float64{408, 486} {
			b.Rod(4, 1206, y, 1270, y, 1270, y+64, 1206, y+64, 1206, y)
		}
		b.Rect(1310, 420, 54, 54)
	})
	s.Ink(Ochre, func(b *Block) {
		b.Disc(1266, 480, 6)
		b.Rect(1224, 384, 30, 9)
		b.Rect(1315, 425, 20, 20)
		b.Rect(1339, 425, 20, 20)
		b.Rect(1315, 449, 20, 20)
		b.Rect(1339, 449, 20, 20)
	})
	s.Ink(Slate, func(b *Block) { // the water butt
		b.Rect(1404, 476, 56, 90)
		b.Oval(1432, 476, 28, 9)
	})
}

// beanPoles lean on each other.
func beanPoles(s *Sheet, x, y float64) {
	s.Ink(Sand, func(b *Block) {
		for i := range 5 {
			f := float64(i) * 84
			b.Rod(8, x+f-50, y+60, x+f+16, y-230)
			b.Rod(8, x+f+60, y+66, x+f-14, y-232)
		}
		b.Rod(8, x-30, y-206, x+370, y-198)
	})
	s.Ink(Moss, func(b *Block) {
		for range 150 {
			px := x - 50 + b.rnd.Float64()*440
			py := y - 215 + b.rnd.Float64()*250
			b.Blob(place(px, py, 0.7+0.5*b.rnd.Float64(), b.jitter(1.5))(-18, 0, -6, -14, 16, -8, 22, 0, 10, 12, -8, 10)...)
		}
	})
	s.Ink(Rust, func(b *Block) {
		for range 34 {
			b.Disc(x-40+b.rnd.Float64()*420, y-210+b.rnd.Float64()*220, 6)
		}
	})
	s.Ink(Navy, func(b *Block) {
		for range 26 {
			px, py := x-40+b.rnd.Float64()*420, y-190+b.rnd.Float64()*200
			b.Swell(7, px, py, px+5, py+22, px+2, py+44)
		}
	})
}

// gardener is Mrs Abara, eleven years on.
func gardener(s *Sheet, x, y float64) {
	s.Ink(Navy, func(b *Block) { b.Swell(34, x-150, y+4, x, y+10, x+170, y+2) })
	s.Ink(Sand, func(b *Block) { b.Rod(12, x+92, y-10, x+74, y-232); b.Rod(12, x+52, y-232, x+98, y-236) })
	s.Ink(Slate, func(b *Block) { b.Poly(x+74, y-70, x+118, y-72, x+114, y-10, x+94, y+12, x+78, y-8) })
	people(s, person{x: x, y: y, height: 380, coat: Ochre, skin: Umber})
	s.Ink(Navy, func(b *Block) { // boots
		b.Rect(x-36, y-92, 32, 88)
		b.Rect(x+4, y-92, 32, 88)
	})
	s.Ink(Ochre, func(b *Block) { b.Line(28, x+36, y-282, x+70, y-250, x+78, y-236) })
	s.Ink(Rust, func(b *Block) { // scarf over her hair
		b.Blob(x-34, y-322, x-34, y-358, x, y-380, x+32, y-360, x+30, y-340, x, y-346, x-18, y-318)
		b.Blob(x-30, y-334, x-58, y-350, x-66, y-326, x-36, y-316)
	})
	s.Ink(Umber, func(b *Block) { b.Disc(x+76, y-236, 15) })
}
