package mailer

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"text/template"

	"fristvakt/workflows"
)

// placeholders are the words that texts may use, by the names the texts use.
// A name that is not here is refused when the text is read; a value that is
// not known is refused when the text is tried out.
func (m matter) placeholders() template.FuncMap {
	all := m.names()
	for _, more := range []template.FuncMap{m.dates(), m.deliveries(), m.extras()} {
		for name, value := range more {
			all[name] = value
		}
	}
	return all
}

func (m matter) names() template.FuncMap {
	organ, leiar := definite(m.party.Council), m.settings.leader(m.party.Number)
	return template.FuncMap{
		"kommune":       text(m.party.FullName),
		"eininga":       text(definite(m.party.Kind)),
		"organ":         text(organ),
		"Organ":         text(capital(organ)),
		"leiar":         text(leiar),
		"Leiar":         text(capital(leiar)),
		"runde":         text(m.round.Title),
		"vert":          text(m.settings.Host),
		"avsendar":      text(m.settings.From.Name),
		"mottak":        text(m.settings.Mottak),
		"kontakt_namn":  text(m.settings.Contact.Name),
		"kontakt_epost": text(m.settings.Contact.Mail),
		"kontakt_tlf":   text(m.settings.Contact.Phone),
		"ref":           text(workflows.Reference(m.round, m.party.Number)),
		"til":           text(m.to),
	}
}

func (m matter) dates() template.FuncMap {
	return template.FuncMap{
		"frist":             m.deadline,
		"frist_er_framme":   func() bool { return !m.action.Deadline.IsZero() && !m.action.Deadline.Before(m.today) },
		"kor_lenge_att":     m.timeLeft,
		"Tid_att":           m.timeLeftHeading,
		"siste_dag_setning": func() string { return lastDaySentence(m.date(), m.calendar, m.language) },
		"møtedato":          m.meeting,
		"tidspunkt":         func() string { return span(m.date(), m.until(), m.language) },
		"Tidspunkt":         func() string { return capital(span(m.date(), m.until(), m.language)) },
		"neste_frist":       m.anyDeadline,
		"vedtaksfrist":      m.decisionDeadline,
		"neste_hending":     m.nextEvent,
		"periode":           m.period,
	}
}

func (m matter) deliveries() template.FuncMap {
	return template.FuncMap{
		"krav":            func() []string { return m.labels(m.wanted()) },
		"krev":            func(word string) (bool, error) { return hasPaper(m.wanted(), word) },
		"vantar":          func(word string) (bool, error) { return hasPaper(m.requirements(m.action.Missing), word) },
		"har_alt":         func() bool { return len(m.action.Missing) == 0 },
		"manglar":         func() (string, error) { return some("missing", enumerate(m.labels(m.requirements(m.action.Missing)))) },
		"manglar_liste":   func() []string { return m.labels(m.requirements(m.action.Missing)) },
		"gjeld":           func() (string, error) { return some("covers", enumerate(m.labels(m.requirements(m.action.Covers)))) },
		"alt_vi_bad_om":   func() string { return enumerate(m.labels(m.wanted())) },
		"motteke":         m.received,
		"det_som_manglar": m.paperWord,
	}
}

func (m matter) extras() template.FuncMap {
	return template.FuncMap{
		"lenkje":          func(name string) (string, error) { return some("link "+name, m.settings.Links[name]) },
		"har_lenkje":      func(name string) bool { return m.settings.Links[name] != "" },
		"vedlegg":         m.fileNames,
		"tittel":          func() (string, error) { return some("milestone title", m.milestone.Title.In(m.language)) },
		"stad":            func() string { return m.milestone.Place },
		"tilraadd_vedtak": m.wording,
		"fil":             text(m.action.Paper),
		"sitat":           text(m.action.Quote),
	}
}

// text gives a value that must be there.
func text(value string) func() (string, error) {
	return func() (string, error) { return some("value", value) }
}

func some(what, value string) (string, error) {
	if value == "" {
		return "", fmt.Errorf("%s is not known", what)
	}
	return value, nil
}

func hasPaper(among []workflows.Requirement, word string) (bool, error) {
	paper, ok := papers[word]
	if !ok {
		return false, fmt.Errorf("%q is no paper: write avtale, vedtak or skjema", word)
	}
	return slices.ContainsFunc(among, func(q workflows.Requirement) bool { return q.Paper == paper }), nil
}

func (m matter) deadline() (string, error) {
	if m.action.Deadline.IsZero() {
		return "", errors.New("deadline is not known")
	}
	return longDate(m.action.Deadline, m.language), nil
}

func (m matter) meeting() (string, error) {
	if m.action.Meeting.IsZero() {
		return "", errors.New("meeting date is not known")
	}
	return dayDate(m.action.Meeting, m.language), nil
}

func (m matter) anyDeadline() string {
	return m.longOrNone(m.nextDeadline(func(workflows.Milestone) bool { return true }))
}

func (m matter) decisionDeadline() string {
	return m.longOrNone(m.nextDeadline(func(n workflows.Milestone) bool { return m.asks(n, workflows.DecisionCopy) }))
}

func (m matter) longOrNone(d workflows.Date) string {
	if d.IsZero() {
		return ""
	}
	return longDate(d, m.language)
}

func (m matter) nextEvent() string {
	n, ok := m.next(func(n workflows.Milestone) bool { return n.Kind == workflows.Event })
	if !ok {
		return ""
	}
	return n.Title.In(m.language) + ", " + span(n.Date, n.Until, m.language)
}

// period returns the days of the milestone with the given id, "" where the
// round has none.
func (m matter) period(id string) string {
	n, ok := m.round.Milestone(id)
	if !ok || n.Date.IsZero() {
		return ""
	}
	return span(n.Date, n.Until, m.language)
}

func (m matter) fileNames() ([]string, error) {
	files, err := m.files()
	var names []string
	for _, f := range files {
		names = append(names, f.Name)
	}
	return names, err
}

func (m matter) wording() (string, error) {
	organ, leiar := definite(m.party.Council), m.settings.leader(m.party.Number)
	s := strings.NewReplacer("{{Organ}}", capital(organ), "{{organ}}", organ, "{{leiar}}", leiar, "{{Leiar}}", capital(leiar),
		"{{kommune}}", m.party.FullName, "{{eininga}}", definite(m.party.Kind)).Replace(m.round.Wording)
	if strings.Contains(s, "{{") {
		return "", fmt.Errorf("the recommended wording of %s has a placeholder that is not known: %s", m.round.ID, s)
	}
	return s, nil
}
