// Package accounts knows the staff: invitations, passwords, sign-in, sessions.
package accounts
