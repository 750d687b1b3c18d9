package store

import (
	"maps"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// columnsAgree compares the declarations with the schema as it is.
func columnsAgree(t *testing.T, db *DB) {
	t.Helper()
	tables, err := db.schema(t.Context(), db.reads)
	if err != nil {
		t.Fatal(err)
	}
	delete(tables, schemaTable) // the number of the schema, kept by goose
	real, declared := map[string]bool{}, map[string]bool{}
	for table, columns := range tables {
		for _, c := range columns {
			real[table+"."+c.name] = true
		}
	}
	for _, c := range Columns() {
		declared[c.Table+"."+c.Name] = true
	}
	want, got := slices.Sorted(maps.Keys(real)), slices.Sorted(maps.Keys(declared))
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("columns in the schema (-) and declared (+) differ:\n%s", diff)
	}
}

func TestEveryColumnIsDeclared(t *testing.T) {
	db, err := Open(t.Context(), Options{Dir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	columnsAgree(t, db)
	if err := db.Close(); err != nil {
		t.Error(err)
	}
}
