package sample

import (
	"testing"
	"time"
)

func TestLoads(t *testing.T) {
	s, err := Stories(time.Now())
	if err != nil {
		t.Fatal(err)
	}
	r, err := Replies(time.Now())
	if err != nil {
		t.Fatal(err)
	}
	t.Log(len(s), len(r))
}
