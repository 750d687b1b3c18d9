// Package storetest opens real databases for tests, and is the suite that every
// engine must pass.
package storetest

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"io/fs"
	"net/url"
	"strings"
	"testing"

	"github.com/peterldowns/pgtestdb"

	"stet/internal/accounts"
	"stet/internal/checks"
	"stet/internal/filter"
	"stet/internal/replies"
	"stet/internal/rights"
	"stet/internal/store"
	"stet/internal/stories"
)

// What the features ask of storage, store.DB has.
var (
	_ stories.Store  = (*store.DB)(nil)
	_ replies.Store  = (*store.DB)(nil)
	_ checks.Store   = (*store.DB)(nil)
	_ accounts.Store = (*store.DB)(nil)
	_ filter.Store   = (*store.DB)(nil)
	_ rights.Store   = (*store.DB)(nil)
)

// An Opener opens an empty database that is closed when the test ends. Each with
// may change the options.
type Opener func(t testing.TB, with ...func(*store.Options)) *store.DB

// SQLite is the Opener of SQLite, in a folder of the test.
func SQLite(t testing.TB, with ...func(*store.Options)) *store.DB {
	t.Helper()
	return open(t, store.Options{Dir: t.TempDir()}, with)
}

// Postgres returns the Opener of PostgreSQL on the server at the address, which
// must belong to somebody who may create databases. Each database is a copy of one
// that is made when the schema is new, and is dropped with the test if it passes.
func Postgres(server string) Opener {
	return func(t testing.TB, with ...func(*store.Options)) *store.DB {
		t.Helper()
		return open(t, store.Options{DSN: PostgresDSN(t, server)}, with)
	}
}

// PostgresDSN makes such a database and returns its address.
func PostgresDSN(t testing.TB, server string) string {
	t.Helper()
	u, err := url.Parse(server)
	if err != nil {
		t.Fatal(err)
	}
	password, _ := u.User.Password()
	return pgtestdb.Custom(t, pgtestdb.Config{
		DriverName: "pgx", Host: u.Hostname(), Port: u.Port(),
		User: u.User.Username(), Password: password,
		Database: strings.TrimPrefix(u.Path, "/"), Options: u.RawQuery,
	}, schema{}).URL()
}

func open(t testing.TB, o store.Options, with []func(*store.Options)) *store.DB {
	t.Helper()
	for _, change := range with {
		change(&o)
	}
	db, err := store.Open(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Errorf("close: %v", err)
		}
	})
	return db
}

// schema makes the database of which pgtestdb hands out copies.
type schema struct{}

// Hash tells schemas apart.
func (schema) Hash() (string, error) {
	sum := sha256.New()
	err := fs.WalkDir(store.Migrations, ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		text, err := fs.ReadFile(store.Migrations, path)
		sum.Write(text)
		return err
	})
	return hex.EncodeToString(sum.Sum(nil)[:8]), err
}

// Migrate makes the schema.
func (schema) Migrate(ctx context.Context, _ *sql.DB, c pgtestdb.Config) error {
	db, err := store.Open(ctx, store.Options{DSN: c.URL()})
	if err != nil {
		return err
	}
	return db.Close()
}
