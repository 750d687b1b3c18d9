package spam_test

import (
	"strings"
	"testing"

	"stet/internal/spam"
)

const padding = `I live on the quay, and the pumps were off until four in the morning. The council was told twice last winter.
My grandfather worked at the old shipyard for forty years, and he would have liked this story very much.
The bus no longer stops at the hospital after six, so what are the night nurses supposed to do?
We walked along the dyke on Sunday and counted eleven seals on the sandbank, more than in all of last year.`

func TestAdvertisementBetweenGoodSentencesIsFound(t *testing.T) {
	site := spam.NewLearned(starter(t))
	if v := site.Check(spam.Message{Content: padding}, spam.Normal); v.Class != spam.Ham {
		t.Fatalf("the padding alone is %s", v.Class)
	}
	for _, m := range spams {
		if strings.Contains(m.Content, "://") || len(m.Content) < 80 {
			continue // its links speak for themselves, or there is no sentence in it
		}
		alone := site.Check(spam.Message{Content: m.Content}, spam.Normal)
		m = spam.Message{Content: padding + "\n" + m.Content + "\n" + padding}
		v := site.Check(m, spam.Normal)
		if c := clue(v, spam.CluePart); alone.Class.KeptOut() && v.Class == spam.Ham {
			t.Errorf("%q is published: %v (part %v)", m.Content, v.Clues, c)
		}
	}
}

func TestPartThatTellsIsNamed(t *testing.T) {
	site := spam.NewLearned(starter(t))
	m := spam.Message{Content: padding + "\nBest online casino! Claim your free spins and a 200% welcome bonus, play slots and win real money now.\n" + padding}
	v := site.Check(m, spam.Normal)
	c := clue(v, spam.CluePart)
	if v.Class == spam.Ham || c.Weight <= 0 || !strings.Contains(c.Text, "bonus") || strings.Contains(c.Text, "pumps") {
		t.Errorf("%s, part %+v", v.Class, c)
	}
	before := v.Score
	for range 3 {
		learn(t, site, site.Lesson(m, spam.Ham, 1))
	}
	if after := site.Check(m, spam.Normal); after.Class != spam.Ham {
		t.Errorf("let stand three times, it is %s at %.3f, before %.3f: %v", after.Class, after.Score, before, after.Clues)
	}
}

func TestOneSentenceHasNoParts(t *testing.T) {
	site := spam.NewLearned(starter(t))
	for _, text := range []string{"", "Well said.", "Claim your free spins and a welcome bonus, play slots and win real money now, my friends", "a.b.c.d.e.f.g"} {
		if c := clue(site.Check(spam.Message{Content: text}, spam.Normal), spam.CluePart); c.Weight != 0 {
			t.Errorf("%q has the part %+v", text, c)
		}
	}
}
