package workflows

import (
	"errors"
	"fmt"
)

// Choose turns a choice, with the note that came with it, into the facts it
// stands for. The errors are in Nynorsk, for the digest.
func (d Desk) Choose(r Ruling, c Choice, n Note) ([]Fact, error) {
	o, err := d.order(c, n)
	if err != nil {
		return nil, err
	}
	if q, wrong := d.Doubt(o.Doubt); o.Doubt != "" && (wrong != nil || q.ID() != o.Doubt) {
		return nil, errors.New("saka er avgjord alt, eller ventar ikkje lenger")
	}
	facts, err := d.Rule(r, o)
	var refused *Refusal
	if errors.As(err, &refused) {
		return nil, errors.New(refused.Text.Nynorsk)
	}
	return facts, err
}

// order is what the choice says, in the words of the desk.
func (d Desk) order(c Choice, n Note) (Order, error) {
	o := Order{Round: c.Round}
	var err error
	switch c.Verb {
	case ChooseYes:
		return Order{Kind: AcceptLetter, Doubt: c.About}, nil
	case ChooseNo:
		return Order{Kind: RejectLetter, Doubt: c.About}, nil
	case ChooseAsk:
		return Order{Kind: AskAbout, Doubt: c.About}, nil
	case ChooseParty:
		o = Order{Kind: AssignLetter, Doubt: c.About}
		o.Party, err = n.party(d.Roster)
		return o, err
	case ChoosePause:
		return Order{Kind: PauseAll}, nil
	case ChooseStop:
		o.Kind = StopDay
		o.Until, err = ParseDate(c.About)
		return o, err
	case ChooseSnooze:
		o.Kind = Snooze
	case ChooseExtend:
		o.Kind, o.Milestone = Extend, c.About
	default:
		return o, ErrChoiceAltered
	}
	if o.Party, err = n.party(d.Roster); err != nil {
		return o, err
	}
	if o.Until, err = n.day(); err == nil && o.Until.Before(d.Ledgers[0].Calendar.DateOf(d.Now)) {
		err = fmt.Errorf("datoen %s er passert", nynorskDate(o.Until))
	}
	return o, err
}
