package mailer

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"fristvakt/workflows"
)

// tryOut renders every text that the round can ask for.
func (c *Composer) tryOut(r workflows.Round) error {
	calendar := workflows.DefaultCalendar()
	var complaints []error
	for _, l := range []workflows.Language{workflows.Nynorsk, workflows.Bokmaal} {
		for _, a := range sampleActions(r) {
			if err := c.tryAction(a, r, l, calendar); err != nil {
				complaints = append(complaints, err)
			}
		}
	}
	return errors.Join(unique(complaints)...)
}

func (c *Composer) tryAction(a workflows.Action, r workflows.Round, l workflows.Language, cal workflows.Calendar) error {
	sample := workflows.Party{Number: "4699", Name: "Eksempel", FullName: "Eksempel kommune", Kind: "kommune", Council: "kommunestyre", Language: l}
	now := a.Deadline.At(9, 0, c.settings.Location).AddDate(0, 0, -14)
	m := c.matter(a, r, sample, cal, now)
	m.to = "postmottak@example.no"
	t, err := c.texts.find(l, a.Template)
	if err != nil {
		return fmt.Errorf("round %s, milestone %s, step %s: %w", r.ID, a.Milestone, a.Step, err)
	}
	if _, err := t.render(m); err != nil {
		return fmt.Errorf("round %s, milestone %s, step %s: %w", r.ID, a.Milestone, a.Step, err)
	}
	if _, err := m.attachments(now); err != nil {
		return fmt.Errorf("round %s, milestone %s: %w", r.ID, a.Milestone, err)
	}
	return nil
}

// sampleActions returns one action for each text the round can ask for, with
// every set of missing papers.
func sampleActions(r workflows.Round) []workflows.Action {
	var all []workflows.Action
	for _, m := range r.Milestones {
		sample := workflows.Action{Round: r.ID, Party: "4699", Milestone: m.ID, Deadline: sampleDate(r, m), Attach: m.Attach}
		for _, missing := range subsets(m.Requires) {
			sample.Missing, sample.Received = missing, sampleDeliveries(m.Requires, missing, sample.Deadline)
			all = append(all, sampleSteps(sample, m)...)
			if m.Kind == workflows.Deadline {
				all = append(all, sampleAnswers(sample)...)
				all = append(all, sampleQuestions(sample)...)
			}
		}
	}
	return all
}

// sampleDate is the date that Plan gives the action: of the deadline that
// comes next where something is sent to all, else of the milestone.
func sampleDate(r workflows.Round, m workflows.Milestone) workflows.Date {
	for _, n := range r.Milestones {
		if m.Kind == workflows.Dispatch && n.Kind == workflows.Deadline && n.Date.After(m.Date) {
			return n.Date
		}
	}
	if m.Date.IsZero() {
		return r.Starts
	}
	return m.Date
}

func sampleSteps(sample workflows.Action, m workflows.Milestone) []workflows.Action {
	if m.Kind == workflows.Deadline && len(sample.Missing) == 0 {
		return nil
	}
	var all []workflows.Action
	for _, s := range m.Steps {
		sample.Kind, sample.Step, sample.Template = kindOf(m.Kind), s.ID, s.Template
		all = append(all, sample)
	}
	return all
}

func kindOf(k workflows.MilestoneKind) workflows.ActionKind {
	switch k {
	case workflows.Event:
		return workflows.Notice
	case workflows.Dispatch:
		return workflows.SendOut
	}
	return workflows.Reminder
}

// sampleAnswers are the mails that follow from what a party did.
func sampleAnswers(sample workflows.Action) []workflows.Action {
	declined, followUp, receipt := sample, sample, sample
	declined.Template, followUp.Template, receipt.Template = "declined", "follow-up", "receipt"
	followUp.Meeting = sample.Deadline
	all := []workflows.Action{declined}
	if len(sample.Missing) > 0 {
		all = append(all, followUp)
	}
	for _, d := range sample.Received {
		receipt.Covers = append(receipt.Covers, d.Requirement)
	}
	if len(receipt.Covers) > 0 {
		all = append(all, receipt)
	}
	return all
}

// sampleQuestions are what a person may have a party asked.
func sampleQuestions(sample workflows.Action) []workflows.Action {
	var all []workflows.Action
	for _, name := range workflows.Clarifications() {
		sample.Kind, sample.Template, sample.Paper, sample.Quote = workflows.Clarification, name, "Vedtak.pdf", "under føresetnad av at kostnaden ikkje aukar"
		all = append(all, sample)
	}
	return all
}

func sampleDeliveries(required, missing []string, day workflows.Date) []workflows.Delivery {
	var all []workflows.Delivery
	for _, id := range required {
		if !slices.Contains(missing, id) {
			all = append(all, workflows.Delivery{Requirement: id, At: day.AddDays(-20).At(12, 0, time.UTC)})
		}
	}
	return all
}

// subsets returns every set of the ids, and for more than six only each alone,
// none and all.
func subsets(ids []string) [][]string {
	if len(ids) > 6 {
		sets := [][]string{nil, ids}
		for i := range ids {
			sets = append(sets, ids[i:i+1])
		}
		return sets
	}
	sets := [][]string{nil}
	for _, id := range ids {
		for _, s := range slices.Clone(sets) {
			sets = append(sets, append(slices.Clone(s), id))
		}
	}
	return sets
}

// unique keeps the first of complaints that read alike.
func unique(complaints []error) []error {
	var kept []error
	seen := make(map[string]bool)
	for _, err := range complaints {
		if !seen[err.Error()] {
			seen[err.Error()] = true
			kept = append(kept, err)
		}
	}
	return kept
}

// strayTexts complains about a user's text that neither replaces an embedded
// one nor is named by a round: a slip of the pen in the file name.
func strayTexts(all texts, rounds []workflows.Round) error {
	known, err := readTexts(nil)
	if err != nil {
		return err
	}
	for _, r := range rounds {
		for _, m := range r.Milestones {
			for _, s := range m.Steps {
				known[workflows.Nynorsk][s.Template] = mailText{}
			}
		}
	}
	var complaints []error
	for l := range all {
		for _, name := range all.names(l) {
			if _, ok := known[workflows.Nynorsk][name]; !ok {
				complaints = append(complaints, fmt.Errorf("text %s: no text of this name is used; the names are %s", all[l][name].file, enumerate(known.names(workflows.Nynorsk))))
			}
		}
	}
	return errors.Join(complaints...)
}
