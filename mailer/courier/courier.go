package courier

import (
	"context"
	"crypto/x509"
	"errors"
	"log/slog"
	"net"
	"os"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// TLSMode says how a connection is protected.
type TLSMode int

const (
	// Implicit begins with the TLS handshake (RFC 8314, usually port 465).
	Implicit TLSMode = iota
	// StartTLS requires the STARTTLS extension before anything else is said (RFC 3207, usually port 587).
	StartTLS
	// Plaintext is unprotected and is refused unless the server is on loopback.
	Plaintext
)

// Server describes the submission server and how to speak to it. The zero values of optional fields are usable.
type Server struct {
	// Address is host:port. The host is the name the server's certificate must carry.
	Address string
	// TLS is the protection required; it is never lowered to what the server offers.
	TLS TLSMode
	// Roots are the authorities to trust; nil means those of the system.
	Roots *x509.CertPool
	// Login is how to authenticate; None by default.
	Login Login
	// Helo is the name given in EHLO; the host name by default.
	Helo string
	// Deadline bounds each step: the dialling, each flight of the TLS handshake, each command with its whole answer,
	// each block of the body, the wait after the final dot. Two minutes by default. RFC 5321 section 4.5.3.2 would
	// wait longer for some steps; a shorter wait after the dot costs an Uncertain, never a second mail.
	Deadline time.Duration
	// PerMinute is the greatest number of deliveries begun in a minute, evenly spaced; 0 leaves them unpaced.
	PerMinute int
	// Now is the clock for token expiry and idle connections; time.Now by default. Deadlines and pace use real time.
	Now func() time.Time
	// Dial opens the TCP connection; net.Dialer by default. The connection it returns must support deadlines.
	Dial func(ctx context.Context, network, address string) (net.Conn, error)
	// Log receives one line a connection and one an outcome, without addresses and secrets; discarded by default.
	Log *slog.Logger
	// Trace is called in the delivering goroutine at each point of the dialogue: CONNECT, EHLO, STARTTLS, AUTH, RSET,
	// MAIL, RCPT, DATA and QUIT before the command is written, 354 before the body is, "dot" after the final dot was
	// written and before its answer is read, 250 after the message was accepted.
	Trace func(event string)
}

// Courier delivers to one Server over at most one connection, one delivery at a time. It is safe for concurrent use.
type Courier struct {
	server  Server
	pace    *rate.Limiter
	turn    chan struct{} // holds one element while a delivery or Close owns session
	session *session      // nil, or open and at rest

	mu        sync.Mutex
	interrupt context.CancelCauseFunc // of the delivery under way, else nil
}

// errClosed is the cause of a delivery cut short by Close.
var errClosed = errors.New("the courier was closed")

const (
	// quitPatience bounds the courtesy of QUIT.
	quitPatience = 2 * time.Second
	// idleLimit is how long a connection is trusted at rest: shorter than the timeouts of common servers, and a
	// place among the few that a server grants is not held for longer.
	idleLimit = time.Minute
	// tokenMargin is how long before its token expires a connection is given up.
	tokenMargin = 2 * time.Minute
)

// New returns a courier for the server. It does not connect.
func New(server Server) *Courier {
	if server.Helo == "" {
		server.Helo = hostName()
	}
	if server.Deadline <= 0 {
		server.Deadline = 2 * time.Minute
	}
	if server.Now == nil {
		server.Now = time.Now
	}
	if server.Dial == nil {
		server.Dial = new(net.Dialer).DialContext
	}
	if server.Log == nil {
		server.Log = slog.New(slog.DiscardHandler)
	}
	if server.Trace == nil {
		server.Trace = func(string) {}
	}
	pace := rate.NewLimiter(rate.Inf, 1)
	if server.PerMinute > 0 {
		pace = rate.NewLimiter(rate.Every(time.Minute/time.Duration(server.PerMinute)), 1)
	}
	return &Courier{server: server, pace: pace, turn: make(chan struct{}, 1)}
}

// hostName is the name for EHLO when none is configured; RFC 5321 section 4.1.4 allows an address literal instead.
func hostName() string {
	if name, err := os.Hostname(); err == nil && name != "" {
		return name
	}
	return "[127.0.0.1]"
}

// Deliver hands the message over in one transaction and returns what became of it. It waits for its place in the pace,
// uses the open connection when there is one, and opens another once if that one turned out dead before MAIL FROM was
// accepted. It never tries a second time after that. When ctx ends the connection is closed, and the result says on
// which side of the final dot that was.
func (c *Courier) Deliver(ctx context.Context, e Envelope) Result {
	if err := e.validate(); err != nil {
		return Result{Outcome: Refused, Text: clip(err.Error())}
	}
	ctx, release, err := c.occupy(ctx)
	if err != nil {
		return judge(c.server.Login, &failure{step: stepWait, err: err})
	}
	defer release()
	if err := c.pace.Wait(ctx); err != nil {
		return judge(c.server.Login, &failure{step: stepWait, err: because(ctx, err)})
	}
	result := c.transact(ctx, e)
	c.server.Log.Debug("smtp delivery ended", "outcome", result.Outcome.String(),
		"code", result.Code, "enhanced", result.Enhanced)
	return result
}

// Probe connects, negotiates TLS, logs in and quits, without MAIL, on a connection of its own. Its error is a
// *ProbeError, whose text names the likely cause.
func (c *Courier) Probe(ctx context.Context) error {
	s, err := c.connect(ctx)
	if err != nil {
		return &ProbeError{judge(c.server.Login, err)}
	}
	defer s.drop()
	defer s.endWith(ctx)()
	// Nothing depends on the answer to QUIT once the login has been accepted.
	_ = s.quit()
	return nil
}

// Close interrupts a delivery under way and ends the connection with a QUIT of at most two seconds. A stalled
// connection is closed at once. The error, if any, is that of QUIT and says nothing about any delivery. A later Deliver
// opens a new connection.
func (c *Courier) Close() error {
	c.mu.Lock()
	if c.interrupt != nil {
		c.interrupt(errClosed)
	}
	c.mu.Unlock()
	patience := time.NewTimer(quitPatience)
	defer patience.Stop()
	select {
	case c.turn <- struct{}{}:
	case <-patience.C:
		return errors.New("close: a delivery did not end in time")
	}
	defer func() { <-c.turn }()
	s := c.session
	if s == nil {
		return nil
	}
	c.session = nil
	defer s.drop()
	return s.quit()
}

// occupy waits for the courier to be free and takes it until release is called. The returned context also ends when
// Close is called.
func (c *Courier) occupy(ctx context.Context) (context.Context, func(), error) {
	if ctx.Err() != nil {
		return nil, nil, context.Cause(ctx)
	}
	select {
	case c.turn <- struct{}{}:
	case <-ctx.Done():
		return nil, nil, context.Cause(ctx)
	}
	ctx, cancel := context.WithCancelCause(ctx)
	c.mu.Lock()
	c.interrupt = cancel
	c.mu.Unlock()
	release := func() {
		c.mu.Lock()
		c.interrupt = nil
		c.mu.Unlock()
		cancel(nil)
		<-c.turn
	}
	return ctx, release, nil
}
