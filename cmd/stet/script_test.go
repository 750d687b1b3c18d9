package main

import (
	"database/sql"
	"fmt"
	"net"
	"net/url"
	"os"
	"testing"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib"
	"github.com/rogpeppe/go-internal/testscript"

	"stet/internal/news"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"stet": main})
}

// TestScripts runs the stories under testdata/script: each drives the whole
// program from outside, through its command line and over HTTP, and does so on
// SQLite and, when STET_TEST_POSTGRES names a server, on PostgreSQL too. Beside
// testscript's own commands the scripts have those of browser_test.go, the
// condition [postgres], a free address in ADDR and, as a URL, in SITE, a site's
// folder named in the environment, and the files of testdata/stories.
func TestScripts(t *testing.T) {
	t.Run("sqlite", func(t *testing.T) { run(t, "") })
	t.Run("postgres", func(t *testing.T) {
		server := os.Getenv("STET_TEST_POSTGRES")
		if server == "" {
			t.Skip("STET_TEST_POSTGRES names no server")
		}
		run(t, server)
	})
}

// run runs all scripts, on databases of the PostgreSQL server if there is one.
func run(t *testing.T, server string) {
	testscript.Run(t, testscript.Params{
		Dir: "testdata/script",
		Setup: func(env *testscript.Env) error {
			if err := openBrowser(env); err != nil {
				return err
			}
			if err := os.CopyFS(env.WorkDir, os.DirFS("testdata/stories")); err != nil || server == "" {
				return err
			}
			database, err := createDatabase(env, server)
			env.Setenv("STET_STORE_DATABASE", database)
			return err
		},
		Cmds: commands,
		Condition: func(cond string) (bool, error) {
			if cond != "postgres" {
				return false, fmt.Errorf("unknown condition %q", cond)
			}
			return server != "", nil
		},
	})
}

// openBrowser gives the script a free address and a browser that visits it.
func openBrowser(env *testscript.Env) error {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	addr := l.Addr().String()
	env.Setenv("ADDR", addr)
	env.Setenv("SITE", "http://"+addr)
	env.Setenv("STET_SERVER_ADDR", addr)
	env.Setenv("STET_DIR", "site")
	env.Values[browserKey{}] = &browser{site: "http://" + addr, jars: map[string]jar{}}
	return l.Close()
}

// createDatabase makes an empty database for one script and returns its URL.
func createDatabase(env *testscript.Env, server string) (string, error) {
	admin, err := sql.Open("pgx", server)
	if err != nil {
		return "", err
	}
	name := "script_" + news.NewID(time.Now())
	if _, err := admin.Exec("CREATE DATABASE " + name); err != nil {
		return "", err
	}
	env.Defer(func() {
		_, _ = admin.Exec("DROP DATABASE " + name + " WITH (FORCE)")
		_ = admin.Close()
	})
	u, err := url.Parse(server)
	if err != nil {
		return "", err
	}
	u.Path = "/" + name
	return u.String(), nil
}
