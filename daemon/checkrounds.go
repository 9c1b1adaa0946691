package daemon

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"strings"

	"fristvakt/mailer"
	"fristvakt/store"
	"fristvakt/workflows"
)

func (k *checker) rounds(ctx context.Context) {
	rounds, roster, err := k.config.LoadRounds()
	if err != nil {
		k.complaints("rounds", err)
		return
	}
	facts := k.facts(ctx)
	for _, r := range rounds {
		k.round(workflows.Fold(r, roster, k.calendar, facts).Dated(nil))
	}
	unverified := 0
	for _, p := range roster {
		if p.Unverified {
			unverified++
			k.say(Warning, "address", "%s (%s, %s) is only the conventional form: verify it before going live", p.Mailroom, p.FullName, p.Number)
		}
	}
	k.say(Fine, "roster", "%d parties, %d addresses unverified", len(roster), unverified)
}

// facts are those of the store, where there is one that can be read.
func (k *checker) facts(ctx context.Context) []workflows.Fact {
	path := k.config.StorePath()
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	s, err := store.Open(ctx, path, store.Options{ReadOnly: true})
	if err != nil {
		level := Warning
		if errors.Is(err, store.ErrDamaged) || errors.Is(err, store.ErrNewer) || errors.Is(err, store.ErrForeign) {
			level = Wrong
		}
		k.say(level, "store", "%v; dates that were moved are not known here", err)
		return nil
	}
	defer s.Close()
	facts, err := s.Facts(ctx, 0)
	if err != nil {
		k.say(Wrong, "store", "read facts: %v", err)
	}
	return facts
}

// round tells the next date, and each date that the operator still owes.
func (k *checker) round(r workflows.Round) {
	today, next := k.today(), "no date to come"
	var soonest workflows.Date
	for _, m := range r.Milestones {
		if m.Date.After(today) && (soonest.IsZero() || m.Date.Before(soonest)) {
			soonest = m.Date
			next = "next date " + m.Date.String() + ", " + m.Title.Nynorsk
		}
		if m.Date.IsZero() && !today.After(r.Ends) {
			k.say(Warning, "round", "%s: %s has no date, and nothing goes out for it: fristvakt extend --round %[1]s --milestone %[2]s --until DATE --reason WHY", r.ID, m.ID)
		}
	}
	k.say(Fine, "round", "%s: %d milestones; %s", r.ID, len(r.Milestones), next)
}

func (k *checker) texts() {
	rounds, _, err := k.config.LoadRounds()
	if err != nil {
		return
	}
	calendar, err := k.config.WorkingCalendar()
	if err != nil {
		k.say(Wrong, "calendar", "%v", err)
		return
	}
	settings, err := k.config.mailSettings([]byte("only for trying the texts out"), calendar)
	if err == nil {
		_, err = mailer.New(settings, rounds)
	}
	if err != nil {
		k.complaints("texts", err)
		return
	}
	k.say(Fine, "texts", "every text of every round can be written")
}

// complaints gives each line of an error a finding of its own.
func (k *checker) complaints(subject string, err error) {
	for line := range strings.SplitSeq(err.Error(), "\n") {
		k.say(Wrong, subject, "%s", line)
	}
}
