package workflows

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
)

var (
	idForm        = regexp.MustCompile(`^[a-z0-9][a-z0-9-]{0,59}$`)
	referenceForm = regexp.MustCompile(`^FV-[0-9]{2,5}$`)
)

func (p *roundParser) checkRound(r Round, calendar Calendar) {
	if !idForm.MatchString(r.ID) {
		p.complain("id", "id %q: write small letters, digits and hyphens, as in \"digivestland-2025\"", r.ID)
	}
	if r.Title == "" {
		p.complain("title", "the round needs a title, as mails call it")
	}
	if !referenceForm.MatchString(r.Reference) {
		p.complain("reference", "reference %q: write FV- and two to five digits, as in \"FV-2025\"", r.Reference)
	}
	if !p.unread["starts"] && !p.unread["ends"] && (r.Starts.IsZero() || r.Ends.IsZero() || r.Ends.Before(r.Starts)) {
		p.complain("starts", "the round needs starts and, not before it, ends")
	}
	if len(r.Topic) == 0 {
		p.complain("topic", "the round needs topic: the words by which mail concerns it")
	}
	p.checkRequirements(r)
	seen := map[string]bool{}
	for i, m := range r.Milestones {
		path := milestonePath(i)
		if seen[m.ID] {
			p.complain(path, "the milestone %q stands twice", m.ID)
		}
		seen[m.ID] = true
		p.checkMilestone(path, r, m, calendar)
	}
	if len(r.Milestones) == 0 {
		p.complain("", "the round has no milestones: write at least one [[milestone]]")
	}
}

func (p *roundParser) checkRequirements(r Round) {
	seen := map[string]bool{}
	for i, q := range r.Requirements {
		path := fmt.Sprintf("requirement[%d]", i)
		if !idForm.MatchString(q.ID) || seen[q.ID] {
			p.complain(path+".id", "requirement id %q: write each once, in small letters, digits and hyphens", q.ID)
		}
		seen[q.ID] = true
		if !slices.Contains([]Paper{SignedAgreement, DecisionCopy, FormResponse}, q.Paper) {
			p.complain(path+".paper", "paper %q: write signed-agreement, decision-copy or form-response", q.Paper)
		}
		if q.Label.Nynorsk == "" {
			p.complain(path, "the requirement %q needs nynorsk: how mails call it, as in \"den signerte avtalen\"", q.ID)
		}
		if !slices.ContainsFunc(r.Milestones, func(m Milestone) bool { return slices.Contains(m.Requires, q.ID) }) {
			p.complain(path, "no deadline requires %q: name it in requires = [...] of a deadline, or leave it out", q.ID)
		}
	}
}

func (p *roundParser) checkMilestone(path string, r Round, m Milestone, calendar Calendar) {
	if !idForm.MatchString(m.ID) {
		p.complain(path+".id", "milestone id %q: write small letters, digits and hyphens", m.ID)
	}
	if m.Title.Nynorsk == "" {
		p.complain(path, "the milestone %q needs nynorsk: its name", m.ID)
	}
	p.checkDates(path, r, m)
	switch m.Kind {
	case Event, Period:
	case Dispatch:
		if len(m.Steps) != 1 {
			p.complain(path, "the dispatch %q needs text: the name of its text", m.ID)
		}
	case Deadline:
		if len(m.Requires) == 0 {
			p.complain(path, "the deadline %q needs requires: what each party must deliver", m.ID)
		}
	default:
		p.complain(path+".kind", "kind %q: write event, dispatch, deadline or period", m.Kind)
	}
	for _, id := range m.Requires {
		if _, known := r.Requirement(id); !known {
			p.complain(path+".requires", "unknown requirement %q: write one of %s", id, requirementIDs(r))
		}
	}
	if m.Kind == Period && len(m.Steps) > 0 {
		p.complain(path, "nothing is sent in the period %q: make it an event or a dispatch", m.ID)
	}
	seen := map[string]bool{}
	for _, s := range m.Steps {
		p.checkStep(m, s, seen[s.ID], calendar)
		seen[s.ID] = true
	}
}

func (p *roundParser) checkDates(path string, r Round, m Milestone) {
	if p.unread[path+".date"] {
		return
	}
	if m.Date.IsZero() != m.OperatorSets {
		p.complain(path, "the milestone %q needs a date, or operator_sets_date = true, and not both", m.ID)
	}
	if !m.Until.IsZero() && m.Until.Before(m.Date) {
		p.complain(path+".until", "the milestone %q ends %s, before it begins %s: write %s or a later day", m.ID, m.Until, m.Date, m.Date)
	}
	bounded := !m.Date.IsZero() && !r.Starts.IsZero() && !r.Ends.IsZero()
	if bounded && (m.Date.Before(r.Starts) || m.Date.After(r.Ends)) {
		p.complain(path+".date", "%s lies outside the round, %s to %s: nothing is sent there; move starts or ends", m.Date, r.Starts, r.Ends)
	}
}

func (p *roundParser) checkStep(m Milestone, s Step, double bool, calendar Calendar) {
	complain := func(format string, args ...any) {
		p.complaints = append(p.complaints, complaint{s.Line, fmt.Sprintf(format, args...)})
	}
	unnamed := s.ID == "" && m.Kind == Dispatch // a dispatch has one mail and needs no name for it
	if !unnamed && (double || !idForm.MatchString(s.ID)) {
		complain("step id %q: write each once, in small letters, digits and hyphens", s.ID)
	}
	if s.Template == "" {
		complain("the step %q needs text: the name of its text", s.ID)
	}
	for _, role := range s.Also {
		if !idForm.MatchString(string(role)) {
			complain("role %q: write \"chief-executive\" or another role in small letters", role)
		}
	}
	if on := s.When.On; !on.IsZero() && !calendar.Open(on) {
		open, _ := calendar.OpenBefore(on)
		if s.When.After(m.Date) {
			open, _ = calendar.OpenAfter(on)
		}
		complain("%s is closed (%s): write an open day, such as %s", on, calendar.Closed(on), open)
	}
}

func requirementIDs(r Round) string {
	var ids []string
	for _, q := range r.Requirements {
		ids = append(ids, fmt.Sprintf("%q", q.ID))
	}
	return strings.Join(ids, ", ")
}
