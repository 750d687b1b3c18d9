package spam_test

import (
	"fmt"
	"math"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"stet/internal/spam"
)

var now = time.Date(2026, 11, 30, 12, 0, 0, 0, time.UTC)

// recalled is what a past tells of a message.
type recalled struct {
	Repeats  spam.Repeats
	Record   spam.Record
	NewHosts []string
}

func recall(p *spam.Past, m spam.Message) recalled {
	m = p.Recall(m)
	return recalled{m.Repeats, m.Record, m.NewHosts}
}

func TestPastTellsWhatBecameOfTheLike(t *testing.T) {
	const text = "We still have rooms free for the regatta weekend, ring the Anchor and ask for Moira!"
	m := spam.Message{
		ID: "this", Time: now, Network: "here", Email: "Moira@example.org",
		Content: "We still have rooms free for the regatta weekend; ring the Anchor, and ask for Moira.",
	}
	like := func(age time.Duration, fate spam.Fate) spam.Trace {
		return spam.Trace{ID: "like", Time: now.Add(-age), Fate: fate, Content: text, Fingerprint: spam.Fingerprint(text)}
	}
	from := func(network, email string, age time.Duration, fate spam.Fate) spam.Trace {
		return spam.Trace{ID: network + email + age.String(), Time: now.Add(-age), Network: network, Email: email, Fate: fate}
	}
	yesterday := now.Add(-24 * time.Hour)
	tests := map[string]struct {
		saw  []spam.Trace
		want recalled
	}{
		"nothing": {nil, recalled{}},
		"a repeat of what a person kept out": {
			[]spam.Trace{like(24*time.Hour, spam.Refused)}, recalled{Repeats: spam.Repeats{Spam: 1, Refused: yesterday}},
		},
		"a repeat of what was published":    {[]spam.Trace{like(time.Hour, spam.Published)}, recalled{Repeats: spam.Repeats{Ham: 1}}},
		"a repeat of what waits":            {[]spam.Trace{like(time.Hour, spam.Open)}, recalled{}},
		"what came later":                   {[]spam.Trace{like(-time.Hour, spam.Refused)}, recalled{}},
		"a reader who was published before": {[]spam.Trace{from("there", "moira@example.org", 48*time.Hour, spam.Published)}, recalled{Record: spam.Record{Stood: 1}}},
		"… but only today":                  {[]spam.Trace{from("there", "moira@example.org", time.Hour, spam.Published)}, recalled{}},
		"… and a person let it stand":       {[]spam.Trace{from("there", "moira@example.org", time.Hour, spam.Stood)}, recalled{Record: spam.Record{Stood: 1}}},
		"a network's good replies":          {[]spam.Trace{from("here", "ann@example.org", time.Hour, spam.Stood)}, recalled{Record: spam.Record{Neighbours: 1}}},
		"an address that was kept out":      {[]spam.Trace{from("there", "moira@example.org", time.Hour, spam.Refused)}, recalled{}},
		"what was decided later": {
			[]spam.Trace{{ID: "later", Time: now.Add(-time.Hour), Network: "here", Fate: spam.Refused, Decided: now.Add(time.Hour)}}, recalled{},
		},
		"what has no time":          {[]spam.Trace{{ID: "undated", Network: "here", Fate: spam.Refused}}, recalled{Record: spam.Record{Refused: 1}}},
		"a network's bad replies":   {[]spam.Trace{from("here", "", time.Hour, spam.Refused)}, recalled{Record: spam.Record{Refused: 1}}},
		"the same of both":          {[]spam.Trace{from("here", "moira@example.org", time.Hour, spam.Refused)}, recalled{Record: spam.Record{Refused: 1}}},
		"no network and no address": {[]spam.Trace{from("", "", time.Hour, spam.Refused)}, recalled{}},
		"haste": {
			[]spam.Trace{from("here", "", time.Minute, spam.Published), from("here", "", 9*time.Minute, spam.Open), from("here", "", 11*time.Minute, spam.Published)},
			recalled{Record: spam.Record{Lately: 2, Neighbours: 2}},
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			var p spam.Past
			for _, trace := range tt.saw {
				p.Saw(trace)
			}
			if diff := cmp.Diff(tt.want, recall(&p, m)); diff != "" {
				t.Errorf("recalled (-want +got):\n%s", diff)
			}
		})
	}
	t.Run("itself", func(t *testing.T) {
		var p spam.Past
		p.Saw(spam.Trace{ID: m.ID, Time: m.Time, Network: m.Network, Email: m.Email, Content: m.Content, Fingerprint: spam.Fingerprint(m.Content), Fate: spam.Refused})
		if got := recall(&p, m); !cmp.Equal(got, recalled{}) {
			t.Errorf("recalled %+v of itself", got)
		}
	})
	t.Run("withdrawn", func(t *testing.T) {
		var p spam.Past
		p.Saw(like(time.Hour, spam.Refused))
		p.Saw(spam.Trace{ID: "like", Time: now.Add(-time.Hour)})
		if got := recall(&p, m); !cmp.Equal(got, recalled{}) {
			t.Errorf("recalled %+v of what was withdrawn", got)
		}
	})
}

