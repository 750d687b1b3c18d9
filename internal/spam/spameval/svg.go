package spameval

import (
	"bytes"
	"cmp"
	"encoding/xml"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"
)

// A frame is where a plot lies in the picture.
type frame struct{ left, top, width, height float64 }

func (f frame) right() float64  { return f.left + f.width }
func (f frame) bottom() float64 { return f.top + f.height }

const (
	svgWidth = 1040
	// leastLoss is the share of ham lost at the left edge of the curves.
	leastLoss   = 1e-4
	legendTop   = 564
	legendPitch = 22
)

var (
	rocFrame  = frame{left: 70, top: 96, width: 500, height: 350}
	binsFrame = frame{left: 660, top: 96, width: 350, height: 350}
)

// x is where a share of ham lost lies on the logarithmic axis.
func (f frame) x(loss float64) float64 {
	return f.left + f.width*(1-math.Log10(max(loss, leastLoss))/math.Log10(leastLoss))
}

// y is where a share lies on the upright axis.
func (f frame) y(share float64) float64 { return f.bottom() - f.height*share }

// WriteSVG draws the report: recall against the loss of ham on a logarithmic axis,
// of the first pool and of each source that has both classes, and how far predicted
// probabilities are what was observed. The picture needs nothing beside it, and is
// light or dark as its reader wishes.
func (r Report) WriteSVG(w io.Writer) error {
	curves := r.curves()
	height := legendTop + legendPitch*len(curves) + 28
	d := &drawing{}
	d.add(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" width="%d" height="%d" role="img" aria-labelledby="title desc">`+"\n",
		svgWidth, height, svgWidth, height)
	d.add("<title id=\"title\">How well the filter tells spam from ham</title>\n<desc id=\"desc\">%s</desc>\n", escape(r.describe()))
	d.add("%s<rect class=\"paper\" width=\"%d\" height=\"%d\"/>\n", svgStyle, svgWidth, height)
	title := r.Title
	if title == "" {
		title = "How well the filter tells spam from ham"
	}
	d.text(24, 38, "title", clip(title, 110))
	d.drawROC(curves)
	d.drawReliability(r.Reliability)
	d.drawLegend(curves)
	d.add("</svg>\n")
	_, err := w.Write(d.Bytes())
	return err
}

// A drawn part has the class that colours its curve.
type drawn struct {
	Part
	class string
}

// curves are the parts that are drawn: the first pool, and each source with both
// classes, the best first. A source's colour does not depend on how good it is.
func (r Report) curves() []drawn {
	const colours = 8
	var list []drawn
	for _, p := range r.Sources {
		if !p.Figures.Both() {
			continue
		}
		class := "s" + strconv.Itoa(len(list)%colours)
		if len(list) >= colours {
			class += " again"
		}
		list = append(list, drawn{p, class})
	}
	slices.SortStableFunc(list, func(a, b drawn) int { return cmp.Compare(a.Figures.OneMinusAUC, b.Figures.OneMinusAUC) })
	if len(r.Pools) > 0 && r.Pools[0].Figures.Both() {
		list = slices.Insert(list, 0, drawn{r.Pools[0], "pool"})
	}
	return list
}

// describe says in words what the picture shows.
func (r Report) describe() string {
	if len(r.Pools) == 0 {
		return "Nothing was measured."
	}
	f := r.Pools[0].Figures
	return fmt.Sprintf("Of %d spams and %d hams: 1-AUC %.2f %%; recall %.1f, %.1f and %.1f %% where 0.1, 0.5 and 1 %% of the ham is lost.",
		f.Spam, f.Ham, 100*f.OneMinusAUC, 100*f.Recall[0], 100*f.Recall[1], 100*f.Recall[2])
}

// A drawing is the text of a picture in the making.
type drawing struct{ bytes.Buffer }

func (d *drawing) add(format string, args ...any) { fmt.Fprintf(&d.Buffer, format, args...) }

func (d *drawing) text(x, y float64, class, text string) {
	d.add("<text x=\"%.1f\" y=\"%.1f\" class=\"%s\">%s</text>\n", x, y, class, escape(text))
}

func (d *drawing) line(x1, y1, x2, y2 float64, class string) {
	d.add("<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" class=\"%s\"/>\n", x1, y1, x2, y2, class)
}

// escape makes text safe inside the picture, whatever a source is called.
func escape(text string) string {
	var b strings.Builder
	_ = xml.EscapeText(&b, []byte(text)) // a Builder takes everything
	return b.String()
}

