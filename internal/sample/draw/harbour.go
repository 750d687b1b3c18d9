package main

import "math"

// drawHarbour shows Fish Quay and its two cranes at daybreak.
func drawHarbour(s *Sheet) {
	s.Ink(Slate, func(b *Block) { b.All() })
	s.Ink(Rose, func(b *Block) {
		b.Rect(0, 150, Width, 430)
		b.Knife().Gouge(0, 150, Width, 290, 170, 12, 15, fade(150, 290, 0.95, 0.05))
	})
	s.Ink(Ochre, func(b *Block) {
		b.Rect(0, 330, Width, 250)
		b.Knife().Gouge(0, 330, Width, 440, 150, 11, 14, fade(330, 440, 0.95, 0.05))
	})
	s.Ink(Cream, func(b *Block) { b.Disc(560, 545, 96) })
	s.Ink(Rust.Thin(0.9), func(b *Block) {
		b.Swell(20, 60, 300, 380, 286, 760, 304)
		b.Swell(13, 240, 336, 520, 330, 700, 340)
		b.Swell(16, 900, 214, 1200, 226, 1560, 208)
		b.Swell(10, 330, 424, 600, 418, 800, 426)
	})
	harbourWater(s)
	s.Ink(Navy, func(b *Block) { // the mole and its light
		b.Poly(0, 548, 300, 552, 306, 566, 0, 580)
		b.Poly(262, 552, 268, 490, 286, 490, 292, 552)
		b.Rect(262, 470, 30, 18)
	})
	s.Ink(Ochre, func(b *Block) { b.Rect(270, 474, 14, 11) })
	s.Ink(Navy, func(b *Block) {
		b.Poly(900, 640, 1010, 622, Width, 600, Width, 720, 920, 704)
		roofs(b, 1250, 1640, 606, 60, 120)
		crane(b, 1120, 622, 1.05, -2.2, 470)
		crane(b, 1440, 604, 0.8, -1.05, 430)
	})
	s.Ink(Ochre, func(b *Block) {
		windows(b, 1270, 520, 1560, 590, 0.4)
		b.Rect(1098, 470, 22, 18)
	})
	s.Ink(Navy, func(b *Block) { // piles under the quay
		for i := range 14 {
			b.Rect(930+float64(i)*50, 690, 15, 60+3*float64(i))
		}
		gull(b, 430, 240, 74, 0.2)
		gull(b, 520, 196, 54, -0.2)
		gull(b, 300, 180, 44, 0.1)
		gull(b, 780, 300, 50, 0.3)
	})
	boats(s)
}

// boats lie to their moorings, over themselves.
func boats(s *Sheet) {
	trawler(s, 330, 800, 1.25, 0, Rust)
	trawler(s, 790, 850, 1.0, 0.02, Ochre)
	s.Ink(Navy.Glazed(0.85), func(b *Block) { // the boats, upside down and in pieces
		for i := range 9 {
			y, f := 846+float64(i)*16, float64(i)
			b.Swell(13, 190+f*9+b.jitter(16), y, 330, y+b.jitter(3), 480-f*12+b.jitter(16), y)
			b.Swell(11, 690+f*8+b.jitter(14), y+42, 790, y+42+b.jitter(3), 900-f*10+b.jitter(14), y+42)
		}
	})
}

// harbourWater is calm and carries the sun's path.
func harbourWater(s *Sheet) {
	s.Ink(Sea, func(b *Block) { b.Rect(0, 556, Width, 450) })
	s.Ink(Navy.Glazed(0.7), func(b *Block) {
		b.Rect(880, 640, 760, 340)
		b.Knife().Gouge(820, 640, Width, 1000, 130, 12, 18, func(x, y float64) (float64, float64) {
			return 0, 0.15 + 0.9*(y-640)/360 + math.Max(0, (960-x)/140)
		})
		b.Gouge(0, 600, 900, 1000, 140, 7, 24, fade(600, 1000, 0.2, 0.7))
	})
	s.Ink(Ochre, func(b *Block) {
		b.Gouge(0, 570, 1000, 1000, 84, 10, 17, func(x, y float64) (float64, float64) {
			spread := 60 + (y-560)*0.5
			return 0, 0.9 * math.Exp(-math.Pow((x-560)/spread, 2))
		})
	})
	s.Ink(Cream, func(b *Block) {
		b.Gouge(300, 566, 820, 900, 60, 8, 19, func(x, y float64) (float64, float64) {
			spread := 40 + (y-560)*0.2
			return 0, 0.6 * math.Exp(-math.Pow((x-560)/spread, 2))
		})
	})
}

// crane draws a dockside crane with its feet at x, y and a lattice jib.
func crane(b *Block, x, y, scale, jib, length float64) {
	t := place(x, y, scale, 0)
	b.Poly(t(-70, 0, -46, -130, -34, -130, -52, 0)...)
	b.Poly(t(70, 0, 46, -130, 34, -130, 52, 0)...)
	b.Rod(8*scale, t(-62, -50, 62, -50)...)
	b.Rod(5*scale, t(-58, -20, 46, -118)...)
	b.Rod(5*scale, t(58, -20, -46, -118)...)
	b.Poly(t(-60, -130, 60, -130, 54, -148, -54, -148)...)
	b.Poly(t(-46, -148, -46, -206, 62, -206, 62, -148)...)
	b.Poly(t(20, -206, 34, -270, 46, -270, 62, -206)...)
	sin, cos := math.Sincos(jib)
	bx, by := x-26*scale, y-176*scale
	tx, ty := bx+length*cos, by+length*sin
	nx, ny := -sin*26*scale, cos*26*scale
	b.Rod(7*scale, bx+nx, by+ny, tx, ty)
	b.Rod(7*scale, bx-nx, by-ny, tx, ty)
	for i := range 9 {
		u, v := float64(i)/9.5, (float64(i)+0.5)/9.5
		ux, uy, vx, vy := bx+(tx-bx)*u, by+(ty-by)*u, bx+(tx-bx)*v, by+(ty-by)*v
		b.Rod(4*scale, ux+nx*(1-u), uy+ny*(1-u), vx-nx*(1-v), vy-ny*(1-v))
		b.Rod(4*scale, vx-nx*(1-v), vy-ny*(1-v), bx+(tx-bx)*(u+0.1)+nx*(0.9-u), by+(ty-by)*(u+0.1)+ny*(0.9-u))
	}
	b.Rod(3*scale, x+40*scale, y-268*scale, tx, ty)
	b.Rod(3, tx, ty, tx+4, ty+170*scale)
	b.Blob(tx-6, ty+168*scale, tx+14, ty+168*scale, tx+10, ty+196*scale, tx-2, ty+196*scale)
}
