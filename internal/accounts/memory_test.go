package accounts

import (
	"bytes"
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"stet/internal/news"
)

func newStore(*testing.T) Store { return &memory{staff: map[news.StaffID]news.Staff{}} }

type memory struct {
	staff    map[news.StaffID]news.Staff
	invites  []news.Invitation
	sessions []news.Session
}

func (m *memory) CreateStaff(_ context.Context, s news.Staff) error {
	for _, o := range m.staff {
		if strings.EqualFold(string(o.Email), string(s.Email)) {
			return news.Invalid{Field: "email", Rule: "taken"}
		}
	}
	m.staff[s.ID] = s
	return nil
}
func (m *memory) Staff(_ context.Context, id news.StaffID) (news.Staff, error) {
	if s, ok := m.staff[id]; ok {
		return s, nil
	}
	return news.Staff{}, news.ErrNotFound
}
func (m *memory) StaffByEmail(_ context.Context, e news.Email) (news.Staff, error) {
	for _, o := range m.staff {
		if strings.EqualFold(string(o.Email), string(e)) {
			return o, nil
		}
	}
	return news.Staff{}, news.ErrNotFound
}
func (m *memory) StaffList(context.Context) (l []news.Staff, err error) {
	for _, s := range m.staff {
		l = append(l, s)
	}
	return
}
func (m *memory) SetPassword(_ context.Context, id news.StaffID, h string) error {
	s := m.staff[id]
	s.Password = h
	m.staff[id] = s
	m.sessions = slices.DeleteFunc(m.sessions, func(s news.Session) bool { return s.StaffID == id })
	return nil
}
func (m *memory) CreateInvitation(_ context.Context, i news.Invitation) error {
	m.invites = slices.DeleteFunc(m.invites, func(o news.Invitation) bool { return o.StaffID == i.StaffID })
	m.invites = append(m.invites, i)
	return nil
}
func (m *memory) Invitation(ctx context.Context, h []byte, now time.Time) (news.Staff, error) {
	for _, i := range m.invites {
		if bytes.Equal(h, i.Hash) && now.Before(i.Expires) {
			return m.Staff(ctx, i.StaffID)
		}
	}
	return news.Staff{}, news.ErrNotFound
}
func (m *memory) TakeInvitation(ctx context.Context, h []byte, now time.Time) (news.Staff, error) {
	s, err := m.Invitation(ctx, h, now)
	m.invites = slices.DeleteFunc(m.invites, func(o news.Invitation) bool { return bytes.Equal(h, o.Hash) })
	return s, err
}
func (m *memory) CreateSession(_ context.Context, s news.Session) error {
	m.sessions = append(m.sessions, s)
	return nil
}
func (m *memory) Session(ctx context.Context, h []byte) (news.Session, news.Staff, error) {
	for _, s := range m.sessions {
		if bytes.Equal(h, s.Hash) {
			st, err := m.Staff(ctx, s.StaffID)
			return s, st, err
		}
	}
	return news.Session{}, news.Staff{}, news.ErrNotFound
}
func (m *memory) TouchSession(_ context.Context, h []byte, at time.Time) error {
	for i, s := range m.sessions {
		if bytes.Equal(h, s.Hash) {
			m.sessions[i].Seen = at
		}
	}
	return nil
}
func (m *memory) Sessions(_ context.Context, id news.StaffID) (l []news.Session, err error) {
	for _, s := range m.sessions {
		if s.StaffID == id {
			l = append(l, s)
		}
	}
	slices.SortFunc(l, func(a, b news.Session) int { return b.Seen.Compare(a.Seen) })
	return
}
func (m *memory) DeleteSession(_ context.Context, id news.StaffID, h []byte) error {
	m.sessions = slices.DeleteFunc(m.sessions, func(s news.Session) bool { return s.StaffID == id && bytes.Equal(h, s.Hash) })
	return nil
}
