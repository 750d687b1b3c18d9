package store

import (
	"context"
	"database/sql"
	"errors"
	"net"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/stdlib"
)

// writeLimit is how long a write may take before PostgreSQL counts as gone.
const writeLimit = 5 * time.Second

// openPostgres opens the database at the address.
func (db *DB) openPostgres(dsn string) error {
	config, err := pgx.ParseConfig(dsn)
	if err != nil {
		return err
	}
	db.engine = engine{
		dialect:     "postgres",
		duplicate:   func(err error) bool { return postgresCode(err) == "23505" },
		unavailable: postgresUnavailable,
		again:       postgresAgain,
		columns: `
			SELECT table_name, column_name, data_type = 'boolean' FROM information_schema.columns
			WHERE table_schema = current_schema()
			ORDER BY table_name, ordinal_position`,
		snapshot: func(ctx context.Context, pool *sql.DB) (*sql.Tx, error) {
			return pool.BeginTx(ctx, &sql.TxOptions{Isolation: sql.LevelRepeatableRead, ReadOnly: true})
		},
	}
	pool := stdlib.OpenDB(*config)
	pool.SetMaxOpenConns(16)
	pool.SetMaxIdleConns(16)
	pool.SetConnMaxIdleTime(5 * time.Minute)
	db.pools = append(db.pools, pool)
	db.reads = texts{engine: &db.engine, on: pool}
	db.writes = &transactions{engine: &db.engine, pool: pool}
	return nil
}

// transactions is the writer of PostgreSQL.
type transactions struct {
	engine *engine
	pool   *sql.DB
	closed atomic.Bool
}

func (w *transactions) close() error {
	w.closed.Store(true)
	return nil
}

// write implements writer. Once begun it is not cancelled by ctx, so that its
// outcome is known.
func (w *transactions) write(ctx context.Context, do func(q querier) error) error {
	for attempt := 1; ; attempt++ {
		if err := ctx.Err(); err != nil {
			return err
		}
		if w.closed.Load() {
			return errClosed
		}
		err := w.once(context.WithoutCancel(ctx), do)
		if err == nil || attempt == 10 || !w.engine.again(err) {
			return w.engine.explain(err)
		}
	}
}

func (w *transactions) once(ctx context.Context, do func(q querier) error) error {
	ctx, cancel := context.WithTimeout(ctx, writeLimit)
	defer cancel()
	tx, err := w.pool.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	if err := do(texts{engine: w.engine, on: tx}); err != nil {
		return err
	}
	return tx.Commit()
}

// postgresCode is the SQLSTATE of an error of PostgreSQL, or empty.
func postgresCode(err error) string {
	if e, ok := errors.AsType[*pgconn.PgError](err); ok {
		return e.Code
	}
	return ""
}

// postgresAgain: serialization failure, deadlock.
func postgresAgain(err error) bool {
	code := postgresCode(err)
	return code == "40001" || code == "40P01"
}

// postgresUnavailable: connections lost (class 08), out of disk, memory or
// connections (53), shut down by the operator (57P), a read-only standby (25006),
// or no answer at all.
func postgresUnavailable(err error) bool {
	switch code := postgresCode(err); {
	case code == "25006":
		return true
	case len(code) == 5 && (code[:2] == "08" || code[:2] == "53" || code[:3] == "57P"):
		return true
	case code != "":
		return false
	}
	var network net.Error
	var connect *pgconn.ConnectError
	return errors.As(err, &network) || errors.As(err, &connect) ||
		errors.Is(err, context.DeadlineExceeded) || pgconn.SafeToRetry(err)
}
