package spam

import (
	"slices"
	"strings"
	"testing"
	"time"
)

func handOf(m Message) map[handFeature]bool {
	var x extractor
	x.extract(m)
	set := map[handFeature]bool{}
	for i, v := range x.hand {
		if v != 0 {
			set[handFeature(i)] = true
		}
	}
	return set
}

func TestHandFeaturesSeeWhatPeopleSee(t *testing.T) {
	tests := map[string]struct {
		m    Message
		want []handFeature
	}{
		"an ordinary sentence":            {Message{Content: "The ferry was late again."}, []handFeature{handShort}},
		"a shout":                         {Message{Content: "WHY IS NOBODY TALKING ABOUT THE BUSES???!!!"}, []handFeature{handMedium, handCapitals, handShouting, handBangs}},
		"money and a telephone number":    {Message{Content: "Earn $500, call +1 555 010 0142"}, []handFeature{handShort, handDigits, handPhone, handMoney}},
		"an account to write to":          {Message{Content: "write to me, @somebody, about this"}, []handFeature{handShort, handHandle}},
		"drawn letters":                   {Message{Content: "gUsNMHcAxY"}, []handFeature{handTiny, handGibberish}},
		"letters in costume":              {Message{Content: "𝐁𝐨𝐧𝐮𝐬 now"}, []handFeature{handTiny, handStyled, handManyStyled}},
		"letters that pose":               {Message{Content: "vіаgrа"}, []handFeature{handTiny, handPosing}},
		"unseen characters":               {Message{Content: "ca\u200bsino"}, []handFeature{handTiny, handHidden}},
		"a joined emoji hides nothing":    {Message{Content: "my family 👨\u200d👩\u200d👧 is here"}, []handFeature{handShort, handEmoji}},
		"a word written letter by letter": {Message{Content: "play s l o t here"}, []handFeature{handShort, handJoined}},
		"a bare link":                     {Message{Content: "http://a.example/b"}, []handFeature{handTiny, handOneLink, handBareLink, handWordless}},
		"a name that is in its host":      {Message{Author: "Roofing Pros", URL: "http://roofing.example/now"}, []handFeature{handNameInHost, handHome, handHomePath}},
		"a foreign script":                {Message{Content: "Лучшее место в городе", Lang: "en-GB"}, []handFeature{handShort, handForeign}},
		"a page's own script":             {Message{Content: "Лучшее место в городе", Lang: "ru"}, []handFeature{handShort}},
		"a form sent at once":             {Message{Content: "The ferry was late again.", Elapsed: time.Second}, []handFeature{handShort, handHasty}},
		"a form filled in by hand":        {Message{Content: "The ferry was late again.", Elapsed: time.Minute}, []handFeature{handShort, handCalm}},
		"text pasted":                     {Message{Content: strings.Repeat("All work and no play. ", 12), Elapsed: 9 * time.Second}, []handFeature{handLong, handMonotone}},
		"the hidden field":                {Message{Trap: true}, []handFeature{handTrap}},
		"near repeats":                    {Message{Repeats: Repeats{Ham: 1, Spam: 3}}, []handFeature{handRepeatHam, handRepeatSpam, handRepeatSpams}},
		"nothing at all":                  {Message{}, nil},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			got := handOf(tt.m)
			for h := range nHand {
				if got[h] != slices.Contains(tt.want, h) {
					t.Errorf("hand feature %d of %q is %t", h, tt.m.Content, got[h])
				}
			}
		})
	}
}

func TestFeaturesAreBoundedWhateverTheText(t *testing.T) {
	tests := map[string]string{
		"64 KiB of marks":      "a" + strings.Repeat("\u0301", 32<<10),
		"64 KiB of ligatures":  strings.Repeat("ﷺ", 21<<10),
		"64 KiB of links":      strings.Repeat("http://a.example ", 4<<10),
		"64 KiB of open tags":  strings.Repeat("<a ", 21<<10),
		"64 KiB of ampersands": strings.Repeat("&", 64<<10),
		"64 KiB of one letter": strings.Repeat("x", 64<<10),
	}
	var x extractor
	for name, text := range tests {
		t.Run(name, func(t *testing.T) {
			x.extract(Message{Content: text, Author: text, Email: text, URL: text})
			if len(x.features) > maxFeatures || len(x.links) > maxLinks || len(x.runes) > 18*(headBytes+tailBytes)+8 {
				t.Errorf("%d features, %d links, %d runes", len(x.features), len(x.links), len(x.runes))
			}
		})
	}
}

func TestSameMessageHasSameFeatures(t *testing.T) {
	m := Message{Content: "Play s l o t at https://a.example/b, 𝐁𝐨𝐧𝐮𝐬!", Author: "Win", Email: "w1@a.example", URL: "a.example"}
	var fresh, used extractor
	fresh.extract(m)
	used.extract(Message{Content: "Something else entirely, with http://other.example"})
	used.extract(m)
	if !slices.Equal(fresh.features, used.features) || fresh.hand != used.hand || fresh.value != used.value {
		t.Error("an extractor used before takes a message apart differently")
	}
}

func TestTakingApartAndAddingUpAllocatesOnlyForAddresses(t *testing.T) {
	starter, err := Starter()
	if err != nil {
		t.Fatal(err)
	}
	site := NewLearned(starter)
	m := Message{Content: strings.Repeat("Prüft das bitte: https://a.example/b? ", 20), Author: "Jörg", Email: "j@a.example", URL: "http://a.example"}
	if err := site.Apply(site.Lesson(m, Spam, 1)); err != nil {
		t.Fatal(err)
	}
	var x extractor
	run := func() {
		x.extract(m)
		site.tally(&x)
	}
	run()
	if n, addresses := testing.AllocsPerRun(100, run), 20+2; n > float64(addresses) {
		t.Errorf("%v allocations, want at most one for each of %d addresses and none for %d features", n, addresses, len(x.features))
	}
}

func FuzzExtract(f *testing.F) {
	f.Add("Play s l o t at https://a.example/b", "Win", "w1@a.example", "http://a.example/x")
	f.Add("\x00\xff<a href=", "𝐁", "@", "://")
	var x extractor
	f.Fuzz(func(t *testing.T, content, author, email, url string) {
		x.extract(Message{Content: content, Author: author, Email: email, URL: url, Lang: author})
		for _, w := range x.words {
			if w.start >= w.end || x.src[w.start] > x.src[w.end] {
				t.Errorf("word %+v of %q", w, content)
			}
		}
		for i, feature := range x.features {
			if int(feature.word) >= len(x.words) {
				t.Errorf("feature %d of %q is of word %d of %d", i, content, feature.word, len(x.words))
			}
		}
	})
}
