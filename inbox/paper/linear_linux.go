package paper

import (
	"github.com/tetratelabs/wazero/experimental"
	"golang.org/x/sys/unix"
)

// linear is a WebAssembly memory that grows in place. The one that comes with wazero
// is a Go slice: growing copies it, and old and new together pass any limit.
type linear struct {
	reserved []byte // its whole address range, of which the first size bytes are usable
	size     uint64
	limit    uint64
	refused  bool // it was asked for more than limit
}

// allocate reserves address space for the module's memory; it is a
// experimental.MemoryAllocatorFunc.
func (l *linear) allocate(_, max uint64) experimental.LinearMemory {
	max = min(max, l.limit)
	reserved, err := unix.Mmap(-1, 0, int(max), unix.PROT_NONE, unix.MAP_PRIVATE|unix.MAP_ANON)
	if err != nil {
		panic("paper: reserve linear memory: " + err.Error())
	}
	l.reserved = reserved
	return l
}

// Reallocate grows the memory to size bytes, or returns nil when it may not.
func (l *linear) Reallocate(size uint64) []byte {
	if size > uint64(len(l.reserved)) {
		l.refused = true
		return nil
	}
	if size > l.size {
		if unix.Mprotect(l.reserved[:size], unix.PROT_READ|unix.PROT_WRITE) != nil {
			l.refused = true
			return nil
		}
		l.size = size
	}
	return l.reserved[:size:size]
}

// Free gives the address range back.
func (l *linear) Free() {
	if l.reserved != nil {
		_ = unix.Munmap(l.reserved)
		l.reserved, l.size = nil, 0
	}
}
