package main

import "math"

// place returns a function that takes coordinates of a figure's own, drawn
// around 0, 0, to where it stands on the sheet: scaled, turned, moved.
func place(x, y, scale, turn float64) func(xy ...float64) []float64 {
	sin, cos := math.Sincos(turn)
	return func(xy ...float64) []float64 {
		out := make([]float64, len(xy))
		for i := 0; i+1 < len(xy); i += 2 {
			out[i] = x + scale*(xy[i]*cos-xy[i+1]*sin)
			out[i+1] = y + scale*(xy[i]*sin+xy[i+1]*cos)
		}
		return out
	}
}

// level is the field of horizontal marks of one density.
func level(density float64) Field {
	return func(float64, float64) (float64, float64) { return 0, density }
}

// fade is the field of horizontal marks whose density goes from one value at y0
// to another at y1.
func fade(y0, y1, from, to float64) Field {
	return func(_, y float64) (float64, float64) {
		t := min(max((y-y0)/(y1-y0), 0), 1)
		return 0, from + (to-from)*t
	}
}

// gull draws a bird in flight, span wide; bank turns it.
func gull(b *Block, x, y, span, bank float64) {
	t := place(x, y, span/100, bank)
	b.Swell(span*0.09, t(-52, 6, -30, -14, 0, 4)...)
	b.Swell(span*0.09, t(0, 4, 28, -18, 52, -4)...)
	b.Swell(span*0.11, t(-8, 0, 2, 4, 16, 10)...)
}

// roofs draws a row of houses from x0 to x1 standing on base, none of them like
// its neighbour.
func roofs(b *Block, x0, x1, base, low, high float64) {
	for x := x0; x < x1; {
		w := 60 + b.rnd.Float64()*70
		h := low + b.rnd.Float64()*(high-low)
		pitch := w * (0.3 + 0.25*b.rnd.Float64())
		switch b.rnd.IntN(3) {
		case 0: // gable to the street
			b.Poly(x, base, x, base-h, x+w/2, base-h-pitch, x+w, base-h, x+w, base)
		case 1: // eaves to the street
			b.Poly(x, base, x, base-h, x+8, base-h-pitch*0.6, x+w-8, base-h-pitch*0.6, x+w, base-h, x+w, base)
		default: // a lean roof
			b.Poly(x, base, x, base-h-pitch*0.7, x+w, base-h, x+w, base)
		}
		c := x + w*(0.2+0.5*b.rnd.Float64())
		b.Rect(c, base-h-pitch-16, 15, pitch+30)
		b.Rect(c-3, base-h-pitch-20, 21, 7)
		x += w - 2
	}
}

// windows draws panes in a loose grid, as many of them as share says.
func windows(b *Block, x0, y0, x1, y1, share float64) {
	for y := y0; y < y1; y += 46 {
		for x := x0; x < x1; x += 38 {
			if b.rnd.Float64() < share {
				b.Rect(x+b.jitter(4), y+b.jitter(4), 12, 17)
			}
		}
	}
}

// A person is somebody in the town.
type person struct {
	x, y, height float64 // where the feet are, and how far it is to the hat
	// stride is 0 for standing, 1 for running; negative ones go to the left.
	stride float64
	coat   Ink
	// hat and wave say whether they wear the one and do the other.
	hat, wave bool
	// kit says that they are dressed for football.
	kit bool
	// skin and hair are Rose and Navy unless they say otherwise.
	skin, hair Ink
}

// people draws a crowd, each layer of clothes through all of it in turn.
func people(s *Sheet, crowd ...person) {
	for _, p := range crowd {
		if p.kit {
			s.Ink(p.skinInk(), p.legs)
			s.Ink(p.coat, p.shirt)
			s.Ink(Navy, p.shorts)
		} else {
			s.Ink(Navy, p.legs)
			s.Ink(p.coat, p.body)
		}
		s.Ink(p.skinInk(), func(b *Block) { b.Disc(p.x+p.lean()*1.6, p.y-p.height*0.87, p.height*0.072) })
		s.Ink(p.hairInk(), p.head)
	}
}

func (p person) skinInk() Ink {
	if p.skin == (Ink{}) {
		return Rose
	}
	return p.skin
}

func (p person) hairInk() Ink {
	if p.hair == (Ink{}) || p.hat {
		return Navy
	}
	return p.hair
}

// lean is how far the shoulders are ahead of the feet.
func (p person) lean() float64 { return p.stride * p.height * 0.1 }

func (p person) legs(b *Block) {
	t := place(p.x, p.y, p.height/100, 0)
	w, k := p.height*0.085, p.stride
	b.Line(w, t(3, -44, 5+k*16, -22, 5+k*14, -2)...)
	b.Line(w, t(-3, -44, -5-k*8, -22, -5-k*30, -4-8*k*k)...)
	foot := 5.0
	if k < 0 {
		foot = -5
	}
	b.Oval(p.x+p.height*(0.05+k*0.15+foot*0.006), p.y-p.height*0.012, p.height*0.062, p.height*0.026)
	b.Oval(p.x-p.height*(0.05+k*0.30-foot*0.006), p.y-p.height*(0.02+0.08*k*k), p.height*0.058, p.height*0.026)
}

