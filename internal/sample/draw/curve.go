package main

import (
	"image"
	"math"
)

// A point is a place on the sheet, in pixels from the upper left.
type point struct{ x, y float64 }

// pairs makes points of x, y, x, y …
func pairs(xy []float64) []point {
	ps := make([]point, 0, len(xy)/2)
	for i := 0; i+1 < len(xy); i += 2 {
		ps = append(ps, point{xy[i], xy[i+1]})
	}
	return ps
}

// curve returns the Catmull-Rom spline through the points as a polyline.
func curve(ps []point, closed bool) []point {
	n := len(ps)
	if n < 3 && !closed {
		return ps
	}
	at := func(i int) point {
		if closed {
			return ps[(i+n)%n]
		}
		return ps[min(max(i, 0), n-1)]
	}
	spans := n - 1
	if closed {
		spans = n
	}
	var out []point
	for i := range spans {
		p0, p1, p2, p3 := at(i-1), at(i), at(i+1), at(i+2)
		steps := 3 + int(math.Hypot(p2.x-p1.x, p2.y-p1.y)/9)
		for j := range steps {
			t := float64(j) / float64(steps)
			out = append(out, point{
				spline(p0.x, p1.x, p2.x, p3.x, t), spline(p0.y, p1.y, p2.y, p3.y, t),
			})
		}
	}
	if !closed {
		out = append(out, ps[n-1])
	}
	return out
}

// spline is one coordinate of a Catmull-Rom curve between b and c.
func spline(a, b, c, d, t float64) float64 {
	return 0.5 * (2*b + (c-a)*t + (2*a-5*b+4*c-d)*t*t + (3*b-a-3*c+d)*t*t*t)
}

// ribbon gives a polyline a width, which may change along it from 0 to 1.
func ribbon(ps []point, width func(t float64) float64) []point {
	if len(ps) == 2 { // a straight line needs places in between to swell
		p, q := ps[0], ps[1]
		ps = nil
		for i := range 9 {
			t := float64(i) / 8
			ps = append(ps, point{p.x + (q.x-p.x)*t, p.y + (q.y-p.y)*t})
		}
	}
	n := len(ps)
	out := make([]point, 2*n)
	for i, p := range ps {
		a, c := ps[max(i-1, 0)], ps[min(i+1, n-1)]
		dx, dy := c.x-a.x, c.y-a.y
		l := math.Max(math.Hypot(dx, dy), 1e-9)
		w := width(float64(i)/float64(n-1)) / 2
		out[i] = point{p.x - dy/l*w, p.y + dx/l*w}
		out[2*n-1-i] = point{p.x + dy/l*w, p.y - dx/l*w}
	}
	return out
}

// bounds returns the pixels that the polygon may touch.
func bounds(ps []point) image.Rectangle {
	lo, hi := point{math.Inf(1), math.Inf(1)}, point{math.Inf(-1), math.Inf(-1)}
	for _, p := range ps {
		lo = point{math.Min(lo.x, p.x), math.Min(lo.y, p.y)}
		hi = point{math.Max(hi.x, p.x), math.Max(hi.y, p.y)}
	}
	return image.Rect(int(lo.x)-1, int(lo.y)-1, int(hi.x)+2, int(hi.y)+2)
}
