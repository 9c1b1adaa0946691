package door_test

import (
	"bufio"
	"fmt"
	"net"
	"testing"

	"fristvakt/inbox/watch/wiretap/door"
)

// witness is a test that remembers whether it failed and what it is to do at
// its end.
type witness struct {
	testing.TB
	failed string
	ends   []func()
}

func (w *witness) Helper()                           {}
func (w *witness) Errorf(format string, args ...any) { w.failed = fmt.Sprintf(format, args...) }
func (w *witness) Cleanup(f func())                  { w.ends = append(w.ends, f) }

func TestATestInWhichAClientDidMoreThanReadFails(t *testing.T) {
	for command, want := range map[string]string{"A1 EXAMINE INBOX": "", "A1 SELECT INBOX": `commands that do more than read: ["SELECT INBOX"]`} {
		server, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		defer server.Close()
		w := &witness{TB: t}
		address, _ := door.Before(w, server.Addr().String())
		client, err := net.Dial("tcp", address)
		if err != nil {
			t.Fatal(err)
		}
		defer client.Close()
		behind, err := server.Accept()
		if err != nil {
			t.Fatal(err)
		}
		defer behind.Close()
		fmt.Fprintf(client, "%s\r\n", command)
		if line, err := bufio.NewReader(behind).ReadString('\n'); err != nil || line != command+"\r\n" {
			t.Fatalf("%q passed as %q, %v", command, line, err)
		}
		for _, end := range w.ends {
			end()
		}
		if w.failed != want {
			t.Errorf("%s: the test says %q", command, w.failed)
		}
	}
}
