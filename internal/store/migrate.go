package store

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"io/fs"

	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"

	"stet/internal/news"
)

// Migrations are the files, under migrations/, that make the schema: one text for
// both engines. They only go forward, and never change once released.
//
//go:embed migrations/*.sql
var Migrations embed.FS

// latest is the version of the schema that this program works with: the number of
// the last file in migrations.
const latest = 8

// schemaTable is where goose keeps the version.
const schemaTable = goose.DefaultTablename

// migrate brings the schema to that version. Several processes may do so at once:
// PostgreSQL has a lock for it; on SQLite whoever comes second finds the work done.
func (db *DB) migrate(ctx context.Context, to int64) error {
	var failed error
	for range 5 {
		version, err := db.version(ctx, db.reads)
		switch {
		case err != nil:
			return fmt.Errorf("schema: %w", err)
		case version == to:
			return nil
		case version > to:
			return fmt.Errorf("schema: the database is of a newer Stet (version %d, this program knows %d): %w", version, to, news.ErrConflict)
		}
		failed = db.goose(ctx, to)
		if failed == nil {
			return nil
		}
	}
	return fmt.Errorf("schema: migrate: %w", failed)
}

// version is the schema's version, 0 for an empty database. Asking this first
// makes a start on a database that is up to date quick.
func (db *DB) version(ctx context.Context, q querier) (int64, error) {
	tables, err := db.schema(ctx, q)
	if err != nil || tables[schemaTable] == nil {
		return 0, err
	}
	return one(ctx, q, column[int64], `
		SELECT COALESCE(MAX(version_id), 0) FROM goose_db_version WHERE is_applied`)
}

// A field is a column of a table as it is in the database.
type field struct {
	name string
	bool bool
}

// schema returns the columns of each table as they are in the database.
func (db *DB) schema(ctx context.Context, q querier) (map[string][]field, error) {
	tables := map[string][]field{}
	scan := func(row scanner) (f field, err error) {
		var table string
		err = row.Scan(&table, &f.name, &f.bool)
		tables[table] = append(tables[table], f)
		return f, err
	}
	_, err := all(ctx, q, scan, db.engine.columns)
	return tables, err
}

// goose applies what is missing up to that version.
func (db *DB) goose(ctx context.Context, to int64) error {
	files, err := fs.Sub(Migrations, "migrations")
	if err != nil {
		return err
	}
	options := []goose.ProviderOption{goose.WithDisableGlobalRegistry(true)}
	if db.engine.dialect == "postgres" {
		locker, err := lock.NewPostgresSessionLocker()
		if err != nil {
			return err
		}
		options = append(options, goose.WithSessionLocker(locker))
	}
	provider, err := goose.NewProvider(goose.Dialect(db.engine.dialect), db.pools[0], files, options...)
	if err != nil {
		return err
	}
	_, err = provider.UpTo(ctx, to)
	if errors.Is(err, goose.ErrNoNextVersion) {
		return nil
	}
	return err
}