func (p person) body(b *Block) {
	t := place(p.x, p.y, p.height/100, 0)
	l, w := p.lean()*100/p.height, p.height*0.07
	b.Blob(t(l-9, -79, l, -81, l+9, -79, l+12, -62, 13, -34, 0, -32, -13, -34, l-12, -62)...)
	p.arms(b, t, l, w)
}

// shirt, shorts and socks are what football asks for.
func (p person) shirt(b *Block) {
	t := place(p.x, p.y, p.height/100, 0)
	l, w, k := p.lean()*100/p.height, p.height*0.07, p.stride
	b.Blob(t(l-9, -79, l, -81, l+9, -79, l+11, -62, l*0.6+10, -48, l*0.6-10, -48, l-11, -62)...)
	p.arms(b, t, l, w)
	b.Rod(p.height*0.09, t(5+k*15.5, -20, 5+k*14, -5)...)
	b.Rod(p.height*0.09, t(-5-k*10, -20, -5-k*27, -6-8*k*k)...)
}

func (p person) shorts(b *Block) {
	t := place(p.x, p.y, p.height/100, 0)
	l, k := p.lean()*60/p.height, p.stride
	b.Poly(t(l-11, -51, l+11, -51, 13+k*14, -32, 2+k*10, -30, 0, -38, -2-k*8, -30, -13-k*10, -32)...)
}

func (p person) arms(b *Block, t func(...float64) []float64, l, w float64) {
	switch {
	case p.wave:
		b.Line(w, t(l+9, -74, l+18, -86, l+16, -102)...)
		b.Line(w, t(l-9, -74, l-15, -58, l-12, -44)...)
	case p.stride != 0:
		b.Line(w, t(l+6, -74, l+6+p.stride*14, -58, l+p.stride*30, -64)...)
		b.Line(w, t(l-6, -74, l-8-p.stride*16, -60, l-8-p.stride*14, -46)...)
	default:
		b.Line(w, t(l+10, -74, l+15, -58, l+13, -44)...)
		b.Line(w, t(l-10, -74, l-15, -58, l-13, -44)...)
	}
}

// head is the hair or the hat.
func (p person) head(b *Block) {
	x, y, h := p.x+p.lean()*1.6, p.y-p.height*0.87, p.height
	if p.hat {
		b.Rect(x-h*0.105, y-h*0.055, h*0.21, h*0.026)
		b.Rect(x-h*0.065, y-h*0.125, h*0.13, h*0.09)
		return
	}
	b.Blob(x-h*0.082, y+h*0.02, x-h*0.075, y-h*0.06, x, y-h*0.09, x+h*0.075, y-h*0.055, x+h*0.07, y-h*0.02, x, y-h*0.03, x-h*0.05, y+h*0.05)
}

// swell draws a row of waves across the sheet at y: a body down to floor with
// peaks high, phase along, and returns their crest for others to line.
func swell(b *Block, y, floor, long, high, phase float64) []float64 {
	var crest []float64
	for x := -40.0; x <= Width+40; x += long / 8 {
		t := (x + phase) / long * 2 * math.Pi
		// a trochoid: round in the trough, sharp at the crest
		crest = append(crest, x+high*0.5*math.Sin(t), y-high*math.Pow(0.5+0.5*math.Cos(t), 1.6)+b.jitter(high*0.05))
	}
	ps := append(append([]point{}, pairs(crest)...), point{Width + 60, floor}, point{-60, floor})
	b.fill(ps)
	return crest
}

// trawler draws a small fishing boat's hull, house and gear, bow to the right,
// in its own inks; scale 1 is 300 pixels long and x, y is amidships at the water.
func trawler(s *Sheet, x, y, scale, turn float64, hull Ink) {
	t := place(x, y, scale, turn)
	s.Ink(Navy, func(b *Block) { // gear behind
		b.Rod(6*scale, t(-20, -60, -20, -250)...)
		b.Rod(4*scale, t(-20, -235, 140, -62)...)
		b.Rod(4*scale, t(-20, -235, -130, -70)...)
		b.Rod(6*scale, t(-20, -120, -110, -190)...)
		b.Rod(3*scale, t(-110, -190, -112, -70)...)
		b.Rod(9*scale, t(-138, -30, -138, -120, -100, -120, -100, -40)...)
	})
	s.Ink(hull, func(b *Block) {
		b.Blob(t(-150, -52, -60, -44, 40, -52, 110, -72, 160, -96, 148, -50, 122, 0, 100, 22, -120, 22, -146, 0)...)
	})
	s.Ink(Navy, func(b *Block) {
		b.Blob(t(-146, -10, 0, -4, 126, -14, 112, 24, 0, 30, -130, 26)...)
		b.Line(5*scale, t(-150, -54, -60, -46, 40, -54, 110, -74, 160, -98)...)
	})
	s.Ink(Cream, func(b *Block) {
		b.Poly(t(20, -54, 20, -120, 28, -128, 84, -128, 92, -118, 92, -66)...)
		b.Line(4*scale, t(-140, -34, 0, -28, 90, -42, 136, -62)...)
	})
	s.Ink(Navy, func(b *Block) {
		b.Poly(t(62, -116, 62, -98, 90, -98, 88, -116)...)
		b.Poly(t(32, -116, 32, -98, 52, -98, 52, -116)...)
		b.Poly(t(14, -126, 98, -126, 92, -136, 18, -136)...)
	})
}
