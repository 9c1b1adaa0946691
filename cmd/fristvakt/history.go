package main

import (
	"context"
	"fmt"

	"fristvakt/workflows"
)

type historyCmd struct {
	Party  string `help:"Only this party." placeholder:"N"`
	JSON   bool   `help:"One JSON object a line."`
	Verify bool   `help:"Check that no fact is missing or altered."`
}

func (c *historyCmd) Run(ctx context.Context, cli *commands) error {
	d, err := openDesk(ctx, cli.Config, true)
	if err != nil {
		return err
	}
	defer d.close()
	if c.Verify {
		if err := d.store.VerifyFacts(ctx); err != nil {
			fmt.Println(err)
			return errFound
		}
		fmt.Printf("%d facts, none missing, none altered\n", len(d.Facts))
		return nil
	}
	for _, f := range d.Facts {
		if c.Party != "" && f.Party != c.Party {
			continue
		}
		if c.JSON {
			err = printJSON(f)
		} else {
			_, err = fmt.Println(d.tell(f))
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (d *desk) tell(f workflows.Fact) string {
	party, _ := d.Roster.Party(f.Party)
	line := fmt.Sprintf("%5d  %s  %-22s %s", f.Seq, f.Made.In(d.Ledgers[0].Calendar.Zone()).Format("2006-01-02 15:04"), party.FullName, printable(workflows.Describe(f)))
	if f.Reason != "" && f.Actor != workflows.Robot {
		line += fmt.Sprintf("  (%s: %s)", f.Actor, printable(f.Reason))
	}
	return line
}
