package accounts

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"stet/internal/news"
)

const phrase = "seven gulls on a wet pier"

func ruleOf(err error) string {
	var invalid news.Invalid
	errors.As(err, &invalid)
	return invalid.Rule
}

func TestWhichPasswordsWillDo(t *testing.T) {
	ida := news.Staff{Name: "Ida Lund", Email: "ida.lund@courier.example"}
	tests := map[string]string{
		phrase:                                "",
		"ütx9 öß§ 東京":                         "too_short",
		"ütx9 öß§ 東京 港":                       "",
		strings.Repeat("a long phrase ", 70):  "",
		strings.Repeat("a long phrase ", 100): "too_long",
		"":                                    "too_short",
		"elevenchars":                         "too_short",
		"aaaaaaaaaaaa":                        "obvious",
		"abababababab":                        "obvious",
		"123456789012":                        "obvious",
		"210987654321":                        "obvious",
		"qwertyuiopas":                        "obvious",
		"Password1234":                        "obvious",
		"Passwort2026!":                       "obvious",
		"passwordpassword":                    "obvious",
		"IdaLund123456":                       "obvious",
		"ida.lund@courier.example":            "obvious",
		"LundIda!!2026":                       "obvious",
		"broken \xff\xff utf8":                "utf8",
		"my password is a secret, so there":   "",
	}
	for password, want := range tests {
		if got := ruleOf(checkPassword(password, ida)); got != want {
			t.Errorf("checkPassword(%.30q) = %q, want %q", password, got, want)
		}
	}
}

func TestHashesInPHCForm(t *testing.T) {
	s := New(nil, nil)
	first, err := s.hash(t.Context(), phrase)
	if err != nil {
		t.Fatal(err)
	}
	second, _ := s.hash(t.Context(), phrase)
	if first == second || !strings.HasPrefix(first, "$argon2id$v=19$m=19456,t=2,p=1$") {
		t.Errorf("hashes = %s, %s; want two salts and the cost", first, second)
	}
	for password, want := range map[string]bool{phrase: true, "the ferry leaves at noon": false, "": false} {
		if got, err := s.verify(t.Context(), first, password); got != want || err != nil {
			t.Errorf("verify(%q) = %t, %v; want %t", password, got, err, want)
		}
	}
	composed, _ := s.hash(t.Context(), "caf\u00e9 by the old harbour")
	if ok, _ := s.verify(t.Context(), composed, "cafe\u0301 by the old harbour"); !ok {
		t.Error("the same letters from another keyboard are another password")
	}
}

func TestBrokenHashesAreErrors(t *testing.T) {
	for _, hash := range []string{
		"x", "$2a$10$abc", "$argon2id$v=18$m=19456,t=2,p=1$c2FsdHNhbHQ$a2V5a2V5a2V5a2V5",
		"$argon2id$v=19$m=99999999,t=2,p=1$c2FsdHNhbHQ$a2V5a2V5a2V5a2V5a2V5", "$argon2id$v=19$m=19456,t=0,p=1$c2FsdHNhbHQ$a2V5a2V5a2V5a2V5a2V5",
		"$argon2id$v=19$m=19456,t=2,p=1$!$a2V5a2V5a2V5a2V5a2V5", "$argon2id$v=19$m=19456,t=2,p=1$c2FsdHNhbHQ$",
	} {
		if p, err := parsePHC(hash); err == nil {
			t.Errorf("parsePHC(%q) = %v, want an error", hash, p)
		}
	}
}

func FuzzPHC(f *testing.F) {
	f.Add(nobodys.String())
	f.Add("$argon2id$v=19$m=1,t=1,p=1$c2FsdHNhbHQ$a2V5a2V5a2V5a2V5a2V5")
	f.Fuzz(func(t *testing.T, s string) {
		p, err := parsePHC(s)
		if err != nil {
			return
		}
		again, err := parsePHC(p.String())
		if err != nil || cmp.Diff(p, again, cmp.AllowUnexported(phc{})) != "" {
			t.Errorf("parsePHC(%q) is not the same when written and read again: %v", s, err)
		}
	})
}
