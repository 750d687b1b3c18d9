package store

import (
	"cmp"
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"runtime/debug"
	"slices"
	"sync"
)

// maxGroup is the most writes that one commit gathers; the rest goes into the next.
const maxGroup = 64

// A group is the writer of SQLite, which takes one transaction at a time and whose
// commits cost a wait for the disk. Whoever comes while it is free leads: commits
// its own write at once. Those who come meanwhile wait, and then the first of them
// leads all that wait by then into one transaction, each in a savepoint of its
// own, so that the failure of one leaves the others whole. Nobody is answered
// before the disk has the commit.
type group struct {
	engine *engine
	pool   *sql.DB // of one connection

	mu      sync.Mutex
	waiting []*turn
	led     bool // somebody leads

	// disk guards what follows; the leader has it.
	disk   sync.Mutex
	conn   *sql.Conn
	stmts  *statements
	closed bool
}

// A turn is one write on its way into a commit.
type turn struct {
	do  func(q querier) error
	err error
	// taken says that the write is being made, or that its caller is to lead.
	taken bool
	// done says that err is the answer. It is set before called is sent to.
	done   bool
	called chan struct{}
}

// write implements writer.
func (g *group) write(ctx context.Context, do func(q querier) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	t := &turn{do: do, called: make(chan struct{}, 1)}
	if !g.join(t) {
		select {
		case <-t.called:
		case <-ctx.Done():
			if g.leave(t) {
				return ctx.Err()
			}
			<-t.called // too late to leave: the outcome is what counts
		}
		if t.done {
			return t.err
		}
	}
	g.lead(ctx)
	return t.err
}

// join puts the turn last and reports whether it leads.
func (g *group) join(t *turn) bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.waiting = append(g.waiting, t)
	if g.led {
		return false
	}
	g.led, t.taken = true, true
	return true
}

// leave takes the turn out, unless it is taken.
func (g *group) leave(t *turn) bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	if t.taken {
		return false
	}
	g.waiting = slices.DeleteFunc(g.waiting, func(other *turn) bool { return other == t })
	return true
}

// lead commits all turns that wait, of which the caller's is the first, and calls
// on the first of those who came meanwhile to lead next.
func (g *group) lead(ctx context.Context) {
	g.mu.Lock()
	n := min(len(g.waiting), maxGroup)
	batch := slices.Clone(g.waiting[:n])
	g.waiting = slices.Delete(g.waiting, 0, n)
	for _, t := range batch {
		t.taken = true
	}
	g.mu.Unlock()

	g.commit(context.WithoutCancel(ctx), batch)

	for _, t := range batch[1:] {
		t.done = true
		t.called <- struct{}{}
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	g.led = len(g.waiting) > 0
	if g.led {
		g.waiting[0].taken = true
		g.waiting[0].called <- struct{}{}
	}
}

// commit makes the writes of all turns in one transaction and sets their errors.
func (g *group) commit(ctx context.Context, batch []*turn) {
	g.disk.Lock()
	defer g.disk.Unlock()
	err := g.transact(ctx, batch)
	if err == nil {
		return
	}
	for _, t := range batch {
		t.err = cmp.Or(t.err, err)
	}
}

// transact is commit but for an error that befalls all turns.
func (g *group) transact(ctx context.Context, batch []*turn) error {
	q, err := g.connection(ctx)
	if err != nil {
		return err
	}
	if _, err := q.exec(ctx, "BEGIN IMMEDIATE"); err != nil {
		return fmt.Errorf("begin: %w", err)
	}
	if len(batch) == 1 {
		if batch[0].err = attempt(q, batch[0].do); batch[0].err != nil {
			return g.rollBack(ctx, q, nil)
		}
	} else {
		for _, t := range batch {
			if err := inSavepoint(ctx, q, t); err != nil {
				return g.rollBack(ctx, q, err)
			}
		}
	}
	if _, err := q.exec(ctx, "COMMIT"); err != nil {
		return g.rollBack(ctx, q, fmt.Errorf("commit: %w", err))
	}
	return nil
}

// inSavepoint makes one write of several so that, when it fails, the others are as
// if it had not been. It returns an error when that cannot be had.
func inSavepoint(ctx context.Context, q querier, t *turn) error {
	if _, err := q.exec(ctx, "SAVEPOINT turn"); err != nil {
		return err
	}
	if t.err = attempt(q, t.do); t.err != nil {
		if _, err := q.exec(ctx, "ROLLBACK TO turn"); err != nil {
			return t.err // so bad that the whole transaction is gone
		}
	}
	_, err := q.exec(ctx, "RELEASE turn")
	return err
}

// attempt calls do. A panic becomes an error: it may be another caller's goroutine
// that leads, and those who wait must not wait for ever.
func attempt(q querier, do func(q querier) error) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %v\n%s", p, debug.Stack())
		}
	}()
	return do(q)
}

// rollBack gives the transaction up because of err, which it returns. After an
// error that befell the whole transaction the connection is not trusted again: a
// second sync of a file whose first one failed may say yes to what is not there.
func (g *group) rollBack(ctx context.Context, q querier, err error) error {
	_, failed := q.exec(ctx, "ROLLBACK")
	if err != nil || failed != nil {
		g.disconnect()
	}
	return err
}

// connection returns the statements of the one connection, opened if need be.
func (g *group) connection(ctx context.Context) (*statements, error) {
	if g.closed {
		return nil, errClosed
	}
	if g.stmts != nil {
		return g.stmts, nil
	}
	conn, err := g.pool.Conn(ctx)
	if err != nil {
		return nil, g.engine.explain(err)
	}
	g.conn, g.stmts = conn, &statements{engine: g.engine, on: conn}
	return g.stmts, nil
}

// disconnect closes the connection for good; the next write opens another.
func (g *group) disconnect() {
	if g.stmts == nil {
		return
	}
	_ = g.stmts.close()
	_ = g.conn.Raw(func(any) error { return driver.ErrBadConn }) // so that the pool does not keep it
	_ = g.conn.Close()
	g.conn, g.stmts = nil, nil
}

// close waits for the commit that is being made and refuses all others.
func (g *group) close() error {
	g.disk.Lock()
	defer g.disk.Unlock()
	g.disconnect()
	g.closed = true
	return nil
}

// scrub empties the log, so that what was deleted is not to be read there. While
// somebody reads an old state of the database, as a backup does, it does what it
// can and leaves the rest to the next.
func (g *group) scrub(ctx context.Context) error {
	g.disk.Lock()
	defer g.disk.Unlock()
	if _, err := g.connection(ctx); err != nil {
		return err
	}
	var errs []error
	for _, pragma := range []string{"PRAGMA busy_timeout(100)", "PRAGMA wal_checkpoint(TRUNCATE)", "PRAGMA busy_timeout(5000)"} {
		_, err := g.conn.ExecContext(context.WithoutCancel(ctx), pragma)
		errs = append(errs, g.engine.explain(err))
	}
	return errors.Join(errs...)
}
