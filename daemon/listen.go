package daemon

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net"
	"net/http"
	"os"
	"strings"
	"time"

	"github.com/coreos/go-systemd/v22/activation"
)

// here reports whether an address can be reached from this machine alone:
// host:port on loopback, or the path of a Unix socket.
func here(address string) bool {
	host, _, err := net.SplitHostPort(address)
	return strings.HasPrefix(address, "/") || err == nil && loopback(host)
}

// listen opens an address for what is served there. A socket that an earlier
// life has left is taken over.
func listen(address, what string) (net.Listener, error) {
	if address == "systemd" {
		given, err := activation.Listeners()
		if err != nil || len(given) != 1 || given[0] == nil {
			return nil, fmt.Errorf("systemd gave %d sockets for the %s: enable fristvakt.socket, or write an address under [web]: %w", len(given), what, err)
		}
		return given[0], nil
	}
	network := "tcp"
	if strings.HasPrefix(address, "/") {
		network = "unix"
		if err := os.Remove(address); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return nil, fmt.Errorf("take the socket of the %s over: %w", what, err)
		}
	}
	l, err := net.Listen(network, address)
	if err == nil && network == "unix" {
		err = os.Chmod(address, 0o660)
	}
	if err != nil {
		return nil, fmt.Errorf("listen for the %s: %w", what, err)
	}
	return l, nil
}

// serve answers requests until the function it returns is called. The times
// bound what a slow or silent client costs.
func (d *Daemon) serve(ctx context.Context, l net.Listener, h http.Handler, what string) func() {
	s := &http.Server{Handler: h, ReadHeaderTimeout: 10 * time.Second, ReadTimeout: 30 * time.Second,
		WriteTimeout: 2 * time.Minute, IdleTimeout: 2 * time.Minute, MaxHeaderBytes: 32 << 10, ErrorLog: slog.NewLogLogger(d.log.Handler(), slog.LevelDebug),
		BaseContext: func(net.Listener) context.Context { return ctx }}
	served := make(chan struct{})
	go func() {
		defer close(served)
		if err := s.Serve(l); !errors.Is(err, http.ErrServerClosed) {
			d.log.Error("pages are not served any more", "event", "NotServed", "what", what, "error", err)
		}
	}()
	return func() {
		ending, stop := context.WithTimeout(context.WithoutCancel(ctx), 3*time.Second)
		defer stop()
		if err := s.Shutdown(ending); err != nil {
			s.Close()
		}
		<-served
	}
}
