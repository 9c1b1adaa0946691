package workflows

import (
	"fmt"
	"strings"
)

// aboutParty is one fact of a person about a party in a round.
func (d Desk) aboutParty(r Ruling, o Order) ([]Fact, error) {
	l, err := d.Ledger(o.Round)
	if err != nil {
		return nil, err
	}
	if _, err := d.owing(l, o.Party); err != nil {
		return nil, err
	}
	kinds := map[OrderKind]FactKind{NotePromise: Promised, Snooze: Snoozed, Decline: Declined, LeaveOut: NotApplicable}
	f := r.fact(kinds[o.Kind])
	f.Round, f.Party, f.Until = l.Round.ID, o.Party, o.Until
	if (o.Kind == NotePromise || o.Kind == Snooze) && o.Until.IsZero() {
		return nil, refuse("a date is missing: write it as in 2025-05-31", "Skriv ein dato.", "Skriv en dato.")
	}
	return []Fact{f}, nil
}

// owing refuses a party that is not in the roster, and the host.
func (d Desk) owing(l *Ledger, party string) (Party, error) {
	p, err := d.Party(party)
	if err != nil {
		return p, err
	}
	if l.Standing(party).Host {
		return p, refuse(fmt.Sprintf("party %s is the host of %s and owes nothing", party, l.Round.ID),
			p.FullName+" er vertskommune og skal ikkje levere noko.", p.FullName+" er vertskommune og skal ikke levere noe.")
	}
	return p, nil
}

func (d Desk) extend(r Ruling, o Order) ([]Fact, error) {
	l, err := d.Ledger(o.Round)
	if err != nil {
		return nil, err
	}
	m, ok := l.Round.Milestone(o.Milestone)
	if !ok {
		return nil, refuse(fmt.Sprintf("the round %s has no milestone %q: see fristvakt plan", l.Round.ID, o.Milestone), "Vel ein milepæl.", "Velg en milepæl.")
	}
	if o.Party != "" {
		if _, err := d.Party(o.Party); err != nil {
			return nil, err
		}
	}
	if o.Until.IsZero() {
		return nil, refuse("a date is missing: write it as in 2025-05-31", "Skriv ein dato.", "Skriv en dato.")
	}
	kind := Extended
	if o.Kind == Reopen {
		kind = Reopened
	}
	if kind == Reopened && m.Kind != Deadline {
		return nil, refuse(m.ID+" is no deadline: only a deadline can be re-opened", "Berre ein frist kan opnast på nytt.", "Bare en frist kan åpnes på nytt.")
	}
	f := r.fact(kind)
	f.Round, f.Party, f.Milestone, f.Until = l.Round.ID, o.Party, m.ID, o.Until
	return []Fact{f}, nil
}

func (d Desk) stopDay(r Ruling, o Order) ([]Fact, error) {
	l, err := d.Ledger(o.Round)
	if err != nil {
		return nil, err
	}
	if o.Until.Before(l.Calendar.DateOf(d.Now)) {
		return nil, refuse(o.Until.String()+" has passed", "Dagen er passert.", "Dagen er passert.")
	}
	f := r.fact(DayStopped)
	f.Round, f.Until = l.Round.ID, o.Until
	return []Fact{f}, nil
}

func (d Desk) undo(r Ruling, o Order) ([]Fact, error) {
	for _, f := range d.Facts {
		if f.Seq != o.Fact {
			continue
		}
		if !CanUndo(f) {
			return nil, refuse(fmt.Sprintf("fact %d (%s) is no ruling and cannot be taken back", f.Seq, strings.ToLower(Describe(f))),
				"Dette har hendt og kan ikkje takast tilbake.", "Dette har hendt og kan ikke tas tilbake.")
		}
		back := r.fact(Undone)
		back.Round, back.Party, back.Undoes = f.Round, f.Party, f.Seq
		return []Fact{back}, nil
	}
	return nil, refuse(fmt.Sprintf("there is no fact %d: see fristvakt history", o.Fact), "Det finst inga slik oppføring.", "Det finnes ingen slik oppføring.")
}

// CanUndo reports whether the fact can be taken back: what has happened in the
// world outside cannot.
func CanUndo(f Fact) bool {
	switch f.Kind {
	case Sent, Uncertain, Failed, Settled, Opened, OutageBegan, OutageEnded, Quarantined, WentLive, Forgotten, LoggedIn, LoggedOut, Downloaded, Purged, Confirmed:
		return false
	}
	return f.Kind != Paused || f.Outcome != WasCopied // a copy is taken into use with resume, which shows what would leave
}

// TakenBack returns the numbers of the facts that a later fact takes back and
// that therefore do not count.
func TakenBack(facts []Fact) map[int64]bool { return undone(facts) }
