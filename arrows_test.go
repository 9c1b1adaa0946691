package fristvakt_test

import (
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// rooms says which rooms of the house each room may import. A room also may
// import its own sub-rooms. What is not listed does not exist.
var rooms = map[string][]string{
	"workflows":                {},
	"inbox/letter":             {},
	"inbox/paper":              {},
	"inbox/watch":              {},
	"inbox/watch/wiretap":      {},
	"inbox/watch/wiretap/door": {"inbox/watch/wiretap"},
	"mailer/courier":           {},
	"deploy":                   {},
	"deploy/manual":            {},
	"deploy/release":           {},
	"demo/papers":              {"workflows"},
	"demo/realserver":          {"inbox/watch/wiretap", "inbox/watch/wiretap/door"},
	"inbox":                    {"workflows", "inbox/letter", "inbox/paper"},
	"inbox/form":               {"workflows"},
	"mailer":                   {"workflows"},
	"store":                    {"workflows"},
	"web":                      {"workflows"},
	"demo":                     {"workflows", "demo/papers"},
	"daemon":                   {"workflows", "inbox", "inbox/letter", "inbox/paper", "inbox/watch", "mailer", "mailer/courier", "store", "token", "web"},
	"demo/tenant":              {"demo/realserver", "inbox/watch/wiretap/door"},
	"token":                    {},
	"cmd/fristvakt": {"daemon", "demo", "deploy", "deploy/manual", "workflows", "inbox", "inbox/form", "inbox/letter", "inbox/paper",
		"inbox/watch/wiretap", "mailer", "store"},
}

// pure lists the rooms that must not reach the world outside, and the
// packages by which they would.
var pure = []string{"workflows", "inbox", "inbox/letter", "inbox/form", "mailer"}

var outside = []string{"net", "os", "os/exec", "log", "log/slog", "database/sql", "net/http", "net/smtp", "syscall"}

func TestImportsPointOneWay(t *testing.T) {
	eachImport(t, func(room, imported string) {
		allowed, known := rooms[room]
		if !known {
			t.Errorf("the room %s has no place in the house: give it one in this test and in ARCHITECTURE.md", room)
			return
		}
		other, ours := strings.CutPrefix(imported, "fristvakt/")
		if ours && !slices.Contains(allowed, other) {
			t.Errorf("%s imports %s, which no arrow allows", room, other)
		}
	})
}

func TestTheCoreTouchesNothingOutside(t *testing.T) {
	eachImport(t, func(room, imported string) {
		if slices.Contains(pure, room) && slices.Contains(outside, imported) {
			t.Errorf("%s is core and imports %s", room, imported)
		}
	})
}

// unguarded lists the files that serve IMAP without package door: the demo's
// mailbox has its recorder from the command, which asks it at the end of every
// demo, and in the other a server's greeting meets a TLS handshake.
var unguarded = []string{"demo/mailbox.go", "inbox/watch/login_test.go"}

func TestNoTestServesIMAPWithoutListeningForCommandsThatWrite(t *testing.T) {
	serving := 0
	err := filepath.WalkDir(".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || !strings.HasSuffix(name, ".go") || name == "arrows_test.go" {
			return err
		}
		text, err := os.ReadFile(name)
		code := string(text)
		if !strings.Contains(code, "imapserver.New(") && !strings.Contains(code, `"* OK `) && !strings.Contains(code, "protocols = imap") {
			return err
		}
		serving++
		if !strings.Contains(code, "door.") && !slices.Contains(unguarded, filepath.ToSlash(name)) {
			t.Errorf("%s serves IMAP by a way of its own: use package door", name)
		}
		return err
	})
	if err != nil || serving < 5 {
		t.Errorf("%d files that serve IMAP, %v", serving, err)
	}
}

// eachImport visits every import of the program; those of tests are free.
func eachImport(t *testing.T, visit func(room, imported string)) {
	t.Helper()
	files := 0
	err := filepath.WalkDir(".", func(name string, entry fs.DirEntry, err error) error {
		if err == nil && entry.IsDir() && entry.Name() == "testdata" {
			return fs.SkipDir
		}
		if err != nil || entry.IsDir() || !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go") {
			return err
		}
		f, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.ImportsOnly)
		if err != nil {
			return err
		}
		files++
		for _, spec := range f.Imports {
			imported, err := strconv.Unquote(spec.Path.Value)
			if err != nil {
				return err
			}
			visit(path.Dir(filepath.ToSlash(name)), imported)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if files < 50 {
		t.Fatalf("only %d files were looked at: run this from the top of the repository", files)
	}
}
