package daemon

import (
	"context"
	"errors"
	"path/filepath"
	"time"

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

// serveBoard answers browsers until the function it returns is called.
func (d *Daemon) serveBoard(ctx context.Context) (func(), error) {
	if d.board == nil {
		return func() {}, nil
	}
	l, err := listen(d.config.Web.Listen, "board")
	if err != nil {
		return nil, err
	}
	d.log.Info("the board is open", "event", "Board", "address", l.Addr().String(), "public", d.config.Web.Public)
	return d.serve(ctx, l, d.board.server.Handler(), "board"), nil
}
