package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"runtime"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"stet/internal/news"
)

// Name is the name of the SQLite database in its folder.
const Name = "stet.db"

// openSQLite opens the database in dir: one connection that writes, and a pool of
// connections that can only read and see the last commit while it does.
func (db *DB) openSQLite(dir string) error {
	path, err := filepath.Abs(filepath.Join(dir, Name))
	if err != nil {
		return err
	}
	// Made by us and not by SQLite, so that nobody else may read it.
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600) //nolint:gosec // the operator names the folder
	if err != nil {
		return fmt.Errorf("%w: %w", news.ErrUnavailable, err)
	}
	if err := f.Close(); err != nil {
		return err
	}
	db.engine = engine{
		dialect:     "sqlite3",
		duplicate:   sqliteDuplicate,
		unavailable: sqliteUnavailable,
		again:       func(error) bool { return false },
		columns: `
			SELECT t.name, c.name, c.type = 'BOOLEAN' FROM sqlite_schema t, pragma_table_info(t.name) c
			WHERE t.type = 'table' AND substr(t.name, 1, 7) <> 'sqlite_'
			ORDER BY t.name, c.cid`,
		snapshot: func(ctx context.Context, pool *sql.DB) (*sql.Tx, error) {
			return pool.BeginTx(ctx, nil) // in WAL a transaction that reads sees one moment
		},
	}
	// SQLite syncs with fsync unless told; fdatasync keeps the same promise without
	// waiting for the file's timestamps. Where there is none, fsync it stays.
	_, _ = sqlite.Fdatasync(true)

	writing, err := sql.Open("sqlite", sqliteAddress(path, "_txlock", "immediate"))
	if err != nil {
		return err
	}
	writing.SetMaxOpenConns(1)
	db.pools = append(db.pools, writing)
	reading, err := sql.Open("sqlite", sqliteAddress(path, "_query_only", "1"))
	if err != nil {
		return err
	}
	readers := min(max(4, 2*runtime.GOMAXPROCS(0)), 16)
	reading.SetMaxOpenConns(readers)
	reading.SetMaxIdleConns(readers)
	db.pools = append(db.pools, reading)

	db.reads = &statements{engine: &db.engine, on: reading}
	db.writes = &group{engine: &db.engine, pool: writing}
	return nil
}

// sqliteAddress is the database at path with the settings that all connections
// share, and one more.
func sqliteAddress(path, key, value string) string {
	q := url.Values{
		"_busy_timeout": {"5000"}, // milliseconds to wait for another process's write
		"_foreign_keys": {"1"},
		"_journal_mode": {"WAL"},
		"_synchronous":  {"FULL"},
		// What is deleted is overwritten; a log that grew large is cut back to 16 MiB;
		// each connection may keep 4 MB of pages.
		"_pragma": {"secure_delete(1)", "journal_size_limit(16777216)", "cache_size(-4000)"},
		key:       {value},
	}
	return (&url.URL{Scheme: "file", Path: filepath.ToSlash(path), RawQuery: q.Encode()}).String()
}

// sqliteCode is the extended result code of an error of SQLite, or 0.
func sqliteCode(err error) int {
	if e, ok := errors.AsType[*sqlite.Error](err); ok {
		return e.Code()
	}
	return 0
}

func sqliteDuplicate(err error) bool {
	code := sqliteCode(err)
	return code == sqlite3.SQLITE_CONSTRAINT_UNIQUE || code == sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY
}

func sqliteUnavailable(err error) bool {
	switch sqliteCode(err) & 0xff {
	case sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR,
		sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_NOMEM:
		return true
	}
	return false
}
