package paper

import (
	"os/exec"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// bind makes the kernel end the child with its parent, and keeps signals from a
// terminal away from it.
func bind(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
}

// cpuUsed returns the processor time this process has used.
func cpuUsed() time.Duration {
	var usage unix.Rusage
	if unix.Getrusage(unix.RUSAGE_SELF, &usage) != nil {
		return 0
	}
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}
