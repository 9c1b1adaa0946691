package main

import (
	"context"

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
	return c.order(ctx, cli, workflows.Order{Kind: workflows.RecordPaper, Round: c.Round, Party: c.Party, Requirement: c.Requirement,
		Received: c.Received.Date, Journal: c.Journal})
}

type recordContactCmd struct {
	Party   string `required:"" help:"Party." placeholder:"N"`
	Role    string `default:"mailroom" help:"mailroom, chief-executive or another role." placeholder:"ROLE"`
	Address string `help:"Mail address; without it the contact is removed, and the mailroom is the roster's again." placeholder:"ADDRESS"`
	ruling
}

func (c *recordContactCmd) Run(ctx context.Context, cli *commands) error {
	return c.order(ctx, cli, workflows.Order{Kind: workflows.SetContact, Party: c.Party, Role: workflows.Role(c.Role), Address: c.Address})
}

type recordPromiseCmd struct {
	Round   string `help:"Round." placeholder:"ID"`
	Party   string `required:"" help:"Party." placeholder:"N"`
	Meeting day    `required:"" help:"Day of the council meeting." placeholder:"DATE"`
	ruling
}

func (c *recordPromiseCmd) Run(ctx context.Context, cli *commands) error {
	return c.order(ctx, cli, workflows.Order{Kind: workflows.NotePromise, Round: c.Round, Party: c.Party, Until: c.Meeting.Date})
}

type recordLetterCmd struct {
	ID          string `arg:"" help:"Id of the letter that waits."`
	Party       string `help:"Whose it is; the guess unless given." placeholder:"N"`
	Requirement string `required:"" help:"What it delivers." placeholder:"ID"`
	ruling
}

func (c *recordLetterCmd) Run(ctx context.Context, cli *commands) error {
	return c.order(ctx, cli, workflows.Order{Kind: workflows.RecordLetter, Doubt: c.ID, Party: c.Party, Requirement: c.Requirement})
}
