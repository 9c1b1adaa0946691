package store_test

import (
	"io"
	"os"
	"strings"
	"testing"

	"fristvakt/store"
	"fristvakt/workflows"
)

func TestOneProcessHoldsTheStore(t *testing.T) {
	t.Parallel()
	path := newPath(t)
	first, second := mustOpen(t, path, options()), mustOpen(t, path, options())
	l := mustHold(t, first, "fristvakt run, pid 4711")
	_, err := second.Hold(t.Context(), "fristvakt run, pid 4712")
	wantError(t, err, store.ErrHeld)
	if err == nil || !strings.Contains(err.Error(), "fristvakt run, pid 4711") || !strings.Contains(err.Error(), "since 2025-05-05T12:00:") {
		t.Errorf("the error does not say who holds it since when: %v", err)
	}
	if err := l.Release(); err != nil {
		t.Fatal(err)
	}
	if err := l.Release(); err != nil {
		t.Errorf("released twice: %v", err)
	}
	next := mustHold(t, second, "fristvakt run, pid 4712")
	if l.Fence() < 1 || next.Fence() <= l.Fence() {
		t.Errorf("the fencing number went from %d to %d", l.Fence(), next.Fence())
	}
}

func TestOnlyTheNewestHolderClaims(t *testing.T) {
	t.Parallel()
	path := newPath(t)
	s := mustOpen(t, path, options())
	old := mustHold(t, s, "a hung process")
	mustEnqueue(t, s, reminder("a"), reminder("b"))
	// Someone tidies up the directory, and so a second process gets in.
	if err := os.Remove(path + ".lock"); err != nil {
		t.Fatal(err)
	}
	other := mustOpen(t, path, options())
	newer := mustHold(t, other, "the second process")

	_, err := s.Claim(t.Context(), old, "a", noon, 0, agree)
	wantError(t, err, store.ErrFenced)
	mustClaim(t, other, newer, "a")
	if err := old.Release(); err != nil {
		t.Fatal(err)
	}
	mustClaim(t, other, newer, "b")
	mustFinish(t, other, "b", workflows.SentState)

	if err := newer.Release(); err != nil {
		t.Fatal(err)
	}
	mustEnqueue(t, s, reminder("c"))
	for _, l := range []*store.Lease{nil, old, newer} {
		_, err := s.Claim(t.Context(), l, "c", noon, 0, agree)
		wantError(t, err, store.ErrFenced)
	}
}

func mustCopyFile(t *testing.T, from, to string) {
	t.Helper()
	in, err := os.Open(from)
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	out, err := os.OpenFile(to, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.Copy(out, in); err != nil {
		t.Fatal(err)
	}
	if err := out.Close(); err != nil {
		t.Fatal(err)
	}
}

// hold opens the store, holds it for a moment, and says whether it was a copy.
func hold(t *testing.T, path string, o store.Options) (copied bool, paused int) {
	t.Helper()
	s := mustOpen(t, path, o)
	i, err := s.Identity(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	l := mustHold(t, s, "test")
	for _, f := range mustFacts(t, s) {
		if f.Kind == workflows.Paused {
			paused++
		}
	}
	if err := l.Release(); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	return i.Copied, paused
}

func TestACopiedStoreStartsPausedOnce(t *testing.T) {
	t.Parallel()
	elsewhere := options()
	elsewhere.Machine = "another machine"
	tests := []struct {
		name string
		move func(t *testing.T, path string) (string, store.Options)
		want bool
	}{
		{"where it was", func(t *testing.T, path string) (string, store.Options) { return path, options() }, false},
		{"renamed", func(t *testing.T, path string) (string, store.Options) {
			if err := os.Rename(path, path+".moved"); err != nil {
				t.Fatal(err)
			}
			return path + ".moved", options()
		}, false},
		{"on another machine", func(t *testing.T, path string) (string, store.Options) { return path, elsewhere }, true},
		{"copied beside itself", func(t *testing.T, path string) (string, store.Options) {
			mustCopyFile(t, path, path+".copy")
			return path + ".copy", options()
		}, true},
		{"an older copy laid over it", func(t *testing.T, path string) (string, store.Options) {
			mustCopyFile(t, path, path+".older")
			hold(t, path, options())
			mustCopyFile(t, path+".older", path)
			return path, options()
		}, true},
		{"a backup laid over it", func(t *testing.T, path string) (string, store.Options) {
			s := mustOpen(t, path, options())
			backup := mustBackup(t, s)
			if err := s.Close(); err != nil {
				t.Fatal(err)
			}
			mustCopyFile(t, backup, path)
			return path, options()
		}, true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			path := newPath(t)
			hold(t, path, options())
			path, o := tt.move(t, path)
			pauses := 0
			if tt.want {
				pauses = 1
			}
			if copied, paused := hold(t, path, o); copied != tt.want || paused != pauses {
				t.Errorf("copied %v with %d pauses, want %v", copied, paused, tt.want)
			}
			if copied, paused := hold(t, path, o); copied || paused != pauses {
				t.Errorf("the second time copied %v with %d pauses", copied, paused)
			}
		})
	}
}
