package store_test

import (
	"context"
	"database/sql/driver"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"modernc.org/sqlite"

	"fristvakt/store"
	"fristvakt/workflows"
)

// steps are all the ways to change a store.
var steps = []struct {
	name string
	do   func(ctx context.Context, s *store.Store, l *store.Lease) error
}{
	{"append", func(ctx context.Context, s *store.Store, _ *store.Lease) error {
		return justErr(s.Append(ctx, workflows.Fact{Reason: strings.Repeat("long ", 4000)}, workflows.Fact{Reason: strings.Repeat("long ", 4000)}))
	}},
	{"keep a letter", func(ctx context.Context, s *store.Store, _ *store.Lease) error {
		_, _, err := s.KeepLetter(ctx, store.Letter{MessageID: "new@x"}, incompressible(300_000))
		return err
	}},
	{"mark as seen", func(ctx context.Context, s *store.Store, _ *store.Lease) error {
		var items []store.SeenMail
		for i := range 2000 {
			items = append(items, store.SeenMail{MessageID: strings.Repeat("x", i+1), Mailbox: "INBOX"})
		}
		return s.MarkSeen(ctx, items...)
	}},
	{"enqueue", func(ctx context.Context, s *store.Store, _ *store.Lease) error {
		m := reminder("big")
		m.Bytes = []byte(strings.Repeat("big", 50_000))
		return justErr(s.Enqueue(ctx, reminder("small"), m))
	}},
	{"finish", func(ctx context.Context, s *store.Store, _ *store.Lease) error {
		return justErr(s.Finish(ctx, "sending", workflows.SentState, time.Time{}, "250", workflows.Fact{Reason: strings.Repeat("long ", 4000)}))
	}},
	{"judge", func(ctx context.Context, s *store.Store, _ *store.Lease) error {
		ids, err := s.Unjudged(ctx, 1)
		if err != nil || len(ids) == 0 {
			return err
		}
		return justErr(s.RecordJudgement(ctx, ids[0], workflows.Fact{Reason: strings.Repeat("long ", 4000)}))
	}},
	{"claim", func(ctx context.Context, s *store.Store, l *store.Lease) error {
		return justErr(s.Claim(ctx, l, "queued", noon, 0, agree))
	}},
	{"beat", func(ctx context.Context, s *store.Store, _ *store.Lease) error {
		return s.Beat(ctx, map[string]time.Time{strings.Repeat("b", 9000): noon})
	}},
	{"advance", func(ctx context.Context, s *store.Store, _ *store.Lease) error {
		return s.Advance(ctx, strings.Repeat("m", 9000), 1, 1)
	}},
}

// furnished is a store with a letter, a queued and a sending mail, and its lease.
func furnished(t *testing.T, path string) (*store.Store, *store.Lease) {
	t.Helper()
	s := mustOpen(t, path, options())
	l := mustHold(t, s, "test")
	mustKeep(t, s, store.Letter{MessageID: "kept@x"}, "kept")
	mustEnqueue(t, s, reminder("queued"), reminder("sending"))
	mustClaim(t, s, l, "sending")
	return s, l
}

