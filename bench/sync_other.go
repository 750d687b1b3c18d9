//go:build !linux

package main

import "os"

// fdatasync makes the file durable; other systems have no call that does less.
func fdatasync(f *os.File) error { return f.Sync() }
