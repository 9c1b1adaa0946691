package main

import (
	"context"
	"errors"
	"fmt"
	"strings"

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
	return c.rule(ctx, cli, func(d *desk, r workflows.Ruling) ([]workflows.Fact, error) {
		l, err := d.ledger(c.Round)
		if err != nil {
			return nil, err
		}
		return r.Extend(l, c.Party, c.Milestone, c.Until.Date, c.Reopen)
	})
}

type snoozeCmd struct {
	Round string `help:"Round." placeholder:"ID"`
	Party string `required:"" help:"Party." placeholder:"N"`
	Until day    `required:"" help:"Last day without reminders." placeholder:"DATE"`
	ruling
}

func (c *snoozeCmd) Run(ctx context.Context, cli *commands) error {
	return c.aboutParty(ctx, cli, c.Round, c.Party, workflows.Fact{Kind: workflows.Snoozed, Until: c.Until.Date})
}

type declineCmd struct {
	Round         string `help:"Round." placeholder:"ID"`
	Party         string `required:"" help:"Party." placeholder:"N"`
	NotApplicable bool   `help:"The round does not concern the party at all."`
	ruling
}

func (c *declineCmd) Run(ctx context.Context, cli *commands) error {
	kind := workflows.Declined
	if c.NotApplicable {
		kind = workflows.NotApplicable
	}
	return c.aboutParty(ctx, cli, c.Round, c.Party, workflows.Fact{Kind: kind})
}

// aboutParty records one fact of a person about a party in a round.
func (r ruling) aboutParty(ctx context.Context, cli *commands, round, party string, f workflows.Fact) error {
	return r.rule(ctx, cli, func(d *desk, person workflows.Ruling) ([]workflows.Fact, error) {
		l, err := d.ledger(round)
		if err != nil {
			return nil, err
		}
		return person.OnParty(l, party, f)
	})
}

type undoCmd struct {
	Number int64 `arg:"" help:"Number of the fact, as history shows it."`
	ruling
}

func (c *undoCmd) Run(ctx context.Context, cli *commands) error {
	return c.rule(ctx, cli, func(d *desk, r workflows.Ruling) ([]workflows.Fact, error) {
		for _, f := range d.facts {
			if f.Seq == c.Number {
				return undo(r, f)
			}
		}
		return nil, fmt.Errorf("there is no fact %d: see fristvakt history", c.Number)
	})
}

// undo refuses to take back what has happened in the world outside.
func undo(r workflows.Ruling, f workflows.Fact) ([]workflows.Fact, error) {
	switch f.Kind {
	case workflows.Sent, workflows.Uncertain, workflows.Failed, workflows.Settled, workflows.Opened,
		workflows.OutageBegan, workflows.OutageEnded, workflows.Quarantined, workflows.WentLive:
		return nil, fmt.Errorf("fact %d (%s) is no ruling and cannot be taken back", f.Seq, strings.ToLower(workflows.Describe(f)))
	}
	return []workflows.Fact{{Kind: workflows.Undone, At: r.At, Actor: r.Actor, Reason: r.Reason, Round: f.Round, Party: f.Party, Undoes: f.Seq}}, nil
}

type pauseCmd struct{ ruling }

func (c *pauseCmd) Run(ctx context.Context, cli *commands) error {
	return c.rule(ctx, cli, func(_ *desk, r workflows.Ruling) ([]workflows.Fact, error) {
		return []workflows.Fact{{Kind: workflows.Paused, At: r.At, Actor: r.Actor, Reason: r.Reason}}, nil
	})
}

type resumeCmd struct{ ruling }

func (c *resumeCmd) Run(ctx context.Context, cli *commands) error {
	return c.rule(ctx, cli, func(d *desk, r workflows.Ruling) ([]workflows.Fact, error) {
		if d.ledgers[0].Paused == nil {
			return nil, errors.New("sending is not paused")
		}
		return []workflows.Fact{{Kind: workflows.Resumed, At: r.At, Actor: r.Actor, Reason: r.Reason}}, nil
	})
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
	for _, l := range d.ledgers {
		today := l.Calendar.DateOf(d.now)
		live := append(d.facts[:len(d.facts):len(d.facts)], workflows.Fact{Seq: l.Seq + 1, Kind: workflows.WentLive, At: d.now, Made: d.now})
		then := workflows.Fold(l.Round, d.roster, l.Calendar, live)
		for _, f := range workflows.Look(then, d.now, today, today.AddDays(14)) {
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
