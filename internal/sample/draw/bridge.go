package main

import "math"

// drawBridge looks up the Edder at the swing bridge, open.
func drawBridge(s *Sheet) {
	s.Ink(Cream, func(b *Block) { b.All() })
	s.Ink(Mist, func(b *Block) {
		b.Rect(0, 0, Width, 330)
		b.Knife().Gouge(0, 180, Width, 330, 170, 13, 17, fade(180, 330, 0.05, 1))
		b.Knife().Gouge(0, 60, Width, 180, 220, 12, 36, level(0.3))
	})
	s.Ink(Moss, func(b *Block) {
		b.Blob(300, 420, 480, 352, 700, 330, 900, 342, 1100, 352, 1300, 400, 1300, 480, 300, 480)
	})
	s.Ink(Mist, func(b *Block) { floor(b, -310, 310, -70, 240, 3600) })
	s.Ink(Sea, func(b *Block) {
		b.Gouge(0, 410, Width, 1000, 110, 10, 17, func(x, y float64) (float64, float64) {
			if math.Abs(x-800) > 40+(y-400)*1.06 {
				return 0, 0
			}
			return 0, 0.45 + 0.5*(y-400)/600
		})
	})
	banks(s)
	truss(s)
	s.Ink(Cream, func(b *Block) {
		gull(b, 470, 130, 90, 0.1)
		gull(b, 1000, 210, 70, -0.2)
	})
}

// ahead is where something stands on the picture that is x to the right of
// midstream, y above the quay and z ahead of us.
func ahead(x, y, z float64) (float64, float64) { return 800 + x*900/z, 330 + (200-y)*900/z }

// wall draws an upright face along the stream at x.
func wall(b *Block, x, low, high, near, far float64) {
	ax, ay := ahead(x, low, near)
	bx, by := ahead(x, high, near)
	cx, cy := ahead(x, high, far)
	dx, dy := ahead(x, low, far)
	b.Poly(ax, ay, bx, by, cx, cy, dx, dy)
}

// floor draws a level face from left to right.
func floor(b *Block, left, right, y, near, far float64) {
	ax, ay := ahead(left, y, near)
	bx, by := ahead(right, y, near)
	cx, cy := ahead(right, y, far)
	dx, dy := ahead(left, y, far)
	b.Poly(ax, ay, bx, by, cx, cy, dx, dy)
}

// banks are the two halves of the town, each looking at the other.
func banks(s *Sheet) {
	s.Ink(Sand, func(b *Block) {
		floor(b, -2600, -300, 0, 240, 3600)
		floor(b, 300, 2600, 0, 240, 3600)
	})
	s.Ink(Navy, func(b *Block) {
		wall(b, -300, -70, 0, 240, 3600)
		wall(b, 300, -70, 0, 240, 3600)
	})
	inks := []Ink{Navy, Rust, Slate, Brown, Sea, Navy, Rust, Slate}
	for _, side := range []float64{-1, 1} {
		far := 3400.0
		for i := range 8 {
			near := far * 0.79
			high := 250 + s.rnd.Float64()*130
			terrace(s, side, near, far, high, inks[(i+int(side)+1)%len(inks)])
			far = near
		}
	}
	s.Ink(Brown.Glazed(0.6), func(b *Block) { // setts
		for _, side := range []float64{-1, 1} {
			for z := 300.0; z < 1500; z *= 1.12 {
				for x := 320.0; x < 520; x += 60 {
					px, py := ahead(side*(x+b.jitter(20)), 0, z)
					b.Swell(4000/z, px-14000/z, py, px, py-2, px+14000/z, py)
				}
			}
		}
	})
	crowds(s)
}

// terrace is a house of the row along the quay.
func terrace(s *Sheet, side, near, far, high float64, front Ink) {
	x := side * 540
	s.Ink(Navy, func(b *Block) { // gable and chimney
		ax, ay := ahead(x, 0, near)
		bx, by := ahead(x, high, near)
		cx, cy := ahead(x+side*90, high+80, near)
		dx, dy := ahead(x+side*180, high, near)
		ex, ey := ahead(x+side*180, 0, near)
		b.Poly(ax, ay, bx, by, cx, cy, dx, dy, ex, ey)
		wall(b, x+side*90, high, high+130, near*1.04, near*1.1)
	})
	s.Ink(front, func(b *Block) { wall(b, x, 0, high, near, far) })
	s.Ink(Brown, func(b *Block) { // the roof's slope
		ax, ay := ahead(x, high, near)
		bx, by := ahead(x+side*90, high+80, near)
		cx, cy := ahead(x+side*90, high+80, far)
		dx, dy := ahead(x, high, far)
		b.Poly(ax, ay, bx, by, cx, cy, dx, dy)
	})
	s.Ink(Cream, func(b *Block) {
		for row := 60.0; row < high-60; row += 92 {
			for j := range 3 {
				z := near * math.Pow(far/near, 0.14+0.3*float64(j))
				if row == 60 && j == 1 {
					wall(b, x, 0, 90, z, z*1.05)
					continue
				}
				wall(b, x, row+14, row+62, z, z*1.045)
			}
		}
	})
}

