//go:build crash

package main

import (
	"fmt"
	"os"
	"sync"
	"syscall"

	"modernc.org/sqlite"
)

// trace tells every point that the program reaches to the process that started
// it, on file 3, and goes on when that one says so on file 4. It is in the
// binary that make crash kills and in no other.
func trace() func(point string) {
	if os.Getenv("FRISTVAKT_TRACED") == "" {
		return nil
	}
	return traced()
}

var traced = sync.OnceValue(func() func(string) {
	syscall.CloseOnExec(3)
	syscall.CloseOnExec(4)
	points, leave := os.NewFile(3, "points"), os.NewFile(4, "leave")
	var one sync.Mutex
	reach := func(point string) {
		one.Lock()
		defer one.Unlock()
		if _, err := fmt.Fprintln(points, point); err != nil {
			os.Exit(3) // nobody is there any more
		}
		if _, err := leave.Read(make([]byte, 1)); err != nil {
			os.Exit(3)
		}
	}
	sqlite.RegisterConnectionHook(func(conn sqlite.ExecQuerierContext, _ string) error {
		hooks := conn.(sqlite.HookRegisterer)
		hooks.RegisterCommitHook(func() int32 { reach("sqlite commit"); return 0 })
		hooks.RegisterPreUpdateHook(func(sqlite.SQLitePreUpdateData) { reach("sqlite row") })
		return nil
	})
	return reach
})
