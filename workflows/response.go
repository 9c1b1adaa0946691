package workflows

import (
	"fmt"
	"slices"
	"time"
)

// Response is one answer in a form.
type Response struct {
	Row      int // in the export, from 1
	Party    string
	Answered time.Time // UTC
	Comment  string    // on not meeting the later deadline
}

// RecordResponses turns answers, in order of time, into facts: the first of a
// party meets the form requirement, later ones are kept as doubles, and a
// comment on the later deadline waits for a person. Answers that are among the
// facts already give nothing, so that reading an export twice changes nothing.
func RecordResponses(l *Ledger, facts []Fact, responses []Response, r Ruling) ([]Fact, error) {
	requirement := ""
	for _, q := range l.Round.Requirements {
		if q.Paper == FormResponse {
			requirement = q.ID
		}
	}
	if requirement == "" {
		return nil, fmt.Errorf("the round %s asks for no form", l.Round.ID)
	}
	known := slices.Clone(facts)
	for _, a := range responses {
		s := l.Standing(a.Party)
		if s == nil || s.Host || recorded(known, l.Round.ID, a) {
			continue
		}
		f := r.fact(Delivered)
		f.At, f.Round, f.Party, f.Requirement, f.Paper = a.Answered, l.Round.ID, a.Party, requirement, fmt.Sprintf("svar i skjemaet, rad %d", a.Row)
		if answered(known, l.Round.ID, a.Party, requirement) {
			f.Kind = ResponseDouble
		}
		known = append(known, f)
		if a.Comment != "" {
			known = append(known, commentOf(f, a))
		}
	}
	return known[len(facts):], nil
}

func recorded(facts []Fact, round string, a Response) bool {
	return slices.ContainsFunc(facts, func(f Fact) bool {
		return (f.Kind == Delivered || f.Kind == ResponseDouble) && f.Round == round && f.Party == a.Party && f.At.Equal(a.Answered)
	})
}

func answered(facts []Fact, round, party, requirement string) bool {
	void := undone(facts)
	open := false
	for _, f := range facts {
		switch {
		case void[f.Seq] && f.Seq > 0 || f.Round != round || f.Party != party && f.Party != "":
		case f.Kind == Delivered && f.Requirement == requirement:
			open = true
		case f.Kind == Reopened:
			open = false
		}
	}
	return open
}

// commentOf puts a comment before a person, as a letter that waits.
func commentOf(answer Fact, a Response) Fact {
	f := answer
	f.Kind, f.Requirement, f.Letter = Judged, "", fmt.Sprintf("form-%s-%d", a.Party, a.Row)
	f.Subject = "kommentar i skjemaet: " + a.Comment
	f.Reason = "kommentar om fristen i skjemaet: «" + a.Comment + "»"
	f.Actor = Robot
	f.Verdict = &Verdict{Disposition: Review, Round: answer.Round, Party: a.Party,
		Reasons: []Reason{{Rule: "form-comment", Text: f.Reason, Party: a.Party}}}
	return f
}
