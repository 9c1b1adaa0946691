// Package wiretap listens between an IMAP client and a server and proves that the client only reads.
//
// It collects every command on a connection and finds those outside the list of reading commands. It is for tests and for
// the demo; it must never be part of a running installation, and it keeps no arguments of logins.
package wiretap

import (
	"context"
	"net"
	"slices"
	"sync"
)

// Recorder collects the commands of any number of connections. Its zero value is ready, and it may be used from several
// goroutines.
type Recorder struct {
	mu       sync.Mutex
	commands []string
}

// Commands gives what was sent so far, in order: each command with its arguments but without its tag, a literal as "{n}",
// and of logins only the verb.
func (r *Recorder) Commands() []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.Clone(r.commands)
}

// Forbidden gives the commands that were sent although they are not on the list.
func (r *Recorder) Forbidden() []string {
	return slices.DeleteFunc(r.Commands(), Reads)
}

func (r *Recorder) heard(command string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.commands = append(r.commands, command)
}

// Dialer wraps a dial function, nil for a plain one, so that what is written to its connections is recorded. It hears
// plaintext connections only; for encrypted ones wrap the server's listener above its encryption.
func (r *Recorder) Dialer(dial func(ctx context.Context, network, address string) (net.Conn, error)) func(ctx context.Context, network, address string) (net.Conn, error) {
	if dial == nil {
		dial = new(net.Dialer).DialContext
	}
	return func(ctx context.Context, network, address string) (net.Conn, error) {
		conn, err := dial(ctx, network, address)
		if err != nil {
			return nil, err
		}
		return &outgoing{Conn: conn, script: script{heard: r.heard}}, nil
	}
}

// Listener wraps a server's listener so that what arrives on its connections is recorded.
func (r *Recorder) Listener(l net.Listener) net.Listener { return &listener{l, r} }

type listener struct {
	net.Listener
	recorder *Recorder
}

func (l *listener) Accept() (net.Conn, error) {
	conn, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	return l.recorder.Server(conn), nil
}

// Server wraps a server's end of a connection so that what arrives on it is recorded. A server that upgrades to TLS wraps
// the connection again above the encryption and reads the encryption itself from the bare one.
func (r *Recorder) Server(conn net.Conn) net.Conn {
	return &incoming{Conn: conn, script: script{heard: r.heard}}
}

type outgoing struct {
	net.Conn
	script script
}

func (o *outgoing) Write(p []byte) (int, error) {
	o.script.write(p)
	return o.Conn.Write(p)
}

type incoming struct {
	net.Conn
	script script
}

func (i *incoming) Read(p []byte) (int, error) {
	n, err := i.Conn.Read(p)
	i.script.write(p[:n])
	return n, err
}
