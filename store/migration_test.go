package store_test

import (
	"database/sql"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/database"

	"fristvakt/store"
)

// anOldStore makes a store as the first version of the program left it, with a
// letter in it.
func anOldStore(t *testing.T, path string) {
	t.Helper()
	text, err := os.ReadFile("migrations/00001_begin.sql")
	if err != nil {
		t.Fatal(err)
	}
	db := raw(t, path)
	first, err := goose.NewProvider(database.DialectSQLite3, db, fstest.MapFS{"00001_begin.sql": {Data: text}},
		goose.WithTableName("schema_version"), goose.WithDisableGlobalRegistry(true))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := first.Up(t.Context()); err != nil {
		t.Fatal(err)
	}
	mustExec(t, db, "INSERT INTO identity VALUES (1, '0123456789abcdef', zeroblob(32), '2025-01-01T00:00:00.000000000Z', '', '', 0)",
		"INSERT INTO letter VALUES ('0123456789', 'sum', 'old@x', 'INBOX', 1, 1, '', 0, 0, 0)", "PRAGMA journal_mode = wal")
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
}

func TestAStoreOfTheFirstVersionIsBroughtForward(t *testing.T) {
	t.Parallel()
	path := newPath(t)
	anOldStore(t, path)
	_, err := store.Open(t.Context(), path, store.Options{ReadOnly: true})
	wantError(t, err, store.ErrOlder)
	s := mustOpen(t, path, options())
	if ids, err := s.Unjudged(t.Context(), 10); err != nil || len(ids) != 1 {
		t.Errorf("its letter is gone: %q, %v", ids, err)
	}
	_, fresh, err := s.KeepLetter(t.Context(), store.Letter{MessageID: "old@x"}, strings.NewReader("To: us\r\n\r\nsome bytes"))
	if err != nil || fresh {
		t.Errorf("a letter of which it is not known what followed its header counts as new: %v, %v", fresh, err)
	}
	if err := s.Check(t.Context()); err != nil {
		t.Error(err)
	}
}

func TestAKillDuringAMigrationLeavesTheOldStoreOrTheNew(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for _, name := range []string{"FRISTVAKT_TEST_COMMIT", "FRISTVAKT_TEST_ROW"} {
		for at := 1; at <= 3; at++ {
			dir := t.TempDir()
			path := filepath.Join(dir, "store.db")
			anOldStore(t, path)
			if _, ended := spawn(t, dir, name, at); ended {
				t.Fatalf("it lived on over %s %d", name, at)
			}
			before := schemaOf(t, path)
			seen[before] = true
			if before != "1 old" && before != "2 new" {
				t.Errorf("killed at %s %d the schema is %q", name, at, before)
			}
			if _, ended := spawn(t, dir, name, 0); !ended {
				t.Errorf("killed at %s %d, the next life did not end well", name, at)
			}
			if after := schemaOf(t, path); after != "2 new" {
				t.Errorf("killed at %s %d the schema is %q in the end", name, at, after)
			}
		}
	}
	if !seen["1 old"] {
		t.Error("no kill came before the migration was done: nothing was shown")
	}
}

// schemaOf tells the version that is noted, and by the tables which it is.
func schemaOf(t *testing.T, path string) string {
	t.Helper()
	db := raw(t, path)
	defer db.Close()
	var version, shape string
	err := db.QueryRow(`SELECT (SELECT max(version_id) FROM schema_version),
		CASE (SELECT count(*) FROM sqlite_schema WHERE name = 'traffic') + (SELECT count(*) FROM pragma_table_info('letter') WHERE name = 'body')
			+ (SELECT sql NOT LIKE '%UNIQUE%' FROM sqlite_schema WHERE name = 'letter_message_id')
		WHEN 0 THEN 'old' WHEN 3 THEN 'new' ELSE 'half' END`).Scan(&version, &shape)
	if err != nil && err != sql.ErrNoRows {
		t.Fatal(err)
	}
	if version != "1" && shape == "new" {
		version = "2" // or any later one: what came after is not looked at
	}
	return version + " " + shape
}

func TestMigrationsGoForwardsAlone(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("migrations/*.sql")
	if err != nil || len(files) < 2 {
		t.Fatalf("%q, %v", files, err)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(string(text), "+goose Down") || strings.Contains(string(text), "NO TRANSACTION") {
			t.Errorf("%s has a way back, or is no transaction", file)
		}
	}
}
