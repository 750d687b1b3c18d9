package config

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// A Duration is a length of time written with days: "30d", "1d12h", "90m". Zero
// is "forever".
type Duration time.Duration

const day = Duration(24 * time.Hour)

// Std is the duration as the standard library knows it.
func (d Duration) Std() time.Duration { return time.Duration(d) }

// UnmarshalText reads a duration.
func (d *Duration) UnmarshalText(text []byte) error {
	s := string(text)
	if s == "forever" {
		*d = 0
		return nil
	}
	wrong := fmt.Errorf("%q is not a length of time; write \"30d\", \"12h\" or \"forever\"", s)
	var sum time.Duration
	if days, rest, ok := strings.Cut(s, "d"); ok {
		n, err := strconv.Atoi(days)
		if err != nil || n < 0 || n > 36500 { // a hundred years, so that the sum cannot overflow
			return wrong
		}
		sum, s = time.Duration(n)*day.Std(), rest
	}
	if s != "" {
		rest, err := time.ParseDuration(s)
		if err != nil || rest < 0 || rest > 36500*day.Std() {
			return wrong
		}
		sum += rest
	}
	if sum == 0 {
		return fmt.Errorf("%q is no time at all; write \"forever\" to keep it", text)
	}
	*d = Duration(sum)
	return nil
}

// String writes a duration as UnmarshalText reads it.
func (d Duration) String() string {
	if d == 0 {
		return "forever"
	}
	s := ""
	if d >= day {
		s = fmt.Sprintf("%dd", d/day)
	}
	if rest := (d % day).Std(); rest != 0 {
		s += rest.String()
	}
	return s
}
