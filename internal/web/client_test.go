package web

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strconv"
	"testing"
	"testing/synctest"
	"time"

	"stet/internal/news"
)

func TestWhereARequestComesFrom(t *testing.T) {
	proxies := []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8"), netip.MustParsePrefix("fd00::/8")}
	tests := map[string]struct {
		proxies   []netip.Prefix
		remote    string
		forwarded []string
		want      string
	}{
		"the connection":                            {nil, "192.0.2.1:999", nil, "192.0.2.1/32"},
		"a made-up header from anybody":             {nil, "192.0.2.1:999", []string{"203.0.113.9"}, "192.0.2.1/32"},
		"a made-up header from outside the proxies": {proxies, "192.0.2.1:999", []string{"203.0.113.9"}, "192.0.2.1/32"},
		"behind a proxy":                            {proxies, "10.0.0.1:999", []string{"203.0.113.9"}, "203.0.113.9/32"},
		"behind two":                                {proxies, "10.0.0.1:999", []string{"203.0.113.9, 10.0.0.2"}, "203.0.113.9/32"},
		"behind two with a line each":               {proxies, "10.0.0.1:999", []string{"203.0.113.9", "10.0.0.2"}, "203.0.113.9/32"},
		"what the client claimed itself":            {proxies, "10.0.0.1:999", []string{"198.51.100.7, 203.0.113.9"}, "203.0.113.9/32"},
		"nonsense next to the proxy":                {proxies, "10.0.0.1:999", []string{"198.51.100.7, unknown"}, "10.0.0.1/32"},
		"nonsense left of the client":               {proxies, "10.0.0.1:999", []string{"<script>, 203.0.113.9"}, "203.0.113.9/32"},
		"only proxies":                              {proxies, "10.0.0.1:999", []string{"10.0.0.3, 10.0.0.2"}, "10.0.0.3/32"},
		"no header":                                 {proxies, "10.0.0.1:999", nil, "10.0.0.1/32"},
		"a port in the header":                      {proxies, "10.0.0.1:999", []string{"203.0.113.9:1234"}, "203.0.113.9/32"},
		"IPv6 by its /64":                           {nil, "[2001:db8:1:2:3:4:5:6]:999", nil, "2001:db8:1:2::/64"},
		"IPv6 in brackets in the header":            {proxies, "[fd00::1]:999", []string{"[2001:db8:1:2::9]"}, "2001:db8:1:2::/64"},
		"IPv4 in IPv6":                              {nil, "[::ffff:192.0.2.1]:999", nil, "192.0.2.1/32"},
		"a proxy as IPv4 in IPv6":                   {proxies, "[::ffff:10.0.0.1]:999", []string{"203.0.113.9"}, "203.0.113.9/32"},
		"no address at all":                         {proxies, "@", []string{"203.0.113.9"}, "invalid Prefix"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			r := httptest.NewRequestWithContext(t.Context(), "GET", "/", nil)
			r.RemoteAddr = tt.remote
			r.Header["X-Forwarded-For"] = tt.forwarded
			r.Header.Set("X-Real-Ip", "203.0.113.66")
			r.Header.Set("Forwarded", "for=203.0.113.66")
			if got := (Clients{Proxies: tt.proxies}).Of(r).Network.String(); got != tt.want {
				t.Errorf("network = %s, want %s", got, tt.want)
			}
		})
	}
}

func TestALimit(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := NewLimiter("replies", 3, time.Minute, time.Now)
		for range 3 {
			if err := l.Take("a"); err != nil {
				t.Fatalf("within the limit: %v", err)
			}
		}
		err := l.Take("a")
		var many news.TooMany
		if !errors.As(err, &many) || many.Of != "replies" || many.After != 20*time.Second {
			t.Fatalf("beyond the limit: %v, want to wait 20s", err)
		}
		if err := l.Take("b"); err != nil {
			t.Errorf("another key: %v", err)
		}
		time.Sleep(many.After)
		if err := l.Take("a"); err != nil {
			t.Errorf("after waiting as told: %v", err)
		}
		if err := l.Take("a"); err == nil {
			t.Error("a second turn after waiting for one")
		}
	})
}

