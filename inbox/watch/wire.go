package watch

import (
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"sync"
	"sync/atomic"
	"time"
)

// wire is the socket under a connection. It enforces the deadline, because the library above it has none: while a step is
// armed, progressBytes must arrive within each deadline spent waiting. It counts bytes and remembers why it failed.
type wire struct {
	net.Conn
	deadline time.Duration
	traffic  *atomic.Int64 // counts bytes in both directions

	mu     sync.Mutex
	armed  time.Time     // when the running step began, zero between steps
	left   time.Duration // waiting time left until progressBytes must have come
	came   int           // bytes since left was last renewed
	failed error         // the first failure, nil while the wire is sound
}

// progressBytes is what must arrive within one deadline, so that a server that drips a byte at a time does not hold a step
// for ever.
const progressBytes = 16 << 10

// farewellGrace is how long a server that said BYE may take to close the connection.
const farewellGrace = 200 * time.Millisecond

var errHungUp = errors.New("the server closed the connection")

func (w *wire) arm() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.armed, w.left, w.came = time.Now(), w.deadline, 0
	if w.failed == nil {
		w.setDeadline(w.left)
	}
}

func (w *wire) disarm() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.armed = time.Time{}
	if w.failed == nil {
		_ = w.Conn.SetReadDeadline(time.Time{}) // fails only on a closed socket
	}
}

func (w *wire) setDeadline(d time.Duration) { _ = w.Conn.SetReadDeadline(time.Now().Add(d)) }

func (w *wire) Read(p []byte) (int, error) {
	began := time.Now()
	w.mu.Lock()
	if !w.armed.IsZero() && w.failed == nil {
		w.setDeadline(w.left)
	}
	w.mu.Unlock()
	n, err := w.Conn.Read(p)
	w.traffic.Add(int64(n))
	w.progress(n, began, err)
	return n, err
}

func (w *wire) progress(n int, began time.Time, err error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if err != nil {
		w.failLocked(err)
		return
	}
	if w.armed.IsZero() {
		return
	}
	if began.Before(w.armed) {
		began = w.armed
	}
	w.left -= time.Since(began)
	if w.came += n; w.came >= progressBytes {
		w.left, w.came = w.deadline, 0
	}
}

func (w *wire) Write(p []byte) (int, error) {
	_ = w.Conn.SetWriteDeadline(time.Now().Add(w.deadline))
	n, err := w.Conn.Write(p)
	w.traffic.Add(int64(n))
	if err != nil {
		w.fail(err)
	}
	return n, err
}

// Close ends the connection at once, also one that stalls.
func (w *wire) Close() error {
	w.fail(net.ErrClosed)
	return w.Conn.Close()
}

// heardBye notes the server's farewell and gives it a moment to close.
func (w *wire) heardBye(line string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.failed == nil {
		w.failed = fmt.Errorf("the server ended the session: %q", shortText(line))
		w.setDeadline(farewellGrace)
	}
}

func (w *wire) fail(err error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.failLocked(err)
}

func (w *wire) failLocked(err error) {
	if w.failed != nil {
		return
	}
	switch {
	case errors.Is(err, os.ErrDeadlineExceeded):
		err = fmt.Errorf("no answer within %v: %w", w.deadline, err)
	case errors.Is(err, io.EOF):
		err = errHungUp
	}
	w.failed = err
}

// failure gives why the wire failed, or nil.
func (w *wire) failure() error {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.failed
}

// The library and the TLS layer would set limits of their own; this wire's are the ones that count.

func (w *wire) SetDeadline(time.Time) error      { return nil }
func (w *wire) SetReadDeadline(time.Time) error  { return nil }
func (w *wire) SetWriteDeadline(time.Time) error { return nil }
