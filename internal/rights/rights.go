// Package rights keeps the promises of the data notice: it deletes on time.
package rights

import (
	"context"
	"time"

	"stet/internal/notice"
)

// Store is what this package asks of storage.
type Store interface {
	// Sweep deletes, in transactions of bounded size, what is past its time at now,
	// and returns how many rows each clock of the notice touched.
	Sweep(ctx context.Context, now time.Time, r notice.Retention) (map[notice.Clock]int, error)
}
