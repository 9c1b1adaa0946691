//go:build !linux

package daemon

import "errors"

var errUnknown = errors.New("not known on this system")

func clockKept() (bool, error) { return false, errUnknown }

func diskFree(string) (int64, error) { return 0, errUnknown }
