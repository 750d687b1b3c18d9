package spameval

import (
	"encoding/json"
	"io"
	"strconv"
)

// The JSON of a report. Shares go from 0 to 1; what needs both classes is null where
// there is only one.
type (
	jsonReport struct {
		Title       string     `json:"title"`
		Pools       []jsonPart `json:"pools"`
		Sources     []jsonPart `json:"sources"`
		Reliability []jsonBin  `json:"reliability"`
	}
	jsonPart struct {
		Name        string             `json:"name"`
		Spam        int                `json:"spam"`
		Ham         int                `json:"ham"`
		OneMinusAUC *float64           `json:"one_minus_auc"`
		Recall      map[string]float64 `json:"recall_at_ham_loss"`
		HamLoss     map[string]float64 `json:"ham_loss_at_recall"`
		Own         jsonOwn            `json:"own_thresholds"`
	}
	jsonOwn struct {
		Accuracy float64  `json:"accuracy"`
		Recall   float64  `json:"recall"`
		HamLoss  float64  `json:"ham_loss"`
		MCC      *float64 `json:"mcc"`
		F1       *float64 `json:"f1"`
		SpamHeld float64  `json:"spam_held"`
		HamHeld  float64  `json:"ham_held"`
	}
	jsonBin struct {
		From      float64  `json:"from"`
		To        float64  `json:"to"`
		N         int      `json:"n"`
		Predicted *float64 `json:"predicted"`
		Observed  *float64 `json:"observed"`
	}
)

// WriteJSON writes the report as one JSON object.
func (r Report) WriteJSON(w io.Writer) error {
	out := jsonReport{Title: r.Title, Pools: jsonParts(r.Pools), Sources: jsonParts(r.Sources)}
	for i, b := range r.Reliability {
		bin := jsonBin{From: float64(i) / 10, To: float64(i+1) / 10, N: b.N}
		if b.N > 0 {
			bin.Predicted, bin.Observed = &b.Predicted, &b.Observed
		}
		out.Reliability = append(out.Reliability, bin)
	}
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(out)
}

func jsonParts(parts []Part) []jsonPart {
	list := make([]jsonPart, 0, len(parts))
	for _, p := range parts {
		f := p.Figures
		j := jsonPart{Name: p.Name, Spam: f.Spam, Ham: f.Ham, Own: jsonOwn{
			Accuracy: f.Accuracy, Recall: f.Caught, HamLoss: f.HamLost, SpamHeld: f.SpamHeld, HamHeld: f.HamHeld,
		}}
		if f.Both() {
			j.OneMinusAUC, j.Own.MCC, j.Own.F1 = &f.OneMinusAUC, &f.MCC, &f.F1
			j.Recall, j.HamLoss = byShare(HamLosses, f.Recall), byShare(Recalls, f.HamLoss)
		}
		list = append(list, j)
	}
	return list
}

// byShare names measures by the share at which each was taken.
func byShare(shares, measures [3]float64) map[string]float64 {
	named := map[string]float64{}
	for i, s := range shares {
		named[strconv.FormatFloat(s, 'f', -1, 64)] = measures[i]
	}
	return named
}
