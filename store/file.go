package store

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"syscall"
)

// The beginnings of temporary names, by which Sweep knows them.
const (
	copyPrefix  = ".store-"
	spoolPrefix = ".letter-"
)

// createFile makes an empty file that only its owner can read, whatever the
// umask. SQLite gives its journal the same mode.
func createFile(path string) error {
	f, err := os.CreateTemp(filepath.Dir(path), copyPrefix+"*")
	if err != nil {
		return err
	}
	// Closed before it has its name: closing any descriptor of a database
	// drops the locks that this process has on it.
	if err := f.Close(); err != nil {
		return err
	}
	return place(f.Name(), path)
}

// place gives the file temp its name, unless that name is taken, and makes
// both last over a loss of power.
func place(temp, path string) error {
	_, err := os.Lstat(path)
	if err == nil {
		return errors.Join(ErrExists, os.Remove(temp))
	}
	if !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if err := sync(temp); err != nil {
		return err
	}
	if err := os.Rename(temp, path); err != nil {
		return err
	}
	return sync(filepath.Dir(path))
}

// journals are the endings of the files that SQLite keeps beside a store.
var journals = []string{"-wal", "-shm", "-journal"}

// lies reports whether a store, or the journal of one, is at path. A journal
// that outlived its store would be taken for that of the next.
func lies(path string) bool {
	return slices.ContainsFunc(append(journals, ""), func(end string) bool {
		_, err := os.Lstat(path + end)
		return err == nil
	})
}

// setAside gives the store at path, with its journals, another name.
func setAside(path, aside string) error {
	if lies(aside) {
		return ErrExists
	}
	for _, end := range append(journals, "") {
		if err := os.Rename(path+end, aside+end); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return sync(filepath.Dir(path))
}

func sync(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}

func inode(path string) (int64, error) {
	info, err := os.Stat(path)
	if err != nil {
		return 0, err
	}
	stat, ok := info.Sys().(*syscall.Stat_t)
	if !ok {
		return 0, errors.New("the file system does not number its files")
	}
	return int64(stat.Ino), nil
}
