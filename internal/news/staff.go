package news

import "time"

// A Role is what a member of the staff may do. Each role may do all that the ones
// before it may.
type Role string

const (
	// Moderator judges replies.
	Moderator Role = "moderator"
	// Editor writes and publishes stories too.
	Editor Role = "editor"
	// Owner also runs the site: staff and settings.
	Owner Role = "owner"
)

// May reports whether the role entitles to what needs least.
func (r Role) May(least Role) bool {
	rank := map[Role]int{Moderator: 1, Editor: 2, Owner: 3}
	return rank[r] > 0 && rank[r] >= rank[least]
}

// Staff is a member of the newsroom.
type Staff struct {
	ID    StaffID
	Email Email
	Name  Name
	Role  Role
	// Password is the argon2id hash in PHC form, or empty until the first sign-in.
	Password string
	Created  time.Time
}

// A Session is one signed-in browser of a member of the staff.
type Session struct {
	// Hash is the SHA-256 of the token in the browser's cookie.
	Hash    []byte
	StaffID StaffID
	// Agent is the browser as it names itself, so that the list of sessions can be read.
	Agent         string
	Created, Seen time.Time
}

// An Invitation is a one-time link that lets a member of the staff choose a
// password and sign in.
type Invitation struct {
	// Hash is the SHA-256 of the token in the link.
	Hash    []byte
	StaffID StaffID
	Expires time.Time
}
