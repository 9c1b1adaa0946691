package store_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"fristvakt/store"
	"fristvakt/workflows"
)

// smallDisk is a file system of two megabytes, for whoever may mount one.
func smallDisk(t *testing.T) *disk {
	t.Helper()
	d := &disk{t, t.TempDir()}
	if err := syscall.Mount("tmpfs", d.dir, "tmpfs", 0, "size=2m"); err != nil {
		t.Skipf("a file system of its own cannot be mounted here: %v", err)
	}
	t.Cleanup(func() {
		if err := syscall.Unmount(d.dir, syscall.MNT_DETACH); err != nil {
			t.Error(err)
		}
	})
	return d
}

type disk struct {
	t   *testing.T
	dir string
}

// leave fills the disk but for so many blocks of 4 kB.
func (d *disk) leave(blocks int) {
	d.t.Helper()
	f, err := os.Create(filepath.Join(d.dir, "filler"))
	if err != nil {
		d.t.Fatal(err)
	}
	defer f.Close()
	var size int64
	for err == nil {
		var n int
		n, err = f.Write(make([]byte, 4096))
		size += int64(n)
	}
	if !errors.Is(err, syscall.ENOSPC) {
		d.t.Fatal(err)
	}
	if err := f.Truncate(max(0, size-int64(blocks)<<12)); err != nil {
		d.t.Fatal(err)
	}
}

// moreSteps are those that need no room of their own but for the journal.
var moreSteps = []struct {
	name string
	do   func(ctx context.Context, s *store.Store, l *store.Lease) error
}{
	{"try a letter", func(ctx context.Context, s *store.Store, _ *store.Lease) error {
		ids, err := s.Unjudged(ctx, 1)
		if err != nil {
			return err
		}
		return justErr(s.TryLetter(ctx, ids[0]))
	}},
	{"withdraw", func(ctx context.Context, s *store.Store, _ *store.Lease) error {
		return justErr(s.Withdraw(ctx, "queued"))
	}},
	{"purge", func(ctx context.Context, s *store.Store, _ *store.Lease) error {
		ids, err := s.Unjudged(ctx, 1)
		if err != nil || len(ids) == 0 {
			return errors.Join(err, s.ForgetLetters(ctx)) // dropped, but not overwritten yet
		}
		return s.Purge(ctx, ids, workflows.Fact{Kind: workflows.Purged})
	}},
	{"count mails", func(ctx context.Context, s *store.Store, _ *store.Lease) error {
		return s.CountMails(ctx, "INBOX", map[workflows.Date]int{{Year: 2025, Month: 5, Day: 5}: 3}, workflows.Date{})
	}},
	{"hold again", func(ctx context.Context, s *store.Store, l *store.Lease) error {
		if err := l.Release(); err != nil {
			return err
		}
		return justErr(s.Hold(ctx, "the next life"))
	}},
}

// TestADiskThatFillsUpAtAnyBlockLeavesNothingHalfWritten gives each step room
// for a block more until it has enough, in larger strides where it needs many:
// so its writes fail one after the other.
func TestADiskThatFillsUpAtAnyBlockLeavesNothingHalfWritten(t *testing.T) {
	for _, step := range append(steps, moreSteps...) {
		t.Run(step.name, func(t *testing.T) {
			d := smallDisk(t)
			s, l := furnished(t, filepath.Join(d.dir, "store.db"))
			ids, err := s.Unjudged(t.Context(), 1)
			if err != nil {
				t.Fatal(err)
			}
			// Lies in the journal alone, so that to empty it takes room too.
			mustAppend(t, s, workflows.Fact{Reason: strings.Repeat("long ", 10_000)})
			before, failed := content(t, s), 0
			for blocks := 0; ; blocks += 1 + blocks/8 {
				d.leave(blocks)
				err := step.do(t.Context(), s, l)
				if err == nil {
					break
				}
				failed++
				wantError(t, err, store.ErrFull)
				after := content(t, s)
				if strings.Contains(err.Error(), "wipe the journal") {
					before = after // the step is done, and its traces are still to go
				}
				if after != before {
					t.Fatalf("with room for %d blocks half written:\n%s\nwas\n%s", blocks, after, before)
				}
				if err := s.Check(t.Context()); err != nil {
					t.Fatalf("with room for %d blocks: %v", blocks, err)
				}
				if blocks > 400 {
					t.Fatal("it never has enough")
				}
			}
			if found := traces(t, filepath.Join(d.dir, "store.db"), ids[0]); step.name == "purge" && len(found) > 0 {
				t.Errorf("a letter that was dropped is still readable: %q", found)
			}
			if failed == 0 {
				t.Error("the disk was never full, so nothing was shown")
			}
			if left, err := filepath.Glob(filepath.Join(d.dir, ".*")); err != nil || len(left) > 0 {
				t.Errorf("left behind: %q, %v", left, err)
			}
		})
	}
}

func TestABackupThatFindsNoRoomLeavesNothing(t *testing.T) {
	d := smallDisk(t)
	s, _ := furnished(t, newPath(t))
	file := filepath.Join(d.dir, "backup.db")
	for blocks := 0; ; blocks += 1 + blocks/8 {
		d.leave(blocks)
		err := s.Backup(t.Context(), file)
		if err == nil {
			break
		}
		wantError(t, err, store.ErrFull)
		if names := files(t, d.dir); len(names) != 1 {
			t.Fatalf("with room for %d blocks it left %q", blocks, names)
		}
	}
	if err := store.CheckBackup(t.Context(), file, options()); err != nil {
		t.Error(err)
	}
}

func TestAFileSystemThatTurnsReadOnlyIsNamedSoAndReadsOn(t *testing.T) {
	d := smallDisk(t)
	s, l := furnished(t, filepath.Join(d.dir, "store.db"))
	before := content(t, s)
	if err := errors.Join(l.Release(), s.Close()); err != nil {
		t.Fatal(err)
	}
	if err := syscall.Mount("", d.dir, "", syscall.MS_REMOUNT|syscall.MS_RDONLY, ""); err != nil {
		t.Skipf("it cannot be mounted read-only here: %v", err)
	}
	_, err := store.Open(t.Context(), filepath.Join(d.dir, "store.db"), options())
	wantError(t, err, store.ErrReadOnly)
	if err := syscall.Mount("", d.dir, "", syscall.MS_REMOUNT, ""); err != nil {
		t.Fatal(err)
	}
	s = mustOpen(t, filepath.Join(d.dir, "store.db"), options())
	if after := content(t, s); after != before {
		t.Errorf("it became\n%s\nwas\n%s", after, before)
	}
	next := mustHold(t, s, "the next life")
	for _, step := range steps {
		if err := step.do(t.Context(), s, next); err != nil {
			t.Errorf("%s, when it can be written again: %v", step.name, err)
		}
	}
}
