package store_test

import (
	"context"
	"database/sql"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"modernc.org/sqlite"

	"fristvakt/store"
	"fristvakt/workflows"
)

// hooks are what a test does to each new connection to a file, by path.
var hooks sync.Map

func TestMain(m *testing.M) {
	sqlite.RegisterConnectionHook(func(conn sqlite.ExecQuerierContext, dsn string) (err error) {
		hooks.Range(func(path, hook any) bool {
			if strings.Contains(dsn, path.(string)) {
				err = hook.(func(sqlite.ExecQuerierContext) error)(conn)
			}
			return err == nil
		})
		return err
	})
	if dir := os.Getenv("FRISTVAKT_TEST_LIFE"); dir != "" {
		live(dir)
		return
	}
	os.Exit(m.Run())
}

func hookConnections(t *testing.T, path string, hook func(sqlite.ExecQuerierContext) error) {
	t.Helper()
	hooks.Store(path, hook)
	t.Cleanup(func() { hooks.Delete(path) })
}

var noon = time.Date(2025, 5, 5, 12, 0, 0, 0, time.UTC)

// clock moves one second at each look.
type clock struct {
	mu sync.Mutex
	t  time.Time
}

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.t = c.t.Add(time.Second)
	return c.t
}

func options() store.Options {
	return store.Options{Now: (&clock{t: noon}).now, Machine: "testbed"}
}

func newPath(t *testing.T) string {
	t.Helper()
	return filepath.Join(t.TempDir(), "store.db")
}

func mustOpen(t *testing.T, path string, o store.Options) *store.Store {
	t.Helper()
	s, err := store.Open(t.Context(), path, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

func mustHold(t *testing.T, s *store.Store, holder string) *store.Lease {
	t.Helper()
	l, err := s.Hold(t.Context(), holder)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Release() })
	return l
}

func mustAppend(t *testing.T, s *store.Store, facts ...workflows.Fact) []workflows.Fact {
	t.Helper()
	made, err := s.Append(t.Context(), facts...)
	if err != nil {
		t.Fatal(err)
	}
	return made
}

func mustFacts(t *testing.T, s *store.Store) []workflows.Fact {
	t.Helper()
	facts, err := s.Facts(t.Context(), 0)
	if err != nil {
		t.Fatal(err)
	}
	return facts
}

// raw is a second connection that knows nothing of the rules of the house.
func raw(t *testing.T, path string) *sql.DB {
	t.Helper()
	db, err := sql.Open("sqlite", "file:"+path+"?_pragma=busy_timeout(5000)")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	return db
}

func mustExec(t *testing.T, db *sql.DB, statements ...string) {
	t.Helper()
	for _, statement := range statements {
		if _, err := db.Exec(statement); err != nil {
			t.Fatalf("%s: %v", statement, err)
		}
	}
}

func wantError(t *testing.T, err, want error) {
	t.Helper()
	if !errors.Is(err, want) {
		t.Errorf("got error %v, want %v", err, want)
	}
}

func TestANewStoreIsReadableByItsOwnerAlone(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "a name? with 100% trouble #1.db")
	s := mustOpen(t, path, options())
	mustAppend(t, s, workflows.Fact{Kind: workflows.Opened})
	mustHold(t, s, "test")
	files, err := filepath.Glob(filepath.Join(filepath.Dir(path), "*"))
	if err != nil || len(files) < 3 {
		t.Fatalf("files %q, %v; want the store, its journal and its lock", files, err)
	}
	for _, file := range files {
		info, err := os.Stat(file)
		if err != nil {
			t.Fatal(err)
		}
		if info.Mode().Perm() != 0o600 {
			t.Errorf("%s has mode %v, want 0600", file, info.Mode())
		}
	}
}

