package workflows

import (
	"maps"
	"strings"
)

func newStanding(p Party) *Standing {
	return &Standing{Party: p,
		Delivered: map[string]Delivery{}, Deadlines: map[string]Date{},
		Contacts: map[Role]string{Mailroom: p.Mailroom}, Bounces: map[string]Fact{}, Absences: map[string]Fact{},
		sent: map[string]Fact{}, lost: map[string]bool{}, uncertain: map[string]Fact{}, mailed: map[Date]string{},
		mailrooms: map[string]bool{strings.ToLower(p.Mailroom): true}, reopened: map[string]Fact{}, shifted: map[string]Date{}}
}

func (s *Standing) add(c Calendar, f Fact) {
	switch f.Kind {
	case Delivered:
		if _, have := s.Delivered[f.Requirement]; !have {
			s.Delivered[f.Requirement] = Delivery{f.Requirement, f.At, f.Made, f.Letter, f.Paper, f.Journal, f.Actor, f.Seq}
		}
		s.heard(f.At)
	case Promised:
		s.Promise = f.Until
	case Declined:
		s.Declined = &f
	case NotApplicable:
		s.OutOf = &f
	case Asked:
		s.asked = append(s.asked, f)
	case Snoozed:
		s.Snoozed = f.Until
	case ContactSet:
		s.setContact(f)
	case Bounced:
		s.bounced(f)
	case Absent:
		s.Absences[strings.ToLower(f.Address)] = f
	case Sent, Uncertain, Failed, Settled:
		s.mail(c, f)
	}
}

func (s *Standing) setContact(f Fact) {
	delete(s.Bounces, strings.ToLower(s.Contacts[f.Role]))
	delete(s.Bounces, strings.ToLower(f.Address))
	switch {
	case f.Address != "":
		s.Contacts[f.Role] = f.Address
	case f.Role == Mailroom:
		s.Contacts[Mailroom] = s.Party.Mailroom
	default:
		delete(s.Contacts, f.Role)
	}
	s.mailrooms[strings.ToLower(s.Contacts[Mailroom])] = true
}

// bounced notes an address that does not take mail. Only when it is the
// mailroom's did the mail itself reach nobody and has to go again.
func (s *Standing) bounced(f Fact) {
	if !f.Hard {
		return
	}
	address := strings.ToLower(f.Address)
	s.Bounces[address] = f
	if f.Key != "" && s.mailrooms[address] {
		s.lost[f.Key] = true
	}
}

func (s *Standing) mail(c Calendar, f Fact) {
	switch {
	case f.Kind == Failed:
		s.refused(f)
	case f.Kind == Settled && f.Outcome == WasUnsent:
		s.unsend(f.Key)
	case f.Kind == Settled:
		delete(s.uncertain, f.Key)
	default:
		delete(s.uncertain, f.Key)
		if f.Kind == Uncertain {
			s.uncertain[f.Key] = f
		}
		s.sent[f.Key] = f
		s.mailed[c.DateOf(f.At)] = f.Key
	}
}

// refused notes a mail that the server would not take. It goes again when a
// person has set a contact, not before.
func (s *Standing) refused(f Fact) {
	s.unsend(f.Key)
	s.lost[f.Key] = true
	if !strings.HasPrefix(f.Key, rehearsalPrefix) {
		s.Bounces[strings.ToLower(s.Contacts[Mailroom])] = f
	}
}

// unsend takes back that the mail went, or may have gone.
func (s *Standing) unsend(key string) {
	delete(s.sent, key)
	delete(s.uncertain, key)
	maps.DeleteFunc(s.mailed, func(_ Date, mailed string) bool { return mailed == key })
}

func (s *Standing) forgetRehearsal() {
	for key := range s.sent {
		if strings.HasPrefix(key, rehearsalPrefix) {
			s.unsend(key)
		}
	}
	maps.DeleteFunc(s.lost, func(key string, _ bool) bool { return strings.HasPrefix(key, rehearsalPrefix) })
	maps.DeleteFunc(s.mailed, func(_ Date, key string) bool { return strings.HasPrefix(key, rehearsalPrefix) })
}

func (s *Standing) reopen(m Milestone, f Fact) {
	s.reopened[m.ID] = f
	for _, id := range m.Requires {
		delete(s.Delivered, id)
	}
}
