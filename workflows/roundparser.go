package workflows

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/pelletier/go-toml/v2"
)

type roundParser struct {
	source     string
	lines      map[string]int
	unread     map[string]bool // paths of dates that have been complained of
	complaints []complaint
}

// complaint is what is wrong in one line of a round file.
type complaint struct {
	line int
	text string
}

func (p *roundParser) complain(path, format string, args ...any) {
	p.complaints = append(p.complaints, complaint{p.line(path), fmt.Sprintf(format, args...)})
}

// unknownKeys takes up what the decoder says of keys that it does not know. The
// rest of the file has been read nevertheless.
func (p *roundParser) unknownKeys(err error) bool {
	var unknown *toml.StrictMissingError
	if !errors.As(err, &unknown) {
		return false
	}
	for _, e := range unknown.Errors {
		line, _ := e.Position()
		p.complaints = append(p.complaints, complaint{line, unknownKey(e)})
	}
	return true
}

func (p *roundParser) joined() error {
	slices.SortStableFunc(p.complaints, func(a, b complaint) int { return a.line - b.line })
	var all []error
	for _, c := range p.complaints {
		all = append(all, fmt.Errorf("%s:%d: %s", p.source, c.line, c.text))
	}
	return errors.Join(all...)
}

// line finds the line of a path such as "milestone[2].step[0].when", or of the
// nearest table around it.
func (p *roundParser) line(path string) int {
	for path != "" {
		if n, ok := p.lines[path]; ok {
			return n
		}
		path = path[:max(strings.LastIndexAny(path, ".["), 0)]
	}
	return 1
}

func (p *roundParser) round(f roundFile) Round {
	r := Round{ID: f.ID, Title: f.Title, Reference: f.Reference, Starts: p.date("starts", f.Starts), Ends: p.date("ends", f.Ends), Roster: f.Roster,
		Host: f.Host, Topic: f.Topic, Ours: f.Ours, Foreign: f.Foreign, Wording: f.Wording, Source: p.source}
	for _, q := range f.Requirements {
		r.Requirements = append(r.Requirements, Requirement{q.ID, Paper(q.Paper), Text{q.Nynorsk, q.Bokmaal}})
	}
	for i, m := range f.Milestones {
		r.Milestones = append(r.Milestones, p.milestone(milestonePath(i), m))
	}
	return r
}

func milestonePath(i int) string { return fmt.Sprintf("milestone[%d]", i) }

// sortMilestones puts them in order of date. One whose date the operator sets
// keeps its place behind the one before it.
func sortMilestones(all []Milestone) {
	type placed struct {
		Milestone
		place Date
	}
	var sorted []placed
	last := Date{}
	for _, m := range all {
		if !m.Date.IsZero() {
			last = m.Date
		}
		sorted = append(sorted, placed{m, last})
	}
	slices.SortStableFunc(sorted, func(a, b placed) int { return a.place.compare(b.place) })
	for i, p := range sorted {
		all[i] = p.Milestone
	}
}

func (p *roundParser) milestone(path string, f milestoneFile) Milestone {
	m := Milestone{ID: f.ID, Kind: MilestoneKind(f.Kind), Date: p.date(path+".date", f.Date), Until: p.date(path+".until", f.Until), OperatorSets: f.OperatorSets,
		Title: Text{f.Nynorsk, f.Bokmaal}, Place: f.Place, Requires: f.Requires, Attach: f.Attach, Line: p.line(path)}
	for i, s := range f.Steps {
		m.Steps = append(m.Steps, p.stepBefore(fmt.Sprintf("%s.step[%d]", path, i), m, s))
	}
	for i, s := range f.Overdue {
		m.Steps = append(m.Steps, p.stepAfter(fmt.Sprintf("%s.overdue[%d]", path, i), m, s))
	}
	if f.Text != "" {
		m.Steps = append(m.Steps, Step{Template: f.Text, Also: roles(f.Also), Line: m.Line})
	}
	return m
}

func (p *roundParser) stepBefore(path string, m Milestone, f stepFile) Step {
	s, ok := p.step(path, f)
	if !ok || !s.When.After(m.Date) || m.Date.IsZero() && !s.When.On.IsZero() {
		return s
	}
	switch m.Kind {
	case Deadline:
		p.complain(path+".when", "the step %q comes after its deadline: write it as [[milestone.overdue]], or count it before", s.ID)
	case Event:
		p.complain(path+".when", "the notice %q comes after its event: count it before", s.ID)
	}
	return s
}

func (p *roundParser) stepAfter(path string, m Milestone, f stepFile) Step {
	s, ok := p.step(path, f)
	if ok && m.Kind != Deadline {
		p.complain(path, "nothing is overdue at the %s %q: write [[milestone.overdue]] under a deadline", m.Kind, m.ID)
	} else if ok && !s.When.After(m.Date) {
		p.complain(path+".when", "the step %q is not after the deadline: write it as [[milestone.step]]", s.ID)
	}
	return s
}

// step reads a step and reports whether its day could be read.
func (p *roundParser) step(path string, f stepFile) (Step, bool) {
	s := Step{ID: f.ID, Template: f.Text, Also: roles(f.Also), CallList: f.CallList, Line: p.line(path)}
	if f.When == "" {
		p.complain(path, "the step %q needs when: write %s", f.ID, offsetForms)
		return s, false
	}
	offset, err := ParseOffset(string(f.When))
	if err != nil {
		p.complain(path+".when", "%v", err)
		return s, false
	}
	s.When = offset
	return s, true
}

func roles(names []string) []Role {
	var all []Role
	for _, n := range names {
		all = append(all, Role(n))
	}
	return all
}

// date reads a date, which may be missing.
func (p *roundParser) date(path string, text written) Date {
	if text == "" {
		return Date{}
	}
	d, err := ParseDate(string(text))
	if err != nil {
		p.complain(path, "%v", err)
		p.unread[path] = true
	}
	return d
}
