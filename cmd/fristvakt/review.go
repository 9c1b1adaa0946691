package main

import (
	"bufio"
	"bytes"
	"cmp"
	"context"
	"fmt"
	"io"
	"os"
	"strings"

	"fristvakt/workflows"
)

type reviewCmd struct {
	List   reviewListCmd   `cmd:"" default:"1" help:"List what waits for a person."`
	Show   reviewShowCmd   `cmd:"" help:"Show one letter: the verdict and the mail itself."`
	Accept reviewAcceptCmd `cmd:"" help:"Say yes to what it was taken for, or that an uncertain mail went."`
	Reject reviewRejectCmd `cmd:"" help:"Close it: it delivers nothing, or the uncertain mail did not go."`
	Assign reviewAssignCmd `cmd:"" help:"Say whose letter it is."`
}

// question finds what waits by the beginning of its id, or by the key of a mail.
func (d *desk) question(id string) (workflows.Pending, error) {
	return workflows.FindPending(d.ledgers, id)
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
	all := workflows.AllPending(d.ledgers)
	for _, q := range all {
		if c.JSON {
			err = printJSON(pendingRow(q))
		} else {
			fmt.Println(pendingText(q))
		}
	}
	if err == nil && len(all) > 0 {
		return errFound
	}
	return err
}

func pendingRow(q workflows.Pending) map[string]any {
	if q.Mail != nil {
		return map[string]any{"mail": q.Mail.Key, "party": q.Mail.Party, "reason": q.Mail.Reason}
	}
	return map[string]any{"letter": q.Open.Letter, "received": q.Open.Received, "round": q.Ledger.Round.ID,
		"party": q.Open.Verdict.Party, "subject": q.Open.Subject, "documents": q.Open.Verdict.Documents, "reasons": q.Open.Verdict.Reasons}
}

// pendingText is what waits, for a terminal.
func pendingText(q workflows.Pending) string {
	if q.Mail != nil {
		return fmt.Sprintf("%s\n  it is uncertain whether this mail to %s went: %s", q.Mail.Key, q.Party.FullName, printable(q.Mail.Reason))
	}
	party := cmp.Or(q.Party.FullName, "party unknown")
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
	if err != nil {
		return err
	}
	if c.Raw {
		_, err = os.Stdout.Write(l.Bytes)
		return err
	}
	if q, err := d.question(l.ID); err == nil {
		fmt.Println(pendingText(q))
		for _, r := range q.Open.Verdict.Reasons {
			fmt.Printf("  %-28s %s\n", r.Rule, printable(r.Text))
		}
		fmt.Println()
	}
	return printMail(os.Stdout, l.Bytes)
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
		q, err := d.question(c.ID)
		if err != nil {
			return nil, err
		}
		if q.Mail != nil {
			return []workflows.Fact{r.Settle(*q.Mail, true)}, nil
		}
		if c.Party != "" {
			if _, err := d.party(c.Party); err != nil {
				return nil, err
			}
		}
		return r.Accept(q.Ledger.Round, q.Open, c.Party, c.Meeting.Date)
	})
}

type reviewRejectCmd struct {
	ID string `arg:"" help:"Id of the letter, or key of the uncertain mail."`
	ruling
}

func (c *reviewRejectCmd) Run(ctx context.Context, cli *commands) error {
	return c.rule(ctx, cli, func(d *desk, r workflows.Ruling) ([]workflows.Fact, error) {
		q, err := d.question(c.ID)
		if err != nil {
			return nil, err
		}
		if q.Mail != nil {
			return []workflows.Fact{r.Settle(*q.Mail, false)}, nil
		}
		return r.Reject(q.Ledger.Round, q.Open), nil
	})
}

type reviewAssignCmd struct {
	ID    string `arg:"" help:"Id of the letter."`
	Party string `required:"" help:"Party." placeholder:"N"`
	ruling
}

func (c *reviewAssignCmd) Run(ctx context.Context, cli *commands) error {
	return c.rule(ctx, cli, func(d *desk, r workflows.Ruling) ([]workflows.Fact, error) {
		q, err := d.question(c.ID)
		if err != nil {
			return nil, err
		}
		if _, err := d.party(c.Party); err != nil {
			return nil, err
		}
		return r.Assign(q.Ledger.Round, q.Open, c.Party), nil
	})
}
