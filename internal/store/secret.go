package store

import (
	"context"
	"crypto/rand"
	"time"
)

var secretColumns = impersonal("secrets", "name", "value", "created")

// networkKey is the beginning of the names of the network keys, before the day.
const networkKey = "network:"

// Secret returns the 32 random bytes of that name, which are made when they are
// asked for first. All processes get the same.
func (db *DB) Secret(ctx context.Context, name string) ([]byte, error) {
	const kept = `SELECT value FROM secrets WHERE name = $1`
	found, err := all(ctx, db.reads, column[[]byte], kept, name)
	if err != nil {
		return nil, err
	}
	if len(found) > 0 {
		return found[0], nil
	}
	var secret []byte
	err = db.write(ctx, "make secret", func(q querier) error {
		value := make([]byte, 32)
		_, _ = rand.Read(value) // never fails: crypto/rand ends the program instead
		_, err := q.exec(ctx, `
			INSERT INTO secrets (name, value, created) VALUES ($1, $2, $3)
			ON CONFLICT (name) DO NOTHING`, name, value, millis(db.now()))
		if err != nil {
			return err
		}
		secret, err = one(ctx, q, column[[]byte], kept, name)
		return err
	})
	return secret, err
}

// NetworkKey returns the key with which network addresses of that day (UTC) are
// hashed. Sweep deletes it when the hashes have had their time: from then on they
// say nothing to anybody. Backups leave it out.
func (db *DB) NetworkKey(ctx context.Context, day time.Time) ([]byte, error) {
	return db.Secret(ctx, networkKey+day.UTC().Format(time.DateOnly))
}
