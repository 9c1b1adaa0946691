package paper

import (
	"errors"
	"fmt"
	"runtime"
	"syscall"
	"time"
	"unsafe"

	"golang.org/x/sys/unix"
)

// confine gives up, for the whole process and for ever, what reading documents does
// not need. Nothing can be opened afterwards, so all that is needed must be loaded.
// It says whether Landlock holds too.
func confine(memoryMB int) (landlocked bool, err error) {
	// The runtime opens its poller with the first timer, which must be before
	// descriptors are given up.
	time.AfterFunc(time.Hour, func() {}).Stop()
	landlocked, err = landlock(nil, restrictAllThreads)
	if err != nil {
		return false, err
	}
	limits := map[int]uint64{
		unix.RLIMIT_DATA:   uint64(memoryMB) << 20,
		unix.RLIMIT_CPU:    lifetimeCPU,
		unix.RLIMIT_FSIZE:  0,
		unix.RLIMIT_NOFILE: 0,
		unix.RLIMIT_CORE:   0,
	}
	return landlocked, limit(limits)
}

// confineTool is confine for the thread that will execute another program: it keeps
// descriptors for its libraries, and may read and execute below paths.
func confineTool(memoryMB, cpuSeconds int, paths []string) error {
	runtime.LockOSThread()
	if _, err := landlock(paths, restrictThread); err != nil {
		return err
	}
	limits := map[int]uint64{
		unix.RLIMIT_DATA:   uint64(memoryMB) << 20,
		unix.RLIMIT_CPU:    uint64(cpuSeconds),
		unix.RLIMIT_FSIZE:  0,
		unix.RLIMIT_NOFILE: 64,
		unix.RLIMIT_CORE:   0,
	}
	return limit(limits)
}

func limit(limits map[int]uint64) error {
	if raceDetector {
		delete(limits, unix.RLIMIT_DATA)
	}
	for resource, value := range limits {
		if err := syscall.Setrlimit(resource, &syscall.Rlimit{Cur: value, Max: value}); err != nil {
			return fmt.Errorf("limit resource %d to %d: %w", resource, value, err)
		}
	}
	return nil
}

func restrictThread(ruleset uintptr) (bool, error) {
	if err := unix.Prctl(unix.PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0); err != nil {
		return false, fmt.Errorf("set no new privileges: %w", err)
	}
	if _, _, errno := syscall.Syscall(unix.SYS_LANDLOCK_RESTRICT_SELF, ruleset, 0, 0); errno != 0 {
		return false, fmt.Errorf("restrict by landlock: %w", errno)
	}
	return true, nil
}

// restrictAllThreads lays the ruleset on every thread, which the kernel does only for
// the calling one. With cgo the runtime cannot, and the other limits have to do.
func restrictAllThreads(ruleset uintptr) (bool, error) {
	_, _, errno := syscall.AllThreadsSyscall6(unix.SYS_PRCTL, unix.PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0, 0)
	if errors.Is(errno, syscall.ENOTSUP) {
		return false, nil
	}
	if errno != 0 {
		return false, fmt.Errorf("set no new privileges: %w", errno)
	}
	if _, _, errno := syscall.AllThreadsSyscall(unix.SYS_LANDLOCK_RESTRICT_SELF, ruleset, 0, 0); errno != 0 {
		return false, fmt.Errorf("restrict by landlock: %w", errno)
	}
	return true, nil
}

// rulesetAttr is struct landlock_ruleset_attr of linux/landlock.h as of ABI 6.
type rulesetAttr struct {
	fs, net, scoped uint64
}

// pathAttr is struct landlock_path_beneath_attr, which is packed.
type pathAttr struct {
	access [8]byte
	parent int32
}

// The rights of linux/landlock.h: those to the file system by the ABI that brought
// them, all to TCP (bind, connect), all scopes (abstract sockets, signals).
const (
	fsExecute  = 1 << 0
	fsReadFile = 1 << 2
	fsReadDir  = 1 << 3
	fsABI1     = 1<<13 - 1
	fsRefer    = 1 << 13 // ABI 2
	fsTruncate = 1 << 14 // ABI 3
	fsIoctl    = 1 << 15 // ABI 5
	netAll     = 1<<2 - 1
	scopeAll   = 1<<2 - 1
)

// handledBy returns what a kernel of that ABI can deny.
func handledBy(abi uintptr) rulesetAttr {
	attr := rulesetAttr{fs: fsABI1}
	for since, right := range map[uintptr]uint64{2: fsRefer, 3: fsTruncate, 5: fsIoctl} {
		if abi >= since {
			attr.fs |= right
		}
	}
	if abi >= 4 {
		attr.net = netAll
	}
	if abi >= 6 {
		attr.scoped = scopeAll
	}
	return attr
}

// landlock denies all that the kernel can deny, but reading and executing below
// paths. A kernel without Landlock is no error: the rlimits hold there.
func landlock(paths []string, restrict func(uintptr) (bool, error)) (bool, error) {
	const versionFlag = 1
	abi, _, errno := syscall.Syscall(unix.SYS_LANDLOCK_CREATE_RULESET, 0, 0, versionFlag)
	if errno != 0 {
		return false, nil
	}
	attr := handledBy(abi)
	size := unsafe.Sizeof(attr)
	if abi < 4 {
		size = 8
	} else if abi < 6 {
		size = 16
	}
	ruleset, _, errno := syscall.Syscall(unix.SYS_LANDLOCK_CREATE_RULESET, uintptr(unsafe.Pointer(&attr)), size, 0)
	if errno != 0 {
		return false, fmt.Errorf("create landlock ruleset: %w", errno)
	}
	defer syscall.Close(int(ruleset))
	for _, path := range paths {
		if err := allowReading(ruleset, path); err != nil {
			return false, err
		}
	}
	return restrict(ruleset)
}

func allowReading(ruleset uintptr, path string) error {
	dir, err := unix.Open(path, unix.O_PATH|unix.O_CLOEXEC, 0)
	if errors.Is(err, unix.ENOENT) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("open %s for landlock: %w", path, err)
	}
	defer unix.Close(dir)
	var stat unix.Stat_t
	if err := unix.Fstat(dir, &stat); err != nil {
		return fmt.Errorf("stat %s for landlock: %w", path, err)
	}
	access := uint64(fsExecute | fsReadFile)
	if stat.Mode&unix.S_IFMT == unix.S_IFDIR {
		access |= fsReadDir
	}
	rule := pathAttr{parent: int32(dir)}
	*(*uint64)(unsafe.Pointer(&rule.access)) = access
	const pathBeneath = 1
	_, _, errno := syscall.Syscall6(unix.SYS_LANDLOCK_ADD_RULE, ruleset, pathBeneath, uintptr(unsafe.Pointer(&rule)), 0, 0, 0)
	if errno != 0 {
		return fmt.Errorf("allow %s in landlock: %w", path, errno)
	}
	return nil
}
