// Package rights keeps the promises of the data notice: it deletes on time.
package rights

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"stet/internal/notice"
)

// Store is what this package asks of storage.
type Store interface {
	// Sweep deletes, in transactions of bounded size, what is past its time at now,
	// and returns how many rows each clock of the notice touched.
	Sweep(ctx context.Context, now time.Time, r notice.Retention) (map[notice.Clock]int, error)
}

// Service deletes on time what the notice says is deleted.
type Service struct {
	Store     Store
	Retention notice.Retention
	Now       func() time.Time
	Log       *slog.Logger
}

// Sweep deletes what is past its time now.
func (s *Service) Sweep(ctx context.Context) error {
	touched, err := s.Store.Sweep(ctx, s.Now(), s.Retention)
	for clock, n := range touched {
		if n > 0 {
			s.Log.InfoContext(ctx, "retention enforced", "clock", clock, "rows", n)
		}
	}
	if err != nil {
		return fmt.Errorf("retention: %w", err)
	}
	return nil
}

// Run sweeps at once and then every interval until ctx ends. A sweep that fails
// is logged and tried again at the next turn: being late is better than stopping.
func (s *Service) Run(ctx context.Context, every time.Duration) {
	tick := time.NewTicker(every)
	defer tick.Stop()
	for {
		if err := s.Sweep(ctx); err != nil && ctx.Err() == nil {
			s.Log.ErrorContext(ctx, "retention not enforced", "err", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}