// drawROC draws the curves, with the filter's own thresholds on that of the pool.
func (d *drawing) drawROC(curves []drawn) {
	f := rocFrame
	d.text(f.left, f.top-18, "head", "Spam found, by the share of ham lost")
	for i := range 6 {
		share := float64(i) / 5
		d.line(f.left, f.y(share), f.right(), f.y(share), "grid")
		d.text(f.left-8, f.y(share)+4, "tick end", percent(share))
	}
	for decade := leastLoss; decade < 1.01; decade *= 10 {
		d.line(f.x(decade), f.top, f.x(decade), f.bottom(), "grid")
		d.text(f.x(decade), f.bottom()+18, "tick middle", percent(decade))
	}
	d.text(f.left+f.width/2, f.bottom()+40, "axis middle", "ham lost, on a logarithmic scale")
	for _, c := range slices.Backward(curves) { // the pool on top
		d.add("<path class=\"curve %s\" d=\"%s\"/>\n", c.class, c.path(f))
	}
	if len(curves) == 0 {
		d.text(f.left+f.width/2, f.top+f.height/2, "axis middle", "no part has both spam and ham")
		return
	}
	own := curves[0].Figures
	d.mark(f, own.HamLost, own.Caught, "kept out")
	if own.HamHeld > 0 || own.SpamHeld > 0 {
		d.mark(f, own.HamLost+own.HamHeld, own.Caught+own.SpamHeld, "held or kept out")
	}
}

// mark marks one of the filter's own thresholds.
func (d *drawing) mark(f frame, loss, recall float64, what string) {
	x, y := f.x(loss), f.y(recall)
	d.add("<circle cx=\"%.1f\" cy=\"%.1f\" r=\"5\" class=\"own\"/>\n", x, y)
	switch {
	case x > f.right()-110:
		d.text(x-9, y-9, "note halo end", what)
	case y > f.bottom()-20:
		d.text(x+9, y-9, "note halo", what)
	default: // under the curve, where there is more room
		d.text(x+9, y+17, "note halo", what)
	}
}

// path draws the curve as the staircase it is, without the steps that nobody sees.
func (p Part) path(f frame) string {
	var b strings.Builder
	var x, y float64
	for i, at := range p.curve {
		nx, ny := f.x(share(at.ham, p.Figures.Ham)), f.y(share(at.spam, p.Figures.Spam))
		switch {
		case nx == f.left && i < len(p.curve)-1 && f.x(share(p.curve[i+1].ham, p.Figures.Ham)) == f.left:
			continue // left of the picture
		case b.Len() == 0:
			fmt.Fprintf(&b, "M%.1f %.1f", nx, ny)
		case i < len(p.curve)-1 && nx-x < 0.5 && y-ny < 0.5:
			continue
		default:
			fmt.Fprintf(&b, "H%.1fV%.1f", nx, ny)
		}
		x, y = nx, ny
	}
	return b.String()
}

// drawReliability draws, for each bin that has any, its observed share of spam with
// the interval in which the true share lies 95 times in 100.
func (d *drawing) drawReliability(bins [10]Bin) {
	f := binsFrame
	d.text(f.left, f.top-18, "head", "Spam observed, by the probability predicted")
	for i := range 6 {
		share := float64(i) / 5
		d.line(f.left, f.y(share), f.right(), f.y(share), "grid")
		d.line(f.left+share*f.width, f.top, f.left+share*f.width, f.bottom(), "grid")
		d.text(f.left-8, f.y(share)+4, "tick end", percent(share))
		d.text(f.left+share*f.width, f.bottom()+18, "tick middle", percent(share))
	}
	d.line(f.left, f.bottom(), f.right(), f.top, "ideal")
	d.add("<text class=\"tick middle\" transform=\"translate(%.1f %.1f) rotate(-45)\">as predicted</text>\n", f.left+f.width*0.3-6, f.y(0.3)-6)
	d.text(f.left-8, f.bottom()+36, "tick end", "messages")
	d.text(f.left+f.width/2, f.bottom()+58, "axis middle", "probability of spam predicted")
	for i, b := range bins {
		d.text(f.left+f.width*(float64(i)+0.5)/10, f.bottom()+36, "count middle", short(b.N))
		if b.N > 0 {
			x := f.left + b.Predicted*f.width
			low, high := wilson(b.Observed, b.N)
			d.line(x, f.y(low), x, f.y(high), "interval")
			d.add("<circle cx=\"%.1f\" cy=\"%.1f\" r=\"4.5\" class=\"dot\"/>\n", x, f.y(b.Observed))
		}
	}
}

// wilson is the interval of that name, 95 %, around a share of n.
func wilson(share float64, n int) (low, high float64) {
	const z = 1.96
	m := float64(n)
	middle := share + z*z/(2*m)
	half := z * math.Sqrt(share*(1-share)/m+z*z/(4*m*m))
	return max(0, (middle-half)/(1+z*z/m)), min(1, (middle+half)/(1+z*z/m))
}

