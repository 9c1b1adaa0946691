package store

import (
	"errors"
	"fmt"
	"io/fs"
	"syscall"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// What a caller may be told. Each is one sentence that says what to do; test
// with errors.Is.
var (
	// ErrFull means that nothing was written because there is no room.
	ErrFull = errors.New("the disk is full: free some space, nothing was half-written")
	// ErrReadOnly means that the store, or the directory it lies in, cannot be written.
	ErrReadOnly = errors.New("the store cannot be written: check its owner, its directory and the mount")
	// ErrLocked means that another process kept the file locked for Options.BusyTimeout.
	ErrLocked = errors.New("another process keeps the store locked: try again")
	// ErrDamaged means that the file, or the chain of facts in it, is not as it was written.
	ErrDamaged = errors.New("the store is damaged: restore the newest good backup")
	// ErrDisk means that the operating system could not read or write the file.
	ErrDisk = errors.New("the disk does not answer: look at the system log")
	// ErrForeign means that the file is a database of another program.
	ErrForeign = errors.New("the file is no store of fristvakt: give another path")
	// ErrNewer means that a later version of the program wrote the file.
	ErrNewer = errors.New("the store was written by a newer fristvakt: install that version")
	// ErrOlder means that the file must be migrated before it can be read.
	ErrOlder = errors.New("the store was written by an older fristvakt: open it for writing once")
	// ErrExists means that a file lies where one was to be written.
	ErrExists = errors.New("the file exists already: give another path")
	// ErrHeld means that another process holds the lease.
	ErrHeld = errors.New("the store is held: stop the other process first")
	// ErrFenced means that the lease is no longer the newest one.
	ErrFenced = errors.New("the lease on the store has passed to another process")
	// ErrNotFound means that there is no such letter or mail.
	ErrNotFound = errors.New("the store has nothing by that name")
	// ErrAmbiguous means that several letters begin with the given id.
	ErrAmbiguous = errors.New("several letters begin with that id: give more of it")
	// ErrTooLarge means that a letter is larger than Options.LetterLimit.
	ErrTooLarge = errors.New("the letter is larger than the limit")
	// ErrState means that the mail does not stand where the step must begin.
	ErrState = errors.New("the mail is in another state")
	// ErrTooEarly means that the mail's NotBefore has not passed.
	ErrTooEarly = errors.New("the mail is not to be tried yet")
)

// trouble says what was being done, and puts the kind of trouble before what
// SQLite or the system said. It returns nil for nil.
func trouble(doing string, err error) error {
	if err == nil {
		return nil
	}
	if kind := kindOf(err); kind != nil && !errors.Is(err, kind) {
		return fmt.Errorf("%s: %w (%w)", doing, kind, err)
	}
	return fmt.Errorf("%s: %w", doing, err)
}

func kindOf(err error) error {
	var refused *sqlite.Error
	switch {
	case errors.As(err, &refused):
		return kindOfCode(refused.Code())
	case errors.Is(err, syscall.ENOSPC), errors.Is(err, syscall.EDQUOT):
		return ErrFull
	case errors.Is(err, syscall.EROFS), errors.Is(err, fs.ErrPermission):
		return ErrReadOnly
	}
	return nil
}

// kindOfCode reads SQLite's extended result codes, https://sqlite.org/rescode.html.
func kindOfCode(code int) error {
	switch code {
	case sqlite3.SQLITE_IOERR_SHMSIZE: // the shared memory file could not grow
		return ErrFull
	case sqlite3.SQLITE_IOERR_CORRUPTFS, sqlite3.SQLITE_IOERR_SHORT_READ, sqlite3.SQLITE_IOERR_DATA:
		return ErrDamaged
	}
	switch code & 0xff {
	case sqlite3.SQLITE_FULL:
		return ErrFull
	case sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM, sqlite3.SQLITE_CANTOPEN:
		return ErrReadOnly
	case sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_PROTOCOL:
		return ErrLocked
	case sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_FORMAT:
		return ErrDamaged
	case sqlite3.SQLITE_IOERR:
		return ErrDisk
	}
	return nil
}
