package workflows

import (
	"slices"
	"strings"
)

// Fold adds the facts up to a ledger of the round. Facts of other rounds and
// facts that were undone do not count. The order of facts is that of Seq.
func Fold(round Round, roster Roster, calendar Calendar, facts []Fact) *Ledger {
	l := &Ledger{Round: round, Calendar: calendar, moved: map[string]Date{}, ruled: map[string]bool{}, stopped: map[Date]bool{}, index: map[string]*Standing{}}
	for _, p := range roster {
		s := newStanding(p)
		s.Host = p.Number == round.Host
		l.Standings = append(l.Standings, s)
		l.index[p.Number] = s
	}
	void := undone(facts)
	for _, f := range facts {
		l.Seq = max(l.Seq, f.Seq)
		switch {
		case void[f.Seq]:
		case f.Round == "" || f.Round == round.ID || f.Kind == Ruled: // a letter may wait in several rounds
			l.add(f)
		case f.Kind == Sent || f.Kind == Uncertain:
			l.elsewhere(f)
		}
	}
	return l
}

// undone finds the facts that a later fact takes back. Taking back an undoing
// makes the first fact count again.
func undone(facts []Fact) map[int64]bool {
	void := map[int64]bool{}
	for _, f := range slices.Backward(facts) {
		if f.Kind == Undone && !void[f.Seq] {
			void[f.Undoes] = true
		}
	}
	return void
}

func (l *Ledger) add(f Fact) {
	switch f.Kind {
	case Paused, BreakerTripped:
		if l.Paused == nil || l.Paused.Outcome != WasCopied { // which needs the most to be resumed
			l.Paused = &f
		}
	case Resumed:
		l.Paused = nil
	case WentLive:
		l.goLive(f)
	case Rehearsing:
		l.Live = nil
	case DayStopped:
		l.stopped[f.Until] = true
	case Opened:
		if l.OpenedOn.IsZero() {
			l.OpenedOn = l.Calendar.DateOf(f.At)
		}
	case Judged:
		l.judged(f)
	case Ruled:
		l.rule(f)
	case Extended, Reopened:
		l.extended(f)
	default:
		if s := l.index[f.Party]; s != nil && !l.rehearsed(f) {
			s.add(l.Calendar, f)
		}
	}
}

// goLive begins to count mails anew: what was rehearsed reached no party.
func (l *Ledger) goLive(f Fact) {
	if l.Live != nil {
		return
	}
	l.Live = &f
	for _, s := range l.Standings {
		s.forgetRehearsal()
	}
}

// rehearsed reports whether the fact is about a mail that was rehearsed before
// the round went live.
func (l *Ledger) rehearsed(f Fact) bool {
	return l.Live != nil && strings.HasPrefix(f.Key, rehearsalPrefix)
}

// elsewhere notes a mail of another round: a party gets one a day in all.
func (l *Ledger) elsewhere(f Fact) {
	if s := l.index[f.Party]; s != nil && !l.rehearsed(f) {
		s.mailed[l.Calendar.DateOf(f.At)] = f.Key
	}
}

// judged takes up what was found in a letter. The newest verdict counts; once a
// person has ruled, what the program finds on reading again does not.
func (l *Ledger) judged(f Fact) {
	v := f.Verdict
	if v == nil {
		return
	}
	l.close(f.Letter)
	if v.Disposition != Review && v.Disposition != Accept {
		return
	}
	if s := l.index[v.Party]; s != nil {
		s.heard(f.At)
	}
	if f.Actor != Robot {
		delete(l.ruled, f.Letter) // a person has said whose it is; it waits anew
	}
	if v.Disposition != Review || l.ruled[f.Letter] {
		return
	}
	open := Open{Letter: f.Letter, Received: f.At, Judged: f.Made, Seq: f.Seq, Subject: f.Subject, Reason: f.Reason, Verdict: *v}
	matched := false
	for _, number := range append([]string{v.Party}, v.Candidates...) {
		if s := l.index[number]; s != nil && !slices.ContainsFunc(s.Waiting, func(o Open) bool { return o.Letter == f.Letter }) {
			s.Waiting = append(s.Waiting, open)
			matched = true
		}
	}
	if !matched {
		l.Unmatched = append(l.Unmatched, open)
	}
}

// rule ends the waiting of a letter. A party that the person named has been
// heard from when the letter came.
func (l *Ledger) rule(f Fact) {
	l.ruled[f.Letter] = true
	for _, o := range l.Unmatched {
		if s := l.index[f.Party]; s != nil && o.Letter == f.Letter {
			s.heard(o.Received)
		}
	}
	l.close(f.Letter)
}

func (l *Ledger) close(letter string) {
	is := func(o Open) bool { return o.Letter == letter }
	l.Unmatched = slices.DeleteFunc(l.Unmatched, is)
	for _, s := range l.Standings {
		s.Waiting = slices.DeleteFunc(s.Waiting, is)
	}
}

// extended moves a deadline for one party or for all. What a party has of its
// own stays when it is later than what all get.
func (l *Ledger) extended(f Fact) {
	standings := l.Standings
	if f.Party == "" {
		l.moved[f.Milestone] = f.Until
	} else if s := l.index[f.Party]; s != nil {
		standings = []*Standing{s}
		s.Deadlines[f.Milestone] = f.Until
	}
	m, known := l.Round.Milestone(f.Milestone)
	if !known {
		return
	}
	for _, s := range standings {
		s.shifted[m.ID] = l.Calendar.DateOf(f.Made)
		if f.Party == "" && (f.Kind == Reopened || !s.Deadlines[m.ID].After(f.Until)) {
			delete(s.Deadlines, m.ID)
		}
		if f.Kind == Reopened {
			s.reopen(m, f)
		}
	}
}
