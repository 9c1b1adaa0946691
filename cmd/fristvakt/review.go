package main

import (
	"bufio"
	"bytes"
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

// question is one thing that waits: a letter, or a mail that may have gone.
type question struct {
	ledger *workflows.Ledger
	open   workflows.Open
	mail   *workflows.Fact
	party  string
}

func (d *desk) questions() []question {
	var all []question
	seen := map[string]bool{}
	add := func(l *workflows.Ledger, o workflows.Open, party string) {
		if !seen[o.Letter] {
			all = append(all, question{ledger: d.roundOf(o, l), open: o, party: party})
		}
		seen[o.Letter] = true
	}
	for _, l := range d.ledgers {
		for _, s := range l.Standings {
			for _, o := range s.Waiting {
				add(l, o, s.Party.FullName)
			}
			for _, f := range s.Uncertain() {
				all = append(all, question{ledger: l, mail: &f, party: s.Party.FullName})
			}
		}
		for _, o := range l.Unmatched {
			add(l, o, "")
		}
	}
	return all
}

// roundOf prefers the round that the verdict names.
func (d *desk) roundOf(o workflows.Open, l *workflows.Ledger) *workflows.Ledger {
	for _, other := range d.ledgers {
		if other.Round.ID == o.Verdict.Round {
			return other
		}
	}
	return l
}

// question finds what waits by the beginning of its id, or by the key of a mail.
func (d *desk) question(id string) (question, error) {
	var found []question
	for _, q := range d.questions() {
		if q.mail != nil && q.mail.Key == id || q.mail == nil && strings.HasPrefix(q.open.Letter, id) {
			found = append(found, q)
		}
	}
	switch len(found) {
	case 0:
		return question{}, fmt.Errorf("nothing with the id %q waits: see fristvakt review", id)
	case 1:
		return found[0], nil
	}
	return question{}, fmt.Errorf("several letters begin with %q: give more of the id", id)
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
	all := d.questions()
	for _, q := range all {
		if c.JSON {
			err = printJSON(q.row())
		} else {
			fmt.Println(q)
		}
	}
	if err == nil && len(all) > 0 {
		return errFound
	}
	return err
}

func (q question) row() map[string]any {
	if q.mail != nil {
		return map[string]any{"mail": q.mail.Key, "party": q.mail.Party, "reason": q.mail.Reason}
	}
	return map[string]any{"letter": q.open.Letter, "received": q.open.Received, "round": q.ledger.Round.ID,
		"party": q.open.Verdict.Party, "subject": q.open.Subject, "documents": q.open.Verdict.Documents, "reasons": q.open.Verdict.Reasons}
}

// String is the question for a terminal.
func (q question) String() string {
	if q.mail != nil {
		return fmt.Sprintf("%s\n  it is uncertain whether this mail to %s went: %s", q.mail.Key, q.party, printable(q.mail.Reason))
	}
	party := q.party
	if party == "" {
		party = "party unknown"
	}
	day := q.ledger.Calendar.DateOf(q.open.Received)
	text := fmt.Sprintf("%s  %s  %s  «%s»\n", q.open.Letter, day, party, printable(q.open.Subject))
	for _, doc := range q.open.Verdict.Documents {
		text += fmt.Sprintf("  %s: %s %s\n", printable(doc.Name), doc.Kind, doc.Outcome)
	}
	return text + "  " + printable(q.open.Reason)
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
		fmt.Println(q)
		for _, r := range q.open.Verdict.Reasons {
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
		if q.mail != nil {
			return []workflows.Fact{r.Settle(*q.mail, true)}, nil
		}
		if c.Party != "" {
			if _, err := d.party(c.Party); err != nil {
				return nil, err
			}
		}
		return r.Accept(q.ledger.Round, q.open, c.Party, c.Meeting.Date)
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
		if q.mail != nil {
			return []workflows.Fact{r.Settle(*q.mail, false)}, nil
		}
		return r.Reject(q.ledger.Round, q.open), nil
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
		return r.Assign(q.ledger.Round, q.open, c.Party), nil
	})
}