func TestHostIsNewUntilALinkToItHasStoodForADay(t *testing.T) {
	const link = "The tide tables are at https://www.tides.example/today and https://pumps.example/"
	var p spam.Past
	see := func(id string, age time.Duration, text string, fate spam.Fate) []string {
		p.Saw(spam.Trace{ID: id, Time: now.Add(-age), Content: text, Fate: fate})
		return recall(&p, spam.Message{Time: now, Content: link}).NewHosts
	}
	for i := range 49 {
		if got := see(fmt.Sprint("old", i), 48*time.Hour, "Well said.", spam.Published); got != nil {
			t.Fatalf("after %d messages, hosts %v are new already", i+1, got)
		}
	}
	for _, step := range []struct {
		id   string
		age  time.Duration
		text string
		fate spam.Fate
		want []string
	}{
		{"one more", 48 * time.Hour, "Well said.", spam.Published, []string{"tides.example", "pumps.example"}},
		{"kept out by the filter", 48 * time.Hour, "see tides.example/x", spam.Open, []string{"tides.example", "pumps.example"}},
		{"published today", time.Hour, "see https://tides.example/x", spam.Published, []string{"tides.example", "pumps.example"}},
		{"stood", time.Hour, "see https://tides.example/x", spam.Stood, []string{"pumps.example"}},
		{"published long ago", 48 * time.Hour, "https://PUMPS.example", spam.Published, nil},
	} {
		if got := see(step.id, step.age, step.text, step.fate); !slices.Equal(got, step.want) {
			t.Errorf("after %s: new hosts %v, want %v", step.id, got, step.want)
		}
	}
}

func TestOldestIsForgotten(t *testing.T) {
	var p spam.Past
	p.Saw(spam.Trace{ID: "first", Time: now, Network: "here", Fate: spam.Refused})
	for i := range spam.PastSize {
		if got := p.Recall(spam.Message{Time: now, Network: "here"}).Record.Refused; got != 1 {
			t.Fatalf("the first is forgotten after %d others", i)
		}
		p.Saw(spam.Trace{ID: fmt.Sprint(i), Time: now})
	}
	if got := p.Recall(spam.Message{Time: now, Network: "here"}).Record.Refused; got != 0 {
		t.Error("the first is still known")
	}
	if size := p.Size(); size < 100*spam.PastSize || size > 1<<20 {
		t.Errorf("size %d", size)
	}
}

func clue(v spam.Verdict, kind spam.ClueKind) spam.Clue {
	for _, c := range v.Clues {
		if c.Kind == kind {
			return c
		}
	}
	return spam.Clue{}
}

