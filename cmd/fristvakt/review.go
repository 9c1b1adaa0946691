package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"fristvakt/store"
	"fristvakt/workflows"
)

type reviewCmd struct {
	List   reviewListCmd   `cmd:"" default:"1" help:"List what waits for a person."`
	Show   reviewShowCmd   `cmd:"" help:"Show one letter: the verdict and the mail itself."`
	Accept reviewAcceptCmd `cmd:"" help:"Say yes to what it was taken for, or that an uncertain mail went."`
	Reject reviewRejectCmd `cmd:"" help:"Close it: it delivers nothing, or the uncertain mail did not go."`
	Assign reviewAssignCmd `cmd:"" help:"Say whose letter it is."`
	Ask    reviewAskCmd    `cmd:"" help:"Have the municipality asked about it; the letter waits no longer."`
}

type reviewListCmd struct {
	JSON bool `help:"One JSON object a line."`
}

func (c *reviewListCmd) Run(ctx context.Context, cli *commands) error {
	d, err := openDesk(ctx, cli.Config, true)
	if err != nil {
		return err
	}
	defer d.close()
	all := d.Doubts()
	for _, q := range all {
		if c.JSON {
			err = printJSON(doubtRow(q))
		} else {
			fmt.Println(doubtText(q))
		}
	}
	if err == nil && len(all) > 0 {
		return errFound
	}
	return err
}

func doubtRow(q workflows.Doubt) map[string]any {
	if q.Mail != nil {
		return map[string]any{"mail": q.Mail.Key, "party": q.Mail.Party, "reason": q.Mail.Reason}
	}
	return map[string]any{"letter": q.Open.Letter, "received": q.Open.Received, "round": q.Ledger.Round.ID,
		"party": q.Open.Verdict.Party, "subject": q.Open.Subject, "documents": q.Open.Verdict.Documents, "reasons": q.Open.Verdict.Reasons}
}

// doubtText is what waits, for a terminal.
func doubtText(q workflows.Doubt) string {
	if q.Mail != nil {
		return fmt.Sprintf("%s\n  it is uncertain whether this mail to %s went: %s", q.Mail.Key, q.Party.FullName, printable(q.Mail.Reason))
	}
	party := q.Party.FullName
	if party == "" {
		party = "party unknown"
	}
	day := q.Ledger.Calendar.DateOf(q.Open.Received)
	text := fmt.Sprintf("%s  %s  %s  «%s»\n", q.Open.Letter, day, party, printable(q.Open.Subject))
	for _, doc := range q.Open.Verdict.Documents {
		text += fmt.Sprintf("  %s: %s %s\n", printable(doc.Name), doc.Kind, doc.Outcome)
	}
	return text + "  " + printable(q.Open.Reason)
}

type reviewShowCmd struct {
	ID  string `arg:"" help:"Id of the letter."`
	Raw bool   `help:"The bytes of the mail as they came, and nothing else."`
}

func (c *reviewShowCmd) Run(ctx context.Context, cli *commands) error {
	d, err := openDesk(ctx, cli.Config, true)
	if err != nil {
		return err
	}
	defer d.close()
	l, err := d.store.Letter(ctx, c.ID)
	if errors.Is(err, store.ErrNotFound) {
		err = errors.Join(d.purged(c.ID), err)
	}
	if err != nil {
		return err
	}
	if c.Raw {
		_, err = os.Stdout.Write(l.Bytes)
		return err
	}
	if q, err := d.Doubt(l.ID); err == nil {
		fmt.Println(doubtText(q))
		for _, r := range q.Open.Verdict.Reasons {
			fmt.Printf("  %-28s %s\n", r.Rule, printable(r.Text))
		}
		fmt.Println()
	}
	return printMail(os.Stdout, l.Bytes)
}

// purged says when a letter was dropped that is not there any more.
func (d *desk) purged(id string) error {
	for _, f := range d.Facts {
		if f.Kind == workflows.Purged && strings.HasPrefix(f.Letter, id) {
			return fmt.Errorf("letter %s was dropped on %s: %s; see fristvakt history for what it was", f.Letter, f.Made.Format(time.DateOnly), f.Reason)
		}
	}
	return nil
}

// printMail writes a mail for a terminal, line by line.
func printMail(w io.Writer, mail []byte) error {
	out := bufio.NewWriter(w)
	for line := range bytes.Lines(mail) {
		cells := strings.Split(strings.TrimRight(string(line), "\r\n"), "\t")
		for i, cell := range cells {
			cells[i] = printable(cell)
		}
		fmt.Fprintln(out, strings.Join(cells, "\t"))
	}
	if err := out.Flush(); err != nil {
		return fmt.Errorf("write the mail: %w", err)
	}
	return nil
}

type reviewAcceptCmd struct {
	ID      string `arg:"" help:"Id of the letter, or key of the uncertain mail."`
	Party   string `help:"Whose it is, where the guess is wrong." placeholder:"N"`
	Meeting day    `help:"Day of the council meeting that was promised." placeholder:"DATE"`
	ruling
}

func (c *reviewAcceptCmd) Run(ctx context.Context, cli *commands) error {
	return c.rule(ctx, cli, func(d *desk, r workflows.Ruling) ([]workflows.Fact, error) {
		if m, err := d.store.Mail(ctx, c.ID); err == nil && m.State == workflows.Queued { // later than it should be
			return []workflows.Fact{r.Confirm(m, true)}, nil
		}
		return d.Rule(r, workflows.Order{Kind: workflows.AcceptLetter, Doubt: c.ID, Party: c.Party, Until: c.Meeting.Date})
	})
}

type reviewRejectCmd struct {
	ID string `arg:"" help:"Id of the letter, or key of the uncertain mail."`
	ruling
}

func (c *reviewRejectCmd) Run(ctx context.Context, cli *commands) error {
	return c.rule(ctx, cli, func(d *desk, r workflows.Ruling) ([]workflows.Fact, error) {
		if m, err := d.store.Mail(ctx, c.ID); err == nil && m.State == workflows.Queued { // later than it should be
			return []workflows.Fact{r.Confirm(m, false)}, nil
		}
		return d.Rule(r, workflows.Order{Kind: workflows.RejectLetter, Doubt: c.ID})
	})
}

type reviewAssignCmd struct {
	ID    string `arg:"" help:"Id of the letter."`
	Party string `required:"" help:"Party." placeholder:"N"`
	ruling
}

func (c *reviewAssignCmd) Run(ctx context.Context, cli *commands) error {
	return c.order(ctx, cli, workflows.Order{Kind: workflows.AssignLetter, Doubt: c.ID, Party: c.Party})
}

type reviewAskCmd struct {
	ID    string `arg:"" help:"Id of the letter."`
	Party string `help:"Whom to ask, where the guess is wrong." placeholder:"N"`
	Text  string `help:"Which question: clarify-case-paper, clarify-recommendation ...; the one that fits best unless given." placeholder:"NAME"`
	ruling
}

func (c *reviewAskCmd) Run(ctx context.Context, cli *commands) error {
	return c.order(ctx, cli, workflows.Order{Kind: workflows.AskAbout, Doubt: c.ID, Party: c.Party, Text: c.Text})
}
