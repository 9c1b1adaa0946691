// Package realserver starts a private Dovecot and a private Postfix for tests,
// with Maildirs that the one serves and the other fills. Both listen on
// loopback, live in a temporary directory and end with the test.
//
// It is imported by tests alone. It must never touch a server that is installed
// on the machine, and never pass a mail on: what is for nobody here is refused.
//
// A test skips where a server is missing or may not be started. With the
// variable FRISTVAKT_REQUIRE_SERVERS set, it fails instead.
package realserver

import (
	"net"
	"os"
	"os/exec"
	"testing"
	"time"
)

// Patience is how long Await looks before the test fails.
const Patience = 2 * time.Minute

// Await looks until done reports true. Neither server tells when a mail has
// been delivered, so the Maildirs are looked at again and again. It fails the
// test after Patience, or when the test is over.
func Await(t testing.TB, what string, done func() bool) {
	t.Helper()
	look := time.NewTicker(20 * time.Millisecond)
	defer look.Stop()
	patience := time.NewTimer(Patience)
	defer patience.Stop()
	for !done() {
		select {
		case <-look.C:
		case <-t.Context().Done():
			t.Fatalf("%s: the test is over", what)
		case <-patience.C:
			t.Fatalf("%s: not within %s", what, Patience)
		}
	}
}

// program finds a server's binary. Distributions put it where only root looks.
func program(t testing.TB, name string) string {
	t.Helper()
	path, err := exec.LookPath(name)
	if err != nil {
		path, err = exec.LookPath("/usr/sbin/" + name)
	}
	if err != nil {
		skip(t, name+" is not installed")
	}
	return path
}

func skip(t testing.TB, why string) {
	t.Helper()
	if os.Getenv("FRISTVAKT_REQUIRE_SERVERS") != "" {
		t.Fatal(why + ", and FRISTVAKT_REQUIRE_SERVERS is set")
	}
	t.Skip(why)
}

// openDir is a temporary directory with a short path, as sockets need it, that
// the servers' own users may enter.
func openDir(t testing.TB) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "fristvakt")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	if err := os.Chmod(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	return dir
}

func freeAddress(t testing.TB) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	if err := listener.Close(); err != nil {
		t.Fatal(err)
	}
	return listener.Addr().String()
}

func write(t testing.TB, name string, content []byte, mode os.FileMode) {
	t.Helper()
	if err := os.WriteFile(name, content, mode); err != nil {
		t.Fatal(err)
	}
}
