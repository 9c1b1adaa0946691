package store

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"sync/atomic"
	"time"
)

// What Options mean when they say nothing.
const (
	DefaultBusyTimeout = 5 * time.Second
	DefaultLetterLimit = 50 << 20
)

// Options are what a store must be told. The zero value is fit for production.
type Options struct {
	Now         func() time.Time   // the only clock of the store; time.Now when nil
	ReadOnly    bool               // changes fail with ErrReadOnly; neither creates nor migrates
	Machine     string             // names this machine; the content of /etc/machine-id when empty
	LetterLimit int64              // bytes above which a letter is refused
	BusyTimeout time.Duration      // how long a step waits for another process before ErrLocked
	Trace       func(point string) // called around every commit, migration and copy, for tests that end the process there
}

func (o Options) filled() Options {
	if o.Now == nil {
		o.Now = time.Now
	}
	o.LetterLimit = cmp.Or(o.LetterLimit, DefaultLetterLimit)
	o.BusyTimeout = cmp.Or(o.BusyTimeout, DefaultBusyTimeout)
	return o
}

// Store is an open store. It may be used by several goroutines at once.
type Store struct {
	path    string
	options Options
	machine string // keyless hash of the machine's name
	db      *sql.DB
	secret  []byte
	unwiped atomic.Bool // dropped bytes may still be readable in the journal
}

// Close ends the use of the store. A Lease must be released first.
func (s *Store) Close() error {
	if s.db == nil {
		return nil
	}
	return trouble("close the store", s.db.Close())
}

// change runs f in one transaction that holds the write lock from its start.
func (s *Store) change(ctx context.Context, doing string, f func(*sql.Tx) error) error {
	tx, err := s.db.BeginTx(ctx, nil)
	if err != nil {
		return trouble(doing, err)
	}
	defer tx.Rollback() // after a commit this does nothing
	if err := f(tx); err != nil {
		return trouble(doing, err)
	}
	s.trace("commit " + doing)
	if err := tx.Commit(); err != nil {
		return trouble(doing, err)
	}
	s.trace("committed " + doing)
	return nil
}

func (s *Store) trace(point string) {
	if s.options.Trace != nil {
		s.options.Trace(point)
	}
}

// look runs f on one consistent state of the store.
func (s *Store) look(ctx context.Context, doing string, f func(*sql.Tx) error) error {
	tx, err := s.db.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return trouble(doing, err)
	}
	defer tx.Rollback()
	return trouble(doing, f(tx))
}

// wipe moves the journal into the file and empties it. Deleted bytes are
// overwritten with zeros in the file (secure_delete), but would otherwise stay
// readable in the journal. A reader may delay it until the next one.
func (s *Store) wipe(ctx context.Context) error {
	s.unwiped.Store(true)
	_, err := s.db.ExecContext(ctx, "PRAGMA wal_checkpoint(TRUNCATE)")
	s.unwiped.Store(err != nil)
	return trouble("wipe the journal", err)
}

// Fixed width, so that text sorts as time does.
const timeLayout = "2006-01-02T15:04:05.000000000Z"

func timeText(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(timeLayout)
}

// instant scans what timeText wrote.
type instant struct{ to *time.Time }

func (i instant) Scan(value any) error {
	text, ok := value.(string)
	if !ok {
		return fmt.Errorf("a time is stored as %T", value)
	}
	if text == "" {
		*i.to = time.Time{}
		return nil
	}
	t, err := time.Parse(timeLayout, text)
	*i.to = t
	return err
}
