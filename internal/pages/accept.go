package pages

import (
	"strconv"
	"strings"
)

// prefersGzip reports whether the Accept-Encoding lines allow gzip and do not
// prefer the unencoded page to it (RFC 9110, 12.5.3).
func prefersGzip(lines []string) bool {
	const unset = -1
	gzip, identity, star := float64(unset), float64(unset), float64(unset)
	for _, line := range lines {
		for line != "" {
			var item string
			item, line, _ = strings.Cut(line, ",")
			coding, params, _ := strings.Cut(item, ";")
			coding = strings.TrimSpace(coding)
			switch {
			case strings.EqualFold(coding, "gzip"), strings.EqualFold(coding, "x-gzip"):
				gzip = quality(params)
			case strings.EqualFold(coding, "identity"):
				identity = quality(params)
			case coding == "*":
				star = quality(params)
			}
		}
	}
	if gzip == unset {
		gzip = star
	}
	return gzip > 0 && gzip >= identity
}

// quality reads the q parameter: 1 when there is none, 0 when it is nonsense, for
// then the plain page is the safe answer.
func quality(params string) float64 {
	name, value, found := strings.Cut(params, "=")
	if !found {
		if strings.TrimSpace(params) == "" {
			return 1
		}
		return 0
	}
	q, err := strconv.ParseFloat(strings.TrimSpace(value), 64)
	if err == nil && strings.EqualFold(strings.TrimSpace(name), "q") && 0 <= q && q <= 1 {
		return q
	}
	return 0
}

// matches reports whether the If-None-Match lines name the tag, by the weak
// comparison of RFC 9110, 8.8.3.2. A list that breaks the grammar matches nothing
// from there on.
func matches(lines []string, tag string) bool {
	for _, line := range lines {
		for {
			line = strings.TrimLeft(line, ", \t")
			if line == "" {
				break
			}
			if line == "*" {
				return true
			}
			line = strings.TrimPrefix(line, "W/")
			if !strings.HasPrefix(line, `"`) {
				break
			}
			end := strings.IndexByte(line[1:], '"')
			if end < 0 {
				break
			}
			if line[:end+2] == tag {
				return true
			}
			line = line[end+2:]
		}
	}
	return false
}
