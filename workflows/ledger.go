package workflows

import (
	"slices"
	"time"
)

// Delivery says that a requirement was met, by what, and when.
type Delivery struct {
	Requirement string
	At          time.Time // our server received it, or a person recorded it, UTC
	Made        time.Time // recorded, UTC
	Letter      string
	Paper       string
	Journal     string
	Actor       string
	Seq         int64
}

// Open is a letter that waits for a person.
type Open struct {
	Letter   string
	Received time.Time // by our server, UTC
	Judged   time.Time // UTC
	Seq      int64
	Subject  string
	Reason   string
	Verdict  Verdict
}

// Ledger is what the facts add up to for one round.
type Ledger struct {
	Round     Round
	Calendar  Calendar
	Standings []*Standing // in the roster's order
	Unmatched []Open      // letters in review without any party

	Paused   *Fact // sending is paused since
	Live     *Fact // mail goes to the parties since; nil in rehearsal
	OpenedOn Date  // the day the round was first watched
	Seq      int64 // of the newest fact folded

	moved   map[string]Date // milestones moved for all, or dated by the operator
	ruled   map[string]bool // letters that a person has ruled on
	stopped map[Date]bool   // days on which no party is written to
	index   map[string]*Standing
}

// Standing returns where the party with the given number stands, or nil.
func (l *Ledger) Standing(party string) *Standing { return l.index[party] }

// DateOf returns the date of the milestone for the party (nil: for all): its
// extension, the date set for everybody, or the one on paper. It is zero while
// the operator has not set it.
func (l *Ledger) DateOf(m Milestone, s *Standing) Date {
	if s != nil {
		if d, own := s.Deadlines[m.ID]; own {
			return d
		}
	}
	if d, moved := l.moved[m.ID]; moved {
		return d
	}
	return m.Date
}

// Dated returns the round with the dates that hold for the party (nil: for
// all): extensions, milestones moved for everybody, dates the operator set.
func (l *Ledger) Dated(s *Standing) Round {
	r := l.Round
	r.Milestones = slices.Clone(r.Milestones)
	for i, m := range r.Milestones {
		r.Milestones[i].Date = l.DateOf(m, s)
	}
	return r
}

// State is where a party stands in a round (domain.md section 1.5). Lateness
// follows from the clock and is not a state.
type State string

// The states of a party.
const (
	IsHost       State = "host"
	OutOfScope   State = "out-of-scope"
	HasDeclined  State = "declined"
	Complete     State = "complete"
	Waiting      State = "waiting" // something of theirs waits for a person
	Partly       State = "partly"
	Announced    State = "announced" // a meeting is promised
	Invited      State = "invited"
	NotContacted State = "not-contacted"
)

// State returns the party's state in the round. Complete means that every
// requirement of every deadline is met.
func (l *Ledger) State(s *Standing) State {
	switch {
	case s.Host:
		return IsHost
	case s.OutOf != nil:
		return OutOfScope
	case s.Declined != nil:
		return HasDeclined
	case l.complete(s):
		return Complete
	case len(s.Waiting) > 0:
		return Waiting
	case len(s.Delivered) > 0:
		return Partly
	case !s.Promise.IsZero():
		return Announced
	case len(s.sent) > 0:
		return Invited
	}
	return NotContacted
}

func (l *Ledger) complete(s *Standing) bool {
	for _, q := range l.Round.Requirements {
		if _, have := s.Delivered[q.ID]; !have {
			return false
		}
	}
	return len(l.Round.Requirements) > 0
}
