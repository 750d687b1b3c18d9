package store

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"io"
	"io/fs"
	"slices"
	"strings"
	"time"
)

// A backup is a gzipped tar file with these entries, in this order:
//
//	stet-backup.json            what it is: a cover
//	tables/NAME/000001.jsonl    rows, one JSON object a line; then 000002, …
//	media/PATH                  files that belong to the database
//	manifest.json               a manifest: proof that nothing is missing
//
// It says nothing of the engine it came from. In a row, text and numbers are what
// they are in JSON, and bytes are {"base64": "…"}.
const (
	coverName    = "stet-backup.json"
	tablesDir    = "tables/"
	mediaDir     = "media/"
	manifestName = "manifest.json"
	// backupFormat is the number of this format.
	backupFormat = 1
	// partSize is about how many bytes of rows make one entry, in bytes.
	partSize = 1 << 20
)

// cover begins a backup.
type cover struct {
	Format  int       `json:"stet_backup"`
	Schema  int64     `json:"schema"`
	Created time.Time `json:"created"`
}

// manifest ends a backup.
type manifest struct {
	// Rows counts the rows of each table, Media the files.
	Rows  map[string]int `json:"rows"`
	Media int            `json:"media"`
	// SHA256 is over all entries before this one: name, size and content.
	SHA256 string `json:"sha256"`
}

// Backup writes all that is in the database to w, as it is at one moment, while
// others go on reading and writing; then the files of media, which may be nil and
// may grow meanwhile. Keys of network hashes are left out, so that the hashes in a
// backup say nothing.
func (db *DB) Backup(ctx context.Context, w io.Writer, media fs.FS) error {
	if err := db.backup(ctx, w, media); err != nil {
		return fmt.Errorf("back up: %w", err)
	}
	return db.scrub(ctx) // the log could not be emptied while the old state was read
}

func (db *DB) backup(ctx context.Context, w io.Writer, media fs.FS) error {
	tx, err := db.engine.snapshot(ctx, db.pools[len(db.pools)-1])
	if err != nil {
		return db.engine.explain(err)
	}
	defer tx.Rollback()
	q := texts{engine: &db.engine, on: tx}

	zipped := gzip.NewWriter(w)
	a := &archive{tar: tar.NewWriter(zipped), sum: sha256.New(), at: db.now().UTC()}
	a.manifest.Rows = map[string]int{}
	version, err := db.version(ctx, q)
	if err != nil {
		return err
	}
	if err := a.addJSON(coverName, cover{backupFormat, version, a.at}); err != nil {
		return err
	}
	schema, err := db.schema(ctx, q)
	if err != nil {
		return err
	}
	for _, table := range tableOrder() {
		if err := a.addTable(ctx, q, table, schema[table]); err != nil {
			return fmt.Errorf("table %s: %w", table, err)
		}
	}
	if media != nil {
		if err := a.addMedia(ctx, media); err != nil {
			return err
		}
	}
	a.manifest.SHA256 = hex.EncodeToString(a.sum.Sum(nil))
	return errors.Join(a.addJSON(manifestName, a.manifest), a.tar.Close(), zipped.Close())
}

// tableOrder names all tables, each behind those that it refers to.
func tableOrder() []string {
	var tables []string
	for _, c := range Columns() {
		tables = append(tables, c.Table)
	}
	return slices.Compact(tables)
}

// archive is a backup that is being written.
type archive struct {
	tar      *tar.Writer
	sum      hash.Hash
	at       time.Time
	manifest manifest
}

// add writes one entry of that size.
func (a *archive) add(name string, size int64, content io.Reader) error {
	a.sum.Write(fmt.Appendf(nil, "%s %d\n", name, size))
	err := a.tar.WriteHeader(&tar.Header{
		Typeflag: tar.TypeReg, Name: name, Size: size, Mode: 0o600, ModTime: a.at, Format: tar.FormatPAX,
	})
	if err == nil {
		_, err = io.CopyN(io.MultiWriter(a.tar, a.sum), content, size)
	}
	return err
}

func (a *archive) addJSON(name string, v any) error {
	text, err := json.Marshal(v)
	if err != nil {
		return err
	}
	return a.add(name, int64(len(text)), bytes.NewReader(text))
}

// addTable writes all rows of the table.
func (a *archive) addTable(ctx context.Context, q querier, table string, columns []field) error {
	part, parts := bytes.Buffer{}, 0
	flush := func() error {
		if part.Len() == 0 {
			return nil
		}
		parts++
		defer part.Reset()
		return a.add(fmt.Sprintf("%s%s/%06d.jsonl", tablesDir, table, parts), int64(part.Len()), &part)
	}
	scan := func(row scanner) ([]any, error) {
		values, into := make([]any, len(columns)), make([]any, len(columns))
		for i := range values {
			into[i] = &values[i]
		}
		return values, row.Scan(into...)
	}
	a.manifest.Rows[table] = 0
	err := each(ctx, q, scan, func(values []any) error {
		if err := ctx.Err(); err != nil || ephemeral(table, columns, values) {
			return err
		}
		a.manifest.Rows[table]++
		if err := writeRow(&part, columns, values); err != nil || part.Len() < partSize {
			return err
		}
		return flush()
	}, "SELECT "+list(names(columns))+" FROM "+table)
	return errors.Join(err, flush())
}

// names are the columns' names.
func names(columns []field) []string {
	all := make([]string, len(columns))
	for i, c := range columns {
		all[i] = c.name
	}
	return all
}

// list is the parts as SQL lists them.
func list(parts []string) string { return strings.Join(parts, ", ") }

// ephemeral reports whether a row is of the kind that must not outlive its time in
// a backup.
func ephemeral(table string, columns []field, values []any) bool {
	if table != "secrets" {
		return false
	}
	name, _ := values[slices.Index(names(columns), "name")].(string)
	return strings.HasPrefix(name, networkKey)
}

// packed is how bytes stand in a row.
type packed struct {
	Base64 []byte `json:"base64"`
}

// writeRow writes a row as a line of JSON.
func writeRow(w *bytes.Buffer, columns []field, values []any) error {
	for i, v := range values {
		w.WriteByte("{,"[min(i, 1)])
		fmt.Fprintf(w, "%q:", columns[i].name)
		switch typed := v.(type) {
		case []byte:
			v = packed{typed}
		case int64:
			if columns[i].bool { // SQLite has 0 and 1
				v = typed != 0
			}
		}
		text, err := json.Marshal(v)
		if err != nil {
			return err
		}
		w.Write(text)
	}
	w.WriteString("}\n")
	return nil
}

// addMedia writes all files. One that goes away meanwhile belongs to nothing.
func (a *archive) addMedia(ctx context.Context, media fs.FS) error {
	return fs.WalkDir(media, ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() {
			return err
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		f, err := media.Open(path)
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		if err != nil {
			return err
		}
		defer f.Close()
		info, err := f.Stat()
		if err != nil {
			return err
		}
		a.manifest.Media++
		return a.add(mediaDir+path, info.Size(), f)
	})
}
