package main

import (
	"context"
	"errors"
	"fmt"

	"fristvakt/workflows"
)

type resumeCmd struct {
	Confirm   int    `help:"After a restore: number of mails that leave at once; without it, they are listed and the number told." placeholder:"N"`
	Uncertain string `enum:"ask,went,unsent" default:"ask" help:"What is true of every mail that may have gone: went, unsent (it leaves now), or ask, with review for each." placeholder:"WHAT"`
	ruling
}

func (c *resumeCmd) Run(ctx context.Context, cli *commands) error {
	return c.rule(ctx, cli, func(d *desk, r workflows.Ruling) ([]workflows.Fact, error) {
		paused := d.Ledgers[0].Paused
		if paused == nil {
			return nil, errors.New("sending is not paused")
		}
		copied := paused.Outcome == workflows.WasCopied
		if copied {
			if err := d.reconciled(ctx, *paused); err != nil {
				return nil, err
			}
		}
		facts, leaving := c.leaving(d, r)
		if copied && c.Confirm != leaving {
			return nil, fmt.Errorf("%d mails would leave: look at the list above and say --confirm %[1]d", leaving)
		}
		return append(facts, workflows.Fact{Kind: workflows.Resumed, At: r.At, Actor: r.Actor, Reason: r.Reason}), nil
	})
}

// reconciled refuses to resume a copy before the daemon has read the mailbox
// and looked which mails went since the copy was made.
func (d *desk) reconciled(ctx context.Context, copied workflows.Fact) error {
	beats, err := d.store.Beats(ctx)
	if err != nil {
		return err
	}
	if !beats["turn"].After(copied.Made) {
		return fmt.Errorf("%s, and no turn has been completed since: let fristvakt run read the mailbox and look which mails went, then resume", copied.Reason)
	}
	return nil
}

// leaving prints what leaves first and what may have gone already, and returns
// what is settled by this and how many mails leave.
func (c *resumeCmd) leaving(d *desk, r workflows.Ruling) (settled []workflows.Fact, leaving int) {
	for _, a := range workflows.PlanAll(d.Ledgers, d.Now) {
		p, _ := d.Roster.Party(a.Party)
		fmt.Printf("leaves       due %s  %-24s %s\n", a.Due, p.FullName, a.Key)
		leaving++
	}
	for _, q := range d.Doubts() {
		switch {
		case q.Mail == nil:
		case c.Uncertain == "ask":
			fmt.Printf("may be sent  settle it with fristvakt review  %-24s %s\n", q.Party.FullName, q.Mail.Key)
		default:
			settled = append(settled, r.Settle(*q.Mail, c.Uncertain == "went"))
			fmt.Printf("%-12s %-24s %s\n", c.Uncertain, q.Party.FullName, q.Mail.Key)
		}
	}
	if c.Uncertain == "unsent" {
		leaving += len(settled)
	}
	return settled, leaving
}
