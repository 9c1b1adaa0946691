package daemon_test

import (
	"log"
	"os"
	"testing"

	"fristvakt/inbox/paper"
)

// readerCache is where the document reader's compiled machine code lies, for
// all tests.
var readerCache string

func TestMain(m *testing.M) {
	paper.Child()
	os.Exit(run(m))
}

func run(m *testing.M) int {
	folder, err := os.MkdirTemp("", "fristvakt-reader-")
	if err != nil {
		log.Print(err)
		return 1
	}
	defer os.RemoveAll(folder)
	readerCache = folder
	return m.Run()
}
