package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
)

// Backup writes a copy of the store to file while it is in use. The copy is
// checked as Check does before it gets its name, carries no deleted content,
// and is marked: wherever it is opened, Identity says that it is a copy. An
// existing file is ErrExists. A backup that fails leaves no file.
func (s *Store) Backup(ctx context.Context, file string) error {
	if lies(file) {
		return trouble("back up to "+file, ErrExists)
	}
	temp, err := s.copyTo(ctx, file)
	if err != nil {
		return trouble("back up to "+file, err)
	}
	err = finishCopy(ctx, temp, func(ctx context.Context, tx *sql.Tx, _ *Store) error {
		_, err := tx.ExecContext(ctx, "UPDATE identity SET home_machine = '', home_inode = 0")
		return err
	}, s.options)
	s.trace("place")
	if err == nil {
		err = place(temp, file)
	}
	return trouble("back up to "+file, errors.Join(err, dropCopy(temp)))
}

// Restore makes the store at path from a backup. What lies there, a damaged
// store for instance, gets the name aside when the new one is ready; where
// aside is empty it is ErrExists. Beside a process that holds a store there it
// is ErrHeld. The new store is at home where it lies, is checked, and is paused
// by a fact from the first moment it can be opened.
func Restore(ctx context.Context, backup, path, aside string, o Options) error {
	doing := fmt.Sprintf("restore %s to %s", backup, path)
	lock, err := tryLock(path)
	if err != nil {
		return trouble(doing, err)
	}
	defer unlock(lock)
	if aside == "" && lies(path) {
		return trouble(doing, ErrExists)
	}
	temp, err := copyBackup(ctx, backup, path, o)
	if err != nil {
		return trouble(doing, errors.Join(err, dropCopy(temp)))
	}
	fence, err := notedFence(path)
	if err == nil {
		err = finishCopy(ctx, temp, func(ctx context.Context, tx *sql.Tx, s *Store) error {
			return s.beginAgain(ctx, tx, fence)
		}, o)
	}
	if err == nil && lies(path) {
		err = setAside(path, aside)
	}
	if err == nil {
		err = place(temp, path)
	}
	return trouble(doing, errors.Join(err, dropCopy(temp)))
}

// copyBackup copies a backup as it is: its schema may be older than ours.
func copyBackup(ctx context.Context, backup, path string, o Options) (string, error) {
	if _, err := os.Stat(backup); err != nil {
		return "", err
	}
	db, err := connect(ctx, backup, Options{ReadOnly: true}.filled())
	if err != nil {
		return "", err
	}
	temp, err := (&Store{db: db, options: o}).copyTo(ctx, path)
	return temp, errors.Join(err, db.Close())
}

// beginAgain makes a restored store at home here, above every fence that was
// given out at this path, and paused.
func (s *Store) beginAgain(ctx context.Context, tx *sql.Tx, fence int64) error {
	if err := s.settleHere(ctx, tx); err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, "UPDATE lease SET fence = max(fence, ?)", fence); err != nil {
		return err
	}
	_, err := s.append(ctx, tx, pausedCopy("restored from backup"))
	return err
}

// copyTo writes one consistent state of the store to a file beside the one
// that is wanted, and returns its name.
func (s *Store) copyTo(ctx context.Context, file string) (string, error) {
	f, err := os.CreateTemp(filepath.Dir(file), copyPrefix+"*")
	if err != nil {
		return "", err
	}
	if err := f.Close(); err != nil {
		return f.Name(), err
	}
	s.trace("copy")
	if _, err := s.db.ExecContext(ctx, "VACUUM INTO ?", f.Name()); err != nil {
		return "", errors.Join(err, dropCopy(f.Name()))
	}
	s.trace("copied")
	return f.Name(), nil
}

// finishCopy checks a copy, changes it by f, and leaves one file without a journal.
func finishCopy(ctx context.Context, temp string, f func(context.Context, *sql.Tx, *Store) error, o Options) error {
	o.ReadOnly = false
	s, err := Open(ctx, temp, o)
	if err != nil {
		return err
	}
	err = s.Check(ctx)
	if err == nil {
		err = s.change(ctx, "mark the copy", func(tx *sql.Tx) error { return f(ctx, tx, s) })
	}
	if err == nil { // so that it can be read from a disk that cannot be written
		s.db.SetMaxIdleConns(1)
		_, err = s.db.ExecContext(ctx, "PRAGMA journal_mode = delete")
	}
	return errors.Join(err, s.Close())
}

// dropCopy removes what is left of a copy under its temporary name.
func dropCopy(temp string) error {
	if temp == "" {
		return nil
	}
	var failed error
	for _, end := range append(journals, "", ".lock") {
		if err := os.Remove(temp + end); err != nil && !errors.Is(err, os.ErrNotExist) {
			failed = errors.Join(failed, err)
		}
	}
	return failed
}

// Check reads the whole store: the structure of the file, the references
// between tables and the chain of facts. The error is ErrDamaged and names
// the first faults.
func (s *Store) Check(ctx context.Context) error {
	var faults []string
	err := eachRow(ctx, s.db, func(row *sql.Rows) error {
		var fault string
		err := row.Scan(&fault)
		if fault != "ok" {
			faults = append(faults, fault)
		}
		return err
	}, "PRAGMA integrity_check(5)")
	if err != nil {
		return trouble("check the file", err)
	}
	err = eachRow(ctx, s.db, func(row *sql.Rows) error {
		var table, parent string
		err := row.Scan(&table, &parent)
		faults = append(faults, fmt.Sprintf("%s without its %s", table, parent))
		return err
	}, `SELECT DISTINCT "table", parent FROM pragma_foreign_key_check`)
	if err != nil {
		return trouble("check the references", err)
	}
	if len(faults) > 0 {
		return fmt.Errorf("check the store: %w: %q", ErrDamaged, faults)
	}
	return s.VerifyFacts(ctx)
}
