package paper_test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"fristvakt/inbox/paper"
)

// executable is the program that the tests' Readers execute, built as the released one
// is: the test binary itself may have cgo and the race detector in it.
var executable string

func TestMain(m *testing.M) {
	paper.Child()
	os.Exit(run(m))
}

func run(m *testing.M) int {
	dir, err := os.MkdirTemp("", "paper-child")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer os.RemoveAll(dir)
	executable = filepath.Join(dir, "child")
	build := exec.Command("go", "build", "-o", executable, "./testdata/child")
	build.Env = append(os.Environ(), "CGO_ENABLED=0", "GOFLAGS=")
	if said, err := build.CombinedOutput(); err != nil {
		fmt.Fprintf(os.Stderr, "build the child: %v\n%s", err, said)
		return 1
	}
	return m.Run()
}

// newReader returns a Reader that keeps compiled PDFium in the user's cache, so that
// only the first run of all tests waits for it.
func newReader(t testing.TB, o paper.Options) *paper.Reader {
	t.Helper()
	base, err := os.UserCacheDir()
	if err != nil {
		base = os.TempDir()
	}
	o.CacheDir = filepath.Join(base, "fristvakt-paper-test")
	if err := os.MkdirAll(o.CacheDir, 0o700); err != nil {
		t.Fatal(err)
	}
	if o.Executable == "" {
		o.Executable = executable
	}
	r := paper.New(o)
	t.Cleanup(func() { _ = r.Close() })
	return r
}

// read reads one document with a child of its own.
func read(t testing.TB, name string, content []byte) paper.Paper {
	t.Helper()
	return newReader(t, paper.Options{}).Read(t.Context(), name, "application/octet-stream", content)
}
