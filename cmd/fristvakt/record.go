package main

import (
	"context"
	"errors"
	"fmt"
	"net/mail"
	"strings"

	"fristvakt/workflows"
)

type recordCmd struct {
	Paper   recordPaperCmd   `cmd:"" default:"withargs" help:"A paper that came by post, SvarUt or in another mailbox (the default)."`
	Contact recordContactCmd `cmd:"" help:"An address of a party."`
	Promise recordPromiseCmd `cmd:"" help:"The day on which the council takes the case."`
	Letter  recordLetterCmd  `cmd:"" help:"A paper that lies in a letter which was read otherwise."`
}

type recordPaperCmd struct {
	Round       string `help:"Round." placeholder:"ID"`
	Party       string `required:"" help:"Party." placeholder:"N"`
	Requirement string `required:"" help:"What was delivered: signed-agreement, decision-copy …" placeholder:"ID"`
	Received    day    `help:"Day it came; today unless given." placeholder:"DATE"`
	Journal     string `help:"Journal number in the archive." placeholder:"NUMBER"`
	ruling
}

func (c *recordPaperCmd) Run(ctx context.Context, cli *commands) error {
	return c.rule(ctx, cli, func(d *desk, r workflows.Ruling) ([]workflows.Fact, error) {
		l, err := d.ledger(c.Round)
		if err != nil {
			return nil, err
		}
		if err := d.canDeliver(l, c.Party, c.Requirement); err != nil {
			return nil, err
		}
		f := workflows.Fact{Kind: workflows.Delivered, At: r.At, Actor: r.Actor, Reason: r.Reason, Round: l.Round.ID, Party: c.Party,
			Requirement: c.Requirement, Journal: c.Journal, Paper: "registrert for hand"}
		if c.Journal != "" {
			f.Paper = "journalpost " + c.Journal
		}
		if !c.Received.IsZero() {
			f.At = c.Received.At(12, 0, l.Calendar.Zone())
		}
		if f.At.After(r.At) {
			return nil, fmt.Errorf("%s has not come yet: give the day the paper came", c.Received)
		}
		return []workflows.Fact{f}, nil
	})
}

// canDeliver refuses what cannot be recorded, in words that say what could.
func (d *desk) canDeliver(l *workflows.Ledger, party, requirement string) error {
	p, err := d.party(party)
	if err != nil {
		return err
	}
	if _, ok := l.Round.Requirement(requirement); !ok {
		var ids []string
		for _, q := range l.Round.Requirements {
			ids = append(ids, q.ID)
		}
		return fmt.Errorf("the round %s requires no %q: write one of %s", l.Round.ID, requirement, strings.Join(ids, ", "))
	}
	s := l.Standing(party)
	if s.Host {
		return fmt.Errorf("%s is the host and owes nothing", p.FullName)
	}
	if have, ok := s.Delivered[requirement]; ok {
		return fmt.Errorf("%s has delivered %s already (fact %d): take that back first with fristvakt undo %d", p.FullName, requirement, have.Seq, have.Seq)
	}
	return nil
}

type recordContactCmd struct {
	Party   string `required:"" help:"Party." placeholder:"N"`
	Role    string `default:"mailroom" help:"mailroom, chief-executive or another role." placeholder:"ROLE"`
	Address string `help:"Mail address; without it the contact is removed, and the mailroom is the roster's again." placeholder:"ADDRESS"`
	ruling
}

func (c *recordContactCmd) Run(ctx context.Context, cli *commands) error {
	return c.rule(ctx, cli, func(d *desk, r workflows.Ruling) ([]workflows.Fact, error) {
		if _, err := d.party(c.Party); err != nil {
			return nil, err
		}
		if a, err := mail.ParseAddress(c.Address); c.Address != "" && (err != nil || a.Address != c.Address) {
			return nil, fmt.Errorf("%q is no mail address: write it bare, as in postmottak@example.no", c.Address)
		}
		return []workflows.Fact{{Kind: workflows.ContactSet, At: r.At, Actor: r.Actor, Reason: r.Reason, Party: c.Party,
			Role: workflows.Role(c.Role), Address: c.Address}}, nil
	})
}

type recordPromiseCmd struct {
	Round   string `help:"Round." placeholder:"ID"`
	Party   string `required:"" help:"Party." placeholder:"N"`
	Meeting day    `required:"" help:"Day of the council meeting." placeholder:"DATE"`
	ruling
}

func (c *recordPromiseCmd) Run(ctx context.Context, cli *commands) error {
	return c.aboutParty(ctx, cli, c.Round, c.Party, workflows.Fact{Kind: workflows.Promised, Until: c.Meeting.Date})
}

type recordLetterCmd struct {
	ID          string `arg:"" help:"Id of the letter that waits."`
	Party       string `help:"Whose it is; the guess unless given." placeholder:"N"`
	Requirement string `required:"" help:"What it delivers." placeholder:"ID"`
	ruling
}

func (c *recordLetterCmd) Run(ctx context.Context, cli *commands) error {
	return c.rule(ctx, cli, func(d *desk, r workflows.Ruling) ([]workflows.Fact, error) {
		q, err := d.question(c.ID)
		if err != nil {
			return nil, err
		}
		if q.Mail != nil {
			return nil, errors.New("that is a mail of ours: use review accept or review reject")
		}
		party := c.Party
		if party == "" {
			party = q.Open.Verdict.Party
		}
		if err := d.canDeliver(q.Ledger, party, c.Requirement); err != nil {
			return nil, err
		}
		closed := workflows.Fact{Kind: workflows.Ruled, At: r.At, Actor: r.Actor, Reason: r.Reason, Round: q.Ledger.Round.ID, Party: party,
			Letter: q.Open.Letter, Outcome: workflows.Yes}
		got := closed
		got.Kind, got.At, got.Requirement, got.Paper = workflows.Delivered, q.Open.Received, c.Requirement, q.Open.Subject
		return []workflows.Fact{closed, got}, nil
	})
}
