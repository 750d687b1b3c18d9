package main

import (
	"os"
	"syscall"
)

// fdatasync makes the file's content durable, and no more of its metadata than
// that takes; it is what SQLite does at each commit.
func fdatasync(f *os.File) error { return syscall.Fdatasync(int(f.Fd())) }
