package workflows

import (
	"maps"
	"slices"
	"strings"
	"time"
)

// Standing is everything that the facts say of one party in one round.
type Standing struct {
	Party     Party
	Host      bool
	Declined  *Fact
	OutOf     *Fact               // the round does not concern the party
	Delivered map[string]Delivery // by requirement id
	Deadlines map[string]Date     // by milestone id; the party's own extensions
	Snoozed   Date                // through this day
	Promise   Date                // the council meets on this day
	Waiting   []Open              // undecided letters that may be this party's
	LastHeard time.Time           // when the newest letter or paper of theirs came, UTC
	Contacts  map[Role]string     // the mailroom is always there
	Bounces   map[string]Fact     // hard ones, by address, until the contact changes
	Absences  map[string]Fact     // by address

	sent      map[string]Fact // accepted or possibly accepted mails by key
	lost      map[string]bool // keys of mails that were refused or came back for good
	uncertain map[string]Fact
	mailed    map[Date]string // key of the mail of a day, of any round
	mailrooms map[string]bool // every address that has been the mailroom's
	reopened  map[string]Fact // the newest re-opening by milestone id
	asked     []Fact          // questions a person has had asked, oldest first
	shifted   map[string]Date // the day on which a milestone's date was last changed
}

// Missing returns the requirements of the milestone that the party has not
// met, in the milestone's order.
func (s *Standing) Missing(m Milestone) []string {
	var missing []string
	for _, id := range m.Requires {
		if _, have := s.Delivered[id]; !have {
			missing = append(missing, id)
		}
	}
	return missing
}

// Received returns what the party has delivered, oldest first.
func (s *Standing) Received() []Delivery {
	var all []Delivery
	for _, d := range s.Delivered {
		all = append(all, d)
	}
	slices.SortFunc(all, func(a, b Delivery) int { return int(a.Seq - b.Seq) })
	return all
}

// SentOn returns when the mail with the key was accepted, or may have been.
func (s *Standing) SentOn(key string) (time.Time, bool) {
	f, ok := s.sent[key]
	return f.At, ok
}

// dead reports whether mail to the mailroom does not arrive, until a contact is
// set.
func (s *Standing) dead() bool {
	_, dead := s.Bounces[strings.ToLower(s.Contacts[Mailroom])]
	return dead
}

// acknowledged reports whether a receipt for the requirement has gone since the
// milestone was last re-opened.
func (s *Standing) acknowledged(m Milestone, requirement string) bool {
	for key, f := range s.sent {
		if !s.lost[key] && slices.Contains(f.Covers, requirement) && !f.At.Before(s.reopened[m.ID].Made) {
			return true
		}
	}
	return false
}

// reminded returns when the party was last reminded of the milestone by a mail
// that did not come back.
func (s *Standing) reminded(m Milestone) time.Time {
	var last time.Time
	for key, f := range s.sent {
		if f.Milestone == m.ID && f.Step != "" && !s.lost[key] && f.At.After(last) {
			last = f.At
		}
	}
	return last
}

func (s *Standing) heard(at time.Time) {
	if at.After(s.LastHeard) {
		s.LastHeard = at
	}
}

// Uncertain returns the mails to the party that may or may not have gone.
func (s *Standing) Uncertain() []Fact {
	return slices.SortedFunc(maps.Values(s.uncertain), func(a, b Fact) int { return int(a.Seq - b.Seq) })
}

// Owes reports whether the party is one of those that the round waits for.
func (s *Standing) Owes() bool { return !s.Host && s.OutOf == nil }