// drawLegend names the curves, with their figures.
func (d *drawing) drawLegend(curves []drawn) {
	columns := []struct {
		right float64
		head  string
		of    func(Figures) string
	}{
		{330, "spam", func(f Figures) string { return grouped(f.Spam) }},
		{400, "ham", func(f Figures) string { return grouped(f.Ham) }},
		{490, "1-AUC", func(f Figures) string { return fmt.Sprintf("%.2f %%", 100*f.OneMinusAUC) }},
		{590, "0.1 % lost", func(f Figures) string { return fmt.Sprintf("%.1f %%", 100*f.Recall[0]) }},
		{680, "0.5 % lost", func(f Figures) string { return fmt.Sprintf("%.1f %%", 100*f.Recall[1]) }},
		{760, "1 % lost", func(f Figures) string { return fmt.Sprintf("%.1f %%", 100*f.Recall[2]) }},
		{870, "spam found", func(f Figures) string { return fmt.Sprintf("%.1f %%", 100*f.Caught) }},
		{940, "ham lost", func(f Figures) string { return fmt.Sprintf("%.2f %%", 100*f.HamLost) }},
		{1010, "ham held", func(f Figures) string { return fmt.Sprintf("%.1f %%", 100*f.HamHeld) }},
	}
	if len(curves) == 0 {
		return
	}
	d.text(760, legendTop-18, "axis end", "spam found where as much ham is")
	d.text(1010, legendTop-18, "axis end", "at the filter's own thresholds")
	for _, c := range columns {
		d.text(c.right, legendTop, "tick end", c.head)
	}
	d.line(rocFrame.left, legendTop+8, svgWidth-30, legendTop+8, "grid")
	for i, p := range curves {
		y := legendTop + 4 + float64(legendPitch*(i+1))
		class := "cell"
		if p.class == "pool" {
			class = "cell head"
		}
		d.add("<path class=\"curve %s\" d=\"M%.1f %.1fh24\"/>\n", p.class, rocFrame.left, y-4)
		d.text(rocFrame.left+34, y, class, clip(p.Name, 26))
		for _, c := range columns {
			d.text(c.right, y, class+" end", c.of(p.Figures))
		}
	}
}

// short is a count that fits into a tenth of the picture.
func short(n int) string {
	if n < 100_000 {
		return grouped(n)
	}
	return grouped(n/1000) + "k"
}

// grouped is a count with its thousands apart.
func grouped(n int) string {
	s := strconv.Itoa(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

// percent is a share in the fewest digits.
func percent(share float64) string {
	return strconv.FormatFloat(math.Round(share*1e6)/1e4, 'f', -1, 64) + " %"
}

// svgStyle holds the colours, which stay apart for those who see few of them.
const svgStyle = `<style>
svg { --paper: #fcfcfb; --ink: #16161a; --soft: #5a5a62; --faint: #e4e4e0;
  --s0: #2a78d6; --s1: #d9591f; --s2: #14936a; --s3: #b77b00; --s4: #cf4f86; --s5: #3f7f1f; --s6: #5a48b8; --s7: #c63232;
  font: 13px system-ui, -apple-system, "Segoe UI", Roboto, "Liberation Sans", Arial, sans-serif; font-variant-numeric: tabular-nums; }
@media (prefers-color-scheme: dark) {
svg { --paper: #17171a; --ink: #f2f2f0; --soft: #a9a9b2; --faint: #33333a;
  --s0: #5b9cf0; --s1: #ee7f4d; --s2: #3dbb91; --s3: #dca62c; --s4: #ea80ad; --s5: #7dbb58; --s6: #a195f0; --s7: #ef7272; }
}
.paper { fill: var(--paper); }
text { fill: var(--ink); }
.title { font-size: 17px; font-weight: 600; }
.head { font-weight: 600; }
.tick, .axis, .count { fill: var(--soft); font-size: 12px; }
.count { fill: var(--ink); font-size: 10.5px; }
.note { font-size: 12px; }
.halo { paint-order: stroke; stroke: var(--paper); stroke-width: 3px; stroke-linejoin: round; }
.end { text-anchor: end; }
.middle { text-anchor: middle; }
.grid { stroke: var(--faint); }
.ideal { stroke: var(--soft); stroke-dasharray: 2 4; }
.curve { fill: none; stroke-width: 1.6; stroke-linejoin: round; }
.again { stroke-dasharray: 5 3; }
.pool { stroke: var(--ink); stroke-width: 3; }
.own { fill: var(--paper); stroke: var(--ink); stroke-width: 2.5; }
.dot { fill: var(--s0); }
.interval { stroke: var(--s0); stroke-width: 2; }
.s0 { stroke: var(--s0); } .s1 { stroke: var(--s1); } .s2 { stroke: var(--s2); } .s3 { stroke: var(--s3); }
.s4 { stroke: var(--s4); } .s5 { stroke: var(--s5); } .s6 { stroke: var(--s6); } .s7 { stroke: var(--s7); }
</style>
`
