package mailer_test

import (
	"cmp"
	"testing"
	"time"

	"fristvakt/workflows"
)

// occasion is one golden mail: which text, in which situation.
type occasion struct {
	name, text, round, milestone, party string
	kind                                workflows.ActionKind
	day                                 string
	missing, covers                     []string
	received                            []workflows.Delivery
	meeting                             string
	paper, quote                        string
	also                                []workflows.Role
	rehearse                            bool
}

const r24, r25 = "digivestland-2024", "digivestland-2025"

var (
	agreement = workflows.Delivery{Requirement: "signed-agreement", At: time.Date(2025, 5, 20, 11, 4, 0, 0, time.UTC)}
	decision  = workflows.Delivery{Requirement: "decision-copy", At: time.Date(2025, 5, 13, 22, 30, 0, 0, time.UTC)}
	both      = []string{"signed-agreement", "decision-copy"}
	leader    = []workflows.Role{workflows.ChiefExecutive}
)

// occasions covers every text. Osterøy is a kommune with a heradsstyre, Voss a
// herad.
func occasions() []occasion {
	spring, autumn, summer := "deadline-31-may", "deadline-5-november", "deadline-30-june"
	reminder := workflows.Reminder
	return []occasion{
		{text: "invitation", round: r25, milestone: "agreement-sent", party: "4638", kind: workflows.SendOut, day: "2025-02-12", also: leader},
		{text: "agenda", round: r25, milestone: spring, party: "4621", kind: reminder, day: "2025-04-04", missing: both},
		{text: "reminder", round: r25, milestone: spring, party: "4630", kind: reminder, day: "2025-04-30", missing: both},
		{name: "reminder-agreement", text: "reminder", round: r25, milestone: spring, party: "4638", kind: reminder, day: "2025-05-15", missing: both[:1], received: []workflows.Delivery{decision}},
		{name: "reminder-decision", text: "reminder", round: r25, milestone: spring, party: "4621", kind: reminder, day: "2025-05-21", missing: both[1:], received: []workflows.Delivery{agreement}},
		{name: "reminder-rehearsal", text: "reminder", round: r25, milestone: spring, party: "4630", kind: reminder, day: "2025-04-30", missing: both, rehearse: true},
		{text: "two-weeks", round: r25, milestone: spring, party: "4630", kind: reminder, day: "2025-05-15", missing: both},
		{text: "one-week", round: r25, milestone: spring, party: "4638", kind: reminder, day: "2025-05-22", missing: both[:1], received: []workflows.Delivery{decision}, also: leader},
		{text: "last-day", round: r25, milestone: spring, party: "4630", kind: reminder, day: "2025-05-28", missing: both, also: leader},
		{text: "late-first", round: r25, milestone: spring, party: "4630", kind: reminder, day: "2025-06-04", missing: both[1:], received: []workflows.Delivery{agreement}, also: leader},
		{text: "late-second", round: r25, milestone: spring, party: "4621", kind: reminder, day: "2025-06-10", missing: both, also: leader},
		{text: "after-summer", round: r25, milestone: spring, party: "4630", kind: reminder, day: "2025-08-14", missing: both, also: leader},
		{text: "follow-up", round: r25, milestone: spring, party: "4630", kind: workflows.FollowUp, day: "2025-06-26", missing: both, meeting: "2025-06-18"},
		{name: "receipt-agreement", text: "receipt", round: r25, milestone: spring, party: "4638", kind: workflows.Receipt, day: "2025-05-21", missing: both[1:], covers: both[:1], received: []workflows.Delivery{agreement}},
		{name: "receipt-decision", text: "receipt", round: r25, milestone: spring, party: "4621", kind: workflows.Receipt, day: "2025-05-15", missing: both[:1], covers: both[1:], received: []workflows.Delivery{decision}},
		{name: "receipt-complete", text: "receipt", round: r25, milestone: spring, party: "4638", kind: workflows.Receipt, day: "2025-05-21", covers: both[:1], received: []workflows.Delivery{agreement, decision}},
		{text: "clarify-case-paper", round: r25, milestone: spring, party: "4638", kind: workflows.Clarification, day: "2025-05-15", missing: both, paper: "Saksframlegg.pdf"},
		{text: "clarify-recommendation", round: r25, milestone: spring, party: "4630", kind: workflows.Clarification, day: "2025-05-15", missing: both, paper: "Innstilling.pdf"},
		{text: "clarify-unsigned-agreement", round: r25, milestone: spring, party: "4638", kind: workflows.Clarification, day: "2025-05-15", missing: both, paper: "Avtale.pdf"},
		{text: "clarify-unreadable", round: r25, milestone: spring, party: "4621", kind: workflows.Clarification, day: "2025-05-15", missing: both, paper: "Skann 0012.pdf"},
		{text: "clarify-other-round", round: r25, milestone: spring, party: "4638", kind: workflows.Clarification, day: "2025-05-15", missing: both, paper: "Vedtak 2024.pdf"},
		{text: "clarify-conditional", round: r25, milestone: spring, party: "4630", kind: workflows.Clarification, day: "2025-05-15", missing: both, paper: "Vedtak.pdf", quote: "under føresetnad av at kostnaden ikkje aukar"},
		{text: "clarify-party", round: r25, milestone: spring, party: "4638", kind: workflows.Clarification, day: "2025-05-15", missing: both, paper: "Dokument1.pdf"},
		{text: "declined", round: r25, milestone: spring, party: "4621", kind: workflows.Receipt, day: "2025-05-20", missing: both},
		{text: "notice", round: r24, milestone: "breakfast-meeting", party: "4638", kind: workflows.Notice, day: "2024-06-06"},
		{name: "notice-week", text: "notice", round: r24, milestone: "constituting-meeting", party: "4630", kind: workflows.Notice, day: "2024-11-25"},
		{text: "feedback", round: r24, milestone: summer, party: "4638", kind: reminder, day: "2024-06-14", missing: []string{"feedback"}},
		{text: "feedback-week", round: r24, milestone: summer, party: "4638", kind: reminder, day: "2024-06-21", missing: []string{"feedback"}},
		{text: "feedback-last", round: r24, milestone: summer, party: "4638", kind: reminder, day: "2024-06-28", missing: []string{"feedback"}},
		{text: "feedback-late", round: r24, milestone: summer, party: "4638", kind: reminder, day: "2024-07-03", missing: []string{"feedback"}},
		{name: "receipt-feedback", text: "receipt", round: r24, milestone: summer, party: "4638", kind: workflows.Receipt, day: "2024-06-18", covers: []string{"feedback"},
			received: []workflows.Delivery{{Requirement: "feedback", At: time.Date(2024, 6, 17, 8, 0, 0, 0, time.UTC)}}},
		{text: "dispatch", round: r24, milestone: "agreement-sent", party: "4638", kind: workflows.SendOut, day: "2024-09-04", also: leader},
		{text: "decision-agenda", round: r24, milestone: autumn, party: "4630", kind: reminder, day: "2024-09-17", missing: both[1:]},
		{text: "decision-reminder", round: r24, milestone: autumn, party: "4638", kind: reminder, day: "2024-10-08", missing: both[1:]},
		{name: "two-weeks-decision", text: "two-weeks", round: r24, milestone: autumn, party: "4638", kind: reminder, day: "2024-10-22", missing: both[1:]},
		{name: "receipt-decision-2024", text: "receipt", round: r24, milestone: autumn, party: "4630", kind: workflows.Receipt, day: "2024-10-22", covers: both[1:],
			received: []workflows.Delivery{{Requirement: "decision-copy", At: time.Date(2024, 10, 21, 8, 0, 0, 0, time.UTC)}}},
		{text: "papers", round: r24, milestone: "constituting-papers", party: "4638", kind: workflows.SendOut, day: "2024-11-08"},
	}
}

