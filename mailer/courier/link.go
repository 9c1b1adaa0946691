package courier

import (
	"errors"
	"net"
	"sync"
	"time"
)

// maxAnswer is the most a server may say in one step, in bytes on the wire. Certificates are part of it. What is
// cut off there is still read as a line by textproto, but the step after it fails.
const maxAnswer = 1 << 20

var errTooMuchSaid = errors.New("the server's answer exceeds one megabyte")

// link is the connection below TLS. Each write begins a step, whose deadline also holds for the whole answer, so that a
// server which trickles its answer gains no time. After the first error every operation fails at once: nothing that a
// layer above adds in good faith (an abandoned body's dot, a HELO after a lost EHLO) reaches a server that may be alive.
type link struct {
	net.Conn
	step time.Duration

	mu    sync.Mutex
	heard int
	err   error
}

func newLink(conn net.Conn, step time.Duration) (*link, error) {
	l := &link{Conn: conn, step: step}
	return l, l.begin()
}

// begin starts a step.
func (l *link) begin() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.err == nil {
		l.heard = 0
		l.err = l.Conn.SetDeadline(time.Now().Add(l.step))
	}
	return l.err
}

// Write begins a step and sends p.
func (l *link) Write(p []byte) (int, error) {
	if err := l.begin(); err != nil {
		return 0, err
	}
	n, err := l.Conn.Write(p)
	return n, l.settle(0, err)
}

// Read reads within the step that the last write began.
func (l *link) Read(p []byte) (int, error) {
	if err := l.settle(0, nil); err != nil {
		return 0, err
	}
	n, err := l.Conn.Read(p)
	return n, l.settle(n, err)
}

// settle counts what was heard and keeps the first error.
func (l *link) settle(heard int, err error) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.heard += heard
	if l.err == nil && l.heard > maxAnswer {
		l.err = errTooMuchSaid
	}
	if l.err == nil {
		l.err = err
	}
	return l.err
}

// hurry shortens the steps still to come.
func (l *link) hurry(step time.Duration) { l.step = min(l.step, step) }
