package store_test

import (
	"os"
	"testing"

	"stet/internal/store/storetest"
)

func TestSQLite(t *testing.T) {
	storetest.Run(t, storetest.SQLite)
}

// server is the address of a PostgreSQL server where databases may be made.
func server(t testing.TB) string {
	t.Helper()
	address := os.Getenv("STET_TEST_POSTGRES")
	if address == "" {
		t.Skip("STET_TEST_POSTGRES is not set")
	}
	return address
}

func TestPostgreSQL(t *testing.T) {
	storetest.Run(t, storetest.Postgres(server(t)))
}
