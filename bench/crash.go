package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strings"
	"sync"
	"time"
)

// crash kills the program at random moments while eight writers post, starts it
// again and looks for every reply that was acknowledged: it must be there, once.
func crash(ctx context.Context, o options) error {
	n, err := open(ctx, o)
	if err != nil {
		return err
	}
	defer n.close()
	acknowledged, missing, doubled := 0, 0, 0
	for round := range o.rounds {
		p, err := newPoster(n)
		if err != nil {
			return err
		}
		receipts := postUntilKilled(ctx, p)
		if err := n.start(ctx, "serve"); err != nil {
			return err
		}
		pages := map[string]string{}
		for receipt, body := range receipts {
			page, err := fetch(n.url(receipt))
			if err != nil || !strings.Contains(string(page), body) {
				missing++
			}
			if other, twice := pages[body]; twice && other != receipt {
				doubled++
			}
			pages[body] = receipt
		}
		acknowledged += len(receipts)
		fmt.Printf("\rround %d of %d: %d acknowledged, %d missing, %d doubled", round+1, o.rounds, acknowledged, missing, doubled)
	}
	fmt.Println()
	if missing+doubled > 0 {
		return fmt.Errorf("%d acknowledged replies are missing and %d are doubled", missing, doubled)
	}
	return nil
}

// postUntilKilled posts with eight writers, kills the program in the midst of it,
// and returns the texts that were acknowledged by their private pages. Each text is
// sent twice, as an impatient reader would, and must lead to one page.
func postUntilKilled(ctx context.Context, p *poster) map[string]string {
	var mu sync.Mutex
	receipts := map[string]string{}
	killed, cancel := context.WithCancel(ctx)
	var wait sync.WaitGroup
	for range 8 {
		wait.Go(func() {
			for killed.Err() == nil {
				body := text()
				for range 2 {
					if receipt, err := p.post(killed, body); err == nil {
						mu.Lock()
						receipts[receipt] = body
						mu.Unlock()
					}
				}
			}
		})
	}
	time.Sleep(time.Duration(50+rand.IntN(1000)) * time.Millisecond)
	p.n.kill()
	cancel()
	wait.Wait()
	return receipts
}
