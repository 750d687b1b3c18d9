package store

import (
	"context"
	"slices"
	"strings"

	"stet/internal/news"
	"stet/internal/notice"
)

// ofStaff is the processing of what is known of a member of the staff.
func ofStaff(datum string, p notice.Purpose, c notice.Clock, to ...notice.Recipient) notice.Processing {
	return notice.Processing{Datum: datum, Subject: notice.Staff, Purpose: p, Basis: notice.Contract, Recipients: to, Clock: c}
}

var staffColumns = slices.Concat(
	personal(ofStaff("staff_name", notice.Access, notice.WhileEmployed, notice.Moderators), "staff", "id", "name", "role", "created"),
	personal(ofStaff("staff_email", notice.Access, notice.WhileEmployed, notice.Moderators), "staff", "email", "email_folded"),
	personal(ofStaff("staff_password", notice.Access, notice.WhileEmployed, notice.Nobody), "staff", "password"),
)

const selectStaff = `SELECT id, email, name, role, password, created FROM staff`

func scanStaff(row scanner) (s news.Staff, err error) {
	err = row.Scan(&s.ID, &s.Email, &s.Name, &s.Role, &s.Password, moment{&s.Created})
	return s, err
}

// fold is the address in lower case, in which no two members of the staff have the
// same.
func fold(e news.Email) string { return strings.ToLower(string(e)) }

// CreateStaff stores a new member of the staff. An address that is taken, in
// whatever case, is a news.Invalid "email" with rule "taken".
func (db *DB) CreateStaff(ctx context.Context, s news.Staff) error {
	return db.write(ctx, "create staff", func(q querier) error {
		_, err := q.exec(ctx, `
			INSERT INTO staff (id, email, email_folded, name, role, password, created)
			VALUES ($1, $2, $3, $4, $5, $6, $7)`,
			s.ID, s.Email, fold(s.Email), s.Name, s.Role, s.Password, millis(s.Created))
		if db.engine.duplicate(err) {
			return news.Invalid{Field: "email", Rule: "taken"}
		}
		return err
	})
}

// Staff returns the member with that id.
func (db *DB) Staff(ctx context.Context, id news.StaffID) (news.Staff, error) {
	return one(ctx, db.reads, scanStaff, selectStaff+` WHERE id = $1`, id)
}

// StaffByEmail returns the member with that address, in whatever case.
func (db *DB) StaffByEmail(ctx context.Context, email news.Email) (news.Staff, error) {
	return one(ctx, db.reads, scanStaff, selectStaff+` WHERE email_folded = $1`, fold(email))
}

// StaffList returns all members, oldest first.
func (db *DB) StaffList(ctx context.Context) ([]news.Staff, error) {
	return all(ctx, db.reads, scanStaff, selectStaff+` ORDER BY created, id`)
}

// SetPassword stores the member's password hash and ends all their sessions.
func (db *DB) SetPassword(ctx context.Context, id news.StaffID, hash string) error {
	return db.write(ctx, "set password", func(q querier) error {
		if err := must(q.exec(ctx, `UPDATE staff SET password = $2 WHERE id = $1`, id, hash)); err != nil {
			return err
		}
		_, err := q.exec(ctx, `DELETE FROM sessions WHERE staff_id = $1`, id)
		return err
	})
}