func TestALimitOfZeroIsNone(t *testing.T) {
	l := NewLimiter("replies", 0, time.Minute, time.Now)
	for range 1000 {
		if err := l.Take("a"); err != nil {
			t.Fatal(err)
		}
	}
}

func TestALimiterForgetsNobodyWhoIsLimited(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := NewLimiter("replies", 1, time.Hour, time.Now)
		_ = l.Take("a")
		for i := range maxKeys + 10 { // the halves change places once
			_ = l.Take(strconv.Itoa(i))
		}
		if err := l.Take("a"); err == nil {
			t.Error("a flood of other keys gave a used-up budget back")
		}
		for i := range 3 * maxKeys {
			_ = l.Take("x" + strconv.Itoa(i))
		}
		if got := len(l.young) + len(l.old); got > 2*maxKeys {
			t.Errorf("keys in memory = %d, want at most %d", got, 2*maxKeys)
		}
	})
}

func TestLocalPaths(t *testing.T) {
	tests := map[string]string{
		"/":                        "/",
		"/desk/replies?state=spam": "/desk/replies?state=spam",
		"/a//b":                    "/a//b",
		"":                         "/home",
		"desk":                     "/home",
		"//evil.example":           "/home",
		"/\\evil.example":          "/home",
		"/x\\..\\evil":             "/home",
		"/\t/evil.example":         "/home",
		"/\n/evil.example":         "/home",
		"/ /evil.example":          "/home",
		"https://evil.example":     "/home",
		"javascript:alert(1)":      "/home",
		"\x00/":                    "/home",
	}
	for target, want := range tests {
		if got := LocalPath(target, "/home"); got != want {
			t.Errorf("LocalPath(%q) = %q, want %q", target, got, want)
		}
	}
}

func TestFormTokens(t *testing.T) {
	now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	s := Signer{Key: []byte("0123456789abcdef0123456789abcdef"), For: 24 * time.Hour}
	other := Signer{Key: []byte("another key of 32 bytes, so long"), For: s.For}
	good := s.Sign("thread", now)
	flipped := []byte(good)
	flipped[20] ^= 1
	tests := map[string]struct {
		token, subject string
		at             time.Time
		rule           string
	}{
		"fresh":                {good, "thread", now.Add(time.Minute), ""},
		"at its last moment":   {good, "thread", now.Add(24 * time.Hour), ""},
		"too old":              {good, "thread", now.Add(24*time.Hour + time.Second), "expired"},
		"from another node":    {good, "thread", now.Add(-time.Minute), ""},
		"from the future":      {good, "thread", now.Add(-time.Hour), "expired"},
		"of another thread":    {good, "thread2", now, "forged"},
		"of another site":      {other.Sign("thread", now), "thread", now, "forged"},
		"with a flipped bit":   {string(flipped), "thread", now, "forged"},
		"cut":                  {good[:20], "thread", now, "forged"},
		"empty":                {"", "thread", now, "forged"},
		"not base 64":          {"!" + good[1:], "thread", now, "forged"},
		"an old time made new": {other.Sign("thread", now.Add(-48*time.Hour)), "thread", now, "forged"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			shown, err := s.Check(tt.token, tt.subject, tt.at)
			var invalid news.Invalid
			if errors.As(err, &invalid); invalid.Rule != tt.rule {
				t.Fatalf("Check = %v, want rule %q", err, tt.rule)
			}
			if err == nil && !shown.Equal(now) {
				t.Errorf("shown = %v, want %v", shown, now)
			}
		})
	}
}

func FuzzClient(f *testing.F) {
	f.Add("10.0.0.1:1", "203.0.113.9, 10.0.0.2")
	f.Add("[fd00::1%eth0]:1", "[::1]:80,,")
	f.Fuzz(func(t *testing.T, remote, forwarded string) {
		r := &http.Request{RemoteAddr: remote, Header: http.Header{"X-Forwarded-For": {forwarded}}}
		got := (Clients{Proxies: []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8")}}).Of(r)
		if got.Addr.IsValid() != got.Network.IsValid() || got.Addr.Zone() != "" {
			t.Errorf("Of(%q, %q) = %v", remote, forwarded, got)
		}
	})
}
