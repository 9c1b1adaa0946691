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
	"path/filepath"
	"strings"
	"time"

	"github.com/coreos/go-systemd/v22/activation"

	"fristvakt/inbox/paper"
	"fristvakt/web"
)

// board is the pages and what they are served from.
type board struct {
	server *web.Server
	papers *paper.Reader
}

func (b *board) close() error { return b.papers.Close() }

// openBoard makes the board where one is configured. It listens to nobody yet.
func (d *Daemon) openBoard() error {
	if d.config.Web.Listen == "" {
		return nil
	}
	people, err := d.config.people()
	if err != nil {
		return err
	}
	provider, err := d.config.openID()
	if err != nil {
		return err
	}
	papers := paper.New(paper.Options{MemoryMB: d.config.Papers.Memory, Timeout: time.Duration(d.config.Papers.Timeout),
		CacheDir: filepath.Join(filepath.Dir(d.config.StorePath()), "cache"), Log: d.log})
	b := &boardDoor{store: d.store, rounds: d.rounds, roster: d.roster, calendar: d.calendar, now: d.now, papers: papers, composer: d.composer,
		wake: d.ring, logins: d.logins}
	server, err := web.New(web.Options{Door: b.door(), People: people, Secret: d.secret, Public: d.config.Web.Public, OpenID: provider, Log: d.log})
	if err != nil {
		return errors.Join(err, papers.Close())
	}
	d.board = &board{server, papers}
	return nil
}

func (c Config) openID() (*web.OpenID, error) {
	if c.Web.OpenID.Issuer == "" {
		return nil, nil
	}
	secret, err := c.secret(c.Web.OpenID.Secret)
	if err != nil {
		return nil, err
	}
	return &web.OpenID{Issuer: c.Web.OpenID.Issuer, ClientID: c.Web.OpenID.ClientID, Secret: secret, Claim: c.Web.OpenID.Claim}, nil
}

// LoginLink returns a link by which the owner of the address can log in to the
// board, once.
func (d *Daemon) LoginLink(address string) (string, error) {
	if d.board == nil {
		return "", errors.New("no board is configured: write listen and public under [web]")
	}
	return d.board.server.Link(address)
}

// serveBoard answers browsers until the function it returns is called. The
// times bound what a slow or silent client costs.
func (d *Daemon) serveBoard(ctx context.Context) (func(), error) {
	if d.board == nil {
		return func() {}, nil
	}
	l, err := d.config.Web.open()
	if err != nil {
		return nil, err
	}
	s := &http.Server{Handler: d.board.server.Handler(), ReadHeaderTimeout: 10 * time.Second, ReadTimeout: 30 * time.Second,
		WriteTimeout: 2 * time.Minute, IdleTimeout: 2 * time.Minute, MaxHeaderBytes: 32 << 10, ErrorLog: slog.NewLogLogger(d.log.Handler(), slog.LevelDebug),
		BaseContext: func(net.Listener) context.Context { return ctx }}
	served := make(chan struct{})
	go func() {
		defer close(served)
		if err := s.Serve(l); !errors.Is(err, http.ErrServerClosed) {
			d.log.Error("the board is not served any more", "event", "Board", "error", err)
		}
	}()
	d.log.Info("the board is open", "event", "Board", "address", l.Addr().String(), "public", d.config.Web.Public)
	return func() {
		ending, stop := context.WithTimeout(context.WithoutCancel(ctx), 3*time.Second)
		defer stop()
		if err := s.Shutdown(ending); err != nil {
			s.Close()
		}
		<-served
	}, nil
}

// open listens where the configuration says. A socket that an earlier life has
// left is taken over.
func (w WebConfig) open() (net.Listener, error) {
	switch {
	case w.Listen == "systemd":
		given, err := activation.Listeners()
		if err != nil || len(given) != 1 || given[0] == nil {
			return nil, fmt.Errorf("systemd gave %d sockets for the board: enable fristvakt.socket, or write an address under [web]: %w", len(given), err)
		}
		return given[0], nil
	case strings.HasPrefix(w.Listen, "/"):
		if err := os.Remove(w.Listen); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return nil, fmt.Errorf("take the board's socket over: %w", err)
		}
		l, err := net.Listen("unix", w.Listen)
		if err == nil {
			err = os.Chmod(w.Listen, 0o660)
		}
		if err != nil {
			return nil, fmt.Errorf("listen for the board: %w", err)
		}
		return l, nil
	}
	l, err := net.Listen("tcp", w.Listen)
	if err != nil {
		return nil, fmt.Errorf("listen for the board: %w", err)
	}
	return l, nil
}
