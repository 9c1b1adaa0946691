package main_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/emersion/go-smtp"

	"fristvakt/demo/realserver"
	"fristvakt/store"
	"fristvakt/workflows"
)

// keeper.terminate gives the daemon five seconds.

func TestSIGTERMEndsTheDaemonWhileTheMailboxIsSilent(t *testing.T) {
	in := install(t)
	in.post.Deliver(t, "From: nokon@tulipan.example.com\r\nTo: postmottak@example.no\r\nSubject: Fjordsamarbeidet\r\nMessage-ID: <nokon@tulipan.example.com>\r\n"+plain("Kva er Fjordsamarbeidet?"), "")
	for _, silent := range []string{"", "AUTHENTICATE", "EXAMINE", "UID SEARCH", "UID FETCH", "IDLE"} {
		t.Run("after "+silent, func(t *testing.T) {
			here := *in
			here.t = t
			here.furnish(t.TempDir())
			relay := stallAt(t, here.imap, silent)
			here.configure(here.imap, relay.address)
			k := here.keep(nil)
			k.until(relay.stalled)
			k.terminate()
			here.nothingInHand()
		})
	}
}

func TestSIGTERMEndsTheDaemonWhileTheSendingServerIsSilent(t *testing.T) {
	in := install(t)
	for _, silent := range []string{"EHLO", "MAIL", "RCPT", "DATA", "the final dot"} {
		t.Run("after "+silent, func(t *testing.T) {
			here := *in
			here.t = t
			here.furnish(t.TempDir())
			sink := openSilentSink(t, silent)
			here.configure(here.postfix.Address, sink.address, `tls = "starttls"`, `tls = "plaintext"`, "ca = \"ca.pem\"\n", "")
			k := here.keep(nil)
			k.until(sink.stalled)
			k.terminate()
			here.nothingInHand()
		})
	}
}

// PDFium is compiled anew here, which takes seconds, so that the reader is at
// work when the signal comes.
func TestSIGTERMEndsTheDaemonWhileADocumentIsRead(t *testing.T) {
	in := install(t)
	cache := filepath.Join(filepath.Dir(in.config), "state", "cache")
	shared := readerCache(t)
	if err := errors.Join(os.Remove(cache), os.Mkdir(cache, 0o700)); err != nil {
		t.Fatal(err)
	}
	in.post.Deliver(t, "From: nokon@tulipan.example.com\r\nTo: postmottak@example.no\r\nSubject: Fjordsamarbeidet\r\nMessage-ID: <nokon@tulipan.example.com>\r\nMIME-Version: 1.0\r\n"+
		in.withPaper("Noko om Fjordsamarbeidet"), "")
	k := in.keep(nil)
	realserver.Await(t, "a reader of documents is at work", k.hasChild)
	k.terminate()
	if n := len(in.facts(workflows.Judged)); n != 0 {
		t.Fatalf("%d letters were judged before the daemon ended", n)
	}
	if err := errors.Join(os.RemoveAll(cache), os.Symlink(shared, cache)); err != nil {
		t.Fatal(err)
	}
	next := in.keep(nil)
	in.await(next, "the letter", func() bool { return len(in.facts(workflows.Judged)) == 1 })
	next.terminate()
	in.nothingInHand()
}

// until waits for the daemon to come to where a server falls silent.
func (k *keeper) until(stalled <-chan struct{}) {
	k.t.Helper()
	patience, cancel := context.WithTimeout(k.t.Context(), realserver.Patience)
	defer cancel()
	select {
	case <-stalled:
	case <-k.ended:
		k.t.Fatal("the daemon ended by itself")
	case <-patience.Done():
		k.t.Fatal("the daemon never came to the silent server")
	}
}

// hasChild reports whether the daemon has started another process.
func (k *keeper) hasChild() bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.process == nil || k.process.Process == nil {
		return false
	}
	all, _ := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/children", k.process.Process.Pid))
	for _, path := range all {
		if text, err := os.ReadFile(path); err == nil && len(bytes.TrimSpace(text)) > 0 {
			return true
		}
	}
	return false
}

// configure changes the configuration by pairs of old and new text.
func (in *installation) configure(changes ...string) {
	in.t.Helper()
	text, err := os.ReadFile(in.config)
	if err != nil {
		in.t.Fatal(err)
	}
	in.write(filepath.Base(in.config), strings.NewReplacer(changes...).Replace(string(text)))
}

// nothingInHand sees that the daemon has said what became of every mail before
// it ended, and left a whole store.
func (in *installation) nothingInHand() {
	in.t.Helper()
	s, err := store.Open(in.t.Context(), filepath.Join(filepath.Dir(in.config), "state", "store.db"), store.Options{ReadOnly: true})
	if err != nil {
		in.t.Fatal(err)
	}
	defer s.Close()
	left, err := s.Interrupted(in.t.Context())
	if err := errors.Join(err, s.Check(in.t.Context())); err != nil || len(left) > 0 {
		in.t.Errorf("%v, %d mails without an outcome", err, len(left))
	}
}

// relay stands before a server and falls silent once it has heard a command.
type relay struct {
	address string
	stalled chan struct{}
}

// stallAt makes a relay that passes everything until a client says the verb,
// for which it may be "", and nothing from then on, in neither direction.
func stallAt(t *testing.T, server, verb string) *relay {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	r := &relay{address: l.Addr().String(), stalled: make(chan struct{})}
	fallSilent := sync.OnceFunc(func() { close(r.stalled) })
	go func() {
		for {
			client, err := l.Accept()
			if err != nil {
				return
			}
			t.Cleanup(func() { client.Close() })
			if verb == "" {
				fallSilent()
				continue
			}
			go r.pass(t, client, server, verb, fallSilent)
		}
	}()
	t.Cleanup(func() { l.Close() })
	return r
}

func (r *relay) pass(t *testing.T, client net.Conn, server, verb string, fallSilent func()) {
	behind, err := net.Dial("tcp", server)
	if err != nil {
		t.Error(err)
		return
	}
	go io.Copy(client, behind)
	said := make([]byte, 64<<10)
	for {
		n, err := client.Read(said)
		if bytes.Contains(said[:n], []byte(verb)) {
			fallSilent()
			return
		}
		if _, failed := behind.Write(said[:n]); failed != nil || err != nil {
			behind.Close()
			return
		}
	}
}

// silentSink is an SMTP server that never answers a certain command.
type silentSink struct {
	address, silent string
	stalled, end    chan struct{}
	once            sync.Once
}

func openSilentSink(t *testing.T, silent string) *silentSink {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s := &silentSink{address: l.Addr().String(), silent: silent, stalled: make(chan struct{}), end: make(chan struct{})}
	server := smtp.NewServer(smtp.BackendFunc(func(*smtp.Conn) (smtp.Session, error) { return s, s.reach("EHLO") }))
	go server.Serve(l)
	t.Cleanup(func() { close(s.end); server.Close() })
	return s
}

func (s *silentSink) reach(command string) error {
	if command == s.silent {
		s.once.Do(func() { close(s.stalled) })
		<-s.end
	}
	return nil
}

func (s *silentSink) Reset()                               {}
func (s *silentSink) Logout() error                        { return nil }
func (s *silentSink) Mail(string, *smtp.MailOptions) error { return s.reach("MAIL") }
func (s *silentSink) Rcpt(string, *smtp.RcptOptions) error { return s.reach("RCPT") }
func (s *silentSink) Data(r io.Reader) error {
	if err := s.reach("DATA"); err != nil {
		return err
	}
	if _, err := io.Copy(io.Discard, r); err != nil {
		return err
	}
	return s.reach("the final dot")
}
