// Package door is the one way by which tests come to an IMAP server: whatever
// is said through it is recorded, and a test in which a client did more than
// read fails at its end.
//
// It is imported by tests and by what only tests import. It must never become
// part of the program.
package door

import (
	"io"
	"net"
	"testing"

	"fristvakt/inbox/watch/wiretap"
)

// Guard returns the listener for a server to serve on, and what is heard there.
func Guard(t testing.TB, l net.Listener) (net.Listener, *wiretap.Recorder) {
	heard := Recorder(t)
	return heard.Listener(l), heard
}

// Recorder is for a server that upgrades to TLS and wraps its connections itself.
func Recorder(t testing.TB) *wiretap.Recorder {
	heard := new(wiretap.Recorder)
	t.Cleanup(func() {
		t.Helper()
		if forbidden := heard.Forbidden(); len(forbidden) > 0 {
			t.Errorf("commands that do more than read: %q", forbidden)
		}
	})
	return heard
}

// Before returns the address of a guarded door before a server in plain text
// that runs on its own. It is closed at the end of the test.
func Before(t testing.TB, server string) (address string, heard *wiretap.Recorder) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	guarded, heard := Guard(t, l)
	go func() {
		for {
			client, err := guarded.Accept()
			if err != nil {
				return
			}
			go pass(client, server)
		}
	}()
	t.Cleanup(func() { l.Close() })
	return l.Addr().String(), heard
}

// pass ends with the first of its two ends.
func pass(client net.Conn, server string) {
	defer client.Close()
	behind, err := net.Dial("tcp", server)
	if err != nil {
		return
	}
	go func() {
		_, _ = io.Copy(behind, client)
		behind.Close()
	}()
	_, _ = io.Copy(client, behind)
}
