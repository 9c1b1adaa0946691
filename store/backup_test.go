package store_test

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"fristvakt/store"
	"fristvakt/workflows"
)

func mustBackup(t *testing.T, s *store.Store) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "backup.db")
	if err := s.Backup(t.Context(), file); err != nil {
		t.Fatal(err)
	}
	return file
}

// files lists a directory.
func files(t *testing.T, dir string) (names []string) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		names = append(names, e.Name())
	}
	return names
}

func TestABackupIsOneCheckedFileThatIsNeverOverwritten(t *testing.T) {
	t.Parallel()
	s := mustOpen(t, newPath(t), options())
	l := mustHold(t, s, "fristvakt run")
	mustKeep(t, s, store.Letter{MessageID: "a@x"}, "letter")
	mustEnqueue(t, s, reminder("a"))
	mustAppend(t, s, workflows.Fact{Kind: workflows.Opened})
	file := mustBackup(t, s)
	mustClaim(t, s, l, "a") // the original goes on

	if names := files(t, filepath.Dir(file)); len(names) != 1 {
		t.Errorf("the backup left %q", names)
	}
	if info, err := os.Stat(file); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, %v", info.Mode(), err)
	}
	before, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if before[18] != 1 { // https://sqlite.org/fileformat.html: 2 needs a journal that can be written
		t.Errorf("the backup cannot be read from a disk that cannot be written: format %d", before[18])
	}
	wantError(t, s.Backup(t.Context(), file), store.ErrExists)
	if after, err := os.ReadFile(file); err != nil || !bytes.Equal(before, after) {
		t.Error("the backup was touched by a second one")
	}

	copied := mustOpen(t, file, options())
	if i, err := copied.Identity(t.Context()); err != nil || !i.Copied {
		t.Errorf("identity %+v, %v", i, err)
	}
	if m := mustMail(t, copied, "a"); m.State != workflows.Queued || len(m.Bytes) == 0 {
		t.Errorf("mail %+v", m)
	}
	mustHold(t, copied, "someone who starts a daemon on the backup")
	if facts := mustFacts(t, copied); len(facts) != 2 || facts[1].Kind != workflows.Paused {
		t.Errorf("facts %+v", facts)
	}
}

func TestABackupOfATamperedStoreIsNotMade(t *testing.T) {
	t.Parallel()
	path := newPath(t)
	s := mustOpen(t, path, options())
	mustAppend(t, s, workflows.Fact{Kind: workflows.Opened})
	mustExec(t, raw(t, path), "DROP TRIGGER fact_is_not_changed", "UPDATE fact SET body = '{}'")
	file := filepath.Join(t.TempDir(), "backup.db")
	wantError(t, s.Backup(t.Context(), file), store.ErrDamaged)
	if names := files(t, filepath.Dir(file)); len(names) != 0 {
		t.Errorf("a failed backup left %q", names)
	}
}

