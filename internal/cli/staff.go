package cli

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"stet/internal/desk"
	"stet/internal/news"
)

type staffCommands struct {
	Add staffAddCommand `cmd:"" help:"Add somebody to the staff, or give them a new sign-in link."`
}

type staffAddCommand struct {
	folder
	Email string `arg:"" help:"Their e-mail address, which is their sign-in name."`
	Name  string `help:"Their name, as other staff see it. Empty: the address before the @."`
	Role  string `enum:"moderator,editor,owner" default:"editor" help:"What they may do: moderator, editor or owner."`
}

// Run adds the member and prints their one-time sign-in link.
func (c staffAddCommand) Run(ctx context.Context, t terminal) (err error) {
	n, err := c.open(ctx, t)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, n.close()) }()
	if c.Name == "" {
		c.Name, _, _ = strings.Cut(c.Email, "@")
	}
	link, err := n.invite(ctx, news.Email(c.Email), news.Name(c.Name), news.Role(c.Role))
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(t.out, "One-time sign-in link, good for a day:\n  %s\n", link)
	return err
}

// member returns the member with that address, added if there was none.
func (n *newsroom) member(ctx context.Context, email news.Email, name news.Name, role news.Role) (news.Staff, error) {
	member, err := n.accounts.StaffByEmail(ctx, email)
	if errors.Is(err, news.ErrNotFound) {
		return n.accounts.Add(ctx, email, name, role)
	}
	return member, err
}

// invite returns a sign-in link for the member with that address, who is added if
// there was none.
func (n *newsroom) invite(ctx context.Context, email news.Email, name news.Name, role news.Role) (string, error) {
	member, err := n.member(ctx, email, name, role)
	if err != nil {
		return "", err
	}
	token, err := n.accounts.Invite(ctx, member.ID)
	if err != nil {
		return "", err
	}
	return n.config.URL() + desk.InvitationPath(token), nil
}
