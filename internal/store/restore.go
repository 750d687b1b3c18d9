package store

import (
	"archive/tar"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"io"
	"io/fs"
	"maps"
	"math"
	"os"
	"path"
	"slices"
	"strconv"
	"strings"

	"stet/internal/news"
)

// The largest entries of a backup that are believed, in bytes.
const (
	maxPart  = 256 << 20
	maxMedia = 1 << 30
)

// Restore fills an empty database from a backup, and media with its files; media is
// nil where none are expected. The database takes all rows or none. A database
// that is not empty is a news.ErrConflict; a file that is no backup, or not a whole
// one, is a news.ErrInvalid.
func Restore(ctx context.Context, o Options, r io.Reader, media *os.Root) error {
	db, err := connect(ctx, o)
	if err != nil {
		return fmt.Errorf("restore: %w", err)
	}
	err = db.restore(ctx, r, media)
	if err == nil {
		err = db.migrate(ctx, latest)
	}
	if err = errors.Join(err, db.Close()); err != nil {
		return fmt.Errorf("restore: %w", err)
	}
	return nil
}

func (db *DB) restore(ctx context.Context, r io.Reader, media *os.Root) error {
	zipped, err := gzip.NewReader(r)
	if err != nil {
		return damaged(err, "not a backup")
	}
	b := &backup{tar: tar.NewReader(zipped), sum: sha256.New(), db: db, media: media}
	b.found.Rows = map[string]int{}
	if err := b.open(); err != nil {
		return err
	}
	if err := db.prepareFor(ctx, b.cover.Schema); err != nil {
		return err
	}
	if b.schema, err = db.schema(ctx, db.reads); err != nil {
		return err
	}
	for _, table := range tableOrder() {
		b.found.Rows[table] = 0
	}
	tx, err := db.pools[0].BeginTx(ctx, nil)
	if err != nil {
		return db.engine.explain(err)
	}
	defer tx.Rollback()
	b.tx = tx
	if err := b.readAll(ctx); err != nil {
		return err
	}
	return tx.Commit()
}

// prepareFor gives an empty database the schema of that version.
func (db *DB) prepareFor(ctx context.Context, version int64) error {
	if version < 1 || version > latest {
		return fmt.Errorf("the backup's schema has version %d, this program knows up to %d: %w", version, latest, news.ErrInvalid)
	}
	tables, err := db.schema(ctx, db.reads)
	if err != nil {
		return err
	}
	for _, table := range slices.Sorted(maps.Keys(tables)) {
		if table == schemaTable {
			continue
		}
		rows, err := all(ctx, db.reads, column[int], "SELECT 1 FROM "+table+" LIMIT 1")
		if err != nil {
			return err
		}
		if len(rows) > 0 {
			return fmt.Errorf("the database is not empty (table %s): %w", table, news.ErrConflict)
		}
	}
	return db.migrate(ctx, version)
}

// backup is a backup that is being read.
type backup struct {
	tar    *tar.Reader
	sum    hash.Hash
	cover  cover
	found  manifest
	db     *DB
	tx     *sql.Tx
	schema map[string][]field
	media  *os.Root
}

// damaged is an error in the file itself.
func damaged(err error, what string, args ...any) error {
	what = fmt.Sprintf(what, args...)
	if err == nil || errors.Is(err, io.EOF) {
		return fmt.Errorf("%s: %w", what, news.ErrInvalid)
	}
	if errors.Is(err, io.ErrUnexpectedEOF) {
		what += ": the file ends too early"
	}
	return fmt.Errorf("%s: %w: %w", what, news.ErrInvalid, err)
}

// next returns the next entry.
func (b *backup) next() (*tar.Header, io.Reader, error) {
	h, err := b.tar.Next()
	if err != nil {
		return nil, nil, damaged(err, "the backup breaks off")
	}
	if h.Typeflag != tar.TypeReg || !fs.ValidPath(h.Name) {
		return nil, nil, damaged(nil, "entry %q is not a plain file of a backup", h.Name)
	}
	limit := int64(maxPart)
	if strings.HasPrefix(h.Name, mediaDir) {
		limit = maxMedia
	}
	if h.Size > limit {
		return nil, nil, damaged(nil, "entry %q has %d bytes", h.Name, h.Size)
	}
	if h.Name == manifestName { // is not in its own sum
		return h, b.tar, nil
	}
	b.sum.Write(fmt.Appendf(nil, "%s %d\n", h.Name, h.Size))
	return h, io.TeeReader(b.tar, b.sum), nil
}

// open reads the cover.
func (b *backup) open() error {
	h, content, err := b.next()
	if err != nil {
		return err
	}
	if h.Name != coverName {
		return damaged(nil, "not a backup of Stet")
	}
	if err := readJSON(content, &b.cover); err != nil {
		return damaged(err, "%s", coverName)
	}
	if b.cover.Format != backupFormat {
		return damaged(nil, "the backup has format %d, this program knows %d", b.cover.Format, backupFormat)
	}
	return nil
}

