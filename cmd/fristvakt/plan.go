package main

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"fristvakt/workflows"
)

type planCmd struct {
	Round string    `help:"Round; every configured one unless given. Without a configuration, an embedded round." placeholder:"ID"`
	Party string    `help:"Only this party." placeholder:"N"`
	From  day       `help:"First day." placeholder:"DATE"`
	To    day       `help:"Last day." placeholder:"DATE"`
	At    time.Time `help:"As it would look at this instant (RFC 3339)." placeholder:"TIME"`
	JSON  bool      `help:"One JSON object a line."`

	Changes bool `help:"Only what the files as they are now would change in what runs: - goes no more on that day, + goes instead."`
}

func (c *planCmd) Run(ctx context.Context, cli *commands) error {
	d, err := c.desk(ctx, cli)
	if err != nil {
		return err
	}
	defer d.close()
	if !c.At.IsZero() {
		d.Now = c.At
	}
	if c.Changes {
		return c.changes(d)
	}
	for _, l := range d.Ledgers {
		if c.Round != "" && l.Round.ID != c.Round {
			continue
		}
		if err := c.print(l, d.Now); err != nil {
			return err
		}
	}
	return nil
}

// desk is the configured one; where there is no configuration an embedded
// round is shown as it is on paper.
func (c *planCmd) desk(ctx context.Context, cli *commands) (*desk, error) {
	d, err := openDesk(ctx, cli.Config, true)
	if err == nil {
		if _, err := d.Ledger(c.Round); c.Round != "" && err != nil {
			return onPaper(c.Round)
		}
		return d, nil
	}
	if paper, none := onPaper(c.Round); none == nil {
		return paper, nil
	}
	return nil, err
}

// onPaper is a desk without a store: an embedded round of which nothing has
// happened yet.
func onPaper(id string) (*desk, error) {
	rounds, err := workflows.EmbeddedRounds()
	if err != nil {
		return nil, err
	}
	for _, r := range rounds {
		if r.ID != id {
			continue
		}
		roster, err := workflows.EmbeddedRoster(r.Roster)
		if err != nil {
			return nil, err
		}
		start := r.Starts.At(0, 0, workflows.DefaultCalendar().Zone())
		opened := []workflows.Fact{{Seq: 1, Kind: workflows.Opened, Round: r.ID, At: start, Made: start}, {Seq: 2, Kind: workflows.WentLive, At: start, Made: start}}
		l := workflows.Fold(r, roster, workflows.DefaultCalendar(), opened)
		return &desk{rounds: []workflows.Round{r}, Desk: workflows.Desk{Roster: roster, Ledgers: []*workflows.Ledger{l}, Now: start}}, nil
	}
	return nil, fmt.Errorf("there is no round %q", id)
}

func (c *planCmd) print(l *workflows.Ledger, now time.Time) error {
	if !c.JSON {
		fmt.Printf("%s (%s)\n", l.Round.Title, l.Round.ID)
	}
	rows := c.look(l, now)
	if c.JSON {
		for _, f := range rows {
			if err := printJSON(forecastRow(l.Round.ID, f)); err != nil {
				return err
			}
		}
		return nil
	}
	for _, line := range gather(rows, c.Party == "") {
		fmt.Println(line)
	}
	return nil
}

// look is what the plan shows of a round, none of one that is not there.
func (c *planCmd) look(l *workflows.Ledger, now time.Time) []workflows.Forecast {
	if l == nil {
		return nil
	}
	return slices.DeleteFunc(workflows.Look(l, now, c.From.Date, c.To.Date), func(f workflows.Forecast) bool {
		return c.Party != "" && f.Party.Number != "" && f.Party.Number != c.Party
	})
}

func forecastRow(round string, f workflows.Forecast) map[string]any {
	row := map[string]any{"round": round, "milestone": f.Milestone.ID, "kind": f.Milestone.Kind, "title": f.Milestone.Title.Nynorsk,
		"date": f.Date, "until": f.Until}
	if f.Party.Number != "" {
		row["party"], row["step"], row["key"], row["why"], row["not"] = f.Party.Number, f.Step.ID, f.Key, f.Why, f.Not
		if !f.Sent.IsZero() {
			row["sent"] = f.Sent
		}
	}
	return row
}

// gather puts parties with the same day, step and fate on one line.
func gather(rows []workflows.Forecast, together bool) []string {
	type group struct {
		head, not string
		parties   []string
	}
	var groups []*group
	index := map[string]*group{}
	for _, f := range rows {
		head := "  " + step(f)
		if f.Party.Number == "" {
			head = milestone(f)
		}
		key := head + "|" + f.Not
		g := index[key]
		if g == nil || !together {
			g = &group{head: head, not: f.Not}
			groups, index[key] = append(groups, g), g
		}
		if f.Party.Number != "" {
			g.parties = append(g.parties, f.Party.Name)
		}
	}
	var lines []string
	for _, g := range groups {
		line := g.head
		if len(g.parties) > 5 {
			line += fmt.Sprintf("  to %d parties", len(g.parties))
		} else if len(g.parties) > 0 {
			line += "  to " + strings.Join(g.parties, ", ")
		}
		if g.not != "" {
			line += "  (not: " + g.not + ")"
		}
		lines = append(lines, line)
	}
	return lines
}

func milestone(f workflows.Forecast) string {
	when := f.Date.String()
	if when == "" {
		when = "no date  "
	}
	if !f.Until.IsZero() {
		when += "–" + f.Until.String()
	}
	line := fmt.Sprintf("%s %-9s %s [%s]", when, f.Milestone.Kind, f.Milestone.Title.Nynorsk, f.Milestone.ID)
	if f.Date.IsZero() {
		line += "  set it: fristvakt extend --milestone " + f.Milestone.ID + " --until DATE"
	}
	return line
}

func step(f workflows.Forecast) string {
	name := f.Step.ID
	if name == "" {
		name = "send-out"
	}
	state := ""
	if !f.Sent.IsZero() {
		state = "  sent " + f.Sent.Format("2006-01-02")
	}
	return fmt.Sprintf("%s %-9s %s/%s%s  because: %s", f.Date, f.Date.Weekday(), f.Milestone.ID, name, state, strings.Join(f.Why, "; "))
}
