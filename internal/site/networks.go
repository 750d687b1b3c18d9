package site

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"net/netip"
	"sync"
	"time"
)

// Networks turns the networks that replies come from into keyed hashes. Each day
// has its own key; once that is deleted the hashes of the day mean nothing.
type Networks struct {
	// Key returns the key of a day, making it when there is none.
	Key func(ctx context.Context, day time.Time) ([]byte, error)

	mu  sync.Mutex
	day time.Time
	key []byte
}

// Hash returns the hash of a network at now: 16 bytes of HMAC-SHA256 in base 64.
func (n *Networks) Hash(ctx context.Context, network netip.Prefix, now time.Time) (string, error) {
	day := now.UTC().Truncate(24 * time.Hour)
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.key == nil || !day.Equal(n.day) {
		key, err := n.Key(ctx, day)
		if err != nil {
			return "", fmt.Errorf("the day's key for networks: %w", err)
		}
		n.day, n.key = day, key
	}
	mac := hmac.New(sha256.New, n.key)
	mac.Write([]byte(network.String()))
	return base64.RawURLEncoding.EncodeToString(mac.Sum(nil)[:16]), nil
}
