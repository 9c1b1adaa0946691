package demo

import (
	"slices"
	"time"

	"fristvakt/workflows"
)

// Reading is what a person sees who opens a letter.
type Reading struct {
	Round    string
	Sender   string // number of the party that sent it, "" for others
	Received time.Time
	Papers   []Delivered
	Declines string         // number of the party that says no
	Promises string         // number of the party that names a day ...
	Meeting  workflows.Date // ... on which its council meets
	Why      string         // how a person would put it
	Hasty    bool           // a person in a hurry takes it for a decision
}

// Delivered is one requirement that a letter meets.
type Delivered struct {
	Party, Requirement, Paper string
}

// Truth is what the cast knows that it did.
type Truth struct {
	rounds   []workflows.Round
	readings map[string]Reading // by Message-ID
	times    map[due][]arrival
	declined map[due]time.Time // by round and party alone
}

// arrival is one time at which something was delivered.
type arrival struct {
	at   time.Time
	told time.Time // when the program could know of it; zero for not yet
}

// due is one thing that one party owes in one round.
type due struct{ round, party, requirement string }

func newTruth(rounds []workflows.Round) *Truth {
	return &Truth{rounds: rounds, readings: map[string]Reading{}, times: map[due][]arrival{}, declined: map[due]time.Time{}}
}

// write notes what a letter means.
func (t *Truth) write(id string, r Reading) {
	t.readings[id] = r
	for _, p := range r.Papers {
		d := due{r.Round, p.Party, p.Requirement}
		t.times[d] = append(t.times[d], arrival{r.Received, r.Received})
	}
	if r.Declines != "" {
		t.declined[due{r.Round, r.Declines, ""}] = r.Received
	}
}

// elsewhere notes that a requirement was met in a way that the mailbox does
// not show; the program cannot know of it before a person tells.
func (t *Truth) elsewhere(d due, at time.Time) { t.times[d] = append(t.times[d], arrival{at: at}) }

// tell notes that the program was told of what came elsewhere.
func (t *Truth) tell(d due, now time.Time) {
	for i := range t.times[d] {
		if a := &t.times[d][i]; a.told.IsZero() {
			a.told = now
		}
	}
}

// known reports whether the program could know by the instant that the
// requirement was met.
func (t *Truth) known(d due, by time.Time) bool {
	return slices.ContainsFunc(t.times[d], func(a arrival) bool { return !a.told.IsZero() && !a.told.After(by) })
}

// Difference is one thing in which the ledger and the cast disagree.
type Difference struct {
	Party string
	Text  string
}

// Verdict is what a comparison found.
type Verdict struct {
	Wrong         []Difference // the ledger says what the cast did not do
	Lost          []Difference // the cast did what the ledger does not know
	Duplicates    []Difference // the same mail twice
	AfterDelivery []Difference // a reminder of what had been delivered, or after a no
}

// Differences is everything that was found, in words.
func (v Verdict) Differences() []string {
	var all []string
	for _, kind := range []struct {
		name string
		list []Difference
	}{{"wrong", v.Wrong}, {"lost", v.Lost}, {"twice", v.Duplicates}, {"after delivery", v.AfterDelivery}} {
		for _, d := range kind.list {
			all = append(all, kind.name+": "+d.Party+" "+d.Text)
		}
	}
	return all
}

// Compare holds a ledger and the mail that was sent against the truth.
func (t *Truth) Compare(l *workflows.Ledger, mail []Sent) Verdict {
	var v Verdict
	for _, s := range l.Standings {
		if !s.Owes() {
			continue
		}
		for _, q := range l.Round.Requirements {
			t.compareOne(&v, s, due{l.Round.ID, s.Party.Number, q.ID})
		}
		at, said := t.declined[due{l.Round.ID, s.Party.Number, ""}]
		switch {
		case s.Declined != nil && !said:
			v.Wrong = append(v.Wrong, Difference{s.Party.Number, "declined, which it never did"})
		case s.Declined == nil && said:
			v.Lost = append(v.Lost, Difference{s.Party.Number, "its no of " + at.Format(time.DateOnly)})
		}
	}
	t.compareMail(&v, l, mail)
	return v
}

func (t *Truth) compareOne(v *Verdict, s *workflows.Standing, d due) {
	got, have := s.Delivered[d.requirement]
	times := t.times[d]
	known := slices.ContainsFunc(times, func(a arrival) bool { return a.at.Truncate(time.Second).Equal(got.At) })
	switch {
	case have && len(times) == 0:
		v.Wrong = append(v.Wrong, Difference{d.party, d.requirement + " recorded, which was never delivered (" + got.Paper + ")"})
	case have && !known:
		v.Wrong = append(v.Wrong, Difference{d.party, d.requirement + " recorded at " + got.At.Format(time.RFC3339) + ", when nothing came"})
	case !have && len(times) > 0:
		v.Lost = append(v.Lost, Difference{d.party, d.requirement + " of " + times[0].at.Format(time.RFC3339)})
	}
}

func (t *Truth) compareMail(v *Verdict, l *workflows.Ledger, mail []Sent) {
	seen := map[string]bool{}
	for _, m := range mail {
		if m.Round != l.Round.ID {
			continue
		}
		if seen[m.MessageID] {
			v.Duplicates = append(v.Duplicates, Difference{m.Party, m.Key})
		}
		seen[m.MessageID] = true
		if m.IsReminder(l.Round) && t.needless(l.Round, m) {
			v.AfterDelivery = append(v.AfterDelivery, Difference{m.Party, m.Key})
		}
	}
}

// needless reports whether a reminder asks a party that had said no, or that
// had delivered everything the milestone asks for.
func (t *Truth) needless(r workflows.Round, m Sent) bool {
	if at, said := t.declined[due{r.ID, m.Party, ""}]; said && !m.At.Before(at) {
		return true
	}
	milestone, _ := r.Milestone(m.Milestone)
	for _, id := range milestone.Requires {
		if !t.known(due{r.ID, m.Party, id}, m.At) {
			return false
		}
	}
	return len(milestone.Requires) > 0
}
