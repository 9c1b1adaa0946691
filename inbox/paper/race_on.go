//go:build race

package paper

import (
	"cmp"
	"os"
)

// The race detector's own memory counts as data and passes any limit; a binary that has
// it, which no user has, does without RLIMIT_DATA.
const raceDetector = true

// ownBinary is what children execute where Options name nothing. Under the race detector
// PDFium takes many times as long, and there is nothing for it to watch: this package
// tests the child as it is released. So a run of all tests may name a plain one.
func ownBinary() (string, error) {
	own, err := os.Executable()
	return cmp.Or(os.Getenv("FRISTVAKT_PLAIN_CHILD"), own), err
}
