package accounts

import (
	"context"
	"time"

	"stet/internal/news"
)

// Store is what this package asks of storage. Each method is one transaction;
// what is not there is news.ErrNotFound.
type Store interface {
	// CreateStaff stores a new member of the staff. An address that is taken, in
	// whatever case, is a news.Invalid "email" with rule "taken".
	CreateStaff(ctx context.Context, s news.Staff) error
	// Staff returns the member with that id.
	Staff(ctx context.Context, id news.StaffID) (news.Staff, error)
	// StaffByEmail returns the member with that address, in whatever case.
	StaffByEmail(ctx context.Context, email news.Email) (news.Staff, error)
	// StaffList returns all members, oldest first.
	StaffList(ctx context.Context) ([]news.Staff, error)
	// SetPassword stores the member's password hash and ends all their sessions.
	SetPassword(ctx context.Context, id news.StaffID, hash string) error

	// CreateInvitation stores a one-time link; earlier ones of the member are void.
	CreateInvitation(ctx context.Context, i news.Invitation) error
	// Invitation returns whom the link with that hash invites, and leaves it valid.
	Invitation(ctx context.Context, hash []byte, now time.Time) (news.Staff, error)
	// TakeInvitation does the same and voids the link: a second call finds nothing.
	TakeInvitation(ctx context.Context, hash []byte, now time.Time) (news.Staff, error)

	// CreateSession stores a session.
	CreateSession(ctx context.Context, s news.Session) error
	// Session returns the session with that hash and whose it is.
	Session(ctx context.Context, hash []byte) (news.Session, news.Staff, error)
	// TouchSession says that the session was used.
	TouchSession(ctx context.Context, hash []byte, seen time.Time) error
	// Sessions returns the member's sessions, the latest used first.
	Sessions(ctx context.Context, id news.StaffID) ([]news.Session, error)
	// DeleteSession ends a session of that member; no such session is no error.
	DeleteSession(ctx context.Context, id news.StaffID, hash []byte) error
}
