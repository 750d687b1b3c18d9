package store

import (
	"context"
	"slices"
)

// RealColumns lists "table.column" for all columns that the database has, but for
// the number of the schema, which goose keeps.
func RealColumns(ctx context.Context, db *DB) ([]string, error) {
	tables, err := db.schema(ctx, db.reads)
	var list []string
	for table, columns := range tables {
		for _, c := range columns {
			if table != schemaTable {
				list = append(list, table+"."+c.name)
			}
		}
	}
	slices.Sort(list)
	return list, err
}
