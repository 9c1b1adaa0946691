package daemon_test

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

// readerCache is where the document reader's compiled machine code lies, for
// all tests: making it takes many seconds.
func readerCache(t testing.TB) string {
	t.Helper()
	base, err := os.UserCacheDir()
	if err != nil {
		base = t.TempDir()
	}
	folder := filepath.Join(base, "fristvakt-paper-test")
	if err := os.MkdirAll(folder, 0o700); err != nil {
		t.Fatal(err)
	}
	return folder
}
