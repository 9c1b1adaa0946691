//go:build !race

package paper

import "os"

const raceDetector = false

// ownBinary is what children execute where Options name nothing.
func ownBinary() (string, error) { return os.Executable() }