func TestCluesOfThePastAndThePage(t *testing.T) {
	site := spam.NewLearned(starter(t))
	story := site.Starter().Topic("The new flood barrier\nEngineers closed the sluices before the spring tide. The harbour office says the barrier held; "+
		"the pumps in Mill Lane ran through the night, and the ferry to Skarholm was cancelled. The council will vote on the embankment, "+
		"on dredging the estuary and on the lifeboat shed, whose foundations were undermined. Fishermen want compensation for moorings, nets and trawlers; "+
		"surveyors from the waterways authority inspect the culverts, gates, turbines, generators and spillways on Thursday morning.", nil)
	tests := map[string]struct {
		m        spam.Message
		kind     spam.ClueKind
		text     string
		min, max float64
	}{
		"a repeat":          {spam.Message{Repeats: spam.Repeats{Spam: 1, Refused: now.Add(-24 * time.Hour)}}, spam.ClueRepeat, "2026-11-29", 3, 5},
		"a new host":        {spam.Message{Content: "See https://pumps.example/", NewHosts: []string{"pumps.example"}}, spam.ClueHost, "pumps.example", 0.1, 1},
		"a regular":         {spam.Message{Record: spam.Record{Stood: 9}}, spam.ClueRecord, "", -1.5, -1},
		"one reply stands":  {spam.Message{Record: spam.Record{Stood: 1}}, spam.ClueRecord, "", -1, -0.5},
		"neighbours":        {spam.Message{Record: spam.Record{Neighbours: 1, Refused: 1}}, spam.ClueRecord, "", 0, 0},
		"a bad record":      {spam.Message{Record: spam.Record{Refused: 2}}, spam.ClueRecord, "", 0.5, 1.5},
		"a couple at once":  {spam.Message{Record: spam.Record{Lately: 2}}, spam.ClueRate, "", 0, 0},
		"a flood":           {spam.Message{Record: spam.Record{Lately: 20}}, spam.ClueRate, "21", 0.5, 1},
		"the story's words": {spam.Message{Content: "The sluices are old, and who pays for dredging?", Topic: story}, spam.ClueTopic, "sluices, dredging", -0.5, -0.1},
		"beside the story":  {spam.Message{Content: "You cannot imagine how grateful I am to that doctor who gave me his hand when all was dark and my husband had left me; he spoke to the spirits and in two days he was home with me and our kids", Topic: story}, spam.ClueTopic, "", 0.05, 0.5},
		"a short aside":     {spam.Message{Content: "Well said, I quite agree.", Topic: story}, spam.ClueTopic, "", 0, 0},
		"another language":  {spam.Message{Content: "Thank you for this post, I have been looking for something that explains it so well", Lang: "de-AT"}, spam.ClueLanguage, "en", 0.1, 1},
		"the same language": {spam.Message{Content: "Thank you for this post, I have been looking for something that explains it so well", Lang: "en"}, spam.ClueLanguage, "", 0, 0},
		"a word borrowed":   {spam.Message{Content: "Das ist der Hammer, und the show must go on, sage ich nur. Nicht wahr?", Lang: "en"}, spam.ClueLanguage, "de", 0.1, 1},
		"another script":    {spam.Message{Content: "Лучшее место в городе", Lang: "en"}, spam.ClueLanguage, "Cyrl", 0.1, 1},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			got := clue(site.Check(tt.m, spam.Normal), tt.kind)
			if got.Weight < tt.min || got.Weight > tt.max || got.Text != tt.text {
				t.Errorf("clue %+v, want text %q and a weight from %v to %v", got, tt.text, tt.min, tt.max)
			}
		})
	}
}

// Of simulated senders at one site, what they did before tells readers from
// advertisers though each sends the same texts; and whoever has no past is judged as
// before.
func TestRecordsOfSimulatedSendersSeparateThem(t *testing.T) {
	site := spam.NewLearned(starter(t))
	var p spam.Past
	n := 0
	send := func(m spam.Message, fate spam.Fate) float64 {
		n++
		m.ID = fmt.Sprint(n)
		odds := site.LogOdds(p.Recall(m))
		p.Saw(spam.Trace{ID: m.ID, Time: m.Time, Network: m.Network, Email: m.Email, Content: m.Content, Fate: fate})
		return odds
	}
	at := func(d time.Duration, network, email string, m spam.Message) spam.Message {
		m.Time, m.Network, m.Email = now.Add(d), network, email
		return m
	}
	var regular, stranger, farm []float64
	for day := range 6 {
		d := time.Duration(day) * 24 * time.Hour
		for i, m := range doubtful {
			network := fmt.Sprint("home", day) // a network's name lasts a day
			regular = append(regular, send(at(d+time.Duration(i)*time.Hour, network, "hanne@example.org", m), spam.Published))
			stranger = append(stranger, send(at(d+time.Duration(i)*time.Hour, fmt.Sprint("other", day, i), "", m), spam.Published))
			for k := range 3 { // people who advertise, one after the other, each with an address of their own
				farm = append(farm, send(at(d+time.Duration(i)*time.Minute, fmt.Sprint("farm", day), fmt.Sprintf("worker%d.%d@mail.example", day, k), m), spam.Refused))
			}
		}
	}
	mean := func(list []float64, from int) float64 {
		sum := 0.0
		for _, v := range list[from:] {
			sum += v
		}
		return sum / float64(len(list)-from)
	}
	plain := 0.0
	for _, m := range doubtful {
		plain += site.LogOdds(m) / float64(len(doubtful))
	}
	if got := mean(stranger, 0); math.Abs(got-plain) > 1e-9 {
		t.Errorf("strangers at %.3f, without a past %.3f", got, plain)
	}
	if got := mean(regular, 2*len(doubtful)); got > plain-1 {
		t.Errorf("regular readers at %.2f, strangers at %.2f", got, plain)
	}
	if got := mean(farm, 0); got < plain+0.7 {
		t.Errorf("the farm at %.2f, strangers at %.2f", got, plain)
	}
}

