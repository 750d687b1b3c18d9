package main

import (
	"context"
	"fmt"
	"os"
	"time"
)

// start measures how long the program takes to its first answer, and what it takes
// of memory and disk.
func start(ctx context.Context, o options) error {
	n, err := open(ctx, o)
	if err != nil {
		return err
	}
	defer n.close()
	var first, idle figures
	for range o.rounds {
		if err := n.stop(); err != nil {
			return err
		}
		began := time.Now()
		if err := n.start(ctx, "serve"); err != nil {
			return err
		}
		if _, err := fetch(n.story()); err != nil {
			return err
		}
		first.add(ms(time.Since(began)))
		time.Sleep(time.Second) // what starting took is given back by then
		idle.add(pss(n.cmd.Process.Pid))
	}
	info, err := os.Stat(n.binary)
	if err != nil {
		return err
	}
	fmt.Printf("\n| | median (least–most) |\n| --- | --- |\n| start to the first story, ms | %v |\n| memory idle, MiB (PSS) | %v |\n| the binary, MB | %.1f |\n",
		first, idle, float64(info.Size())/1e6)
	return nil
}
