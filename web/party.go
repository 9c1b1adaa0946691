package web

import (
	"fmt"
	"maps"
	"net/http"
	"slices"
	"time"

	"fristvakt/workflows"
)

// partyBody is everything about one party in one round.
type partyBody struct {
	Rounds       []roundLink
	Round        workflows.Round
	Standing     *workflows.Standing
	Word         workflows.Text
	Sign         string
	State        workflows.State
	Papers       []paperRow
	Waiting      []waiting
	Contacts     []contactRow
	Coming       []comingRow
	Sent         []entry
	Diary        []entry
	Deadlines    []workflows.Milestone
	Dates        map[string]workflows.Date
	Form         map[string]string // what was written in a try that failed
	Requirements []workflows.Requirement
}

// paperRow says of one requirement what came, when and how.
type paperRow struct {
	Label  workflows.Text
	Have   bool
	On     workflows.Date
	Paper  string
	Letter string
	By     string // the person who recorded it; "" where the program did
}

// contactRow is one address of a party.
type contactRow struct {
	Role    workflows.Text
	Address string
	Bounced string // why mail does not arrive
	Absent  string
}

// comingRow is one mail that is foreseen.
type comingRow struct {
	Key, Party, Number, Round string
	Date                      workflows.Date
	Title                     workflows.Text
	Why                       workflows.Text
	Not                       workflows.Text // why it will not go
	Will                      bool
}

// entry is one fact in words.
type entry struct {
	Seq     int64
	At      time.Time
	On      workflows.Date
	Clock   string
	Text    string
	Actor   string
	Reason  string
	Letter  string
	Key     string // of a mail
	Mail    string // its subject, without our reference
	Void    bool
	Facts   []int64 // that are taken back together; none where it cannot be
	Party   string
	Number  string
	Machine bool
}

func (s *Server) party(v *visit) { s.showParty(v, http.StatusOK, "") }

func (s *Server) showParty(v *visit, status int, wrong string) {
	state, ok := v.state()
	if !ok {
		return
	}
	l, err := roundOf(state, v.r.FormValue("round"))
	if err != nil {
		v.missing()
		return
	}
	standing := l.Standing(v.r.PathValue("number"))
	if standing == nil {
		v.missing()
		return
	}
	b := partyBody{Round: l.Round, Standing: standing, State: l.State(standing), Requirements: l.Round.Requirements, Dates: map[string]workflows.Date{}, Form: map[string]string{}}
	for _, other := range state.Ledgers {
		b.Rounds = append(b.Rounds, roundLink{other.Round.ID, other.Round.Title, other == l})
	}
	b.Word, b.Sign = stateWord(b.State), stateSign(b.State)
	b.papers(l)
	b.contacts()
	b.comes(l, state.Now)
	for _, q := range state.Doubts() {
		if q.Party.Number == standing.Party.Number || slices.Contains(q.Open.Verdict.Candidates, standing.Party.Number) {
			b.Waiting = append(b.Waiting, v.waiting(q, state.Now))
		}
	}
	for _, m := range l.Round.Milestones {
		if m.Kind == workflows.Deadline {
			b.Deadlines = append(b.Deadlines, m)
			b.Dates[m.ID] = l.DateOf(m, standing)
		}
	}
	b.diary(state, l)
	if status != http.StatusOK {
		for key := range v.r.PostForm {
			b.Form[key] = v.r.PostFormValue(key)
		}
	}
	v.showWrong(status, "party.html", "board", standing.Party.FullName, &state, b, wrong)
}

func (b *partyBody) papers(l *workflows.Ledger) {
	for _, q := range l.Round.Requirements {
		r := paperRow{Label: q.Label}
		if got, have := b.Standing.Delivered[q.ID]; have {
			r.Have, r.On, r.Paper, r.Letter = true, l.Calendar.DateOf(got.At), got.Paper, got.Letter
			if got.Actor != workflows.Robot {
				r.By = got.Actor
			}
		}
		b.Papers = append(b.Papers, r)
	}
}

