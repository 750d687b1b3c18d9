package store

import (
	"context"
	"time"

	"stet/internal/news"
	"stet/internal/notice"
)

var (
	invitationColumns = personal(ofStaff("invitation", notice.Access, notice.InvitationClock, notice.Nobody),
		"invitations", "hash", "staff_id", "expires")
	sessionColumns = personal(ofStaff("session", notice.Access, notice.SessionClock, notice.Nobody),
		"sessions", "hash", "staff_id", "agent", "created", "seen")
)

// CreateInvitation stores a one-time link; earlier ones of the member are void.
func (db *DB) CreateInvitation(ctx context.Context, i news.Invitation) error {
	return db.write(ctx, "create invitation", func(q querier) error {
		if _, err := q.exec(ctx, `DELETE FROM invitations WHERE staff_id = $1`, i.StaffID); err != nil {
			return err
		}
		_, err := q.exec(ctx, `INSERT INTO invitations (hash, staff_id, expires) VALUES ($1, $2, $3)`,
			i.Hash, i.StaffID, millis(i.Expires))
		return err
	})
}

// Invitation returns whom the link with that hash invites, and leaves it valid.
func (db *DB) Invitation(ctx context.Context, hash []byte, now time.Time) (news.Staff, error) {
	return one(ctx, db.reads, scanStaff, selectStaff+`
		WHERE id = (SELECT staff_id FROM invitations WHERE hash = $1 AND expires > $2)`, hash, millis(now))
}

// TakeInvitation does the same and voids the link: a second call finds nothing.
func (db *DB) TakeInvitation(ctx context.Context, hash []byte, now time.Time) (news.Staff, error) {
	var s news.Staff
	err := db.write(ctx, "take invitation", func(q querier) error {
		id, err := one(ctx, q, column[news.StaffID], `
			DELETE FROM invitations WHERE hash = $1 AND expires > $2 RETURNING staff_id`, hash, millis(now))
		if err != nil {
			return err
		}
		s, err = one(ctx, q, scanStaff, selectStaff+` WHERE id = $1`, id)
		return err
	})
	return s, err
}

const selectSession = `SELECT hash, staff_id, agent, created, seen FROM sessions`

func scanSession(row scanner) (s news.Session, err error) {
	err = row.Scan(&s.Hash, &s.StaffID, &s.Agent, moment{&s.Created}, moment{&s.Seen})
	return s, err
}

// CreateSession stores a session.
func (db *DB) CreateSession(ctx context.Context, s news.Session) error {
	return db.write(ctx, "create session", func(q querier) error {
		_, err := q.exec(ctx, `INSERT INTO sessions (hash, staff_id, agent, created, seen) VALUES ($1, $2, $3, $4, $5)`,
			s.Hash, s.StaffID, s.Agent, millis(s.Created), millis(s.Seen))
		return err
	})
}

// Session returns the session with that hash and whose it is.
func (db *DB) Session(ctx context.Context, hash []byte) (news.Session, news.Staff, error) {
	session, err := one(ctx, db.reads, scanSession, selectSession+` WHERE hash = $1`, hash)
	if err != nil {
		return news.Session{}, news.Staff{}, err
	}
	member, err := db.Staff(ctx, session.StaffID)
	return session, member, err
}

// TouchSession says that the session was used.
func (db *DB) TouchSession(ctx context.Context, hash []byte, seen time.Time) error {
	return db.write(ctx, "touch session", func(q querier) error {
		return must(q.exec(ctx, `UPDATE sessions SET seen = $2 WHERE hash = $1`, hash, millis(seen)))
	})
}

// Sessions returns the member's sessions, the latest used first.
func (db *DB) Sessions(ctx context.Context, id news.StaffID) ([]news.Session, error) {
	return all(ctx, db.reads, scanSession, selectSession+` WHERE staff_id = $1 ORDER BY seen DESC, created DESC`, id)
}

// DeleteSession ends a session of that member; no such session is no error.
func (db *DB) DeleteSession(ctx context.Context, id news.StaffID, hash []byte) error {
	return db.write(ctx, "end session", func(q querier) error {
		_, err := q.exec(ctx, `DELETE FROM sessions WHERE hash = $1 AND staff_id = $2`, hash, id)
		return err
	})
}
