//go:build !cgo

package paper_test

// The released program is built so, see the package comment.
const withoutCgo = true