// crowds stand at the edge of either quay.
func crowds(s *Sheet) {
	coats := []Ink{Rust, Ochre, Sea, Cream, Slate, Rust, Moss}
	var crowd []person
	for i := range 16 {
		z := 1700 * math.Pow(0.88, float64(i))
		side := float64(i%2)*2 - 1
		x, y := ahead(side*(345+70*s.rnd.Float64()), 0, z)
		crowd = append(crowd, person{
			x: x, y: y, height: 96 * 900 / z, coat: coats[i%len(coats)],
			hat: i%3 == 0, wave: i%4 == 1 || i == 12,
			hair: []Ink{Navy, Brown, Slate, Cream}[i%4], skin: []Ink{Rose, Sand, Umber}[i%3],
		})
	}
	people(s, crowd...)
}

// truss is the bridge, turned along the stream: a long box of girders on a
// round pier, in one-point perspective.
func truss(s *Sheet) {
	bar := func(b *Block, w, x, y, z, x2, y2, z2 float64) {
		ax, ay := ahead(x, y, z)
		bx, by := ahead(x2, y2, z2)
		b.Rod(w*900/((z+z2)/2), ax, ay, bx, by)
	}
	s.Ink(Sand, func(b *Block) { // the pier
		x, y := ahead(0, -52, 640)
		b.Oval(x, y+24, 250, 66)
		b.Rect(x-250, y-70, 500, 94)
	})
	s.Ink(Brown, func(b *Block) {
		b.Gouge(590, 640, 1010, 760, 60, 7, 20, level(0.6))
	})
	s.Ink(Slate, func(b *Block) { floor(b, -105, 105, 0, 460, 1900) })
	s.Ink(Navy, func(b *Block) {
		ax, ay := ahead(-105, 0, 460)
		bx, by := ahead(105, 0, 460)
		b.Poly(ax, ay, bx, by, bx, by+44, ax, ay+44)
		for _, z := range []float64{520, 610, 720, 860, 1040, 1280, 1600} {
			bar(b, 5, -105, 0, z, 105, 0, z)
		}
	})
	s.Ink(Rust, func(b *Block) {
		zs := []float64{460, 560, 680, 830, 1020, 1260, 1560, 1900}
		for _, x := range []float64{-105, 105} {
			bar(b, 17, x, 0, 460, x, 0, 1900)
			bar(b, 15, x, 150, 560, x, 150, 1560)
			bar(b, 15, x, 0, 460, x, 150, 560)
			bar(b, 13, x, 0, 1900, x, 150, 1560)
			for i := 1; i < 7; i++ {
				bar(b, 9, x, 0, zs[i], x, 150, zs[i])
				if i < 6 {
					bar(b, 6, x, 0, zs[i], x, 150, zs[i+1])
					bar(b, 6, x, 150, zs[i], x, 0, zs[i+1])
				}
			}
		}
		for _, z := range zs[1:7] {
			bar(b, 8, -105, 150, z, 105, 150, z)
		}
	})
	keeper(s)
}

// keeper is Mr Satchell, with both crosswords.
func keeper(s *Sheet) {
	x, y := ahead(18, 0, 500)
	people(s, person{x: x, y: y + 4, height: 190, coat: Navy, hat: true})
	s.Ink(Cream, func(b *Block) { b.Poly(x-50, y-140, x+2, y-126, x+44, y-140, x+40, y-84, x+2, y-72, x-46, y-84) })
	s.Ink(Navy, func(b *Block) {
		b.Rod(3, x+1, y-124, x+1, y-76)
		for i := range 4 {
			f := float64(i) * 10
			b.Rod(3, x-40, y-128+f, x-8, y-119+f)
			b.Rod(3, x+10, y-119+f, x+36, y-128+f)
		}
	})
}
