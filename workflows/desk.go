package workflows

import (
	"fmt"
	"strings"
	"time"
)

// Desk is what a person rules at, wherever they sit: the rounds folded, the
// facts they were folded from, and the instant at which it is looked at, UTC.
type Desk struct {
	Ledgers []*Ledger
	Roster  Roster
	Facts   []Fact
	Now     time.Time
}

// Refusal is why an order cannot be carried out: for the command line in
// English, for a page and a mail in Norwegian.
type Refusal struct {
	English string
	Text    Text
}

// Error says it in English.
func (r *Refusal) Error() string { return r.English }

func refuse(english, nynorsk, bokmaal string) error {
	return &Refusal{English: english, Text: Text{Nynorsk: nynorsk, Bokmaal: bokmaal}}
}

// Ledger finds the round with the given id; "" means the only one, or the one
// that runs today.
func (d Desk) Ledger(id string) (*Ledger, error) {
	var open []*Ledger
	for _, l := range d.Ledgers {
		today := l.Calendar.DateOf(d.Now)
		if l.Round.ID == id {
			return l, nil
		}
		if !today.Before(l.Round.Starts) && !today.After(l.Round.Ends) {
			open = append(open, l)
		}
	}
	switch {
	case id != "":
		return nil, refuse(fmt.Sprintf("there is no round %q in the configuration", id), "Runden finst ikkje.", "Runden finnes ikke.")
	case len(open) == 1:
		return open[0], nil
	case len(d.Ledgers) == 1:
		return d.Ledgers[0], nil
	}
	return nil, refuse("several rounds are configured: say which with --round ID", "Vel ein runde.", "Velg en runde.")
}

// Party finds a party by number.
func (d Desk) Party(number string) (Party, error) {
	p, ok := d.Roster.Party(number)
	if !ok {
		return p, refuse(fmt.Sprintf("there is no party %q in the roster: give its four-digit number", number),
			"Vel ein kommune frå lista.", "Velg en kommune fra listen.")
	}
	return p, nil
}

// Doubt is one thing that waits for a person: a letter, or a mail of ours that
// may have gone.
type Doubt struct {
	Ledger *Ledger
	Open   Open  // the letter
	Mail   *Fact // that it is uncertain; nil for a letter
	Party  Party // whose it probably is; zero where not known
}

// ID names the doubt: the letter's id, or the mail's key.
func (q Doubt) ID() string {
	if q.Mail != nil {
		return q.Mail.Key
	}
	return q.Open.Letter
}

// Doubts returns everything that waits, each once, in the order of rounds and
// parties; letters of nobody come last in each round.
func (d Desk) Doubts() []Doubt {
	var all []Doubt
	seen := map[string]bool{}
	add := func(l *Ledger, o Open, p Party) {
		if !seen[o.Letter] {
			all = append(all, Doubt{Ledger: d.roundOf(o, l), Open: o, Party: p})
		}
		seen[o.Letter] = true
	}
	for _, l := range d.Ledgers {
		for _, s := range l.Standings {
			for _, o := range s.Waiting {
				add(l, o, s.Party)
			}
			for _, f := range s.Uncertain() {
				all = append(all, Doubt{Ledger: l, Mail: &f, Party: s.Party})
			}
		}
		for _, o := range l.Unmatched {
			add(l, o, Party{})
		}
	}
	return all
}

// roundOf prefers the round that the verdict names.
func (d Desk) roundOf(o Open, l *Ledger) *Ledger {
	for _, other := range d.Ledgers {
		if other.Round.ID == o.Verdict.Round {
			return other
		}
	}
	return l
}

// Doubt finds what waits by the beginning of its id, or by the key of a mail.
func (d Desk) Doubt(id string) (Doubt, error) {
	var found []Doubt
	for _, q := range d.Doubts() {
		if q.Mail != nil && q.Mail.Key == id || q.Mail == nil && id != "" && strings.HasPrefix(q.Open.Letter, id) {
			found = append(found, q)
		}
	}
	switch len(found) {
	case 0:
		return Doubt{}, refuse(fmt.Sprintf("nothing with the id %q waits: see fristvakt review", id),
			"Dette ventar ikkje lenger. Nokon har kanskje alt avgjort det.", "Dette venter ikke lenger. Noen har kanskje alt avgjort det.")
	case 1:
		return found[0], nil
	}
	return Doubt{}, refuse(fmt.Sprintf("several letters begin with %q: give more of the id", id), "Fleire brev passar.", "Flere brev passer.")
}
