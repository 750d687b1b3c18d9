package theme_test

import (
	"time"

	"stet/internal/news"
	"stet/internal/notice"
	"stet/internal/spam"
	"stet/internal/theme"
)

// noon is when everything in the fixtures happens, or begins to.
var noon = time.Date(2026, 3, 12, 12, 0, 0, 0, time.UTC)

// pages are all the pages of the readers' site, with every part of them in use.
// The texts that strangers and staff wrote are s wherever they may write freely.
func pages(s string) map[string]any {
	page := theme.Page{
		Publication: theme.Publication{
			Name: "The Courier " + s, Tagline: "News from the quay " + s, URL: "https://courier.example",
			Controller: "Courier Cooperative " + s, Contact: "editors@courier.example",
		},
		Lang: "en", Path: "/sections/harbour", Canonical: "https://courier.example/sections/harbour",
		Title: "Title " + s, Description: "Description " + s,
		Sections: []news.Section{{Slug: "harbour", Name: "Harbour " + s}, {Slug: "culture", Name: "Culture"}},
		Feed:     "/feed.xml", NoticePath: "/privacy/replies",
	}
	private := page
	private.NoIndex = true
	lead, second := teaser("ferry", s), teaser("crane", s)
	second.Picture, second.Standfirst, second.Replies, second.Lang = nil, "", 0, "ar"
	thread := thread(s)
	return map[string]any{
		"front": theme.FrontPage{
			Page: page, Lead: &lead, Second: []news.Teaser{second, lead},
			Parts:     []theme.SectionPart{{Section: lead.Section, Stories: []news.Teaser{lead, second}}},
			Discussed: []news.Teaser{lead, second},
		},
		"list":    theme.ListPage{Page: page, Kind: "byline", Name: "Ilse Maron " + s, Stories: []news.Teaser{lead, second}, Older: "/by/ilse-maron?before=x"},
		"story":   storyPage(page, thread, s),
		"replies": theme.RepliesPage{Page: page, Headline: "Ferry " + s, StoryPath: "/stories/ferry", Thread: thread},
		"answer": theme.AnswerPage{Page: private, Headline: "Ferry " + s, StoryPath: "/stories/ferry", Form: theme.ReplyForm{
			Action: "/stories/ferry/replies", Token: "token", Parent: &thread.Replies[0], MaxBody: 8000,
			Author: news.Name(s), Email: news.Email(s), URL: s, Body: s,
			Mending: theme.Mending{Wait: 2 * time.Minute, Problems: map[string]news.Invalid{
				"author": {Field: "author", Rule: "required"}, "email": {Field: "email", Rule: "bad_email"},
				"url": {Field: "url", Rule: "bad_url"}, "body": {Field: "body", Rule: "too_long", Limit: 8000},
				"form": {Field: "form", Rule: "story_replies"},
			}},
		}},
		"receipt": theme.ReceiptPage{
			Page: private, Headline: "Ferry " + s, StoryPath: "/stories/ferry", Body: thread.Replies[0].Body,
			Reply: news.Reply{ID: "r1", State: news.Published, Author: news.Name(s), Body: s},
			Clues: []spam.Clue{{Kind: spam.ClueLinks, Text: "shop.example " + s, Weight: 1.5}, {Kind: spam.ClueWords, Text: s, Weight: -1}, {Kind: "new kind", Weight: .5}},
			Stored: []theme.StoredDatum{
				{Datum: "reply_name", Value: s, Clock: notice.UntilWithdrawn},
				{Datum: "reply_text", Clock: notice.UntilWithdrawn},
				{Datum: "reply_network", Until: noon.AddDate(0, 0, 30)},
				{Datum: "reply_time", At: noon, Clock: notice.WithStory},
				{Datum: "reply_manner", Elapsed: 42 * time.Second, Signs: []string{"no_referrer", "trap"}, Clock: notice.ClueClock},
				{Datum: "reply_verdict", Class: spam.Unsure, Clock: notice.ClueClock},
				{Datum: "something new " + s, Value: s},
			},
			WithdrawAction: "/replies/r1/key/withdraw",
		},
		"notice": theme.NoticePage{Page: page, Updated: noon, Entries: []theme.NoticeEntry{
			{Processing: notice.Processing{Datum: "reply_email", Subject: notice.Readers, Purpose: notice.Answering, Basis: notice.Consent, Recipients: []notice.Recipient{notice.Moderators, "mail.example"}, Clock: notice.EmailClock}, Columns: []string{"replies.email"}, For: 90 * 24 * time.Hour},
			{Processing: notice.Processing{Datum: "reply_text", Subject: notice.Readers, Purpose: notice.Publishing, Basis: notice.Consent, Recipients: []notice.Recipient{notice.Public}, Clock: notice.UntilWithdrawn}, Columns: []string{"replies.body"}},
			{Processing: notice.Processing{Datum: "session", Subject: notice.Staff, Purpose: notice.Access, Basis: notice.Contract, Recipients: []notice.Recipient{notice.Nobody}, Clock: notice.SessionClock}, Columns: []string{"sessions.hash", "sessions.seen"}},
		}},
		"filtered": theme.FilteredPage{SiteName: s, NoticePage: theme.NoticePage{Page: page, Updated: noon, Entries: []theme.NoticeEntry{
			{Processing: notice.Processing{Datum: "check_text", Subject: notice.Commenters, Purpose: notice.Filtering, Basis: notice.Interest, Recipients: []notice.Recipient{notice.Operators}, Clock: notice.CheckClock}, Columns: []string{"checks.body"}, For: 30 * 24 * time.Hour},
		}}},
		"error": theme.ErrorPage{Page: private, Status: 500, RequestID: "01hzx3v9q2 " + s},
	}
}

