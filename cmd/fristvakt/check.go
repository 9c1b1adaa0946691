package main

import (
	"context"
	"fmt"

	"fristvakt/daemon"
)

type checkCmd struct {
	Offline bool `help:"Do not connect to anything."`
	JSON    bool `help:"One JSON object a line."`
}

func (c *checkCmd) Run(ctx context.Context, cli *commands) error {
	config, err := daemon.ReadConfig(cli.Config)
	if err != nil {
		return err
	}
	bad := false
	for _, f := range daemon.Check(ctx, config, c.Offline) {
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
