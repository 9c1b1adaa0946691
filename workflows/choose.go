package workflows

import (
	"errors"
	"fmt"
)

var (
	errSettled         = errors.New("saka er avgjord alt, eller ventar ikkje lenger")
	errNothingToAccept = errors.New("brevet har ikkje noko papir å seie ja til, eller ingen kommune")
)

// Choose turns a choice into the facts it stands for. The errors are in
// Nynorsk, for the digest.
func (r Ruling) Choose(c Choice, n Note, ledgers []*Ledger, roster Roster) ([]Fact, error) {
	switch c.Verb {
	case ChooseYes, ChooseNo, ChooseParty:
		return r.choosePending(c, n, ledgers, roster)
	case ChoosePause:
		return []Fact{r.fact(Paused)}, nil
	}
	l := ledgerOf(ledgers, c.Round)
	if l == nil {
		return nil, fmt.Errorf("runden %s er ikkje open lenger", c.Round)
	}
	if c.Verb == ChooseStop {
		day, err := ParseDate(c.About)
		f := r.fact(DayStopped)
		f.Round, f.Until = l.Round.ID, day
		return []Fact{f}, err
	}
	p, err := n.party(roster)
	if err != nil {
		return nil, err
	}
	until, err := n.day()
	if err != nil {
		return nil, err
	}
	if today := l.Calendar.DateOf(r.At); until.Before(today) {
		return nil, fmt.Errorf("datoen %s er passert", nynorskDate(until))
	}
	switch c.Verb {
	case ChooseSnooze:
		return r.OnParty(l, p.Number, Fact{Kind: Snoozed, Until: until})
	case ChooseExtend:
		return r.Extend(l, p.Number, c.About, until, false)
	}
	return nil, ErrChoiceAltered
}

func (r Ruling) choosePending(c Choice, n Note, ledgers []*Ledger, roster Roster) ([]Fact, error) {
	p, err := FindPending(ledgers, c.About)
	if err != nil || p.Mail == nil && p.Open.Letter != c.About {
		return nil, errSettled
	}
	switch {
	case p.Mail != nil && c.Verb != ChooseParty:
		return []Fact{r.Settle(*p.Mail, c.Verb == ChooseYes)}, nil
	case c.Verb == ChooseNo:
		return r.Reject(p.Ledger.Round, p.Open), nil
	case c.Verb == ChooseYes:
		facts, err := r.Accept(p.Ledger.Round, p.Open, "", Date{})
		if err != nil {
			return nil, errNothingToAccept
		}
		return facts, nil
	}
	party, err := n.party(roster)
	if err != nil {
		return nil, err
	}
	return r.Assign(p.Ledger.Round, p.Open, party.Number), nil
}

func ledgerOf(ledgers []*Ledger, round string) *Ledger {
	for _, l := range ledgers {
		if l.Round.ID == round {
			return l
		}
	}
	return nil
}