func TestTopicIsSharedByWordsAndNotByTheirEndings(t *testing.T) {
	m := starter(t)
	tests := map[string]struct {
		page, text string
		want       bool
		others     []string
	}{
		"other endings":       {"The council dredged the estuary.", "Who pays for dredging the estuary?", true, nil},
		"German compounds":    {"Der Hafenmeister schließt das Sperrwerk.", "Wer bezahlt dem Hafenmeister das Sperrwerk?", true, nil},
		"Chinese":             {"台风导致码头关闭，渡轮停航。", "渡轮停航太久了，码头的人很生气", true, nil},
		"usual words":         {"This is what they want because they have been there.", "They have been there because they want this.", false, nil},
		"two that are longer": {"Sluices and moorings", "moorings, sluices", true, nil},
		"words of every page": {"Der Hafen wird ausgebaggert, sie werden damit beginnen.", "Sie werden damit nicht beginnen.", false, []string{"Damit werden sie leben.", "Wir beginnen und werden sehen, damit es geht."}},
		"nothing":             {"", "Dredging estuaries costs a fortune.", false, nil},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			v := spam.NewLearned(m).Check(spam.Message{Content: tt.text, Topic: m.Topic(tt.page, tt.others)}, spam.Normal)
			if c := clue(v, spam.ClueTopic); (c.Weight < 0) != tt.want {
				t.Errorf("%q under %q: clue %+v", tt.text, tt.page, c)
			}
		})
	}
}

func BenchmarkRecall(b *testing.B) {
	var p spam.Past
	for i := range spam.PastSize {
		text := fmt.Sprintf("reader %d writes of https://host%d.example/ and the tide at the harbour", i, i)
		p.Saw(spam.Trace{ID: fmt.Sprint(i), Time: now, Network: fmt.Sprint(i), Content: text, Fingerprint: spam.Fingerprint(text), Fate: spam.Published})
	}
	m := spam.Message{Time: now, Network: "7", Email: "a@example.org", Content: "See https://pumps.example/ for the pumps that are sold in Mill Lane, all of them new and dry."}
	for b.Loop() {
		p.Recall(m)
	}
}

// FuzzPast remembers a text with odd links, and asks about another.
func FuzzPast(f *testing.F) {
	f.Add("see https://pumps.example/ and www.tides.example", "http://xn--.example", int64(5))
	f.Add("..", "a.b.c.com/\xff", int64(-1<<62))
	m := spam.EmptyModel()
	f.Fuzz(func(t *testing.T, first, second string, at int64) {
		var p spam.Past
		for i := range 60 {
			p.Saw(spam.Trace{ID: fmt.Sprint(i), Time: time.UnixMilli(at), Network: "here", Email: first, Content: first, Fingerprint: spam.Fingerprint(first), Fate: spam.Fate(i % 4)})
		}
		got := p.Recall(spam.Message{Content: second, Network: "here", Email: second, Time: time.UnixMilli(at).Add(48 * time.Hour), Topic: m.Topic(first, []string{second})})
		if len(got.NewHosts) > 24 || got.Record.Lately > 60 || got.Repeats.Ham+got.Repeats.Spam > 60 {
			t.Errorf("recalled %+v", got)
		}
		for _, host := range got.NewHosts {
			if host == "" {
				t.Error("an empty host is new")
			}
		}
		spam.NewLearned(m).Check(got, spam.Normal)
	})
}
