package paper_test

import (
	"os"
	"path/filepath"
	"testing"

	"fristvakt/inbox/paper"
)

func TestMain(m *testing.M) {
	paper.Child()
	os.Exit(m.Run())
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
	r := paper.New(o)
	t.Cleanup(func() { _ = r.Close() })
	return r
}

// read reads one document with a child of its own.
func read(t testing.TB, name string, content []byte) paper.Paper {
	t.Helper()
	return newReader(t, paper.Options{}).Read(t.Context(), name, "application/octet-stream", content)
}
