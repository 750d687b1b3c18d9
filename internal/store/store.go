// Package store keeps the newsroom in SQLite or in PostgreSQL: one DB, one SQL
// text for both, and all the methods that the features ask of storage.
//
// Each method is one transaction and one fact. Every write goes through one path,
// which answers only when the disk has it: on SQLite it gathers the writes of
// concurrent callers into one commit (see group), on PostgreSQL each is a
// transaction of its own, repeated when another got in its way. Times are kept in
// milliseconds; what comes back is in UTC.
package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"time"

	"stet/internal/news"
)

// Options say which database to open.
type Options struct {
	// Dir is the folder that holds stet.db, the SQLite database.
	Dir string
	// DSN is a PostgreSQL address beginning "postgres://"; when it is set, Dir is
	// not used.
	DSN string
	// Now tells the time; nil is time.Now.
	Now func() time.Time
	// Fold adds lessons to a site's model, nil being the empty one; see Sweep. While
	// Fold is nil, lessons are kept as they are.
	Fold func(model []byte, deltas ...[]byte) ([]byte, error)
}

// A DB is the newsroom's storage. It is safe for concurrent use, and several
// processes may have one on the same database.
type DB struct {
	engine engine
	reads  querier
	writes writer
	pools  []*sql.DB
	now    func() time.Time
	fold   func(model []byte, deltas ...[]byte) ([]byte, error)
}

// errClosed answers who writes to a database that was closed.
var errClosed = fmt.Errorf("database is closed: %w", news.ErrUnavailable)

// A writer runs do in a transaction that is durable when write returns nil. Until
// then nothing of it is seen; after an error nothing of it ever is, unless the
// error is news.ErrUnavailable: then the connection broke, perhaps too late. It
// may call do more than once, each time on a clean slate.
type writer interface {
	write(ctx context.Context, do func(q querier) error) error
	// close waits for what is being written and refuses all else.
	close() error
}

// An engine is what the two databases do differently.
type engine struct {
	// dialect is the engine's name in goose.
	dialect string
	// duplicate reports whether a UNIQUE constraint refused the row.
	duplicate func(error) bool
	// unavailable reports whether the database cannot answer now but may soon.
	unavailable func(error) bool
	// again reports whether the transaction lost against another and is worth repeating.
	again func(error) bool
	// columns lists the tables, their columns, and whether those are BOOLEAN.
	columns string
	// snapshot begins a read-only transaction that sees one moment.
	snapshot func(ctx context.Context, pool *sql.DB) (*sql.Tx, error)
}

// Open opens the database, makes it when it is not there, and brings its schema up
// to date.
func Open(ctx context.Context, o Options) (*DB, error) {
	db, err := connect(ctx, o)
	if err != nil {
		return nil, fmt.Errorf("open database: %w", err)
	}
	if err := db.migrate(ctx, latest); err != nil {
		return nil, errors.Join(fmt.Errorf("open database: %w", err), db.Close())
	}
	return db, nil
}

// connect opens the database without looking at its schema.
func connect(ctx context.Context, o Options) (*DB, error) {
	db := &DB{now: o.Now, fold: o.Fold}
	if db.now == nil {
		db.now = time.Now
	}
	var err error
	switch {
	case strings.HasPrefix(o.DSN, "postgres://"), strings.HasPrefix(o.DSN, "postgresql://"):
		err = db.openPostgres(o.DSN)
	case o.DSN != "":
		err = fmt.Errorf("database address: must begin with postgres://: %w", news.ErrInvalid)
	case o.Dir == "":
		err = fmt.Errorf("neither folder nor address: %w", news.ErrInvalid)
	default:
		err = db.openSQLite(o.Dir)
	}
	if err == nil {
		err = db.Ping(ctx)
	}
	if err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return db, nil
}

// Close ends all use of the database. The commit that is being made is finished;
// writes that wait are refused.
func (db *DB) Close() error {
	var errs []error
	if db.writes != nil {
		errs = append(errs, db.writes.close())
	}
	for _, pool := range db.pools {
		errs = append(errs, pool.Close())
	}
	return errors.Join(errs...)
}

// Ping asks the database for a sign of life; none is news.ErrUnavailable.
func (db *DB) Ping(ctx context.Context) error {
	if _, err := all(ctx, db.reads, column[int], "SELECT 1"); err != nil {
		return fmt.Errorf("%w: %w", news.ErrUnavailable, err)
	}
	return nil
}

// write runs do in one durable transaction, with the words of what is being done.
func (db *DB) write(ctx context.Context, doing string, do func(q querier) error) error {
	if err := db.writes.write(ctx, do); err != nil {
		return fmt.Errorf("%s: %w", doing, err)
	}
	return nil
}

// scrub takes what was deleted out of the database's own log, where it has one that
// keeps it.
func (db *DB) scrub(ctx context.Context) error {
	if g, ok := db.writes.(*group); ok {
		return g.scrub(ctx)
	}
	return nil
}
