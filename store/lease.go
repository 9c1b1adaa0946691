package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// Lease is the right to send. One process has it at a time, and each new
// holder gets a higher fencing number than all before.
type Lease struct {
	store *Store
	lock  *os.File
	fence int64
}

// Hold takes the lease for holder, a name for people such as "fristvakt run,
// pid 4711". It does not wait: while another process holds it, the error is
// ErrHeld and its text says who since when. The kernel gives the lease free
// when the process dies.
//
// When the store is a copy (see Identity), Hold appends a Paused fact for all
// rounds in the same transaction in which it makes this place its home.
func (s *Store) Hold(ctx context.Context, holder string) (*Lease, error) {
	lock, err := tryLock(s.path)
	if errors.Is(err, ErrHeld) {
		return nil, s.heldBy(ctx)
	}
	if err != nil {
		return nil, trouble("hold the store", err)
	}
	l := &Lease{store: s, lock: lock}
	if err := l.take(ctx, holder); err != nil {
		return nil, errors.Join(err, unlock(lock))
	}
	return l, nil
}

func (l *Lease) take(ctx context.Context, holder string) error {
	s, now := l.store, l.store.options.Now()
	err := s.change(ctx, "hold the store", func(tx *sql.Tx) error {
		why, err := s.copied(ctx, tx)
		if err != nil {
			return err
		}
		if why != "" {
			if _, err := s.append(ctx, tx, pausedCopy(why)); err != nil {
				return err
			}
			if err := s.settleHere(ctx, tx); err != nil {
				return err
			}
		}
		noted, err := notedFence(s.path)
		if err != nil {
			return err
		}
		return tx.QueryRowContext(ctx, `UPDATE lease SET fence = max(fence, ?) + 1, holder = ?, since = ?, released = ''
			RETURNING fence`, noted, holder, timeText(now)).Scan(&l.fence)
	})
	if err != nil {
		return err
	}
	return errors.Join(trouble("note the fence", l.note()), s.wipe(ctx)) // a life before may have ended before it wiped
}

// note leaves the fencing number beside the store, where an older copy laid
// over it does not reach.
func (l *Lease) note() error {
	if err := l.lock.Truncate(0); err != nil {
		return err
	}
	_, err := l.lock.WriteAt([]byte(strconv.FormatInt(l.fence, 10)+"\n"), 0)
	return err
}

// Fence returns the fencing number, from 1.
func (l *Lease) Fence() int64 { return l.fence }

// Release gives the lease back. A second call does nothing.
func (l *Lease) Release() error {
	if l.lock == nil {
		return nil
	}
	s := l.store
	err := s.change(context.Background(), "release the store", func(tx *sql.Tx) error {
		_, err := tx.Exec("UPDATE lease SET released = ? WHERE fence = ?", timeText(s.options.Now()), l.fence)
		return err
	})
	lock := l.lock
	l.lock = nil
	return errors.Join(err, unlock(lock))
}

// current returns ErrFenced unless l is the newest lease and still held.
func (l *Lease) current(ctx context.Context, tx *sql.Tx) error {
	if l == nil {
		return ErrFenced
	}
	var fence int64
	var released string
	err := tx.QueryRowContext(ctx, "SELECT fence, released FROM lease").Scan(&fence, &released)
	if err == nil && (fence != l.fence || released != "") {
		return ErrFenced
	}
	return err
}

func (s *Store) heldBy(ctx context.Context) error {
	var holder string
	var since time.Time
	err := s.db.QueryRowContext(ctx, "SELECT holder, since FROM lease").Scan(&holder, instant{&since})
	if err != nil {
		return trouble("ask who holds the store", errors.Join(ErrHeld, err))
	}
	return fmt.Errorf("by %q since %s: %w", holder, since.Format(time.RFC3339), ErrHeld)
}

// unlock gives the lock back before it closes the file: between fork and exec a
// child process shares the file, and closing it here alone would leave the lock
// to the child for that moment.
func unlock(lock *os.File) error {
	return errors.Join(syscall.Flock(int(lock.Fd()), syscall.LOCK_UN), lock.Close())
}

// tryLock takes the lock beside the store, which the kernel drops when the
// file is closed or the process dies, or returns ErrHeld.
func tryLock(path string) (*os.File, error) {
	f, err := os.OpenFile(path+".lock", os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, err
	}
	err = syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
	if errors.Is(err, syscall.EWOULDBLOCK) {
		err = ErrHeld
	}
	if err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return f, nil
}

// awaitLock waits for a lock that another process may hold for a moment.
func awaitLock(ctx context.Context, path string, patience time.Duration) (*os.File, error) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	retry := time.NewTicker(10 * time.Millisecond)
	defer retry.Stop()
	for {
		lock, err := tryLock(path)
		if !errors.Is(err, ErrHeld) {
			return lock, err
		}
		select {
		case <-ctx.Done():
			return nil, err
		case <-retry.C:
		}
	}
}

// notedFence returns the highest fencing number that was noted beside the
// store, 0 when there is none.
func notedFence(path string) (int64, error) {
	f, err := os.Open(path + ".lock")
	if errors.Is(err, os.ErrNotExist) {
		return 0, nil
	}
	if err != nil {
		return 0, err
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, 32))
	if err != nil || len(text) == 0 {
		return 0, err
	}
	fence, err := strconv.ParseInt(strings.TrimSpace(string(text)), 10, 64)
	if err != nil {
		return 0, fmt.Errorf("%s.lock should hold a number: %w", path, err)
	}
	return fence, nil
}