func (o occasion) compose(t testing.TB, l workflows.Language) workflows.Mail {
	t.Helper()
	r, p := round(t, o.round), party(t, o.party)
	p.Language = l
	m, ok := r.Milestone(o.milestone)
	if !ok {
		t.Fatalf("%s has no milestone %s", o.round, o.milestone)
	}
	key := o.round + "/" + o.party + "/" + o.milestone + "/" + o.text
	if o.rehearse {
		key = "rehearsal/" + key
	}
	a := workflows.Action{Key: key, Kind: o.kind, Round: o.round, Party: o.party,
		Milestone: o.milestone, Step: o.text, Template: o.text, Also: o.also, Due: day(t, o.day), Deadline: m.Date,
		Missing: o.missing, Covers: o.covers, Received: o.received, Attach: m.Attach, Paper: o.paper, Quote: o.quote}
	if m.Kind == workflows.Dispatch {
		a.Deadline = nextDeadline(r, a.Due)
	}
	if o.meeting != "" {
		a.Meeting = day(t, o.meeting)
	}
	mail, err := composer(t).Compose(a, r, p, addresses(p), calendar(), o.rehearse, at(t, o.day))
	if err != nil {
		t.Fatal(err)
	}
	return mail
}

// nextDeadline is what Plan puts into the action of a dispatch.
func nextDeadline(r workflows.Round, after workflows.Date) workflows.Date {
	for _, m := range r.Milestones {
		if m.Kind == workflows.Deadline && m.Date.After(after) {
			return m.Date
		}
	}
	return workflows.Date{}
}

func TestEveryTextReadsAsItsGoldenMail(t *testing.T) {
	for _, o := range occasions() {
		for _, l := range []workflows.Language{workflows.Nynorsk, workflows.Bokmaal} {
			name := cmp.Or(o.name, o.text)
			t.Run(string(l)+"/"+name, func(t *testing.T) {
				mail := o.compose(t, l)
				golden(t, string(l)+"/"+name+".eml", mail.Bytes)
				golden(t, string(l)+"/"+name+".txt", readable(t, mail))
				page(t, string(l)+"-"+name, mail)
			})
		}
	}
}