func (b *partyBody) contacts() {
	s := b.Standing
	addresses := map[string]bool{}
	for _, role := range slices.Sorted(maps.Keys(s.Contacts)) {
		b.Contacts = append(b.Contacts, b.contact(roleWord(role), s.Contacts[role]))
		addresses[s.Contacts[role]] = true
	}
	for _, address := range slices.Sorted(maps.Keys(s.Bounces)) {
		if !addresses[address] {
			b.Contacts = append(b.Contacts, b.contact(workflows.Text{Nynorsk: "Tidlegare adresse", Bokmaal: "Tidligere adresse"}, address))
			addresses[address] = true
		}
	}
	for _, address := range slices.Sorted(maps.Keys(s.Absences)) {
		if !addresses[address] {
			b.Contacts = append(b.Contacts, b.contact(workflows.Text{Nynorsk: "Har svart frå", Bokmaal: "Har svart fra"}, address))
		}
	}
}

func (b *partyBody) contact(role workflows.Text, address string) contactRow {
	c := contactRow{Role: role, Address: address}
	if f, bad := b.Standing.Bounces[address]; bad {
		c.Bounced = f.Reason
	}
	if f, away := b.Standing.Absences[address]; away {
		c.Absent = f.Reason
		if !f.Until.IsZero() {
			c.Absent += " (til " + longDate(f.Until) + ")"
		}
	}
	return c
}

func roleWord(r workflows.Role) workflows.Text {
	switch r {
	case workflows.Mailroom:
		return workflows.Text{Nynorsk: "Postmottak"}
	case workflows.ChiefExecutive:
		return workflows.Text{Nynorsk: "Kommunedirektør"}
	}
	return workflows.Text{Nynorsk: string(r)}
}

func (b *partyBody) comes(l *workflows.Ledger, now time.Time) {
	today := l.Calendar.DateOf(now)
	for _, f := range workflows.LookAt(l, b.Standing, now) {
		if f.Sent.IsZero() && !f.Date.Before(today) && !f.Date.IsZero() {
			b.Coming = append(b.Coming, foreseen(l, f))
		}
	}
}

func foreseen(l *workflows.Ledger, f workflows.Forecast) comingRow {
	return comingRow{Key: f.Key, Party: f.Party.FullName, Number: f.Party.Number, Round: l.Round.ID, Date: f.Date, Title: mailTitle(f),
		Why: f.Because(), Not: f.NotText, Will: f.Not == ""}
}

// mailTitle says what a mail is about.
func mailTitle(f workflows.Forecast) workflows.Text {
	what := map[workflows.MilestoneKind]workflows.Text{workflows.Deadline: {Nynorsk: "Påminning", Bokmaal: "Påminnelse"},
		workflows.Event: {Nynorsk: "Varsel", Bokmaal: "Varsel"}, workflows.Dispatch: {Nynorsk: "Utsending", Bokmaal: "Utsending"}}[f.Milestone.Kind]
	return workflows.Text{Nynorsk: what.Nynorsk + ": " + f.Milestone.Title.Nynorsk, Bokmaal: what.In(workflows.Bokmaal) + ": " + f.Milestone.Title.In(workflows.Bokmaal)}
}

// diary tells what has happened, the newest first.
func (b *partyBody) diary(state State, l *workflows.Ledger) {
	for _, e := range entries(state, func(f workflows.Fact) bool {
		return f.Party == b.Standing.Party.Number && (f.Round == "" || f.Round == l.Round.ID)
	}) {
		b.Diary = append(b.Diary, e)
		if e.Key != "" {
			b.Sent = append(b.Sent, e)
		}
	}
}

// ruleParty carries out one of the orders of the party's page.
func (s *Server) ruleParty(v *visit) {
	number := v.r.PathValue("number")
	_ = v.r.PostFormValue("order")
	o, err := orderOf(v.r.PostForm)
	o.Party = number
	var made []workflows.Fact
	if err == nil {
		made, err = s.rule(v, o)
	}
	if wrong, said := v.refusal(err); said {
		s.showParty(v, http.StatusUnprocessableEntity, wrong)
		return
	}
	if err != nil {
		v.fail(err)
		return
	}
	v.went("/party/"+number, made)
}

func clockOf(at time.Time, zone *time.Location) string {
	t := at.In(zone)
	return fmt.Sprintf("%02d.%02d", t.Hour(), t.Minute())
}
