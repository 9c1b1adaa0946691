package workflows

import (
	"fmt"
	"strings"
)

// Pending is one thing that only a person can settle: a letter, or a mail of
// ours that may have gone.
type Pending struct {
	Ledger *Ledger // of the round it is about
	Open   Open    // the letter; its Letter is "" where it is a mail
	Mail   *Fact   // that the mail is uncertain; nil where it is a letter
	Party  Party   // the best guess; zero where unknown
}

// AllPending lists what waits for a person in the rounds, each thing once,
// party by party, with the letters of nobody in particular at the end of each
// round.
func AllPending(ledgers []*Ledger) []Pending {
	var all []Pending
	seen := map[string]bool{}
	add := func(l *Ledger, o Open, p Party) {
		if !seen[o.Letter] {
			all = append(all, Pending{Ledger: aboutRound(ledgers, o, l), Open: o, Party: p})
		}
		seen[o.Letter] = true
	}
	for _, l := range ledgers {
		for _, s := range l.Standings {
			for _, o := range s.Waiting {
				add(l, o, s.Party)
			}
			for _, f := range s.Uncertain() {
				all = append(all, Pending{Ledger: l, Mail: &f, Party: s.Party})
			}
		}
		for _, o := range l.Unmatched {
			add(l, o, Party{})
		}
	}
	return all
}

// aboutRound prefers the round that the verdict names to the one in which the
// letter was found waiting.
func aboutRound(ledgers []*Ledger, o Open, found *Ledger) *Ledger {
	for _, l := range ledgers {
		if l.Round.ID == o.Verdict.Round {
			return l
		}
	}
	return found
}

// FindPending finds what waits by the beginning of a letter's id, or by the
// key of a mail.
func FindPending(ledgers []*Ledger, id string) (Pending, error) {
	var found []Pending
	for _, p := range AllPending(ledgers) {
		if p.Mail != nil && p.Mail.Key == id || p.Mail == nil && strings.HasPrefix(p.Open.Letter, id) {
			found = append(found, p)
		}
	}
	switch len(found) {
	case 0:
		return Pending{}, fmt.Errorf("nothing with the id %q waits: see fristvakt review", id)
	case 1:
		return found[0], nil
	}
	return Pending{}, fmt.Errorf("several letters begin with %q: give more of the id", id)
}
