package store_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"modernc.org/sqlite"

	"fristvakt/store"
	"fristvakt/workflows"
)

func incompressible(size int64) io.Reader {
	return io.LimitReader(rand.NewChaCha8([32]byte{7}), size)
}

// live is one life of a process with a store in dir. It does its work in the
// order of a turn, says on standard output what was accepted by "the server",
// and kills itself just before the commit, or in the middle of the row
// changes, that the environment names.
func live(dir string) {
	path := filepath.Join(dir, "store.db")
	commits, rows := dieAt("FRISTVAKT_TEST_COMMIT"), dieAt("FRISTVAKT_TEST_ROW")
	hooks.Store(path, func(conn sqlite.ExecQuerierContext) error {
		h := conn.(sqlite.HookRegisterer)
		h.RegisterCommitHook(func() int32 { commits(); return 0 })
		h.RegisterPreUpdateHook(func(sqlite.SQLitePreUpdateData) { rows() })
		return nil
	})
	if err := turn(context.Background(), path); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	fmt.Println("done")
}

func dieAt(name string) func() {
	left, _ := strconv.Atoi(os.Getenv(name)) // 0 when not asked for: never
	return func() {
		if left--; left == 0 {
			syscall.Kill(os.Getpid(), syscall.SIGKILL)
			select {}
		}
	}
}

func turn(ctx context.Context, path string) error {
	s, err := store.Open(ctx, path, options())
	if err != nil {
		return err
	}
	defer s.Close()
	l, err := s.Hold(ctx, "a short life")
	if err != nil {
		return err
	}
	defer l.Release()
	interrupted, err := s.Interrupted(ctx)
	if err != nil {
		return err
	}
	for _, m := range interrupted {
		if _, err := s.Finish(ctx, m.Key, workflows.UncertainState, time.Time{}, "", workflows.Fact{Kind: workflows.Uncertain, Key: m.Key}); err != nil {
			return err
		}
	}
	if err := readMail(ctx, s); err != nil {
		return err
	}
	for _, key := range []string{"a", "b"} {
		if err := send(ctx, s, l, key); err != nil {
			return err
		}
	}
	return s.Beat(ctx, map[string]time.Time{"turn": noon})
}

func readMail(ctx context.Context, s *store.Store) error {
	for i := range 2 {
		l, _, err := s.KeepLetter(ctx, store.Letter{MessageID: fmt.Sprint(i)}, strings.NewReader(fmt.Sprint("letter ", i)))
		if err != nil {
			return err
		}
		if _, err := s.RecordJudgement(ctx, l.ID, workflows.Fact{Kind: workflows.Judged, Letter: l.ID}, workflows.Fact{Kind: workflows.Delivered, Letter: l.ID}); err != nil {
			return err
		}
	}
	return s.Advance(ctx, "INBOX", 1, 2)
}

func send(ctx context.Context, s *store.Store, l *store.Lease, key string) error {
	if _, err := s.Enqueue(ctx, reminder(key)); err != nil {
		return err
	}
	_, err := s.Claim(ctx, l, key, noon, 0, agree)
	if errors.Is(err, store.ErrState) {
		return nil
	}
	if err != nil {
		return err
	}
	fmt.Println("accepted", key)
	_, err = s.Finish(ctx, key, workflows.SentState, time.Time{}, "250", workflows.Fact{Kind: workflows.Sent, Key: key})
	return err
}

// spawn runs one life and returns what the server accepted, and whether it lived to its end.
func spawn(t *testing.T, dir, name string, at int) (accepted []string, ended bool) {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	var out, complaint bytes.Buffer
	cmd := exec.CommandContext(t.Context(), self)
	cmd.Env = append(os.Environ(), "FRISTVAKT_TEST_LIFE="+dir, fmt.Sprintf("%s=%d", name, at))
	cmd.Stdout, cmd.Stderr = &out, &complaint
	err = cmd.Run()
	for line := range strings.Lines(out.String()) {
		if key, ok := strings.CutPrefix(strings.TrimSpace(line), "accepted "); ok {
			accepted = append(accepted, key)
		}
	}
	ended = strings.HasSuffix(out.String(), "done\n")
	if err != nil && (ended || complaint.Len() > 0) {
		t.Fatalf("killed at %s %d: %v: %s", name, at, err, complaint.String())
	}
	return accepted, ended
}

func TestAKillAtAnyCommitOrRowLosesNothingAndDoublesNothing(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("some fifty processes")
	}
	for name, stride := range map[string]int{"FRISTVAKT_TEST_COMMIT": 1, "FRISTVAKT_TEST_ROW": 3} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			kills := 0
			for at := 1; ; at += stride {
				dir := t.TempDir()
				accepted, ended := spawn(t, dir, name, at)
				if ended {
					break
				}
				kills++
				again, ended := spawn(t, dir, name, 0)
				if !ended {
					t.Fatalf("killed at %d, the next life did not end well", at)
				}
				wantWholeLife(t, dir, at, append(accepted, again...))
			}
			if kills < 8 {
				t.Errorf("only %d kills", kills)
			}
			t.Logf("%d kills, nothing lost, nothing twice", kills)
		})
	}
}

func wantWholeLife(t *testing.T, dir string, at int, accepted []string) {
	t.Helper()
	s := mustOpen(t, filepath.Join(dir, "store.db"), options())
	defer s.Close()
	if err := s.Check(t.Context()); err != nil {
		t.Fatalf("killed at %d: %v", at, err)
	}
	count := map[string]int{}
	for _, f := range mustFacts(t, s) {
		count[string(f.Kind)+f.Key+f.Letter]++
		if f.Kind == workflows.Judged || f.Kind == workflows.Delivered {
			count[string(f.Kind)]++
		}
	}
	if count["judged"] != 2 || count["delivered"] != 2 {
		t.Errorf("killed at %d: letters are recorded as %v", at, count)
	}
	for _, key := range []string{"a", "b"} {
		times := 0
		for _, k := range accepted {
			if k == key {
				times++
			}
		}
		state := mustMail(t, s, key).State
		sure := state == workflows.SentState && times == 1 && count["sent"+key] == 1
		doubtful := state == workflows.UncertainState && times <= 1 && count["uncertain"+key] == 1
		if !sure && !doubtful {
			t.Errorf("killed at %d: %s was accepted %d times and stands as %s with %v", at, key, times, state, count)
		}
	}
}
