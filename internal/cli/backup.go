package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"slices"

	"stet/internal/config"
	"stet/internal/pictures"
	"stet/internal/spam"
	"stet/internal/store"
)

type backupCommand struct {
	folder
	File string `arg:"" type:"path" help:"The file to write, such as site.tar.gz. It must not be there yet."`
}

// Run writes the backup beside its name and gives it the name when it is whole.
func (c backupCommand) Run(ctx context.Context, t terminal) (err error) {
	if _, err := os.Lstat(c.File); err == nil {
		return fmt.Errorf("%s is there already; a backup is never written over", c.File)
	}
	n, err := c.open(ctx, t)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, n.close()) }()
	part := c.File + ".part"
	// What a broken-off backup left goes; what cannot be removed is not ours to write into.
	_ = os.Remove(part)
	f, err := os.OpenFile(part, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600) //nolint:gosec // the operator names the file
	if err != nil {
		return err
	}
	files := belongings{n.dir.FS()}
	if err := errors.Join(n.db.Backup(ctx, f, files), f.Sync(), f.Close()); err != nil {
		return errors.Join(err, os.Remove(part))
	}
	if err := os.Rename(part, c.File); err != nil {
		return err
	}
	_, err = fmt.Fprintf(t.out, "Wrote %s. It holds readers' data: keep it as safe as the site.\n", c.File)
	return err
}

// belongings are the files of a site's folder that a backup keeps beside the
// database.
type belongings struct{ fs.FS }

// ReadDir lists a folder; at the top only what belongs into a backup.
func (b belongings) ReadDir(name string) ([]fs.DirEntry, error) {
	entries, err := fs.ReadDir(b.FS, name)
	if name == "." {
		keep := []string{config.FileName, pictures.Folder, themeFolder, filledMark}
		entries = slices.DeleteFunc(entries, func(e fs.DirEntry) bool { return !slices.Contains(keep, e.Name()) })
	}
	return entries, err
}

type restoreCommand struct {
	File     string `arg:"" type:"existingfile" help:"A file that stet backup wrote."`
	Dir      string `arg:"" type:"path" help:"The site's folder to make; it must be empty or not there yet."`
	Database string `env:"STET_STORE_DATABASE" placeholder:"postgres://…" help:"Restore into this PostgreSQL database, which must be empty, instead of SQLite in the folder."`
}

// Run makes a site of the backup, or nothing: what a damaged file has left in the
// folder is removed again.
func (c restoreCommand) Run(ctx context.Context, t terminal) (err error) {
	f, err := os.Open(c.File)
	if err != nil {
		return err
	}
	defer f.Close()
	if entries, err := os.ReadDir(c.Dir); err == nil && len(entries) > 0 {
		return fmt.Errorf("%s is not empty; a backup is restored into a folder of its own", c.Dir)
	}
	if err := os.MkdirAll(c.Dir, 0o750); err != nil {
		return err
	}
	dir, err := os.OpenRoot(c.Dir)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, dir.Close()) }()
	err = store.Restore(ctx, store.Options{Dir: c.Dir, DSN: c.Database, Fold: spam.Fold}, f, dir)
	if err != nil {
		return errors.Join(fmt.Errorf("%s: %w", c.File, err), empty(dir))
	}
	_, err = fmt.Fprintf(t.out, "Restored the site into %s. Serve it with: stet serve --dir %s\n", c.Dir, c.Dir)
	return err
}

// empty removes all that is in a folder.
func empty(dir *os.Root) error {
	top, err := dir.Open(".")
	if err != nil {
		return err
	}
	names, err := top.Readdirnames(-1)
	if errors.Is(err, io.EOF) {
		err = nil
	}
	err = errors.Join(err, top.Close())
	for _, name := range names {
		err = errors.Join(err, dir.RemoveAll(name))
	}
	return err
}
