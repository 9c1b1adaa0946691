package daemon

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"fristvakt/workflows"
)

// lateness is how many open days ago the mail should have gone, and could: the
// days of a pause, of a rehearsal and of a snooze do not count, because a
// person knew of them. A receipt is never late, and neither is what goes again
// to an address that a person has set.
func (d *Daemon) lateness(m workflows.Mail, now time.Time) int {
	if m.Kind == workflows.Receipt || m.Kind == workflows.Digest || m.Rehearse || strings.Contains(m.Key, "/again-") {
		return 0
	}
	from := m.Due
	for _, f := range d.facts {
		if day := d.calendar.DateOf(f.Made); (f.Kind == workflows.Resumed || f.Kind == workflows.WentLive) && day.After(from) {
			from = day
		}
	}
	if s := d.ledger(m.Round).Standing(m.Party); s.Snoozed.After(from) {
		from = s.Snoozed
	}
	return d.calendar.OpenDaysBetween(from, d.calendar.DateOf(now))
}

// tooLate reports whether the mail is so late that a person must say whether it
// goes at all, and whether that has been said.
func (d *Daemon) tooLate(m workflows.Mail, now time.Time) (late, ruled bool) {
	most := d.config.Limits.LateDays
	if most == 0 || d.lateness(m, now) <= most {
		return false, false
	}
	for _, f := range slices.Backward(d.facts) {
		switch {
		case f.Key != m.Key:
		case f.Kind == workflows.Confirmed:
			return f.Outcome != workflows.Yes, true
		case f.Kind == workflows.Settled && f.Outcome == workflows.WasUnsent:
			return false, true
		}
	}
	return true, false
}

// lateQuestions ask whether mails that are too late are to go.
func (d *Daemon) lateQuestions(ctx context.Context, now time.Time) ([]workflows.Question, error) {
	queue, err := d.store.Outbox(ctx, workflows.Queued)
	if err != nil {
		return nil, fmt.Errorf("read outbox: %w", err)
	}
	var asked []workflows.Question
	for _, m := range queue {
		if late, ruled := d.tooLate(m, now); late && !ruled {
			asked = append(asked, workflows.Question{Party: d.name(m.Party), Text: "Skal e-posten " + m.Key + " gå no?",
				Why:      fmt.Sprintf("Han skulle ha gått %s og er %d arbeidsdagar for sein.", m.Due, d.lateness(m, now)),
				Commands: []string{"fristvakt review accept " + m.Key + " --reason GRUNN", "fristvakt review reject " + m.Key + " --reason GRUNN"}})
		}
	}
	return asked, nil
}
