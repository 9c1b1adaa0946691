package demo

import (
	"fmt"
	"io"
	"strings"
	"text/tabwriter"

	"fristvakt/workflows"
)

// Summary is what summary.json holds.
type Summary struct {
	Rounds      []RoundSummary `json:"rounds"`
	WallSeconds float64        `json:"wall_seconds"`
}

// RoundSummary is how one round ended and what the comparison found.
type RoundSummary struct {
	ID            string `json:"id"`
	Parties       int    `json:"parties"`
	Complete      int    `json:"complete"`
	Declined      int    `json:"declined"`
	Open          int    `json:"open"`
	Reminders     int    `json:"reminders"`
	Digests       int    `json:"digests"`
	Wrong         int    `json:"wrong"`
	Lost          int    `json:"lost"`
	Duplicates    int    `json:"duplicates"`
	AfterDelivery int    `json:"after_delivery"`
}

// Summarise counts one round. A digest counts for the rounds that were open on
// its day.
func Summarise(l *workflows.Ledger, mail []Sent, v Verdict) RoundSummary {
	sum := RoundSummary{ID: l.Round.ID, Wrong: len(v.Wrong), Lost: len(v.Lost), Duplicates: len(v.Duplicates), AfterDelivery: len(v.AfterDelivery)}
	for _, s := range l.Standings {
		if !s.Owes() {
			continue
		}
		sum.Parties++
		switch l.State(s) {
		case workflows.Complete:
			sum.Complete++
		case workflows.HasDeclined:
			sum.Declined++
		default:
			sum.Open++
		}
	}
	for _, m := range mail {
		today := l.Calendar.DateOf(m.At)
		if m.IsDigest() && !today.Before(l.Round.Starts) && !today.After(l.Round.Ends) {
			sum.Digests++
		}
		if m.IsReminder(l.Round) {
			sum.Reminders++
		}
	}
	return sum
}

// WriteTable writes who delivered what and when, how often it was reminded, and
// how it ended.
func WriteTable(out io.Writer, l *workflows.Ledger, mail []Sent) error {
	reminders := map[string]int{}
	for _, m := range mail {
		if m.IsReminder(l.Round) {
			reminders[m.Party]++
		}
	}
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	head := []string{"party"}
	for _, q := range l.Round.Requirements {
		head = append(head, q.ID)
	}
	fmt.Fprintln(w, strings.Join(append(head, "reminders", "outcome"), "\t"))
	for _, s := range l.Standings {
		row := []string{s.Party.FullName}
		for _, q := range l.Round.Requirements {
			cell := "-"
			if got, have := s.Delivered[q.ID]; have {
				cell = l.Calendar.DateOf(got.At).String()
			}
			row = append(row, cell)
		}
		fmt.Fprintln(w, strings.Join(append(row, fmt.Sprint(reminders[s.Party.Number]), string(l.State(s))), "\t"))
	}
	if err := w.Flush(); err != nil {
		return fmt.Errorf("write the table: %w", err)
	}
	return nil
}
