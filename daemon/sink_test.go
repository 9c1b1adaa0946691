package daemon_test

import (
	"bytes"
	"fmt"
	"io"
	"net"
	"net/mail"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/emersion/go-smtp"
)

// sink is an SMTP server that takes all mail, counts it, and can be made to
// misbehave.
type sink struct {
	address string

	mu     sync.Mutex
	taken  []taken
	dials  int
	answer func(m taken) error   // nil takes everything; errCut ends the connection without an answer
	refuse func(to string) error // of a single recipient
	closed bool                  // MAIL is refused, as by a server that wants another login
	stall  func()                // called behind the final dot, before the answer
	gone   bool                  // connections are closed at once
	rude   bool                  // QUIT is answered by hanging up
	fault  sinkFault
}

// sinkFault is what happens at a line of the client instead of its answer.
type sinkFault struct {
	at   string // the beginning of the line, or GREETING
	says string // the answer; "" for none
	ends bool   // the connection ends; else, without an answer, nothing more is said
	met  int
}

// errCut makes the sink take the mail and hang up behind the final dot.
var errCut = fmt.Errorf("cut")

type taken struct {
	to   []string
	id   string
	mail *mail.Message
	text string
}

func openSink(t testing.TB) *sink {
	t.Helper()
	s := &sink{}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s.address = l.Addr().String()
	server := smtp.NewServer(smtp.BackendFunc(func(c *smtp.Conn) (smtp.Session, error) { return &handover{sink: s, conn: c}, nil }))
	server.ErrorLog = quiet{}
	go server.Serve(rudeListener{l, s})
	t.Cleanup(func() { server.Close() })
	return s
}

type quiet struct{}

func (quiet) Printf(string, ...any) {}
func (quiet) Println(...any)        {}

// set changes how the sink behaves.
func (s *sink) set(change func(*sink)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	change(s)
}

// mails returns what was taken, digests left out unless asked for.
func (s *sink) mails(digests bool) []taken {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.DeleteFunc(slices.Clone(s.taken), func(m taken) bool { return strings.HasPrefix(m.id, "fv.digest.") != digests })
}

// times counts how often each Message-ID was taken.
func (s *sink) times() map[string]int {
	count := map[string]int{}
	for _, m := range s.mails(false) {
		count[m.id]++
	}
	return count
}

func (s *sink) connections() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.dials
}

type handover struct {
	sink *sink
	conn *smtp.Conn
	to   []string
}

func (h *handover) Reset()        { h.to = nil }
func (h *handover) Logout() error { return nil }

func (h *handover) Mail(string, *smtp.MailOptions) error {
	h.sink.mu.Lock()
	defer h.sink.mu.Unlock()
	if h.sink.closed {
		return &smtp.SMTPError{Code: 530, EnhancedCode: smtp.EnhancedCode{5, 7, 0}, Message: "Authentication required"}
	}
	return nil
}

func (h *handover) Rcpt(to string, _ *smtp.RcptOptions) error {
	h.sink.mu.Lock()
	defer h.sink.mu.Unlock()
	if h.sink.refuse != nil {
		if err := h.sink.refuse(to); err != nil {
			return err
		}
	}
	h.to = append(h.to, to)
	return nil
}

func (h *handover) Data(r io.Reader) error {
	text, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	parsed, err := mail.ReadMessage(bytes.NewReader(text))
	if err != nil {
		return err
	}
	m := taken{to: h.to, id: strings.Trim(parsed.Header.Get("Message-ID"), "<>"), mail: parsed, text: string(text)}
	h.sink.mu.Lock()
	stall := h.sink.stall
	h.sink.mu.Unlock()
	if stall != nil {
		stall()
		return later
	}
	h.sink.mu.Lock()
	defer h.sink.mu.Unlock()
	if h.sink.answer != nil {
		err = h.sink.answer(m)
	}
	if err == errCut {
		h.conn.Conn().Close()
	} else if err != nil {
		return err
	}
	h.sink.taken = append(h.sink.taken, m)
	return nil
}

var (
	later = &smtp.SMTPError{Code: 451, EnhancedCode: smtp.EnhancedCode{4, 7, 1}, Message: "Greylisted, try again"}
	never = &smtp.SMTPError{Code: 550, EnhancedCode: smtp.EnhancedCode{5, 1, 1}, Message: "No such user here"}
)

// rudeListener counts connections and lets the server hang up at QUIT.
type rudeListener struct {
	net.Listener
	s *sink
}

func (l rudeListener) Accept() (net.Conn, error) {
	c, err := l.Listener.Accept()
	gone := false
	l.s.set(func(s *sink) { s.dials++; gone = s.gone })
	if gone && err == nil {
		c.Close()
	}
	if err == nil && l.s.strikes("GREETING") {
		go rudeConn{c, l.s}.misbehave()
		return l.Accept()
	}
	return rudeConn{c, l.s}, err
}

type rudeConn struct {
	net.Conn
	s *sink
}

func (c rudeConn) Read(p []byte) (int, error) {
	n, err := c.Conn.Read(p)
	for err == nil && c.s.strikes(string(p[:n])) {
		if err = c.misbehave(); err == nil {
			n, err = c.Conn.Read(p)
		}
	}
	if err != nil {
		return 0, err
	}
	c.s.mu.Lock()
	defer c.s.mu.Unlock()
	if c.s.rude && bytes.Contains(p[:n], []byte("QUIT")) {
		c.Conn.Close()
		return 0, io.EOF
	}
	return n, err
}

func (s *sink) strikes(said string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.fault.at == "" || !strings.HasPrefix(said, s.fault.at) && !strings.Contains(said, "\n"+s.fault.at) {
		return false
	}
	s.fault.met++
	return true
}

// misbehave answers in the server's place, which hears nothing of it.
func (c rudeConn) misbehave() error {
	c.s.mu.Lock()
	f := c.s.fault
	c.s.mu.Unlock()
	if f.says != "" {
		io.WriteString(c.Conn, f.says+"\r\n")
	}
	if f.says == "" && !f.ends {
		io.Copy(io.Discard, c.Conn)
	}
	if f.says == "" || f.ends {
		c.Conn.Close()
		return io.EOF
	}
	return nil
}
