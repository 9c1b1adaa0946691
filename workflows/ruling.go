package workflows

import (
	"errors"
	"fmt"
	"time"
)

// Ruling is what a person decides, and who, why and when.
type Ruling struct {
	Actor  string
	Reason string
	At     time.Time
}

func (r Ruling) fact(kind FactKind) Fact {
	return Fact{Kind: kind, At: r.At, Actor: r.Actor, Reason: r.Reason}
}

// Check refuses a ruling without a person and a reason.
func (r Ruling) Check() error {
	if r.Actor == "" || r.Actor == Robot {
		return errors.New("a ruling needs a person: give --actor NAME")
	}
	if r.Reason == "" {
		return errors.New("a ruling needs a reason: give --reason TEXT")
	}
	return nil
}

// Accept says yes to what an open letter was taken for. Papers with a yes, or
// without an outcome, meet their requirement; a no makes the party decline; a
// postponed decision and a promise make it promise a meeting, on the day given
// or the one found.
func (r Ruling) Accept(round Round, o Open, party string, meeting Date) ([]Fact, error) {
	if party == "" {
		party = o.Verdict.Party
	}
	if party == "" {
		return nil, refuse(fmt.Sprintf("it is not known whose letter %s is: say so with review assign %s --party NUMBER", o.Letter, o.Letter),
			"Det er ikkje kjent kva kommune brevet er frå. Vel kommune først.", "Det er ikke kjent hvilken kommune brevet er fra. Velg kommune først.")
	}
	ruled := r.about(Ruled, round, o, party)
	ruled.Outcome = Yes
	facts := []Fact{ruled}
	for _, d := range o.Verdict.Documents {
		facts = append(facts, r.accepted(round, o, party, d)...)
	}
	if meeting.IsZero() {
		meeting = o.Verdict.Promise
	}
	if !meeting.IsZero() {
		f := r.about(Promised, round, o, party)
		f.Until = meeting
		facts = append(facts, f)
	}
	if len(facts) == 1 {
		return nil, refuse(fmt.Sprintf("letter %s holds nothing to say yes to: record the paper with fristvakt record, or close the letter with review reject %s", o.Letter, o.Letter),
			"Brevet har ikkje noko papir å seie ja til.", "Brevet har ikke noe papir å si ja til.")
	}
	return facts, nil
}

func (r Ruling) accepted(round Round, o Open, party string, d Document) []Fact {
	id := round.Meets(d)
	switch {
	case id == "" || d.Party != "" && d.Party != party:
		return nil
	case d.Outcome == No:
		return []Fact{r.about(Declined, round, o, party)}
	case d.Outcome == Postponed:
		return nil
	}
	f := r.about(Delivered, round, o, party)
	f.At, f.Requirement, f.Paper, f.Outcome = o.Received, id, d.Name, d.Outcome
	return []Fact{f}
}

// Reject closes an open letter: it delivers nothing.
func (r Ruling) Reject(round Round, o Open) []Fact {
	f := r.about(Ruled, round, o, o.Verdict.Party)
	f.Outcome = No
	return []Fact{f}
}

// Assign says whose letter it is. It stays open until it is accepted or
// rejected, and holds that party's reminders in the meantime.
func (r Ruling) Assign(round Round, o Open, party string) []Fact {
	v := o.Verdict
	v.Party, v.Candidates = party, nil
	v.Reasons = append(v.Reasons[:len(v.Reasons):len(v.Reasons)], Reason{Rule: "assigned-by-person", Text: r.Actor + ": " + r.Reason, Party: party})
	closed := r.about(Ruled, round, o, o.Verdict.Party)
	closed.Outcome = WasAssigned
	again := r.about(Judged, round, o, party)
	again.At, again.Verdict, again.Subject = o.Received, &v, o.Subject
	return []Fact{closed, again}
}

func (r Ruling) about(kind FactKind, round Round, o Open, party string) Fact {
	f := r.fact(kind)
	f.Round, f.Party, f.Letter = round.ID, party, o.Letter
	return f
}

// Confirm says of a queued mail that is later than it should be whether it goes.
func (r Ruling) Confirm(m Mail, goes bool) Fact {
	f := r.fact(Confirmed)
	f.Round, f.Party, f.Key, f.Outcome = m.Round, m.Party, m.Key, No
	if goes {
		f.Outcome = Yes
	}
	return f
}

// Settle says of an uncertain mail whether it went.
func (r Ruling) Settle(uncertain Fact, sent bool) Fact {
	f := r.fact(Settled)
	f.Round, f.Party, f.Key, f.Outcome = uncertain.Round, uncertain.Party, uncertain.Key, WasUnsent
	if sent {
		f.Outcome = WasSent
	}
	return f
}