// content is everything the store tells, so that two states can be compared.
func content(t *testing.T, s *store.Store) string {
	t.Helper()
	var all strings.Builder
	for _, f := range mustFacts(t, s) {
		all.WriteString(f.Reason + string(f.Kind) + "\n")
	}
	mails, err := s.Outbox(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range mails {
		all.WriteString(m.Key + " " + string(m.State) + "\n")
	}
	ids, err := s.Unjudged(t.Context(), 100)
	if err != nil {
		t.Fatal(err)
	}
	beats, err := s.Beats(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for name := range beats {
		all.WriteString(name)
	}
	for _, id := range []string{"new@x", "x", "xx"} {
		if seen, err := s.Seen(t.Context(), store.SeenMail{MessageID: id}); err != nil || seen {
			all.WriteString(id + " seen\n")
		}
	}
	return all.String() + strings.Join(ids, " ")
}

// limitSize makes the file of the store full, or gives it room again, on the
// next connection.
func limitSize(t *testing.T, path, pages string) {
	hookConnections(t, path, func(conn sqlite.ExecQuerierContext) error {
		rows, err := conn.QueryContext(context.Background(), "PRAGMA max_page_count = "+pages, []driver.NamedValue{})
		if err != nil {
			return err
		}
		return rows.Close()
	})
}

func TestAFullDiskLeavesNothingHalfWrittenInAnyStep(t *testing.T) {
	t.Parallel()
	for _, step := range steps {
		t.Run(step.name, func(t *testing.T) {
			t.Parallel()
			path := newPath(t)
			s, l := furnished(t, path)
			before := content(t, s)
			if err := s.Close(); err != nil {
				t.Fatal(err)
			}
			limitSize(t, path, "1") // no page more than there are
			s = mustOpen(t, path, options())
			full := false
			for range 50 { // a small step may find room in a page for a while
				before = content(t, s)
				err := step.do(t.Context(), s, l)
				if full = err != nil; full {
					wantError(t, err, store.ErrFull)
					break
				}
				if step.name != "append" {
					break
				}
			}
			if after := content(t, s); full && after != before {
				t.Errorf("half written:\n%s\nwas\n%s", after, before)
			}
			if err := s.Check(t.Context()); err != nil {
				t.Error(err)
			}
			if err := s.Close(); err != nil {
				t.Fatal(err)
			}
			limitSize(t, path, "1073741823")
			s = mustOpen(t, path, options())
			if err := step.do(t.Context(), s, l); full && err != nil {
				t.Errorf("with room again: %v", err)
			}
			if !full && step.name != "claim" {
				t.Error("the disk was never full, so nothing was shown")
			}
		})
	}
}

func TestALockedStoreIsNamedSo(t *testing.T) {
	t.Parallel()
	path := newPath(t)
	furnished(t, path)
	o := options()
	o.BusyTimeout = time.Millisecond
	s := mustOpen(t, path, o)
	ctx, cancel := context.WithCancel(t.Context())
	conn, err := raw(t, path).Conn(ctx)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if _, err := conn.ExecContext(ctx, "BEGIN IMMEDIATE"); err != nil {
		t.Fatal(err)
	}
	defer cancel()
	before := content(t, s) // a writer keeps no reader out
	_, err = s.Append(ctx, workflows.Fact{Kind: workflows.Opened})
	wantError(t, err, store.ErrLocked)
	if content(t, s) != before {
		t.Error("something was written past the lock")
	}
}

func TestADamagedPageIsFound(t *testing.T) {
	t.Parallel()
	path := newPath(t)
	s, _ := furnished(t, path)
	for range 50 {
		mustAppend(t, s, workflows.Fact{Kind: workflows.Opened, Reason: strings.Repeat("long ", 300)})
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	found := 0
	const page = 4096
	pages := len(text) / page
	for n := range pages {
		flipped := append([]byte{}, text...)
		for i := n * page; i < (n+1)*page; i++ {
			flipped[i] ^= 0xff
		}
		copied := filepath.Join(t.TempDir(), "flipped.db")
		if err := os.WriteFile(copied, flipped, 0o600); err != nil {
			t.Fatal(err)
		}
		err := openAndCheck(t.Context(), copied)
		if err != nil {
			found++
		}
		if n == 0 || n == pages/2 {
			wantError(t, err, store.ErrDamaged)
		}
	}
	if found < pages*9/10 { // pages that are not in use may be anything
		t.Errorf("of %d pages %d were missed when damaged", pages, pages-found)
	}
}

func openAndCheck(ctx context.Context, path string) error {
	s, err := store.Open(ctx, path, options())
	if err != nil {
		return err
	}
	defer s.Close()
	return s.Check(ctx)
}

func TestADirectoryThatCannotBeWrittenIsNamedSo(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if err := os.Chmod(dir, 0o500); err != nil {
		t.Fatal(err)
	}
	if os.Geteuid() == 0 { // whom no mode stops
		dir = "/sys/kernel"
	}
	_, err := store.Open(t.Context(), filepath.Join(dir, "store.db"), options())
	wantError(t, err, store.ErrReadOnly)
}
