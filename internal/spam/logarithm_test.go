package spam

import (
	"math"
	"testing"
)

func TestQuickLogIsTheLogarithm(t *testing.T) {
	for x := 1e-9; x < 1e9; x *= 1.0007 {
		if got, want := quickLog(x), math.Log(x); math.Abs(got-want) > 1e-10 {
			t.Fatalf("quickLog(%v) = %v, want %v", x, got, want)
		}
	}
	for _, x := range []float64{1, 2, 0.5, 1024, math.Nextafter(2, 1), math.Nextafter(1, 0)} {
		if got, want := quickLog(x), math.Log(x); math.Abs(got-want) > 1e-10 {
			t.Errorf("quickLog(%v) = %v, want %v", x, got, want)
		}
	}
}

func BenchmarkLog(b *testing.B) {
	sum, x := 0.0, 0.3
	for b.Loop() {
		x += 0.01
		sum += quickLog(x)
	}
	if sum == 0 {
		b.Error("nothing was added")
	}
}
