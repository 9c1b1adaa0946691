//go:build cgo

package paper_test

const withoutCgo = false
