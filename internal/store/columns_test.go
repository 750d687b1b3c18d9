package store_test

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"stet/internal/store"
)

func TestEveryColumnIsDeclared(t *testing.T) {
	var declared []string
	for _, c := range store.Columns() {
		declared = append(declared, c.Table+"."+c.Name)
		if p := c.Personal; p != nil && (p.Datum == "" || p.Subject == "" || p.Purpose == "" || p.Basis == "" || len(p.Recipients) == 0 || p.Clock == "") {
			t.Errorf("%s.%s is declared as personal, but not in full: %+v", c.Table, c.Name, *p)
		}
	}
	slices.Sort(declared)
	declared = slices.Compact(declared)
	for name, place := range places() {
		t.Run(name, func(t *testing.T) {
			real, err := store.RealColumns(t.Context(), open(t, place(t)))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(real, declared); diff != "" {
				t.Errorf("columns of the schema (-) and declared (+) differ:\n%s", diff)
			}
		})
	}
}
