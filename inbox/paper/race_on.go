//go:build race

package paper

// The race detector's own memory counts as data and passes any limit; a binary that has
// it, which no user has, does without RLIMIT_DATA.
const raceDetector = true
