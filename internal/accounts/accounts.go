// Package accounts knows the staff: invitations, passwords, sign-in, sessions.
//
// Everything secret is a random token of 256 bits of which only the SHA-256 is
// stored, or a password of which only the argon2id hash is.
package accounts

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"
	"time"

	"stet/internal/news"
	"stet/internal/notice"
)

// Service is what can be done with accounts. Make one with New.
type Service struct {
	store     Store
	now       func() time.Time
	hashing   chan struct{}
	byAccount *backoff
	byAddress *backoff
	known     *known
}

// New makes a Service on the store with the clock now.
func New(store Store, now func() time.Time) *Service {
	return &Service{
		store:     store,
		now:       now,
		hashing:   make(chan struct{}, hashersAtOnce),
		byAccount: &backoff{free: 5, most: 30 * time.Second},
		byAddress: &backoff{free: 10, most: 5 * time.Minute},
		known:     &known{},
	}
}

// Add makes a new member of the staff, who cannot sign in before they have
// accepted an invitation.
func (s *Service) Add(ctx context.Context, email news.Email, name news.Name, role news.Role) (news.Staff, error) {
	if !email.Valid() {
		return news.Staff{}, news.Invalid{Field: "email", Rule: "bad_email"}
	}
	if strings.TrimSpace(string(name)) == "" {
		return news.Staff{}, news.Invalid{Field: "name", Rule: "required"}
	}
	if !role.May(news.Moderator) {
		return news.Staff{}, news.Invalid{Field: "role", Rule: "unknown"}
	}
	now := s.now()
	member := news.Staff{ID: news.StaffID(news.NewID(now)), Email: email, Name: name, Role: role, Created: now}
	if err := s.store.CreateStaff(ctx, member); err != nil {
		return news.Staff{}, fmt.Errorf("add staff: %w", err)
	}
	return member, nil
}

// StaffByEmail returns the member with that address.
func (s *Service) StaffByEmail(ctx context.Context, email news.Email) (news.Staff, error) {
	return s.store.StaffByEmail(ctx, email)
}

// Staff returns all members, oldest first.
func (s *Service) Staff(ctx context.Context) ([]news.Staff, error) { return s.store.StaffList(ctx) }

// Invite makes the token of a link with which the member can, once and for
// notice.InvitationLength, choose a password. It makes earlier ones void.
func (s *Service) Invite(ctx context.Context, id news.StaffID) (token string, err error) {
	token, hash := newToken()
	invitation := news.Invitation{Hash: hash, StaffID: id, Expires: s.now().Add(notice.InvitationLength)}
	if err := s.store.CreateInvitation(ctx, invitation); err != nil {
		return "", fmt.Errorf("invite: %w", err)
	}
	return token, nil
}

// Invited returns whom the link invites, and leaves it as it is. A link that is
// used, old or made up is a news.ErrNotFound.
func (s *Service) Invited(ctx context.Context, token string) (news.Staff, error) {
	return s.store.Invitation(ctx, hashOf(token), s.now())
}

// Accept uses the link up, makes the password the member's, ends all their
// sessions and begins one in the browser that calls itself agent. A password that
// will not do leaves the link valid.
func (s *Service) Accept(ctx context.Context, token, password, agent string) (session string, err error) {
	member, err := s.Invited(ctx, token)
	if err != nil {
		return "", fmt.Errorf("accept invitation: %w", err)
	}
	hash, err := s.newPassword(ctx, member, password)
	if err != nil {
		return "", err
	}
	if member, err = s.store.TakeInvitation(ctx, hashOf(token), s.now()); err != nil {
		return "", fmt.Errorf("accept invitation: %w", err)
	}
	return s.setPassword(ctx, member.ID, hash, agent)
}

// SignIn begins a session for the member with that address and password. It takes
// the same time and gives the same answer whether the address, the password or
// both are wrong: a news.Invalid "form" with rule "credentials". Whoever guesses
// too often from one network, or about one account, is told to wait: news.TooMany.
func (s *Service) SignIn(ctx context.Context, email news.Email, password, network, agent string) (session string, err error) {
	account := strings.ToLower(string(email))
	now := s.now()
	if err := s.byAddress.try(network, now); err != nil {
		return "", err
	}
	// Strangers who guess must not keep a member out: from where the member has
	// signed in before, other people's guesses do not count.
	if place := account + " " + network; !s.known.has(place) {
		if err := s.byAccount.try(account, now); err != nil {
			return "", err
		}
	}
	member, err := s.store.StaffByEmail(ctx, email)
	if err != nil && !errors.Is(err, news.ErrNotFound) {
		return "", fmt.Errorf("sign in: %w", err)
	}
	right, err := s.verify(ctx, member.Password, password)
	if err != nil {
		return "", fmt.Errorf("sign in: %w", err)
	}
	if !right {
		return "", news.Invalid{Field: "form", Rule: "credentials"}
	}
	s.byAccount.forget(account)
	s.byAddress.forgive(network)
	s.known.add(account + " " + network)
	return s.begin(ctx, member.ID, agent)
}

// ChangePassword replaces the member's password, ends all their sessions and
// begins a new one. The wrong old password is a news.Invalid "old".
func (s *Service) ChangePassword(ctx context.Context, id news.StaffID, old, password, agent string) (session string, err error) {
	if err := s.byAccount.try(string(id), s.now()); err != nil {
		return "", err
	}
	member, err := s.store.Staff(ctx, id)
	if err != nil {
		return "", fmt.Errorf("change password: %w", err)
	}
	right, err := s.verify(ctx, member.Password, old)
	if err != nil {
		return "", fmt.Errorf("change password: %w", err)
	}
	if !right {
		return "", news.Invalid{Field: "old", Rule: "wrong"}
	}
	s.byAccount.forget(string(id))
	hash, err := s.newPassword(ctx, member, password)
	if err != nil {
		return "", err
	}
	return s.setPassword(ctx, id, hash, agent)
}

func (s *Service) newPassword(ctx context.Context, member news.Staff, password string) (hash string, err error) {
	if err := checkPassword(password, member); err != nil {
		return "", err
	}
	if hash, err = s.hash(ctx, password); err != nil {
		return "", fmt.Errorf("hash password: %w", err)
	}
	return hash, nil
}

func (s *Service) setPassword(ctx context.Context, id news.StaffID, hash, agent string) (session string, err error) {
	if err := s.store.SetPassword(ctx, id, hash); err != nil {
		return "", fmt.Errorf("set password: %w", err)
	}
	return s.begin(ctx, id, agent)
}

// newToken makes a secret for a link or a cookie, and what is stored of it.
func newToken() (token string, hash []byte) {
	var raw [32]byte
	_, _ = rand.Read(raw[:]) // never fails: crypto/rand ends the program instead
	token = base64.RawURLEncoding.EncodeToString(raw[:])
	return token, hashOf(token)
}

// hashOf is what is stored of a token. Tokens are random, so one round is enough.
func hashOf(token string) []byte {
	sum := sha256.Sum256([]byte(token))
	return sum[:]
}
