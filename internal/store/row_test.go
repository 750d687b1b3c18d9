package store

import (
	"bytes"
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// FuzzRow reads lines as a backup may have them. A line that is taken is a row,
// and written and read again it is the same one.
func FuzzRow(f *testing.F) {
	for _, line := range []string{
		`{"a":"text","b":1}`, `{"a":null,"b":-9223372036854775808}`, `{"a":true,"b":1e300}`, `{"a":-0.0,"b":1e3}`,
		`{"a":{"base64":"AP8="},"b":0.1}`, `{"a":{"base64":3},"b":{}}`, `{"a":[],"b":1}`, `{"a":1}`, `{"a":1,"b":2,"c":3}`, `[`, ``,
	} {
		f.Add([]byte(line))
	}
	columns := []field{{name: "a"}, {name: "b"}}
	read := func(line []byte) ([]any, error) {
		lines := json.NewDecoder(bytes.NewReader(line))
		lines.UseNumber()
		var row map[string]any
		if err := lines.Decode(&row); err != nil {
			return nil, err
		}
		return rowValues(row, names(columns))
	}
	f.Fuzz(func(t *testing.T, line []byte) {
		values, err := read(line)
		if err != nil {
			return
		}
		var again bytes.Buffer
		if err := writeRow(&again, columns, values); err != nil {
			t.Fatal(err)
		}
		got, err := read(again.Bytes())
		if err != nil {
			t.Fatalf("%s: %v", again.Bytes(), err)
		}
		if diff := cmp.Diff(values, got); diff != "" {
			t.Errorf("written and read again (-want +got):\n%s", diff)
		}
	})
}
