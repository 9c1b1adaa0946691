package main

import (
	"context"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"text/tabwriter"
	"time"
	"unicode"

	"fristvakt/daemon"
	"fristvakt/workflows"
)

type statusCmd struct {
	Round string `help:"Round." placeholder:"ID"`
	CSV   bool   `name:"csv" help:"The confirmed participants with organisation number and day of completion."`
	JSON  bool   `help:"One JSON object a line."`
}

func (c *statusCmd) Run(ctx context.Context, cli *commands) error {
	d, err := openDesk(ctx, cli.Config, true)
	if err != nil {
		return err
	}
	defer d.close()
	l, err := d.Ledger(c.Round)
	if err != nil {
		return err
	}
	switch {
	case c.CSV:
		return participants(l)
	case c.JSON:
		return d.statusJSON(ctx, l)
	}
	return d.board(ctx, l)
}

// participants lists who has delivered everything: the basis of invoices, and
// of the count that later documents depend on.
func participants(l *workflows.Ledger) error {
	out := csv.NewWriter(os.Stdout)
	out.Write([]string{"number", "name", "org_number", "completed"})
	for _, s := range l.Standings {
		if l.State(s) == workflows.Complete {
			out.Write([]string{s.Party.Number, s.Party.FullName, s.Party.OrgNumber, l.Calendar.DateOf(completed(s)).String()})
		}
	}
	out.Flush()
	return out.Error()
}

func completed(s *workflows.Standing) time.Time {
	var last time.Time
	for _, d := range s.Delivered {
		if d.At.After(last) {
			last = d.At
		}
	}
	return last
}

func (d *desk) statusJSON(ctx context.Context, l *workflows.Ledger) error {
	ages, err := d.ages(ctx)
	if err != nil {
		return err
	}
	silent, err := daemon.Silences(ctx, d.config, d.store, d.Now)
	if err != nil {
		return err
	}
	if err := printJSON(map[string]any{"round": l.Round.ID, "live": l.Live != nil, "paused": l.Paused != nil, "ages_seconds": ages, "silent": silent}); err != nil {
		return err
	}
	for _, s := range l.Standings {
		delivered := map[string]string{}
		for id, got := range s.Delivered {
			delivered[id] = got.At.Format(time.RFC3339)
		}
		row := map[string]any{"party": s.Party.Number, "name": s.Party.FullName, "state": l.State(s), "delivered": delivered, "waiting": len(s.Waiting)}
		if next := nextMail(l, s, d.Now); next != nil {
			row["next"] = map[string]string{"date": next.Date.String(), "key": next.Key}
		}
		if err := printJSON(row); err != nil {
			return err
		}
	}
	return nil
}

func (d *desk) board(ctx context.Context, l *workflows.Ledger) error {
	mode := "live"
	if l.Live == nil {
		mode = "rehearsal: every mail goes to the secretariat"
	}
	if l.Paused != nil {
		mode += "; paused: " + l.Paused.Reason
	}
	fmt.Printf("%s (%s), %s\n\n", l.Round.Title, l.Round.ID, mode)
	w := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', 0)
	head := []string{"party", "state"}
	for _, q := range l.Round.Requirements {
		head = append(head, q.ID)
	}
	fmt.Fprintln(w, strings.Join(append(head, "next mail"), "\t"))
	for _, s := range l.Standings {
		fmt.Fprintln(w, strings.Join(boardRow(l, s, d.Now), "\t"))
	}
	if err := w.Flush(); err != nil {
		return err
	}
	ages, err := d.ages(ctx)
	if err != nil {
		return err
	}
	fmt.Printf("\nlast complete turn %s, last mail seen %s, last digest accepted %s, last backup %s\n",
		ago(ages["turn"]), ago(ages["mail"]), ago(ages["digest"]), ago(ages["backup"]))
	silent, err := daemon.Silences(ctx, d.config, d.store, d.Now)
	for _, q := range silent {
		fmt.Printf("no mail in %s for %d working hours, in which about %d were to be expected\n", q.Mailbox, q.Hours, q.Expected)
	}
	return err
}

func boardRow(l *workflows.Ledger, s *workflows.Standing, now time.Time) []string {
	row := []string{s.Party.FullName, string(l.State(s))}
	for _, q := range l.Round.Requirements {
		cell := "-"
		if got, ok := s.Delivered[q.ID]; ok {
			cell = l.Calendar.DateOf(got.At).String()
		}
		row = append(row, cell)
	}
	next := ""
	if f := nextMail(l, s, now); f != nil {
		next = f.Date.String() + " " + f.Step.ID
	}
	return append(row, next)
}

func nextMail(l *workflows.Ledger, s *workflows.Standing, now time.Time) *workflows.Forecast {
	for _, f := range workflows.LookAt(l, s, now) {
		if f.Not == "" && f.Sent.IsZero() {
			return &f
		}
	}
	return nil
}

// ages are the three ages, and that of the newest nightly backup, in seconds;
// -1 for never.
func (d *desk) ages(ctx context.Context) (map[string]int64, error) {
	beats, err := d.store.Beats(ctx)
	if err != nil {
		return nil, err
	}
	ages := map[string]int64{}
	for _, name := range []string{"turn", "mail", "digest"} {
		ages[name] = -1
		if at, ok := beats[name]; ok {
			ages[name] = int64(d.Now.Sub(at).Seconds())
		}
	}
	all, err := d.config.Shelf().List()
	ages["backup"] = -1
	if len(all) > 0 {
		ages["backup"] = int64(d.Now.Sub(all[0].At).Seconds())
	}
	return ages, err
}

func ago(seconds int64) string {
	if seconds < 0 {
		return "never"
	}
	return (time.Duration(seconds) * time.Second).String() + " ago"
}

func printJSON(row any) error {
	if err := json.NewEncoder(os.Stdout).Encode(row); err != nil {
		return fmt.Errorf("write: %w", err)
	}
	return nil
}

// printable keeps foreign text from commanding the terminal.
func printable(s string) string {
	return strings.Map(func(r rune) rune {
		if !unicode.IsPrint(r) {
			return ' '
		}
		return r
	}, s)
}
