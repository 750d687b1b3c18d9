package spam_test

import (
	"math"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"stet/internal/spam"
)

func starter(t testing.TB) *spam.Model {
	t.Helper()
	m, err := spam.Starter()
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// Messages as a newspaper gets them; none of them is in the seed.
var (
	hams = []spam.Message{
		{Content: "The old lifeboat shed should have been listed years ago. Instead they let the roof fall in.", Author: "Margaret D."},
		{Content: "You are wrong about the ferry, Margaret. It was the company that pulled out, not the council. Read the minutes.", Author: "Ewan"},
		{Content: "Why did the chicken cross the harbour? Because the bridge is closed until May.", Author: "Joker"},
		{Content: "The minutes are here for anyone who wants them: https://council.example/minutes/2026-03", Author: "Ewan"},
		{Content: "Endlich sagt es mal jemand. Die Mole ist seit Jahren marode und keiner tut was.", Author: "Fiete"},
		{Content: "So ein Unsinn. Ich war selbst dabei und es war ganz anders.", Author: "K. Petersen", URL: "https://petersen-boote.example"},
		{Content: "Me encanta este periódico. Saludos desde Vigo.", Author: "Paco"},
		{Content: "Très bon article, mais vous oubliez de parler des pêcheurs.", Author: "Yann"},
		{Content: "Bardzo ciekawe, czekam na ciąg dalszy.", Author: "Ola"},
		{Content: "Çok güzel bir haber, emeğinize sağlık.", Author: "Deniz"},
		{Content: "مقال رائع، شكرا لكم على هذه المعلومات", Author: "ليلى"},
		{Content: "What a load of rubbish, the reporter should be ashamed. Idiots, all of them.", Author: "Reg"},
		{Content: "I wrote about this in my newsletter last year, the council ignored it then too.", Author: "Jane", Email: "jane@janeporter.example", URL: "https://janeporter.example"},
		{Content: "Lol"},
	}
	doubtful = []spam.Message{
		{Content: "Our shop has pumps and sandbags in stock again, the prices are at https://pumps.example/", Author: "Jonas"},
		{Content: "Have a look at my page about the flood: https://flood.example/", Author: "Jonas"},
	}
	spams = []spam.Message{
		{Content: "Buy cheap viagra and cialis online, no prescription! http://pharma-best.example/buy http://pills24.example", Author: "Pharma Shop", URL: "http://pharma-best.example"},
		{Content: "Play the best online casino and win $5000 bonus today! Register here http://megawin-casino.example/?ref=221", Author: "Casino Online", URL: "http://megawin-casino.example"},
		{Content: "We will put your website on the first page of Google. 1000 backlinks for $29. Contact us: http://seo-masters.example", Author: "SEO Agency", URL: "http://seo-masters.example"},
		{Content: "I was broke until I met Mr Andrew, he traded my bitcoin investment and I made $25,000 in two weeks. Contact him on WhatsApp +1 555 010 0133 or telegram @andrewfx", Author: "Linda"},
		{Content: "Schnell Geld leihen ohne Schufa! Sofortkredit bis 50.000€ in 24h auf Ihrem Konto: http://kredit-jetzt.example/antrag", Author: "Kredit ohne Schufa", URL: "http://kredit-jetzt.example/antrag"},
		{Content: "Лучшее казино с выводом денег! Бонус 200% по ссылке http://casino-top.example", Author: "casino"},
	}
)

func TestStarterPublishesOrdinaryRepliesHoldsDoubtfulOnesAndKeepsAdvertisementsOut(t *testing.T) {
	site := spam.NewLearned(starter(t))
	for class, messages := range map[spam.Class][]spam.Message{spam.Ham: hams, spam.Unsure: doubtful, spam.Spam: spams} {
		for _, m := range messages {
			m.Elapsed = 40 * time.Second
			if v := site.Check(m, spam.Normal); v.Class != class && !(v.Class.KeptOut() && class.KeptOut()) {
				t.Errorf("%q is %s (%.3f), want %s: %v", m.Content, v.Class, v.Score, class, v.Clues)
			}
		}
	}
}

func TestMailDomainsTellNothingUntilASiteTaught(t *testing.T) {
	site := spam.NewLearned(starter(t))
	for _, m := range slices.Concat(hams, doubtful, spams) {
		m.Email = ""
		without := site.LogOdds(m)
		for _, email := range []string{"ann@gmail.com", "ann@example.org", "ann@web.de", "ann@mail.ru", "ann@qq.com", "ann@xyz.top"} {
			m.Email = email
			if got := site.LogOdds(m); math.Abs(got-without) > 1e-9 {
				t.Errorf("%q from %s: log-odds %.2f, without an address %.2f", m.Content, email, got, without)
			}
		}
	}
	m := spam.Message{Content: "The ferry was late again.", Email: "ann@xyz.top"}
	before := site.LogOdds(m)
	for _, text := range []string{"Rooms free for the regatta.", "Moira has sandbags again.", "My cousin mends roofs."} {
		learn(t, site, site.Lesson(spam.Message{Content: text, Email: "moira@xyz.top"}, spam.Spam, 1))
	}
	other := m
	other.Email = "ann@example.org"
	if got := site.LogOdds(m); got <= before || got <= site.LogOdds(other) {
		t.Errorf("after three advertisements from the domain: log-odds %.2f, before %.2f, of another domain %.2f", got, before, site.LogOdds(other))
	}
}

func TestFilledTrapAloneMakesSpam(t *testing.T) {
	site := spam.NewLearned(starter(t))
	for range 5 {
		for _, m := range hams {
			m.Trap = true
			if v := site.Check(m, spam.Lenient); v.Class != spam.Spam {
				t.Errorf("%q with the trap filled is %s", m.Content, v.Class)
			}
			if err := site.Apply(site.Lesson(m, spam.Ham, 1)); err != nil {
				t.Fatal(err)
			}
		}
	}
}

func TestClueWeightsAddUpToTheLogOddsOfTheScore(t *testing.T) {
	site := spam.NewLearned(starter(t))
	odd := []spam.Message{
		{},
		{Content: "𝐁𝐨𝐧𝐮𝐬 vіаgrа s l o t 🎰🎰🎰🎰 WIN WIN WIN!!!", Author: "x", Email: "ab12345@mail.example", Elapsed: time.Second},
		{Content: "谢谢这篇报道。我住在港口附近。", Lang: "de", Repeats: spam.Repeats{Ham: 1, Spam: 2}},
		{Content: "Ich bin ganz anderer Meinung.", Trap: true},
		{Content: strings.Repeat("head middle and tail of a long text, ", 500)},
	}
	for range 2 {
		for _, list := range [][]spam.Message{hams, doubtful, spams, odd} {
			for _, m := range list {
				v := site.Check(m, spam.Normal)
				sum, last := 0.0, math.Inf(1)
				for _, c := range v.Clues {
					sum += c.Weight
					if math.Abs(c.Weight) > last {
						t.Errorf("clues of %q are not the heaviest first: %v", m.Content, v.Clues)
					}
					last = math.Abs(c.Weight)
				}
				if want := site.LogOdds(m); math.Abs(sum-want) > 1e-9 || math.Abs(v.Score-1/(1+math.Exp(-want))) > 1e-12 {
					t.Errorf("clues of %q add up to %v and its score is %v, want %v", m.Content, sum, v.Score, want)
				}
			}
		}
		if err := site.Apply(site.Lesson(hams[0], spam.Spam, 1)); err != nil {
			t.Fatal(err)
		}
	}
}

func TestCluesShowTheEvidence(t *testing.T) {
	site := spam.NewLearned(starter(t))
	m := spam.Message{
		Content: "Get your free C𝐀SINO bonus at http://lucky.example/bonus and http://more.example now",
		Author:  "Lucky Bonus", Email: "lucky7777@mail.example", URL: "https://www.lucky.example/x", Elapsed: 1500 * time.Millisecond,
	}
	want := map[spam.ClueKind]string{
		spam.ClueLinks: "lucky.example, more.example", spam.ClueAuthor: "Lucky Bonus", spam.ClueEmail: "@mail.example",
		spam.ClueURL: "lucky.example", spam.ClueDisguise: "C𝐀SINO", spam.ClueRhythm: "1.5s",
	}
	words := ""
	for _, c := range site.Check(m, spam.Normal).Clues {
		if text, ok := want[c.Kind]; ok && c.Text != text {
			t.Errorf("clue %s shows %q, want %q", c.Kind, c.Text, text)
		}
		delete(want, c.Kind)
		if c.Kind == spam.ClueWords && c.Weight > 0 {
			words = c.Text
		}
	}
	if len(want) > 0 {
		t.Errorf("no clues of these kinds: %v", want)
	}
	for w := range strings.SplitSeq(words, ", ") {
		if !strings.Contains(m.Content, w) {
			t.Errorf("clue of words shows %q, which is not in the text", w)
		}
	}
	if !strings.Contains(words, "bonus") {
		t.Errorf("clue of words shows %q, want bonus among them", words)
	}
}

func TestStricterHoldsAndKeepsOutMore(t *testing.T) {
	m := starter(t)
	lenient, normal, strict := m.Thresholds(spam.Lenient), m.Thresholds(spam.Normal), m.Thresholds(spam.Strict)
	if !(strict.Hold < normal.Hold && normal.Hold < lenient.Hold && strict.Spam < normal.Spam && normal.Spam < lenient.Spam) {
		t.Errorf("thresholds: strict %v, normal %v, lenient %v", strict, normal, lenient)
	}
	for _, th := range []spam.Thresholds{lenient, normal, strict} {
		if th.Hold >= th.Spam {
			t.Errorf("thresholds %v: nothing is ever held", th)
		}
	}
}

func TestChecksAndLessonsRunSideBySide(t *testing.T) {
	site := spam.NewLearned(starter(t))
	var wg sync.WaitGroup
	for _, m := range append(hams, spams...) {
		wg.Go(func() {
			for range 5 {
				site.Check(m, spam.Normal)
				delta := site.Lesson(m, spam.Spam, 1)
				if err := site.Apply(delta); err != nil {
					t.Error(err)
				}
				if err := site.Remove(delta); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	for _, m := range hams {
		if got, want := site.LogOdds(m), spam.NewLearned(starter(t)).LogOdds(m); got != want {
			t.Errorf("log-odds of %q are %v after all was taken out, want %v", m.Content, got, want)
		}
	}
}

func BenchmarkCheck(b *testing.B) {
	fresh := spam.NewLearned(starter(b))
	taught := spam.NewLearned(starter(b))
	for range 50 {
		for _, m := range append(hams, spams...) {
			if err := taught.Apply(taught.Lesson(m, spam.Spam, 1)); err != nil {
				b.Fatal(err)
			}
		}
	}
	for name, site := range map[string]*spam.Learned{"fresh": fresh, "taught": taught} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				site.Check(hams[i%len(hams)], spam.Normal)
			}
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "checks/s")
		})
	}
	b.Run("64 KiB of marks", func(b *testing.B) {
		m := spam.Message{Content: "a" + strings.Repeat("\u0301", 32<<10)}
		for b.Loop() {
			fresh.Check(m, spam.Normal)
		}
	})
}

func BenchmarkLearn(b *testing.B) {
	site := spam.NewLearned(starter(b))
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		if err := site.Apply(site.Lesson(hams[i%len(hams)], spam.Spam, 1)); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "lessons/s")
}
