package workflows_test

import (
	"testing"

	"fristvakt/workflows"
)

const r25 = "digivestland-2025"

// vik folds the facts and returns where Vik stands.
func vik(t *testing.T, w *world) (*workflows.Ledger, *workflows.Standing) {
	t.Helper()
	l := workflows.Fold(round(t, r25), vestland(t), calendar, w.facts)
	return l, l.Standing("4639")
}

func fact(kind workflows.FactKind, change ...func(*workflows.Fact)) workflows.Fact {
	f := workflows.Fact{Kind: kind, Round: r25, Party: "4639", Actor: "Kari"}
	for _, c := range change {
		c(&f)
	}
	return f
}

func letter(id string, as workflows.Disposition, party string, candidates ...string) workflows.Fact {
	return workflows.Fact{Kind: workflows.Judged, Round: r25, Party: party, Letter: id, Actor: workflows.Robot,
		Verdict: &workflows.Verdict{Disposition: as, Party: party, Candidates: candidates}}
}

func TestStatesOfAParty(t *testing.T) {
	at := clock(date("2025-05-12"), 9, 0)
	delivered := func(id string) workflows.Fact {
		return fact(workflows.Delivered, func(f *workflows.Fact) { f.Requirement = id })
	}
	for want, facts := range map[workflows.State][]workflows.Fact{
		workflows.NotContacted: nil,
		workflows.Invited:      {fact(workflows.Sent, func(f *workflows.Fact) { f.Key = r25 + "/4639/agreement-sent" })},
		workflows.Announced:    {fact(workflows.Promised, func(f *workflows.Fact) { f.Until = date("2025-06-12") })},
		workflows.Partly:       {fact(workflows.Promised, func(f *workflows.Fact) { f.Until = date("2025-06-12") }), delivered("decision-copy")},
		workflows.Waiting:      {delivered("decision-copy"), letter("a", workflows.Review, "4639")},
		workflows.Complete:     {delivered("decision-copy"), delivered("signed-agreement"), letter("a", workflows.Review, "4639")},
		workflows.HasDeclined:  {delivered("decision-copy"), fact(workflows.Declined)},
		workflows.OutOfScope:   {fact(workflows.NotApplicable)},
	} {
		w := newWorld(nil)
		for _, f := range facts {
			w.record(at, f)
		}
		if l, s := vik(t, w); l.State(s) != want {
			t.Errorf("the party is %s, want %s", l.State(s), want)
		}
	}
}

func TestAnUndoingCanBeUndone(t *testing.T) {
	w := newWorld(nil)
	at := clock(date("2025-05-12"), 9, 0)
	declined := w.record(at, fact(workflows.Declined))
	undone := w.record(at, fact(workflows.Undone, func(f *workflows.Fact) { f.Undoes = declined.Seq }))
	if _, s := vik(t, w); s.Declined != nil {
		t.Error("what was undone still counts")
	}
	w.record(at, fact(workflows.Undone, func(f *workflows.Fact) { f.Undoes = undone.Seq }))
	if _, s := vik(t, w); s.Declined == nil {
		t.Error("the undoing still counts")
	}
}

func TestTheNewestVerdictOfALetterCounts(t *testing.T) {
	at := clock(date("2025-05-12"), 9, 0)
	for name, x := range map[string]struct {
		facts   []workflows.Fact
		waiting int
	}{
		"read twice":              {[]workflows.Fact{letter("a", workflows.Review, "4639"), letter("a", workflows.Review, "4639")}, 1},
		"better rules accept it":  {[]workflows.Fact{letter("a", workflows.Review, "4639"), letter("a", workflows.Accept, "4639")}, 0},
		"it was unrelated":        {[]workflows.Fact{letter("a", workflows.Review, "4639"), letter("a", workflows.Unrelated, "")}, 0},
		"it is somebody else's":   {[]workflows.Fact{letter("a", workflows.Review, "4639"), letter("a", workflows.Review, "4602")}, 0},
		"ruled, then read again":  {[]workflows.Fact{letter("a", workflows.Review, "4639"), fact(workflows.Ruled, about("a")), letter("a", workflows.Review, "4639")}, 0},
		"another letter is ruled": {[]workflows.Fact{letter("a", workflows.Review, "4639"), fact(workflows.Ruled, about("b"))}, 1},
		"one of two candidates":   {[]workflows.Fact{letter("a", workflows.Review, "", "4639", "4602")}, 1},
		"of no party":             {[]workflows.Fact{letter("a", workflows.Review, "")}, 0},
		"assigned by a person":    {append([]workflows.Fact{letter("a", workflows.Review, "")}, assigned(t)...), 1},
	} {
		w := newWorld(nil)
		for _, f := range x.facts {
			w.record(at, f)
		}
		l, s := vik(t, w)
		if len(s.Waiting) != x.waiting {
			t.Errorf("%s: %d letters wait, want %d", name, len(s.Waiting), x.waiting)
		}
		if unmatched := len(l.Unmatched); unmatched != 0 != (name == "of no party") {
			t.Errorf("%s: %d letters of no party", name, unmatched)
		}
	}
}