// readAll reads everything behind the cover, to the manifest.
func (b *backup) readAll(ctx context.Context) error {
	for {
		h, content, err := b.next()
		if err != nil {
			return err
		}
		table, part, _ := strings.Cut(strings.TrimPrefix(h.Name, tablesDir), "/")
		switch {
		case h.Name == manifestName:
			return b.check(content)
		case strings.HasPrefix(h.Name, mediaDir):
			err = b.readMedia(strings.TrimPrefix(h.Name, mediaDir), content)
		case strings.HasPrefix(h.Name, tablesDir) && part != "" && b.known(table):
			err = b.readRows(ctx, table, content)
		default:
			err = damaged(nil, "entry %q does not belong into a backup", h.Name)
		}
		if err != nil {
			return err
		}
	}
}

func (b *backup) known(table string) bool {
	_, ok := b.found.Rows[table]
	return ok && len(b.schema[table]) > 0
}

// check compares what was read with the manifest.
func (b *backup) check(content io.Reader) error {
	var m manifest
	if err := readJSON(content, &m); err != nil {
		return damaged(err, "%s", manifestName)
	}
	if sum := hex.EncodeToString(b.sum.Sum(nil)); m.SHA256 != sum {
		return damaged(nil, "the backup was altered: its checksum is %s, not %s", sum, m.SHA256)
	}
	if !maps.Equal(m.Rows, b.found.Rows) || m.Media != b.found.Media {
		return damaged(nil, "the backup says it has rows %v and %d files, but has %v and %d", m.Rows, m.Media, b.found.Rows, b.found.Media)
	}
	return nil
}

// readRows stores the rows of one part of a table.
func (b *backup) readRows(ctx context.Context, table string, content io.Reader) error {
	columns := names(b.schema[table])
	places := make([]string, len(columns))
	for i := range places {
		places[i] = "$" + strconv.Itoa(i+1)
	}
	insert, err := b.tx.PrepareContext(ctx,
		"INSERT INTO "+table+" ("+list(columns)+") VALUES ("+list(places)+")") //nolint:gosec // names come from the schema itself
	if err != nil {
		return err
	}
	defer insert.Close()
	lines := json.NewDecoder(content)
	lines.UseNumber()
	for {
		var row map[string]any
		if err := lines.Decode(&row); errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return damaged(err, "table %s, row %d", table, b.found.Rows[table]+1)
		}
		b.found.Rows[table]++
		values, err := rowValues(row, columns)
		if err != nil {
			return damaged(err, "table %s, row %d", table, b.found.Rows[table])
		}
		if _, err := insert.ExecContext(ctx, values...); err != nil {
			err = b.db.engine.explain(err)
			if errors.Is(err, news.ErrUnavailable) || ctx.Err() != nil {
				return fmt.Errorf("table %s, row %d: %w", table, b.found.Rows[table], err)
			}
			return damaged(err, "table %s, row %d", table, b.found.Rows[table]) // the database does not take what it never held
		}
	}
}

// rowValues is the row in the order of the columns, of which it has all and no other.
func rowValues(row map[string]any, columns []string) ([]any, error) {
	values := make([]any, len(columns))
	for i, c := range columns {
		v, ok := row[c]
		if !ok {
			return nil, fmt.Errorf("column %s is missing", c)
		}
		var err error
		if values[i], err = value(v); err != nil {
			return nil, fmt.Errorf("column %s: %w", c, err)
		}
	}
	if len(row) != len(columns) {
		return nil, errors.New("it has unknown columns")
	}
	return values, nil
}

// value is what v, as JSON has it, is in the database.
func value(v any) (any, error) {
	switch v := v.(type) {
	case json.Number:
		if n, err := v.Int64(); err == nil {
			return n, nil
		}
		f, err := v.Float64()
		if whole := int64(f); math.Abs(f) < 1<<63 && float64(whole) == f {
			return whole, nil // as it would be written
		}
		return f, err
	case map[string]any:
		text, err := json.Marshal(v)
		if err != nil {
			return nil, err
		}
		var p packed
		err = json.Unmarshal(text, &p)
		return p.Base64, err
	case []any:
		return nil, errors.New("a list")
	}
	return v, nil
}

// readMedia stores one file. It may stand beside the database, but not in its place.
func (b *backup) readMedia(name string, content io.Reader) error {
	if b.media == nil || strings.HasPrefix(name, Name) {
		return damaged(nil, "file %q, where no such files are expected", name)
	}
	b.found.Media++
	if err := b.media.MkdirAll(path.Dir(name), 0o750); err != nil {
		return err
	}
	f, err := b.media.OpenFile(name, os.O_CREATE|os.O_WRONLY|os.O_TRUNC, 0o640)
	if err != nil {
		return err
	}
	_, err = io.Copy(f, content)
	return errors.Join(err, f.Sync(), f.Close())
}

// readJSON reads one value of at most a megabyte, and nothing behind it.
func readJSON(r io.Reader, into any) error {
	text, err := io.ReadAll(io.LimitReader(r, 1<<20))
	if err != nil {
		return err
	}
	return json.Unmarshal(text, into)
}
