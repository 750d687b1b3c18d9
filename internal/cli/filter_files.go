package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
)

// stopped says in words that the work was broken off, if that is what err is, and
// what became of it. Such an end is no success: who waits for the command must know.
func stopped(err error, became string) error {
	if errors.Is(err, context.Canceled) {
		return fmt.Errorf("stopped; %s", became)
	}
	return err
}

// interruptible reads like r, but no longer than ctx. A read of r that waits cannot
// be broken off: it is left behind, and ends with the program.
func interruptible(ctx context.Context, r io.Reader) io.Reader {
	out, in := io.Pipe()
	context.AfterFunc(ctx, func() { _ = in.CloseWithError(ctx.Err()) })
	go func() {
		_, err := io.Copy(in, r)
		_ = in.CloseWithError(err)
	}()
	return out
}

// writeWhole writes a file under another name beside its own, and gives it the name
// when it is whole: whatever happens, the file is the old one or the new one. What is
// there and no plain file, such as a device, is written into.
func writeWhole(name string, write func(io.Writer) error) (err error) {
	if info, err := os.Stat(name); err == nil && !info.Mode().IsRegular() {
		f, err := os.OpenFile(name, os.O_WRONLY, 0) //nolint:gosec // the operator names the file
		if err != nil {
			return err
		}
		return errors.Join(write(f), f.Close())
	}
	f, err := os.CreateTemp(filepath.Dir(name), "."+filepath.Base(name)+".*")
	if err != nil {
		return fmt.Errorf("write %s: %w", name, err)
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, os.Remove(f.Name()))
		}
	}()
	if err := errors.Join(write(f), f.Chmod(0o644), f.Sync(), f.Close()); err != nil {
		return err
	}
	return os.Rename(f.Name(), name)
}

// output writes to the file of that name, or to w if there is no name.
func output(name string, w io.Writer, write func(io.Writer) error) error {
	if name == "" {
		return write(w)
	}
	return writeWhole(name, write)
}

// isTerminal reports whether a person looks at what is written, or writes what is read.
func isTerminal(stream any) bool {
	f, ok := stream.(*os.File)
	if !ok {
		return false
	}
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0 && info.Name() != filepath.Base(os.DevNull)
}

// progress shows how far long work is, on one line of a terminal. Of is 0 where
// nobody knows how much there is to do.
func progress(w io.Writer, doing string) func(done, of int) {
	if !isTerminal(w) {
		return func(int, int) {}
	}
	return func(done, of int) {
		switch {
		case of == 0:
			_, _ = fmt.Fprintf(w, "\r%s: %d\x1b[K", doing, done)
		case done < of:
			_, _ = fmt.Fprintf(w, "\r%s: %d of %d\x1b[K", doing, done, of)
		default:
			_, _ = fmt.Fprint(w, "\r\x1b[K")
		}
	}
}