func about(id string) func(*workflows.Fact) { return func(f *workflows.Fact) { f.Letter = id } }

func assigned(t *testing.T) []workflows.Fact {
	r := workflows.Ruling{Actor: "Kari", Reason: "eg kjenner avsendaren"}
	return r.Assign(round(t, r25), workflows.Open{Letter: "a", Verdict: workflows.Verdict{Disposition: workflows.Review}}, "4639")
}

func TestTheDateOfADeadlineIsTheLatestWord(t *testing.T) {
	at := clock(date("2025-05-12"), 9, 0)
	extend := func(party, until string) workflows.Fact {
		return workflows.Fact{Kind: workflows.Extended, Round: r25, Party: party, Milestone: "deadline-31-may", Until: date(until), Actor: "Kari"}
	}
	for name, x := range map[string]struct {
		facts []workflows.Fact
		want  string
	}{
		"on paper":                         {nil, "2025-05-31"},
		"for all":                          {[]workflows.Fact{extend("", "2025-06-06")}, "2025-06-06"},
		"for the party":                    {[]workflows.Fact{extend("", "2025-06-06"), extend("4639", "2025-06-20")}, "2025-06-20"},
		"for another":                      {[]workflows.Fact{extend("4602", "2025-06-20")}, "2025-05-31"},
		"for all, later than its own":      {[]workflows.Fact{extend("4639", "2025-06-06"), extend("", "2025-06-20")}, "2025-06-20"},
		"for all, not as late as its own":  {[]workflows.Fact{extend("4639", "2025-06-20"), extend("", "2025-06-06")}, "2025-06-20"},
		"for the party, and back for it":   {[]workflows.Fact{extend("4639", "2025-06-20"), extend("4639", "2025-06-06")}, "2025-06-06"},
		"of a milestone that is not there": {[]workflows.Fact{{Kind: workflows.Reopened, Round: r25, Milestone: "no", Until: date("2025-06-06")}}, "2025-05-31"},
	} {
		w := newWorld(nil)
		for _, f := range x.facts {
			w.record(at, f)
		}
		l, s := vik(t, w)
		if got := l.DateOf(milestone(t, l.Round, "deadline-31-may"), s); got != date(x.want) {
			t.Errorf("%s: %s, want %s", name, got, x.want)
		}
	}
}

func TestABounceChangesAContactNotARequirement(t *testing.T) {
	w := newWorld(nil)
	at := clock(date("2025-05-12"), 9, 0)
	address := func(a string) func(*workflows.Fact) {
		return func(f *workflows.Fact) { f.Address, f.Role = a, workflows.Mailroom }
	}
	w.record(at, fact(workflows.Delivered, func(f *workflows.Fact) { f.Requirement = "decision-copy" }))
	w.record(at, fact(workflows.Bounced, address("Postmottak@vik.kommune.no")))
	if _, s := vik(t, w); len(s.Bounces) != 0 {
		t.Error("a bounce that may mend itself was held against the address")
	}
	w.record(at, fact(workflows.Bounced, address("Postmottak@vik.kommune.no"), func(f *workflows.Fact) { f.Hard = true }))
	if _, s := vik(t, w); len(s.Bounces) != 1 || len(s.Delivered) != 1 {
		t.Error(s.Bounces, s.Delivered)
	}
	w.record(at, fact(workflows.ContactSet, address("arkiv@vik.kommune.no")))
	if _, s := vik(t, w); len(s.Bounces) != 0 || s.Contacts[workflows.Mailroom] != "arkiv@vik.kommune.no" {
		t.Error(s.Bounces, s.Contacts)
	}
	w.record(at, fact(workflows.ContactSet, address("")))
	if _, s := vik(t, w); s.Contacts[workflows.Mailroom] != "postmottak@vik.kommune.no" {
		t.Error("without an address the roster's does not come back")
	}
}
