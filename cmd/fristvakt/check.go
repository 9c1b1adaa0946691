package main

import (
	"context"
	"fmt"
	"net"

	"fristvakt/daemon"
)

type checkCmd struct {
	Offline  bool   `help:"Do not connect to anything."`
	Resolver string `help:"Ask this name server about the sender's domain, as the world outside sees it." placeholder:"HOST:PORT"`
	JSON     bool   `help:"One JSON object a line."`
}

func (c *checkCmd) Run(ctx context.Context, cli *commands) error {
	config, err := daemon.ReadConfig(cli.Config)
	if err != nil {
		return err
	}
	bad := false
	for _, f := range daemon.Check(ctx, config, daemon.CheckOptions{Offline: c.Offline, Resolver: c.resolver()}) {
		bad = bad || f.Level == daemon.Wrong
		if c.JSON {
			err = printJSON(f)
		} else {
			_, err = fmt.Printf("%-8s %-12s %s\n", f.Level, f.Subject, printable(f.Text))
		}
		if err != nil {
			return err
		}
	}
	if bad {
		return errFound
	}
	return nil
}

// resolver asks the name server that was given, nil where none was.
func (c *checkCmd) resolver() *net.Resolver {
	if c.Resolver == "" {
		return nil
	}
	return &net.Resolver{PreferGo: true, Dial: func(ctx context.Context, network, _ string) (net.Conn, error) {
		return new(net.Dialer).DialContext(ctx, network, c.Resolver)
	}}
}
