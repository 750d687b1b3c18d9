package spam

import (
	"math/bits"
	"slices"
	"strings"
)

// A tongue is a language and its little words, parted by blanks.
type tongue struct{ code, words string }

// tongues are the little words of languages of the Latin script, folded, by the
// language's code (ISO 639-1). A text of some length has many of its own language's and
// few of another's. Languages that are not here are not told.
var tongues = []tongue{
	{"en", "the and you that this with have are was for not they what from your about would there their which been will can just of to is it in my we so but"},
	{"de", "der die das und ich nicht ist sie es ein eine mit auf fur den dem von zu wir auch aber noch wenn schon hat sind war wird was doch nur mir im"},
	{"fr", "le la les des est une un pas pour que qui dans vous nous avec sur ce cette plus mais sont aux je il elle tres et de du on ne ca c'est"},
	{"es", "el la los las que de en un una por para con no es se lo como mas pero su esta este muy todo porque y mi ya me del al le si"},
	{"pt", "o os as que de em um uma para com nao e do da dos das mais mas voce muito por isso esta esse foi seu sua eu no na se ele ao"},
	{"it", "il lo la gli che di un una per con non e sono del della piu ma questo questa come anche molto ho hai mi si i le da al nel"},
	{"nl", "de het een en van ik niet dat is op te zijn voor met maar ook je hij ze er wat bij nog naar heb heeft we dit als aan"},
	{"pl", "i w nie na ze to jest sie z do jak ale co tak za ma czy po juz przez tylko od mnie tego byl bylo dla bardzo"},
	{"cs", "a je to na se ze v do s ale jak by tak co si pro jsem uz jen tam ma ja byl bylo kdyz nebo jako"},
	{"sv", "och att det som en ett inte jag ar pa for med av den till har om men vi de sa kan man var nar mig"},
	{"id", "yang dan di ini itu dengan untuk tidak ada saya dari ke akan bisa juga kita sudah pada karena lebih kami anda banyak"},
	{"tr", "ve bir bu da de icin ne cok ama daha gibi ile var mi ben sen o kadar olarak degil her benim diye sonra"},
}

// tongueOf tells by the hash of a word which tongues have it, as bits.
var tongueOf = func() map[uint64]uint32 {
	of := map[uint64]uint32{}
	for i, t := range tongues {
		for w := range strings.FieldsSeq(t.words) {
			var h uint64
			for _, r := range w {
				h = step(h, r)
			}
			of[h] |= 1 << i
		}
	}
	return of
}()

const (
	// tongueWords is how many words a text needs for its language to be told, and
	// tongueShare which part of them, in a hundred, must be the language's little words.
	tongueWords, tongueShare = 8, 20
	// tongueExcess is how many times as many it must have as of the page's language.
	tongueExcess = 3
)

// tongue is the code of the language that the text is in if it is another than the
// page's, else "". Of a page in a language that is not told nothing is said.
func (f *folded) tongue(lang string) string {
	own, _, _ := strings.Cut(strings.ToLower(lang), "-")
	page := slices.IndexFunc(tongues, func(t tongue) bool { return t.code == own })
	if page < 0 || len(f.words) < tongueWords {
		return ""
	}
	hits := make([]int, len(tongues))
	for _, w := range f.words {
		if w.end-w.start > 6 { // no little word
			continue
		}
		for of := tongueOf[f.hash(w)]; of != 0; of &= of - 1 {
			hits[bits.TrailingZeros32(of)]++
		}
	}
	best := 0
	for i, n := range hits {
		if n > hits[best] {
			best = i
		}
	}
	if 100*hits[best] < tongueShare*len(f.words) || hits[best] < tongueExcess*max(hits[page], 1) {
		return ""
	}
	return tongues[best].code
}
