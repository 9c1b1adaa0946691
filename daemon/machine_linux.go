package daemon

import "golang.org/x/sys/unix"

// clockKept asks the kernel whether a time service keeps its clock
// (adjtimex(2)); asking changes nothing and needs no right.
func clockKept() (bool, error) {
	var state unix.Timex
	answer, err := unix.Adjtimex(&state)
	return answer != unix.TIME_ERROR && state.Status&unix.STA_UNSYNC == 0, err
}

// diskFree is how many bytes we may still write in the file system of a folder.
func diskFree(folder string) (int64, error) {
	var s unix.Statfs_t
	if err := unix.Statfs(folder, &s); err != nil {
		return 0, err
	}
	return int64(min(s.Bavail, 1<<40)) * s.Bsize, nil
}
