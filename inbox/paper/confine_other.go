//go:build !linux

package paper

import (
	"errors"
	"os/exec"
	"time"

	"github.com/tetratelabs/wazero/experimental"
)

// confine does nothing here: what holds are the pipes, the empty environment, the
// wall clock and WebAssembly. The daemon is run on Linux; the rest is for developers.
func confine(int) (bool, error) { return false, nil }

func confineTool(int, int, []string) error {
	return errors.New("programs are only confined on Linux")
}

func bind(*exec.Cmd) {}

func cpuUsed() time.Duration { return 0 }

type linear struct {
	size, limit uint64
	refused     bool
	bytes       []byte
}

func (l *linear) allocate(capacity, _ uint64) experimental.LinearMemory {
	l.bytes = make([]byte, 0, min(capacity, l.limit))
	return l
}

// Reallocate grows the memory to size bytes, or returns nil when it may not.
func (l *linear) Reallocate(size uint64) []byte {
	if size > l.limit {
		l.refused = true
		return nil
	}
	if size > uint64(cap(l.bytes)) {
		l.bytes = append(make([]byte, 0, size), l.bytes...)
	}
	l.size, l.bytes = size, l.bytes[:size]
	return l.bytes
}

// Free gives the memory back.
func (l *linear) Free() { l.bytes = nil }
