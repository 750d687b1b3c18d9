package accounts

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"time"

	"stet/internal/news"
	"stet/internal/notice"
)

// touchEvery is how exactly the last use of a session is kept.
const touchEvery = time.Minute

// maxAgent bounds what is kept of how a browser names itself, in bytes.
const maxAgent = 200

// begin starts a session with a token that nobody knew before.
func (s *Service) begin(ctx context.Context, id news.StaffID, agent string) (token string, err error) {
	token, hash := newToken()
	now := s.now()
	session := news.Session{Hash: hash, StaffID: id, Agent: readable(agent), Created: now, Seen: now}
	if err := s.store.CreateSession(ctx, session); err != nil {
		return "", fmt.Errorf("begin session: %w", err)
	}
	return token, nil
}

// Session returns the living session with that token and whose it is, and notes
// that it is in use. One that is over or made up is a news.ErrNotFound.
func (s *Service) Session(ctx context.Context, token string) (news.Session, news.Staff, error) {
	hash := hashOf(token)
	session, member, err := s.store.Session(ctx, hash)
	if err != nil {
		return news.Session{}, news.Staff{}, fmt.Errorf("session: %w", err)
	}
	now := s.now()
	if over(session, now) {
		if err := s.store.DeleteSession(ctx, member.ID, hash); err != nil {
			return news.Session{}, news.Staff{}, fmt.Errorf("end session: %w", err)
		}
		return news.Session{}, news.Staff{}, fmt.Errorf("session is over: %w", news.ErrNotFound)
	}
	if now.Sub(session.Seen) >= touchEvery {
		session.Seen = now
		if err := s.store.TouchSession(ctx, hash, now); err != nil {
			return news.Session{}, news.Staff{}, fmt.Errorf("session: %w", err)
		}
	}
	return session, member, nil
}

// Sessions returns the member's living sessions, the latest used first.
func (s *Service) Sessions(ctx context.Context, id news.StaffID) ([]news.Session, error) {
	sessions, err := s.store.Sessions(ctx, id)
	if err != nil {
		return nil, fmt.Errorf("sessions: %w", err)
	}
	now := s.now()
	return slices.DeleteFunc(sessions, func(session news.Session) bool { return over(session, now) }), nil
}

// EndSession ends the member's session with that hash, here or elsewhere.
func (s *Service) EndSession(ctx context.Context, id news.StaffID, hash []byte) error {
	return s.store.DeleteSession(ctx, id, hash)
}

// EndOtherSessions ends all of the member's sessions but the one with that hash.
func (s *Service) EndOtherSessions(ctx context.Context, id news.StaffID, but []byte) error {
	sessions, err := s.store.Sessions(ctx, id)
	if err != nil {
		return fmt.Errorf("sessions: %w", err)
	}
	for _, session := range sessions {
		if bytes.Equal(session.Hash, but) {
			continue
		}
		if err := s.store.DeleteSession(ctx, id, session.Hash); err != nil {
			return fmt.Errorf("end session: %w", err)
		}
	}
	return nil
}

func over(session news.Session, now time.Time) bool {
	return now.Sub(session.Seen) >= notice.SessionIdle || now.Sub(session.Created) >= notice.SessionLength
}

// readable makes of a browser's name a short line of ASCII; it is shown to its
// owner, who should recognise it.
func readable(agent string) string {
	line := make([]byte, 0, maxAgent)
	for _, c := range []byte(agent) {
		if len(line) == maxAgent {
			break
		}
		if c < ' ' || c > '~' {
			c = '?'
		}
		line = append(line, c)
	}
	return string(line)
}
