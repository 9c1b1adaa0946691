package daemon_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"fristvakt/store"
)

// shelved are the backups that lie there, newest first.
func (in *installation) shelved() (times []string) {
	in.t.Helper()
	all, err := in.config.Shelf().List()
	if err != nil {
		in.t.Fatal(err)
	}
	for _, b := range all {
		if err := store.CheckBackup(context.Background(), b.File, store.Options{}); err != nil {
			in.t.Error(err)
		}
		times = append(times, b.At.In(oslo()).Format("2006-01-02 15:04"))
	}
	return times
}

func TestABackupIsMadeEachNightOnceAndIsMadeUpFor(t *testing.T) {
	in := live(t, before, "daily = 0", "")
	var want []string
	for _, turn := range []struct {
		at    string
		makes bool
	}{
		{"2025-05-12 09:05", true}, // there was none
		{"2025-05-12 12:00", false},
		{"2025-05-13 02:29", false},
		{"2025-05-13 02:30", true},
		{"2025-05-13 09:00", false},
		{"2025-05-16 11:00", true}, // three nights without a machine
		{"2025-05-16 11:05", false},
		{"2025-05-17 02:40", true}, // a Saturday
		{"2025-05-14 09:00", true}, // the clock was wrong: what is dated ahead is no backup
		{"2025-05-14 09:05", false},
	} {
		in.turn(turn.at)
		if turn.makes {
			want = append(want, turn.at)
		}
		if n := len(in.shelved()); n != len(want) {
			t.Errorf("after the turn of %s there are %q, want %q", turn.at, in.shelved(), want)
		}
		in.stop() // a new life does not make another
		in.start()
		in.turn(turn.at)
	}
}

func TestOldBackupsGoAndTheNewestOfEachMonthStays(t *testing.T) {
	in := live(t, "2025-02-26 09:00", "daily = 0", "daily = 3\nmonthly = 2")
	for range 40 {
		in.clock.set(in.clock.now().AddDate(0, 0, 1))
		if err := in.d.Turn(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	if got := strings.Join(in.shelved(), ", "); got != "2025-04-07 10:00, 2025-04-06 10:00, 2025-04-05 10:00, 2025-03-31 10:00" {
		t.Errorf("there are %s", got)
	}
}

func TestABackupThatFailsCostsNoTurnAndIsInTheDigest(t *testing.T) {
	in := live(t, before, "daily = 0", "")
	folder := in.config.Shelf().Folder
	if err := os.WriteFile(folder, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, now := range []string{"2025-05-13 05:00", "05:05", "05:10", "08:00"} {
		in.turn(now)
	}
	if n := in.log.count("BackupFailed"); n != 2 { // an hour apart
		t.Errorf("%d lines about it:\n%s", n, in.log)
	}
	if digest := plain(t, in.sink.mails(true)[0]); !strings.Contains(digest, "Nattleg tryggingskopi let seg ikkje lage") {
		t.Errorf("the digest does not tell:\n%s", digest)
	}
	if err := os.Remove(folder); err != nil {
		t.Fatal(err)
	}
	in.turn("10:00")
	in.turn("2025-05-14 08:00")
	if digests := in.sink.mails(true); len(in.shelved()) != 2 || strings.Contains(plain(t, digests[len(digests)-1]), "tryggingskopi") {
		t.Errorf("backups %q; the digest: %s", in.shelved(), plain(t, digests[len(digests)-1]))
	}
}

func TestWhatAKilledBackupLeftIsTidiedUp(t *testing.T) {
	in := install(t, before, "daily = 0", "")
	var left []string
	for _, folder := range []string{filepath.Dir(in.config.StorePath()), in.config.Shelf().Folder} {
		for _, name := range []string{".store-123", ".store-123-wal", ".store-123.lock", ".letter-7"} {
			left = append(left, filepath.Join(folder, name))
		}
	}
	keep := filepath.Join(in.config.Shelf().Folder, "eit notat.txt")
	if err := os.MkdirAll(in.config.Shelf().Folder, 0o700); err != nil {
		t.Fatal(err)
	}
	for _, file := range append(left, keep) {
		if err := os.WriteFile(file, []byte("halvvegs"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	in.start()
	for _, file := range left {
		if _, err := os.Stat(file); !errors.Is(err, os.ErrNotExist) {
			t.Errorf("%s is still there: %v", file, err)
		}
	}
	if _, err := os.Stat(keep); err != nil {
		t.Error(err)
	}
}

func TestABackupIsInterruptedAndLeavesNothing(t *testing.T) {
	in := live(t, before, "daily = 0", "")
	ctx, end := context.WithCancel(t.Context())
	in.trace = func(point string) {
		if point == "backup" {
			end()
		}
	}
	if err := in.d.Turn(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("the turn ended with %v", err)
	}
	if entries, err := os.ReadDir(in.config.Shelf().Folder); err != nil || len(entries) != 0 {
		t.Errorf("it left %v, %v", entries, err)
	}
	if in.log.count("BackupFailed") != 0 {
		t.Error("being asked to end is no failure")
	}
}
