package spam_test

import (
	"maps"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"stet/internal/spam"
)

// A client is somebody or something that sends forms: what its program sends with
// them, and how long it has the form.
type client struct {
	headers map[string]string
	elapsed func(*rand.Rand) time.Duration
	trap    bool
	human   bool
}

// between draws a time; zero says that nobody knows it, as without script.
func between(least, most time.Duration) func(*rand.Rand) time.Duration {
	return func(r *rand.Rand) time.Duration {
		if least == most {
			return least
		}
		return least + time.Duration(r.Int64N(int64(most-least)+1))
	}
}

const desktop = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"

func browser(less ...string) map[string]string {
	h := map[string]string{
		"User-Agent": desktop, "Accept-Language": "en-GB,en;q=0.7", "Referer": "https://paper.example/stories/flood",
		"Origin": "https://paper.example", "Sec-Fetch-Site": "same-origin",
	}
	for _, name := range less {
		delete(h, name)
	}
	return h
}

// The clients of a newspaper, as they are known from the logs of every site.
var clients = map[string]client{
	"slow human":            {headers: browser(), elapsed: between(time.Minute, 20*time.Minute), human: true},
	"phone keyboard":        {headers: browser("Sec-Fetch-Site"), elapsed: between(25*time.Second, 3*time.Minute), human: true},
	"human who pastes":      {headers: browser(), elapsed: between(7*time.Second, 25*time.Second), human: true},
	"human without script":  {headers: browser(), elapsed: between(0, 0), human: true},
	"careful human":         {headers: browser("Referer"), elapsed: between(20*time.Second, 5*time.Minute), human: true},
	"headless browser":      {headers: browser("Accept-Language"), elapsed: between(300*time.Millisecond, 2*time.Second)},
	"script without a name": {headers: nil, elapsed: between(time.Millisecond, 900*time.Millisecond)},
	"script with a mask":    {headers: map[string]string{"User-Agent": desktop, "Accept-Language": "en"}, elapsed: between(0, 0)},
	"form replayer":         {headers: map[string]string{"User-Agent": desktop, "Referer": "https://paper.example/"}, elapsed: between(0, 0)},
	"form filler":           {headers: browser("Accept-Language"), elapsed: between(time.Second, 3*time.Second), trap: true},
}

func (c client) send(m spam.Message, r *rand.Rand) spam.Message {
	m.Signs = spam.SignsOf(func(name string) string { return c.headers[name] })
	m.Elapsed, m.Trap = c.elapsed(r), c.trap
	return m
}

// Each text is sent by every client, so that the text tells nothing of it: what
// separates programs from people is the client's behaviour alone.
func TestBehaviourOfClientsSeparatesProgramsFromPeople(t *testing.T) {
	site := spam.NewLearned(starter(t))
	r := rand.New(rand.NewPCG(3, 3))
	for _, text := range slices.Concat(hams, doubtful) {
		plain := site.LogOdds(text)
		least, most := 100.0, -100.0
		for _, name := range slices.Sorted(maps.Keys(clients)) {
			c := clients[name]
			odds := site.LogOdds(c.send(text, r))
			switch {
			case c.human && odds > plain+0.7:
				t.Errorf("%s makes %q more suspect by %.2f", name, text.Content, odds-plain)
			case c.human:
				most = max(most, odds)
			default:
				least = min(least, odds)
			}
		}
		if least <= most+0.5 {
			t.Errorf("%q: programs begin at %.2f, people end at %.2f", text.Content, least, most)
		}
	}
}

func TestBehaviourThatIsNotKnownChangesNothing(t *testing.T) {
	site := spam.NewLearned(starter(t))
	unknown := client{headers: browser(), elapsed: between(0, 0)}
	for _, text := range slices.Concat(hams, doubtful, spams) {
		v := site.Check(unknown.send(text, nil), spam.Normal)
		for _, c := range v.Clues {
			if c.Kind == spam.ClueRhythm || c.Kind == spam.ClueProgram || c.Kind == spam.ClueAge {
				t.Errorf("%q from an ordinary browser has the clue %v", text.Content, c)
			}
		}
		if want := site.LogOdds(text); math.Abs(want-math.Log(v.Score/(1-v.Score))) > 1e-6*math.Abs(want)+1e-3 {
			t.Errorf("%q: score %v, without behaviour log-odds %v", text.Content, v.Score, want)
		}
	}
}

// A farm of people at ordinary browsers is not to be told from readers by what they
// do: the text has to.
func TestPeopleWhoAdvertiseAreJudgedByTheirTexts(t *testing.T) {
	site := spam.NewLearned(starter(t))
	r := rand.New(rand.NewPCG(4, 4))
	for _, m := range spams {
		if v := site.Check(clients["slow human"].send(m, r), spam.Normal); !v.Class.KeptOut() {
			t.Errorf("%q from an ordinary browser is %s", m.Content, v.Class)
		}
	}
}

func TestOldPagesMakeRepliesALittleMoreSuspect(t *testing.T) {
	site := spam.NewLearned(starter(t))
	m := hams[0]
	fresh := site.LogOdds(m)
	m.Age = 24 * time.Hour
	young := site.LogOdds(m)
	m.Age = 3 * 365 * 24 * time.Hour
	if old := site.LogOdds(m); young != fresh || old <= fresh || old > fresh+1 {
		t.Errorf("log-odds %.2f, a day after the page %.2f, after three years %.2f", fresh, young, old)
	}
}
