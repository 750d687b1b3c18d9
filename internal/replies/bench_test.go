package replies_test

import (
	"strconv"
	"sync/atomic"
	"testing"

	"stet/internal/replies"
)

// BenchmarkPost takes in replies, filtered and durable, from one writer and from
// sixteen at a time.
func BenchmarkPost(b *testing.B) {
	for _, writers := range []int{1, 16} {
		b.Run(strconv.Itoa(writers), func(b *testing.B) {
			r := newRoom(b)
			var n atomic.Int64
			b.SetParallelism(writers)
			post := func() {
				text := ordinary + " " + strconv.FormatInt(n.Add(1), 36)
				if _, err := r.Post(b.Context(), replies.Draft{Thread: r.story.Thread, Author: "Hanne", Body: text, Key: []byte(text)}); err != nil {
					b.Error(err)
				}
			}
			if writers == 1 {
				for b.Loop() {
					post()
				}
				return
			}
			b.RunParallel(func(pb *testing.PB) {
				for pb.Next() {
					post()
				}
			})
		})
	}
}