func TestAStoreKeepsItsContentWhenItIsOpenedAgain(t *testing.T) {
	t.Parallel()
	path := newPath(t)
	s := mustOpen(t, path, options())
	mustAppend(t, s, workflows.Fact{Kind: workflows.Opened, Round: "r"})
	first, err := s.Identity(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	s = mustOpen(t, path, options())
	again, err := s.Identity(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if first.ID != again.ID || string(first.Secret) != string(again.Secret) || len(first.Secret) != 32 || again.Copied {
		t.Errorf("identity %+v became %+v", first, again)
	}
	if facts := mustFacts(t, s); len(facts) != 1 || facts[0].Round != "r" {
		t.Errorf("facts %+v", facts)
	}
}

func TestManyProcessesMayCreateTheStoreAtOnce(t *testing.T) {
	t.Parallel()
	path := newPath(t)
	var all sync.WaitGroup
	for range 6 {
		all.Go(func() {
			s, err := store.Open(context.Background(), path, options())
			if err != nil {
				t.Error(err)
				return
			}
			defer s.Close()
			if _, err := s.Append(context.Background(), workflows.Fact{Kind: workflows.Opened}); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	s := mustOpen(t, path, options())
	if facts := mustFacts(t, s); len(facts) != 6 {
		t.Errorf("%d facts, want 6", len(facts))
	}
	if err := s.Check(t.Context()); err != nil {
		t.Error(err)
	}
}

func TestWhatIsNoStoreOfOursIsRefused(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		make func(t *testing.T, path string)
		want error
	}{
		{"written by a newer version", func(t *testing.T, path string) {
			mustOpen(t, path, options()).Close()
			mustExec(t, raw(t, path), "INSERT INTO schema_version (version_id, is_applied) VALUES (999, 1)")
		}, store.ErrNewer},
		{"another program's database", func(t *testing.T, path string) {
			mustExec(t, raw(t, path), "CREATE TABLE bookmarks (url TEXT)")
		}, store.ErrForeign},
		{"no database", func(t *testing.T, path string) {
			if err := os.WriteFile(path, []byte(strings.Repeat("Kjære alle saman\n", 300)), 0o600); err != nil {
				t.Fatal(err)
			}
		}, store.ErrDamaged},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			path := newPath(t)
			tt.make(t, path)
			_, err := store.Open(t.Context(), path, options())
			wantError(t, err, tt.want)
			_, err = store.Open(t.Context(), path, store.Options{ReadOnly: true})
			wantError(t, err, tt.want)
		})
	}
}

func TestAnOlderStoreIsNotMigratedUnderTheProcessThatHoldsIt(t *testing.T) {
	t.Parallel()
	path := newPath(t)
	mustHold(t, mustOpen(t, path, options()), "fristvakt run")
	mustExec(t, raw(t, path), "DELETE FROM schema_version WHERE version_id > 0")
	o := options()
	o.BusyTimeout = time.Millisecond
	_, err := store.Open(t.Context(), path, o)
	wantError(t, err, store.ErrHeld)
	_, err = store.Open(t.Context(), path, store.Options{ReadOnly: true})
	wantError(t, err, store.ErrOlder)
}

func TestAReadOnlyStoreIsReadAndNotChanged(t *testing.T) {
	t.Parallel()
	path := newPath(t)
	_, err := store.Open(t.Context(), path, store.Options{ReadOnly: true})
	wantError(t, err, os.ErrNotExist)
	writer := mustOpen(t, path, options())
	mustAppend(t, writer, workflows.Fact{Kind: workflows.Opened})

	reader := mustOpen(t, path, store.Options{ReadOnly: true})
	if n := len(mustFacts(t, reader)); n != 1 {
		t.Errorf("%d facts, want 1", n)
	}
	_, err = reader.Append(t.Context(), workflows.Fact{Kind: workflows.Paused})
	wantError(t, err, store.ErrReadOnly)
	_, err = reader.Enqueue(t.Context(), reminder("a"))
	wantError(t, err, store.ErrReadOnly)
}

func TestBeatsAreRemembered(t *testing.T) {
	t.Parallel()
	s := mustOpen(t, newPath(t), options())
	oslo := time.FixedZone("CEST", 2*60*60)
	for _, at := range []time.Time{noon, noon.Add(time.Hour).In(oslo)} {
		if err := s.Beat(t.Context(), map[string]time.Time{"turn": at}); err != nil {
			t.Fatal(err)
		}
	}
	beats, err := s.Beats(t.Context())
	if err != nil || len(beats) != 1 || beats["turn"] != noon.Add(time.Hour) {
		t.Errorf("beats %v, %v", beats, err)
	}
}
