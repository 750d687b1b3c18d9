package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"sync"
	"time"

	"stet/internal/news"
)

// A querier runs SQL: the readers' connections, or one writer's transaction. Its
// errors are news.ErrUnavailable where the engine says so.
type querier interface {
	query(ctx context.Context, query string, args ...any) (*sql.Rows, error)
	// exec returns how many rows were touched.
	exec(ctx context.Context, query string, args ...any) (int64, error)
}

// statements is a querier that prepares each text once and keeps it. It does not
// pass on cancellation: what we ask of SQLite takes microseconds, and the driver
// would start a goroutine for each question that can be cancelled.
type statements struct {
	engine *engine
	on     interface {
		PrepareContext(ctx context.Context, query string) (*sql.Stmt, error)
	}
	kept sync.Map // query text → *sql.Stmt
}

// prepare returns the kept statement for the text.
func (s *statements) prepare(ctx context.Context, query string) (*sql.Stmt, error) {
	if stmt, ok := s.kept.Load(query); ok {
		return stmt.(*sql.Stmt), nil
	}
	stmt, err := s.on.PrepareContext(ctx, query)
	if err != nil {
		return nil, s.engine.explain(err)
	}
	if other, loaded := s.kept.LoadOrStore(query, stmt); loaded {
		return other.(*sql.Stmt), stmt.Close() //nolint:sqlclosecheck // the other one is kept
	}
	return stmt, nil
}

func (s *statements) query(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	ctx = context.WithoutCancel(ctx)
	stmt, err := s.prepare(ctx, query) //nolint:sqlclosecheck // it is kept
	if err != nil {
		return nil, err
	}
	rows, err := stmt.QueryContext(ctx, args...)
	return rows, s.engine.explain(err)
}

func (s *statements) exec(ctx context.Context, query string, args ...any) (int64, error) {
	ctx = context.WithoutCancel(ctx)
	stmt, err := s.prepare(ctx, query) //nolint:sqlclosecheck // it is kept
	if err != nil {
		return 0, err
	}
	return s.engine.affected(stmt.ExecContext(ctx, args...))
}

// close lets go of all statements.
func (s *statements) close() error {
	var errs []error
	s.kept.Range(func(query, stmt any) bool {
		errs = append(errs, stmt.(*sql.Stmt).Close())
		s.kept.Delete(query)
		return true
	})
	return errors.Join(errs...)
}

// texts is a querier that hands each text to the driver, which keeps statements
// itself.
type texts struct {
	engine *engine
	on     interface {
		QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
		ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error)
	}
}

func (t texts) query(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	rows, err := t.on.QueryContext(ctx, query, args...)
	return rows, t.engine.explain(err)
}

func (t texts) exec(ctx context.Context, query string, args ...any) (int64, error) {
	return t.engine.affected(t.on.ExecContext(ctx, query, args...))
}

// explain makes an error of the driver a news.ErrUnavailable where it is one.
func (e *engine) explain(err error) error {
	if err != nil && e.unavailable(err) && !errors.Is(err, news.ErrUnavailable) {
		return fmt.Errorf("%w: %w", news.ErrUnavailable, err)
	}
	return err
}

func (e *engine) affected(r sql.Result, err error) (int64, error) {
	if err != nil {
		return 0, e.explain(err)
	}
	return r.RowsAffected()
}

// A scanner is one row.
type scanner interface{ Scan(into ...any) error }

// each calls do with every row of the answer.
func each[T any](ctx context.Context, q querier, scan func(scanner) (T, error), do func(T) error, query string, args ...any) error {
	rows, err := q.query(ctx, query, args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		v, err := scan(rows)
		if err != nil {
			return err
		}
		if err := do(v); err != nil {
			return err
		}
	}
	return rows.Err()
}

// all returns every row of the answer.
func all[T any](ctx context.Context, q querier, scan func(scanner) (T, error), query string, args ...any) ([]T, error) {
	var list []T
	err := each(ctx, q, scan, func(v T) error { list = append(list, v); return nil }, query, args...)
	return list, err
}

// one returns the only row of the answer; none is news.ErrNotFound.
func one[T any](ctx context.Context, q querier, scan func(scanner) (T, error), query string, args ...any) (T, error) {
	var v T
	list, err := all(ctx, q, scan, query, args...)
	if err == nil && len(list) == 0 {
		err = news.ErrNotFound
	}
	if err != nil {
		return v, err
	}
	return list[0], nil
}

// must makes a write that touched no row a news.ErrNotFound.
func must(n int64, err error) error {
	if err == nil && n == 0 {
		return news.ErrNotFound
	}
	return err
}

// column scans a row of one column.
func column[T any](row scanner) (v T, err error) {
	err = row.Scan(&v)
	return v, err
}

// sixteen is the list of a question about many rows, which asks about as many at
// once; see bySixteen.
const sixteen = "($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)"

// bySixteen calls do with the arguments of sixteen until every id had its turn. The
// last id fills up what is left.
func bySixteen[ID ~string](ids []ID, do func(args []any) error) error {
	for from := 0; from < len(ids); from += 16 {
		args := make([]any, 16)
		for i := range args {
			args[i] = string(ids[min(from+i, len(ids)-1)])
		}
		if err := do(args); err != nil {
			return err
		}
	}
	return nil
}

// millis is how a time is kept: Unix milliseconds, 0 for the zero time.
func millis(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMilli()
}

// moment scans what millis made.
type moment struct{ t *time.Time }

// Scan implements sql.Scanner.
func (m moment) Scan(v any) error {
	ms, ok := v.(int64)
	if !ok {
		return fmt.Errorf("time: want milliseconds, got %T", v)
	}
	*m.t = time.Time{}
	if ms != 0 {
		*m.t = time.UnixMilli(ms).UTC()
	}
	return nil
}
