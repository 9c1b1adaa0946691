package realserver

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// Maildirs is a folder of Maildirs. Where root runs the test they belong to
// nobody, because both servers refuse to keep mail as root.
type Maildirs struct {
	dir      string
	uid, gid int
	laid     map[string]string // flags of the mails that a test has laid into a box, by path without folder and flags
}

// NewMaildirs makes an empty folder, which goes with the test.
func NewMaildirs(t testing.TB) *Maildirs {
	t.Helper()
	m := &Maildirs{dir: openDir(t), uid: os.Getuid(), gid: os.Getgid(), laid: map[string]string{}}
	if m.uid == 0 {
		m.uid, m.gid = 65534, 65534
	}
	if err := os.Chown(m.dir, m.uid, m.gid); err != nil {
		t.Fatal(err)
	}
	return m
}

// Box makes the Maildir of a name, or opens it. "post/.Sent" is the folder Sent
// of the box post (Maildir++).
func (m *Maildirs) Box(t testing.TB, name string) *Maildir {
	t.Helper()
	b := &Maildir{dir: filepath.Join(m.dir, name), maildirs: m}
	for _, folder := range []string{"", "cur", "new", "tmp"} {
		folder = filepath.Join(b.dir, folder)
		err := os.Mkdir(folder, 0o700)
		if errors.Is(err, os.ErrExist) {
			continue
		}
		if err := errors.Join(err, os.Chown(folder, m.uid, m.gid)); err != nil {
			t.Fatal(err)
		}
	}
	return b
}

// Maildir is one mailbox as it lies on disk.
type Maildir struct {
	dir       string
	maildirs  *Maildirs
	delivered int
}

// Deliver puts a mail into the box as a delivery agent does, with the given
// flags (in the letters of Maildir, such as "FS"), and returns its name.
func (b *Maildir) Deliver(t testing.TB, text, flags string) string {
	t.Helper()
	b.delivered++
	name := fmt.Sprintf("%d.M%dP1.example", 1741000000+b.delivered, b.delivered)
	written, folder, end := filepath.Join(b.dir, "tmp", name), "new", name
	if flags != "" {
		folder, end = "cur", name+":2,"+flags
	}
	write(t, written, []byte(text), 0o600)
	if err := errors.Join(os.Chown(written, b.maildirs.uid, b.maildirs.gid), os.Rename(written, filepath.Join(b.dir, folder, end))); err != nil {
		t.Fatal(err)
	}
	b.maildirs.laid[filepath.Join(b.dir, name)] = flags
	return name
}

// untouched sees that every mail still lies where it came, with the flags that
// it came with: those that a test has laid there, and none on what Postfix has
// delivered.
func (m *Maildirs) untouched(t testing.TB) {
	t.Helper()
	left := maps.Clone(m.laid)
	err := filepath.WalkDir(m.dir, func(path string, entry fs.DirEntry, err error) error {
		folder := filepath.Base(filepath.Dir(path))
		if err != nil || entry.IsDir() || folder != "cur" && folder != "new" {
			return err
		}
		name, flags, _ := strings.Cut(entry.Name(), ":2,")
		name, _, _ = strings.Cut(name, ",")
		mail := filepath.Join(filepath.Dir(filepath.Dir(path)), name)
		if flags != m.laid[mail] {
			t.Errorf("somebody changed the flags of %s from %q to %q", mail, m.laid[mail], flags)
		}
		delete(left, mail)
		return nil
	})
	if err != nil || len(left) > 0 {
		t.Errorf("%d mails were deleted or moved, %v", len(left), err)
	}
}

// Flags lists the mails as "name:flags", sorted. A Maildir tells every flag in
// the file's name. Whether Dovecot has moved a mail from new to cur, and noted
// its size in the name, does not show.
func (b *Maildir) Flags(t testing.TB) []string {
	t.Helper()
	var all []string
	for _, path := range b.paths(t) {
		name, flags, _ := strings.Cut(filepath.Base(path), ":2,")
		name, _, _ = strings.Cut(name, ",")
		all = append(all, name+":"+flags)
	}
	slices.Sort(all)
	return all
}

// Mails returns the bytes of every mail in the box, in the order of their
// names, which begin with the time of delivery.
func (b *Maildir) Mails(t testing.TB) [][]byte {
	t.Helper()
	var all [][]byte
	for _, path := range b.paths(t) {
		content, err := os.ReadFile(path)
		if errors.Is(err, os.ErrNotExist) {
			return b.Mails(t) // Dovecot has just moved it from new to cur
		}
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, content)
	}
	return all
}

// Empty drops all mail in the box and what Dovecot has noted about it. Nobody
// may have the box open.
func (b *Maildir) Empty(t testing.TB) {
	t.Helper()
	maps.DeleteFunc(b.maildirs.laid, func(path, _ string) bool { return filepath.Dir(path) == b.dir })
	entries, err := os.ReadDir(b.dir)
	for _, entry := range entries {
		if name := entry.Name(); !strings.HasPrefix(name, ".") || strings.HasSuffix(name, ".lock") {
			err = errors.Join(err, os.RemoveAll(filepath.Join(b.dir, name)))
		}
	}
	name, wrong := filepath.Rel(b.maildirs.dir, b.dir)
	if err := errors.Join(err, wrong); err != nil {
		t.Fatal(err)
	}
	b.maildirs.Box(t, name)
}

func (b *Maildir) paths(t testing.TB) []string {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join(b.dir, "[cn][ue][rw]", "*"))
	if err != nil {
		t.Fatal(err)
	}
	slices.SortFunc(paths, func(a, b string) int { return strings.Compare(filepath.Base(a), filepath.Base(b)) })
	return paths
}
