package storetest

import (
	"bytes"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"stet/internal/news"
)

var siteTests = map[string]func(*testing.T, Opener){
	"there is one publication, and it can change": func(t *testing.T, open Opener) {
		db := open(t)
		r := room{T: t, db: db}
		_, err := db.Publication(t.Context())
		r.fails("Publication of an empty database", err, news.ErrNotFound)
		first := Publication(t, db)
		m := news.Moderation{Hold: news.HoldAll, Strictness: news.Strict}
		second, err := db.SetPublication(t.Context(), "https://herald.example", "The Herald", m)
		r.must(err)
		if second.ID != first.ID || second.Moderation != m || second.Name != "The Herald" {
			t.Errorf("SetPublication again = %+v, want site %s with new settings", second, first.ID)
		}
		got, err := db.Site(t.Context(), first.ID)
		r.must(err)
		if diff := cmp.Diff(second, got); diff != "" {
			t.Error(diff)
		}
		another := news.Site{ID: "another", Kind: news.Publication, Created: noon}
		r.fails("CreateSite of a second publication", db.CreateSite(t.Context(), another), news.ErrConflict)
	},
	"a foreign site is found by the hash of its key": func(t *testing.T, open Opener) {
		r := newRoom(t, open)
		foreign := news.Site{
			ID: "foreign", Kind: news.Foreign, URL: "https://blog.example", Name: "A blog",
			KeyHash: bytes.Repeat([]byte{7}, 32), Created: noon,
			Moderation: news.Moderation{
				Hold: news.HoldDoubtful, Strictness: news.Lenient, Chosen: news.Limits{LostIn: 1000, HeldIn1000: 50}, Shadow: true,
			},
			FilterSet: noon.Add(time.Minute), Keeper: "foreign",
		}
		r.must(r.db.CreateSite(t.Context(), foreign))
		got, err := r.db.SiteByKeyHash(t.Context(), foreign.KeyHash)
		r.must(err)
		if diff := cmp.Diff(foreign, got); diff != "" {
			t.Error(diff)
		}
		_, err = r.db.SiteByKeyHash(t.Context(), []byte("no such"))
		r.fails("SiteByKeyHash of no site", err, news.ErrNotFound)
		_, err = r.db.SiteByKeyHash(t.Context(), nil)
		r.fails("SiteByKeyHash of no key", err, news.ErrNotFound)
		foreign.ID = "twin"
		r.fails("CreateSite with a key that is taken", r.db.CreateSite(t.Context(), foreign), news.ErrConflict)
		sites, err := r.db.Sites(t.Context())
		r.must(err)
		if len(sites) != 2 {
			t.Errorf("Sites = %d sites, want 2", len(sites))
		}
	},
	"what owners choose at the desk stays when the settings change": func(t *testing.T, open Opener) {
		r := newRoom(t, open)
		want := r.site.Moderation
		want.Chosen, want.Shadow = news.Limits{LostIn: 5000, HeldIn1000: 5}, true
		chosen := want
		chosen.Hold, chosen.Strictness = news.HoldAll, news.Strict // is not chosen there
		r.must(r.db.SetFilter(t.Context(), r.site.ID, chosen))
		want.Hold = news.HoldAll
		for _, m := range []news.Moderation{{Hold: news.HoldAll, Strictness: news.Normal}, want} {
			site, err := r.db.SetPublication(t.Context(), r.site.URL, r.site.Name, m)
			r.must(err)
			if diff := cmp.Diff(want, site.Moderation); diff != "" || !site.FilterSet.Equal(noon) {
				t.Errorf("set at %v, %s", site.FilterSet, diff)
			}
		}
		r.fails("SetFilter of nobody", r.db.SetFilter(t.Context(), "nobody", want), news.ErrNotFound)
	},
	"a secret is the same for all who ask": func(t *testing.T, open Opener) {
		db := open(t)
		secrets := make([][]byte, 8)
		var wg sync.WaitGroup
		for i := range secrets {
			wg.Go(func() {
				secret, err := db.Secret(t.Context(), "forms")
				if err != nil {
					t.Error(err)
				}
				secrets[i] = secret
			})
		}
		wg.Wait()
		for _, s := range secrets {
			if len(s) != 32 || !bytes.Equal(s, secrets[0]) {
				t.Errorf("Secret = %x, want %x", s, secrets[0])
			}
		}
		other, err := db.Secret(t.Context(), "receipts")
		if err != nil || bytes.Equal(other, secrets[0]) {
			t.Errorf("Secret of another name = %x, %v, want another", other, err)
		}
	},
	"network keys go by the day in UTC": func(t *testing.T, open Opener) {
		r := room{T: t, db: open(t)}
		key := func(at time.Time) string {
			k, err := r.db.NetworkKey(t.Context(), at)
			r.must(err)
			return string(k)
		}
		if key(noon) != key(noon.Add(11*time.Hour).In(time.FixedZone("", 5*3600))) {
			t.Error("two keys on one day")
		}
		if key(noon) == key(noon.Add(12*time.Hour)) {
			t.Error("one key on two days")
		}
	},
	"what readers see does not change unsaid": func(t *testing.T, open Opener) {
		r := newRoom(t, open)
		story, thread := "story:"+string(r.story.ID), "thread:"+string(r.story.Thread.ID)
		reply := r.post("Hello", news.Published, "")
		held := r.post("Held", news.Pending, "")
		var j news.Judgement
		for _, step := range []struct {
			doing string
			do    func() error
			want  []string
		}{
			{"a held reply comes", func() error { r.post("Held too", news.Pending, ""); return nil }, nil},
			{"a reply comes", func() error { r.post("Hi", news.Published, ""); return nil }, []string{thread}},
			{"a reply is judged as it was", func() error { j, _ = r.judge(reply.ID, news.Stet); return nil }, []string{"lessons"}},
			{"a reply is struck", func() error { j, _ = r.judge(reply.ID, news.Strike); return nil }, []string{"lessons", thread}},
			{"that is undone", func() error { _, _, err := r.db.Undo(t.Context(), j.ID, noon); return err }, []string{"lessons", thread}},
			{"a reply is withdrawn", func() error { _, err := r.db.Withdraw(t.Context(), reply.ID); return err }, []string{thread, "seen"}},
			{"a held reply is withdrawn", func() error { _, err := r.db.Withdraw(t.Context(), held.ID); return err }, []string{"seen"}},
			{"the thread is closed", func() error { return r.db.OpenThread(t.Context(), r.story.Thread.ID, false) }, []string{thread}},
			{"a draft is saved", func() error {
				_, err := r.db.SaveStory(t.Context(), news.Story{Slug: "draft", State: news.StoryDraft})
				return err
			}, nil},
			{"a story is saved", func() (err error) { r.story, err = r.db.SaveStory(t.Context(), r.story); return err }, []string{"front", story}},
			{"a story is withdrawn", func() error {
				r.story.State = news.StoryWithdrawn
				_, err := r.db.SaveStory(t.Context(), r.story)
				return err
			}, []string{"front", story}},
			{"a correction is added", func() error {
				_, err := r.db.AddCorrection(t.Context(), r.story.ID, news.Correction{At: noon, Text: "Not so."})
				return err
			}, []string{"front", story}},
			{"the settings change", func() error {
				_, err := r.db.SetPublication(t.Context(), "https://courier.example", "The Courier", news.Moderation{Hold: news.HoldAll, Strictness: news.Normal})
				return err
			}, []string{"front", "site"}},
			{"the filter is set", func() error { return r.db.SetFilter(t.Context(), r.site.ID, news.Moderation{}) }, []string{"front", "site"}},
			{"the settings stay", func() error {
				_, err := r.db.SetPublication(t.Context(), "https://courier.example", "The Courier", news.Moderation{Hold: news.HoldAll, Strictness: news.Normal})
				return err
			}, nil},
		} {
			r.clock.at = r.clock.at.Add(time.Minute)
			r.must(step.do())
			changes, err := r.db.Changes(t.Context(), r.clock.at)
			r.must(err)
			got := map[string]bool{}
			for _, c := range changes {
				got[c.Tag] = true
				if !c.At.Equal(r.clock.at) {
					t.Errorf("%s: changed at %v, want %v", step.doing, c.At, r.clock.at)
				}
			}
			want := map[string]bool{}
			for _, tag := range step.want {
				switch tag {
				case "lessons", "seen", "site":
					tag += ":" + string(r.site.ID)
				}
				want[tag] = true
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("%s: tags (-want +got):\n%s", step.doing, diff)
			}
		}
	},
}