func teaser(slug, s string) news.Teaser {
	return news.Teaser{
		Slug: slug, Section: news.Section{Slug: "harbour", Name: "Harbour " + s}, Headline: "The " + slug + " " + s, Standfirst: "Why it matters " + s,
		Bylines: []news.Byline{{Slug: "ilse-maron", Name: "Ilse Maron " + s}}, Picture: picture(s), Replies: 2, Published: noon,
	}
}

func picture(s string) *news.Picture {
	return &news.Picture{Key: "abc", Width: 1600, Height: 1000, Widths: []int{400, 800, 1600}, Alt: "A ferry " + s, Caption: "The ferry " + s, Credit: "Photo: Nadia Ferro " + s}
}

func thread(s string) theme.ThreadView {
	reply := func(id string, depth int) theme.ReplyView {
		return theme.ReplyView{ID: news.ReplyID(id), Depth: depth, Author: news.Name("Wiebke " + s), Body: "<p>Finally.</p>", At: noon, AnswerPath: "/stories/ferry/replies/" + id}
	}
	first, second, third, last := reply("r1", 0), reply("r2", 1), reply("r3", 1), reply("r4", 12)
	first.URL = "https://wiebke.example/" + s
	third.AnswerTo, third.AnswerID = first.Author, first.ID
	last.Orphan = true
	return theme.ThreadView{Open: true, Count: 40, Replies: []theme.ReplyView{first, second, third, last}, More: "/stories/ferry/replies?after=r4"}
}

func storyPage(page theme.Page, thread theme.ThreadView, s string) theme.StoryPage {
	return theme.StoryPage{
		Page: page, Body: "<p>For eleven years …</p>", Thread: thread, More: []news.Teaser{teaser("crane", s)}, Preview: true,
		Story: news.Story{
			Slug: "ferry", Section: news.Section{Slug: "harbour", Name: "Harbour " + s}, Headline: "The ferry " + s, Standfirst: "It sails " + s, Lang: "en-GB",
			Bylines: []news.Byline{{Slug: "ilse-maron", Name: "Ilse Maron " + s}, {Slug: "tobias-quill", Name: "Tobias Quill"}, {Slug: "nadia-ferro", Name: "Nadia Ferro"}},
			Topics:  []news.Topic{{Slug: "ferries", Name: "Ferries " + s}}, Picture: picture(s), Published: noon, Updated: noon.Add(time.Hour),
			Corrections: []news.Correction{{ID: "c1", At: noon, Text: "It is a ferry. " + s}},
		},
		Form:       theme.ReplyForm{Action: "/stories/ferry/replies", Token: "token", MaxBody: 8000},
		LinkedData: map[string]any{"@type": "NewsArticle", "headline": "The ferry " + s},
	}
}
