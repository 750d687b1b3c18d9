package spam_test

import (
	"testing"

	"stet/internal/spam"
)

func TestFingerprintsOfNearRepeatsAreNear(t *testing.T) {
	const text = "I found this amazing trick to earn money from home, write to me and I will tell you all about it. My number is 555 0142."
	tests := map[string]struct {
		a, b string
		near bool
	}{
		"the same text":               {text, text, true},
		"other capitals and marks":    {text, "I FOUND this amazing trick to éarn money from home; write to me - and I will tell you all about it! My number is 555 0142", true},
		"another number":              {text, "I found this amazing trick to earn money from home, write to me and I will tell you all about it. My number is 777 9981.", true},
		"another address":             {text + " http://a.example/x", text + " https://b.example/y?z", true},
		"another word":                {text, "I found this amazing trick to earn money from home, write to me and I will show you all about it. My number is 555 0142.", true},
		"another text":                {text, "The old lifeboat shed should have been listed years ago. Instead they let the roof fall in, and now nobody wants to pay.", false},
		"another text with its start": {text, "I found this amazing shell on the beach near the lighthouse, does anybody know what kind it is and whether it is rare?", false},
		"two Chinese texts":           {"谢谢这篇报道。我住在港口附近，凌晨四点以前没有人通知我们。", "房价再涨下去，年轻人真的买不起了，政府应该想想办法才对吧。", false},
		"two short texts":             {"Well said!", "Well said!", false},
		"two texts of signs":          {"!!! ??? 123 ...", "!!! ??? 123 ...", false},
		"nothing":                     {"", "", false},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			a, b := spam.Fingerprint(tt.a), spam.Fingerprint(tt.b)
			if got := spam.Near(a, b); got != tt.near {
				t.Errorf("Near(%016x, %016x) = %t, want %t", a, b, got, tt.near)
			}
		})
	}
}
