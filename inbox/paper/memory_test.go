package paper_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"fristvakt/inbox/paper"
)

// BenchmarkMemory reads documents of two megabytes with two children and tells, in MB,
// the most this process and a child took, and what this process keeps once the children
// have ended for want of work.
func BenchmarkMemory(b *testing.B) {
	picture := strings.Repeat("0123456789abcdef", 2<<20/16)
	content := append(written(b, strings.Repeat("Avtale. ", 300)), picture...)
	r := newReader(b, paper.Options{Children: 2, IdleAfter: 200 * time.Millisecond})
	childPeak := 0
	for b.Loop() {
		var both sync.WaitGroup
		for range 2 {
			both.Go(func() { r.Read(b.Context(), "", "", append([]byte(nil), content...)) })
		}
		both.Wait()
		for _, child := range children(b) {
			childPeak = max(childPeak, memory(child, "VmHWM"))
		}
	}
	for len(children(b)) > 0 {
		time.Sleep(10 * time.Millisecond)
	}
	b.ReportMetric(float64(memory("self", "VmHWM")), "parent-peak-MB")
	b.ReportMetric(float64(childPeak), "child-peak-MB")
	b.ReportMetric(float64(memory("self", "VmRSS")), "idle-MB")
}

// children lists the process numbers of the children of this process.
func children(b *testing.B) []string {
	b.Helper()
	lists, err := filepath.Glob("/proc/self/task/*/children")
	if err != nil || len(lists) == 0 {
		b.Skip("the system does not tell of processes")
	}
	var pids []string
	for _, list := range lists {
		text, _ := os.ReadFile(list) // a thread may be gone
		pids = append(pids, strings.Fields(string(text))...)
	}
	return pids
}

// memory reads a figure of /proc/PID/status, in MB; 0 where the process is gone.
func memory(pid, field string) int {
	text, _ := os.ReadFile("/proc/" + pid + "/status")
	for line := range strings.Lines(string(text)) {
		var kB int
		if _, err := fmt.Sscanf(line, field+": %d kB", &kB); err == nil {
			return kB >> 10
		}
	}
	return 0
}
