package watch_test

import (
	"bufio"
	"crypto/tls"
	"fmt"
	"io"
	"net"
	"strings"
	"sync"
	"testing"
	"time"

	"fristvakt/inbox/watch/wiretap"
	"fristvakt/inbox/watch/wiretap/door"
)

// mail is one mail of a faultServer.
type mail struct {
	uid      uint32
	text     string
	received time.Time
}

// faultServer is an IMAP server over TCP that serves one mailbox to any user and misbehaves where a test says so.
type faultServer struct {
	net.Listener
	*wiretap.Recorder
	certificate *tls.Certificate // for STARTTLS

	mu       sync.Mutex
	mails    []mail
	validity uint32
	caps     string
	sessions map[*session]bool
	fault    func(s *session, command string) bool // true when it has dealt with the command, also with "GREETING"
	item     func(m mail, ask string) (answer string, ok bool)
	idling   chan struct{} // told when an IDLE has begun
}

type session struct {
	server *faultServer
	conn   net.Conn
	reader *bufio.Reader
	mu     sync.Mutex // guards writes
	tag    string
	idle   bool
	idler  string // tag of the IDLE
}

func newFaultServer(t *testing.T, mails ...string) *faultServer {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	return serveFaults(t, l, mails...)
}

// serveFaults serves on a listener.
func serveFaults(t *testing.T, l net.Listener, mails ...string) *faultServer {
	f := &faultServer{Recorder: door.Recorder(t), validity: 1, caps: "IMAP4rev1 IDLE", sessions: map[*session]bool{}, idling: make(chan struct{}, 100)}
	f.Listener = l
	for i, text := range mails {
		f.mails = append(f.mails, mail{uint32(i + 1), text, day(i)})
	}
	go func() {
		for {
			conn, err := f.Accept()
			if err != nil {
				return
			}
			go f.serve(conn)
		}
	}()
	t.Cleanup(func() {
		f.Close()
		f.hangUp()
	})
	return f
}

func day(i int) time.Time {
	return time.Date(2025, 3, 1, 8, 0, 0, 0, time.UTC).Add(time.Duration(i) * time.Minute)
}

func (f *faultServer) address() string { return f.Addr().String() }

// set changes the server between or within passes.
func (f *faultServer) set(change func()) {
	f.mu.Lock()
	defer f.mu.Unlock()
	change()
}

func (f *faultServer) offer(caps string) { f.set(func() { f.caps = caps }) }

func (f *faultServer) offers() (caps string) {
	f.set(func() { caps = f.caps })
	return caps
}

// deliver adds a mail and tells the sessions that idle.
func (f *faultServer) deliver(text string) uint32 {
	f.mu.Lock()
	uid := f.nextLocked()
	f.mails = append(f.mails, mail{uid, text, day(int(uid))})
	n := len(f.mails)
	f.mu.Unlock()
	f.push(fmt.Sprintf("* %d EXISTS\r\n", n))
	return uid
}

func (f *faultServer) push(line string) {
	for _, s := range f.open() {
		s.mu.Lock()
		if s.idle {
			io.WriteString(s.conn, line)
		}
		s.mu.Unlock()
	}
}

func (f *faultServer) hangUp() {
	for _, s := range f.open() {
		s.conn.Close()
	}
}

func (f *faultServer) open() (open []*session) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for s := range f.sessions {
		open = append(open, s)
	}
	return open
}

func (f *faultServer) nextLocked() uint32 {
	if len(f.mails) == 0 {
		return 1
	}
	return f.mails[len(f.mails)-1].uid + 1
}

func (f *faultServer) serve(conn net.Conn) {
	s := &session{server: f, conn: conn, reader: bufio.NewReader(f.Server(conn))}
	f.set(func() { f.sessions[s] = true })
	defer func() {
		conn.Close()
		f.set(func() { delete(f.sessions, s) })
	}()
	if !s.faulty("GREETING") {
		s.say("* OK [CAPABILITY %s] ready", f.offers())
	}
	for {
		line, err := s.reader.ReadString('\n')
		if err != nil {
			return
		}
		tag, command, _ := strings.Cut(strings.TrimRight(line, "\r\n"), " ")
		s.tag = tag
		if tag != "DONE" && s.faulty(command) {
			continue
		}
		s.obey(tag, command)
	}
}

func (s *session) faulty(command string) bool {
	s.server.mu.Lock()
	fault := s.server.fault
	s.server.mu.Unlock()
	return fault != nil && fault(s, command)
}

func (s *session) say(format string, args ...any) {
	s.mu.Lock()
	defer s.mu.Unlock()
	fmt.Fprintf(s.conn, format+"\r\n", args...)
}

// stall answers nothing more until the client gives up.
func (s *session) stall() bool {
	io.Copy(io.Discard, s.reader)
	return true
}

func (s *session) obey(tag, command string) {
	verb, rest, _ := strings.Cut(command, " ")
	switch strings.ToUpper(verb) {
	case "CAPABILITY":
		s.say("* CAPABILITY %s\r\n%s OK done", s.server.offers(), tag)
	case "STARTTLS":
		s.startTLS(tag)
	case "AUTHENTICATE":
		s.authenticate(tag, rest)
	case "EXAMINE":
		s.examine(tag)
	case "IDLE":
		s.say("+ idling")
		s.setIdle(true)
	case "":
		if tag == "DONE" {
			s.setIdle(false)
			s.say("%s OK idle ended", s.idler)
		}
	case "UID":
		s.uid(tag, rest)
	default:
		s.say("%s OK done", tag)
	}
}
