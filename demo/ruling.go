package demo

import "fristvakt/workflows"

// decide is what a person rules on a letter, as the review command would
// record it: accept where the guess is right, else reject and record what is
// there.
func decide(r workflows.Ruling, l *workflows.Ledger, o workflows.Open, what Reading) []workflows.Fact {
	parties := what.parties()
	if len(parties) == 0 {
		return r.Reject(l.Round, o)
	}
	if len(parties) == 1 && what.Round == l.Round.ID {
		meeting := workflows.Date{}
		if what.Promises != "" {
			meeting = what.Meeting
		}
		facts, err := r.Accept(l.Round, o, parties[0], meeting)
		if err == nil && what.agrees(facts) {
			return facts
		}
	}
	return record(r, l, o, what, parties)
}

// record closes the letter and records what a person found in it, in the
// round that it is about.
func record(r workflows.Ruling, l *workflows.Ledger, o workflows.Open, what Reading, parties []string) []workflows.Fact {
	about := func(kind workflows.FactKind, party string) workflows.Fact {
		return workflows.Fact{Kind: kind, At: r.At, Actor: r.Actor, Reason: r.Reason, Round: what.Round, Party: party, Letter: o.Letter}
	}
	closed := about(workflows.Ruled, parties[0])
	closed.Round, closed.Outcome = l.Round.ID, workflows.Yes
	facts := []workflows.Fact{closed}
	for _, p := range what.Papers {
		f := about(workflows.Delivered, p.Party)
		f.At, f.Requirement, f.Paper = o.Received, p.Requirement, p.Paper
		facts = append(facts, f)
	}
	if what.Declines != "" {
		facts = append(facts, about(workflows.Declined, what.Declines))
	}
	if what.Promises != "" {
		f := about(workflows.Promised, what.Promises)
		f.Until = what.Meeting
		facts = append(facts, f)
	}
	return facts
}

// hasty is the mistake of a person in a hurry: a case paper passes for the
// decision.
func hasty(r workflows.Ruling, l *workflows.Ledger, o workflows.Open, what Reading) []workflows.Fact {
	what.Papers = []Delivered{{what.Sender, "decision-copy", o.Subject}}
	return record(r, l, o, what, []string{what.Sender})
}

// parties are whose business the letter settles, each once.
func (r Reading) parties() []string {
	var all []string
	add := func(p string) {
		for _, have := range all {
			if have == p {
				return
			}
		}
		if p != "" {
			all = append(all, p)
		}
	}
	for _, p := range r.Papers {
		add(p.Party)
	}
	add(r.Declines)
	add(r.Promises)
	return all
}

// agrees reports whether the facts say what a person sees, and no more.
func (r Reading) agrees(facts []workflows.Fact) bool {
	delivered := map[Delivered]bool{}
	declines, promises := "", ""
	for _, f := range facts {
		switch f.Kind {
		case workflows.Delivered:
			delivered[Delivered{Party: f.Party, Requirement: f.Requirement}] = true
		case workflows.Declined:
			declines = f.Party
		case workflows.Promised:
			promises = f.Party
		}
	}
	for _, p := range r.Papers {
		if !delivered[Delivered{Party: p.Party, Requirement: p.Requirement}] {
			return false
		}
	}
	return len(delivered) == len(r.Papers) && declines == r.Declines && promises == r.Promises
}
