package spam

import "math"

// logSteps is how many logarithms between 1 and 2 are in the table, as bits.
const logSteps = 11

var logTable = func() (t [1 << logSteps]float64) {
	for i := range t {
		t[i] = math.Log(1 + float64(i)/(1<<logSteps))
	}
	return t
}()

// quickLog is the natural logarithm of a positive number to ten digits, in a quarter of
// the time that math.Log needs; a check takes thousands. Of what is no positive normal
// number it is worth nothing.
func quickLog(x float64) float64 {
	const fraction = 52 // the bits of a number behind its exponent
	bits := math.Float64bits(x)
	exponent := int(bits>>fraction) - 1023
	step := bits >> (fraction - logSteps) & (1<<logSteps - 1)
	mantissa := math.Float64frombits(bits&(1<<fraction-1) | 1023<<fraction)
	start := 1 + float64(step)/(1<<logSteps)
	d := (mantissa - start) / start
	return float64(exponent)*math.Ln2 + logTable[step] + d - d*d/2
}