func TestARestoredStoreStartsPausedAndStaysResumed(t *testing.T) {
	t.Parallel()
	path := newPath(t)
	s := mustOpen(t, path, options())
	l := mustHold(t, s, "fristvakt run")
	mustAppend(t, s, workflows.Fact{Kind: workflows.Opened})
	id, err := s.Identity(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	file := mustBackup(t, s)
	wantError(t, store.Restore(t.Context(), file, path, "", options()), store.ErrHeld)
	if err := l.Release(); err != nil {
		t.Fatal(err)
	}
	wantError(t, store.Restore(t.Context(), file, path, "", options()), store.ErrExists)
	for range 3 { // the lost store had been held more often than the backup knows
		mustHold(t, s, "fristvakt run").Release()
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	if err := store.Restore(t.Context(), file, path, "", options()); err != nil {
		t.Fatal(err)
	}

	s = mustOpen(t, path, options())
	facts := mustFacts(t, s)
	if len(facts) != 2 || facts[1].Kind != workflows.Paused || facts[1].Reason != "restored from backup" || facts[1].At.IsZero() {
		t.Errorf("facts %+v", facts)
	}
	if again, err := s.Identity(t.Context()); err != nil || again.Copied || again.ID != id.ID || !bytes.Equal(again.Secret, id.Secret) {
		t.Errorf("identity %+v, %v; was %+v", again, err, id)
	}
	mustAppend(t, s, workflows.Fact{Kind: workflows.Resumed})
	next := mustHold(t, s, "fristvakt run")
	if facts := mustFacts(t, s); len(facts) != 3 {
		t.Errorf("a person resumed, and it paused again: %+v", facts)
	}
	if next.Fence() <= 4 {
		t.Errorf("fence %d was given out before", next.Fence())
	}
	if err := s.Check(t.Context()); err != nil {
		t.Error(err)
	}
}

func TestWhatIsNoBackupIsNotRestored(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]error{"missing": os.ErrNotExist, "text": store.ErrDamaged, "foreign": store.ErrForeign, "cut": store.ErrDamaged} {
		t.Run(name, func(t *testing.T) {
			backup, path := filepath.Join(t.TempDir(), name), newPath(t)
			switch name {
			case "text":
				if err := os.WriteFile(backup, bytes.Repeat([]byte("Hei "), 4000), 0o600); err != nil {
					t.Fatal(err)
				}
			case "foreign":
				mustExec(t, raw(t, backup), "CREATE TABLE bookmarks (url TEXT)")
			case "cut":
				s := mustOpen(t, newPath(t), options())
				if err := s.Backup(t.Context(), backup); err != nil {
					t.Fatal(err)
				}
				if err := os.Truncate(backup, 40_000); err != nil {
					t.Fatal(err)
				}
			}
			wantError(t, store.Restore(t.Context(), backup, path, "", options()), want)
			if names := files(t, filepath.Dir(path)); len(names) != 1 || names[0] != "store.db.lock" {
				t.Errorf("a failed restore left %q", names)
			}
		})
	}
}

func TestARestoreSetsAsideWhatLiesThereWhenAskedTo(t *testing.T) {
	t.Parallel()
	path := newPath(t)
	s := mustOpen(t, path, options())
	mustAppend(t, s, workflows.Fact{Kind: workflows.Opened})
	file := mustBackup(t, s)
	mustAppend(t, s, workflows.Fact{Kind: workflows.Opened}) // lies in the journal alone
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path+"-wal", []byte("the journal of a process that was killed"), 0o600); err != nil {
		t.Fatal(err)
	}
	wantError(t, store.Restore(t.Context(), filepath.Join(t.TempDir(), "nowhere.db"), path, path+".aside", options()), os.ErrNotExist)
	if _, err := os.Stat(path); err != nil {
		t.Errorf("a restore that failed took the store away: %v", err)
	}
	if err := store.Restore(t.Context(), file, path, path+".aside", options()); err != nil {
		t.Fatal(err)
	}
	s = mustOpen(t, path, options())
	if facts := mustFacts(t, s); len(facts) != 2 || facts[1].Outcome != workflows.WasCopied {
		t.Errorf("facts %+v", facts)
	}
	if text, err := os.ReadFile(path + ".aside-wal"); err != nil || len(text) != 40 {
		t.Errorf("the journal did not go with its store: %q, %v", text, err)
	}
	if info, err := os.Stat(path + ".aside"); err != nil || info.Size() == 0 {
		t.Errorf("%v", err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path+"-wal", []byte("a journal without its store"), 0o600); err != nil {
		t.Fatal(err)
	}
	wantError(t, store.Restore(t.Context(), file, path, "", options()), store.ErrExists)
}

func TestTheNewestGoodBackupIsFoundByReadingThem(t *testing.T) {
	t.Parallel()
	shelf := store.Shelf{Folder: filepath.Join(t.TempDir(), "backups")}
	_, err := shelf.NewestGood(t.Context(), options())
	wantError(t, err, store.ErrNotFound)
	if err := os.Mkdir(shelf.Folder, 0o700); err != nil {
		t.Fatal(err)
	}
	s := mustOpen(t, newPath(t), options())
	for day := range 3 {
		if err := s.Backup(t.Context(), shelf.File(noon.AddDate(0, 0, day))); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Truncate(shelf.File(noon.AddDate(0, 0, 2)), 9000); err != nil {
		t.Fatal(err)
	}
	if b, err := shelf.NewestGood(t.Context(), options()); err != nil || !b.At.Equal(noon.AddDate(0, 0, 1)) {
		t.Errorf("%+v, %v", b, err)
	}
}
