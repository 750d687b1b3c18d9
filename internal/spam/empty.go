package spam

import "bytes"

// EmptyModel returns a model that knows nothing: every message has the log-odds 0
// until something is learned. It holds what is as likely spam as not and keeps out
// what is so by more than e² to one, whatever the limits.
func EmptyModel() *Model {
	m := &Model{table: make([]int8, tableSize), rare: bytes.Repeat([]byte{255}, tableSize), slope: 1}
	for i := range tailShares {
		m.lost[i] = 2
	}
	m.known = func() []knownReply { return nil } // it publishes nothing
	return m
}
