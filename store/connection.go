package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"path/filepath"
)

// connect opens the file with the settings that the promises of this package
// rest on, and reads them back: the driver is silent about a misspelt one.
func connect(ctx context.Context, path string, o Options) (*sql.DB, error) {
	pragmas := []string{fmt.Sprintf("busy_timeout(%d)", o.BusyTimeout.Milliseconds()),
		"synchronous(full)", "foreign_keys(1)", "secure_delete(1)", "trusted_schema(0)"}
	q := url.Values{"_txlock": {"immediate"}}
	if o.ReadOnly {
		q.Set("mode", "ro")
	} else {
		pragmas = append(pragmas, "journal_mode(wal)")
	}
	q["_pragma"] = pragmas
	absolute, err := filepath.Abs(path) // a relative path would be read as the host of the URI
	if err != nil {
		return nil, err
	}
	db, err := sql.Open("sqlite", "file://"+(&url.URL{Path: absolute}).EscapedPath()+"?"+q.Encode())
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(4)
	db.SetMaxIdleConns(4)
	if err := settled(ctx, db, o); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return db, nil
}

func settled(ctx context.Context, db *sql.DB, o Options) error {
	var journal, rest string
	want := fmt.Sprintf("%d 2 1 1", o.BusyTimeout.Milliseconds())
	err := db.QueryRowContext(ctx, `SELECT journal_mode, concat_ws(' ', timeout, synchronous, foreign_keys, secure_delete)
		FROM pragma_journal_mode, pragma_busy_timeout, pragma_synchronous, pragma_foreign_keys, pragma_secure_delete`).
		Scan(&journal, &rest)
	if err == nil && (rest != want || journal != "wal" && !o.ReadOnly) {
		return fmt.Errorf("the settings of SQLite are %s %s instead of wal %s", journal, rest, want)
	}
	return err
}
