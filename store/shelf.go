package store

import (
	"cmp"
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// Shelf is a folder in which backups of one store lie, each named by the
// instant at which it was made.
type Shelf struct{ Folder string }

// Shelved is one backup on a shelf.
type Shelved struct {
	File string    // with its folder
	At   time.Time // when it was made, UTC, to the second
}

const shelvedName = "store-20060102T150405Z.db"

// File returns where the backup made at the given instant belongs.
func (s Shelf) File(at time.Time) string {
	return filepath.Join(s.Folder, at.UTC().Format(shelvedName))
}

// List returns the backups on the shelf, newest first, unread. Other files do
// not count, and a folder that does not exist is empty.
func (s Shelf) List() ([]Shelved, error) {
	entries, err := os.ReadDir(s.Folder)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, trouble("list the backups", err)
	}
	var all []Shelved
	for _, e := range entries {
		if at, err := time.Parse(shelvedName, e.Name()); err == nil {
			all = append(all, Shelved{filepath.Join(s.Folder, e.Name()), at})
		}
	}
	slices.SortFunc(all, func(a, b Shelved) int { return b.At.Compare(a.At) })
	return all, nil
}

// NewestGood reads the backups through, newest first, until it finds a sound
// one. The error is ErrNotFound when there is none.
func (s Shelf) NewestGood(ctx context.Context, o Options) (Shelved, error) {
	all, err := s.List()
	for _, b := range all {
		if err := CheckBackup(ctx, b.File, o); err == nil {
			return b, nil
		}
		if ctx.Err() != nil {
			return Shelved{}, ctx.Err()
		}
	}
	return Shelved{}, cmp.Or(err, ErrNotFound)
}

// CheckBackup reads a backup as Check does, and changes nothing. Its schema may
// be older than ours.
func CheckBackup(ctx context.Context, file string, o Options) error {
	o.ReadOnly = true
	if _, err := os.Stat(file); err != nil {
		return trouble("check "+file, err)
	}
	db, err := connect(ctx, file, o.filled())
	if err != nil {
		return trouble("check "+file, err)
	}
	s := &Store{db: db, path: file, options: o.filled()}
	_, err = s.version(ctx)
	if err == nil {
		err = s.Check(ctx)
	}
	return errors.Join(trouble("check "+file, err), s.Close())
}

// Surplus returns the backups that may go: all but the newest ones, daily in
// number, and the newest of each of the last months, monthly in number. The
// list is newest first.
func Surplus(all []Shelved, daily, monthly int) (drop []Shelved) {
	months := map[string]bool{}
	for i, b := range all {
		month := b.At.Format("2006-01")
		first := !months[month]
		months[month] = true
		if i >= daily && !(first && len(months) <= monthly) {
			drop = append(drop, b)
		}
	}
	return drop
}

// Sweep removes what a killed process left half-made in the folder: copies
// under their temporary names and letters on their way in. Only the holder of
// the lease may call it, at its start.
func Sweep(folder string) error {
	entries, err := os.ReadDir(folder)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	for _, e := range entries {
		if strings.HasPrefix(e.Name(), copyPrefix) || strings.HasPrefix(e.Name(), spoolPrefix) {
			err = errors.Join(err, os.Remove(filepath.Join(folder, e.Name())))
		}
	}
	return trouble("remove what was left half-made", err)
}
