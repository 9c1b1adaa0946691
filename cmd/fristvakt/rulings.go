package main

import (
	"context"
	"fmt"

	"fristvakt/workflows"
)

type extendCmd struct {
	Round     string `help:"Round." placeholder:"ID"`
	Party     string `help:"Party; without it the milestone is moved for all." placeholder:"N"`
	Milestone string `required:"" help:"Milestone." placeholder:"ID"`
	Until     day    `required:"" help:"New date." placeholder:"DATE"`
	Reopen    bool   `help:"Ask anew for what the deadline requires; what was delivered stays in the history."`
	ruling
}

func (c *extendCmd) Run(ctx context.Context, cli *commands) error {
	o := workflows.Order{Kind: workflows.Extend, Round: c.Round, Party: c.Party, Milestone: c.Milestone, Until: c.Until.Date}
	if c.Reopen {
		o.Kind = workflows.Reopen
	}
	return c.order(ctx, cli, o)
}

type snoozeCmd struct {
	Round string `help:"Round." placeholder:"ID"`
	Party string `required:"" help:"Party." placeholder:"N"`
	Until day    `required:"" help:"Last day without reminders." placeholder:"DATE"`
	ruling
}

func (c *snoozeCmd) Run(ctx context.Context, cli *commands) error {
	return c.order(ctx, cli, workflows.Order{Kind: workflows.Snooze, Round: c.Round, Party: c.Party, Until: c.Until.Date})
}

type declineCmd struct {
	Round         string `help:"Round." placeholder:"ID"`
	Party         string `required:"" help:"Party." placeholder:"N"`
	NotApplicable bool   `help:"The round does not concern the party at all."`
	ruling
}

func (c *declineCmd) Run(ctx context.Context, cli *commands) error {
	o := workflows.Order{Kind: workflows.Decline, Round: c.Round, Party: c.Party}
	if c.NotApplicable {
		o.Kind = workflows.LeaveOut
	}
	return c.order(ctx, cli, o)
}

type undoCmd struct {
	Number int64 `arg:"" help:"Number of the fact, as history shows it."`
	ruling
}

func (c *undoCmd) Run(ctx context.Context, cli *commands) error {
	return c.order(ctx, cli, workflows.Order{Kind: workflows.Undo, Fact: c.Number})
}

type pauseCmd struct{ ruling }

func (c *pauseCmd) Run(ctx context.Context, cli *commands) error {
	return c.order(ctx, cli, workflows.Order{Kind: workflows.PauseAll})
}

type goliveCmd struct {
	Confirm int `help:"Number of parties that mail will go to from now; without it, the list is shown and the number told." placeholder:"N"`
	ruling
}

func (c *goliveCmd) Run(ctx context.Context, cli *commands) error {
	return c.rule(ctx, cli, func(d *desk, r workflows.Ruling) ([]workflows.Fact, error) {
		owing := d.foretell()
		if c.Confirm != owing {
			return nil, fmt.Errorf("mail would go to %d parties: look at the list above and say --confirm %d", owing, owing)
		}
		return []workflows.Fact{{Kind: workflows.WentLive, At: r.At, Actor: r.Actor, Reason: r.Reason}}, nil
	})
}

// foretell prints what goes out in the two weeks after going live, and returns
// how many parties the rounds wait for.
func (d *desk) foretell() int {
	owing := map[string]bool{}
	for _, l := range d.Ledgers {
		today := l.Calendar.DateOf(d.Now)
		live := append(d.Facts[:len(d.Facts):len(d.Facts)], workflows.Fact{Seq: l.Seq + 1, Kind: workflows.WentLive, At: d.Now, Made: d.Now})
		then := workflows.Fold(l.Round, d.Roster, l.Calendar, live)
		for _, f := range workflows.Look(then, d.Now, today, today.AddDays(14)) {
			if f.Party.Number != "" && f.Not == "" {
				fmt.Printf("%s  %-24s %s\n", f.Date, f.Party.FullName, f.Key)
			}
		}
		for _, s := range l.Standings {
			if state := l.State(s); s.Owes() && state != workflows.Complete && state != workflows.HasDeclined {
				owing[s.Party.Number] = true
			}
		}
	}
	return len(owing)
}
