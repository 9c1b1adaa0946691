package web

import (
	"cmp"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"fristvakt/workflows"
)

// queueBody is what waits.
type queueBody struct{ Waiting []waiting }

// waiting is one line of the queue.
type waiting struct {
	ID, Party, Subject, Guess, Why string
	Mail                           bool // a mail of ours that may have gone
	Received                       workflows.Date
	Days                           int // working days it has waited
}

func (s *Server) queue(v *visit) {
	state, ok := v.state()
	if !ok {
		return
	}
	var b queueBody
	for _, q := range state.Doubts() {
		b.Waiting = append(b.Waiting, v.waiting(q, state.Now))
	}
	slices.SortStableFunc(b.Waiting, func(x, y waiting) int { return -x.Received.DaysUntil(y.Received) })
	v.show(http.StatusOK, "queue.html", "review", v.say("Til avklaring", "Til avklaring"), &state, b)
}

func (v *visit) waiting(q workflows.Doubt, now time.Time) waiting {
	c := q.Ledger.Calendar
	w := waiting{ID: q.ID(), Party: cmp.Or(q.Party.FullName, v.say("Ukjend kommune", "Ukjent kommune"))}
	at := q.Open.Received
	if q.Mail != nil {
		w.Mail, at, w.Why = true, q.Mail.At, q.Mail.Reason
		w.Subject = v.say("Det er uvisst om denne e-posten gjekk ut", "Det er uvisst om denne e-posten gikk ut")
	} else {
		w.Subject, w.Why, w.Guess = q.Open.Subject, q.Open.Reason, v.guess(q.Open.Verdict)
	}
	w.Received = c.DateOf(at)
	w.Days = c.WorkdaysBetween(w.Received, c.DateOf(now))
	return w
}

// guess says in a few words what a letter seems to be.
func (v *visit) guess(verdict workflows.Verdict) string {
	var parts []string
	for _, d := range best(verdict.Documents) {
		text := paperWord(d.Kind).In(v.language)
		if d.Outcome != "" {
			text += " (" + outcomeWord(d.Outcome).In(v.language) + ")"
		}
		parts = append(parts, text)
	}
	if !verdict.Promise.IsZero() {
		parts = append(parts, v.say("lovar møte ", "lover møte ")+longDate(verdict.Promise))
	}
	if len(parts) == 0 {
		return v.say("brev utan papir vi kjenner att", "brev uten papir vi kjenner igjen")
	}
	return strings.Join(parts, ", ")
}

// best puts the documents first that would deliver something.
func best(documents []workflows.Document) []workflows.Document {
	out := slices.Clone(documents)
	slices.SortStableFunc(out, func(a, b workflows.Document) int {
		switch {
		case a.Delivers == b.Delivers:
			return 0
		case a.Delivers:
			return -1
		}
		return 1
	})
	return out
}

// reviewBody is one thing that waits, with everything that it rests on.
type reviewBody struct {
	Doubt        workflows.Doubt
	Line         waiting
	Letter       *Letter
	Mail         *Mail
	Papers       []shown
	Accept       string // what a yes would record; "" where there is nothing to say yes to
	Ask          string // what the party would be asked; "" where there is nothing to ask about
	Says         bool   // the best guess is that the council said no
	Requirements []workflows.Requirement
	Parties      []workflows.Party
	Reasons      []string
	Place, Of    int // in the queue
	Prev, Next   string
	Chosen       string // what was ordered in a try that failed
	Reason       string
}

// shown is one paper with what was found in it.
type shown struct {
	Paper
	Index    int
	Document workflows.Document
	Word     workflows.Text
	Outcome  workflows.Text
	Numbers  []pageShown
}

// pageShown is one page of a paper.
type pageShown struct {
	Number int
	Quoted bool // the decisive sentence stands here
}

func (s *Server) review(v *visit) { s.showReview(v, http.StatusOK, "") }

func (s *Server) showReview(v *visit, status int, wrong string) {
	state, ok := v.state()
	if !ok {
		return
	}
	q, err := state.Doubt(v.r.PathValue("id"))
	if err != nil {
		v.settledAlready(&state)
		return
	}
	b := reviewBody{Doubt: q, Line: v.waiting(q, state.Now), Requirements: q.Ledger.Round.Requirements, Parties: state.Roster,
		Chosen: v.r.PostFormValue("order"), Reason: v.r.PostFormValue("reason")}
	b.place(state, q)
	if err := s.fill(v, &b); err != nil {
		v.fail(err)
		return
	}
	b.Accept, b.Ask = v.accepting(q), v.asking(q)
	b.Reasons = []string{v.say("Lese og kontrollert", "Lest og kontrollert"), v.say("Berre eit saksframlegg", "Bare et saksframlegg"),
		v.say("Gjeld ei anna sak", "Gjelder en annen sak"), v.say("Avklart på telefon", "Avklart på telefon")}
	v.showWrong(status, "review.html", "review", cmp.Or(clip(60, b.Line.Subject), v.say("Til avklaring", "Til avklaring")), &state, b, wrong)
}

// showWrong is show with why something could not be done.
func (v *visit) showWrong(status int, name, section, title string, state *State, body any, wrong string) {
	p := v.view(section, title, state, body)
	p.Wrong = wrong
	v.write(status, name, p)
}

// settledAlready answers for a doubt that is no more.
func (v *visit) settledAlready(state *State) {
	v.show(http.StatusNotFound, "problem.html", "review", v.say("Avgjort", "Avgjort"), state,
		v.say("Dette ventar ikkje lenger. Nokon har alt avgjort det; sjå hendingsloggen.", "Dette venter ikke lenger. Noen har alt avgjort det; se hendelsesloggen."))
}

func (b *reviewBody) place(state State, q workflows.Doubt) {
	all := state.Doubts()
	slices.SortStableFunc(all, func(x, y workflows.Doubt) int { return when(x).Compare(when(y)) })
	b.Of = len(all)
	for i, other := range all {
		if other.ID() != q.ID() {
			continue
		}
		b.Place = i + 1
		if i > 0 {
			b.Prev = all[i-1].ID()
		}
		if i+1 < len(all) {
			b.Next = all[i+1].ID()
		}
	}
}

func when(q workflows.Doubt) time.Time {
	if q.Mail != nil {
		return q.Mail.At
	}
	return q.Open.Received
}

// fill fetches the letter or the mail.
func (s *Server) fill(v *visit, b *reviewBody) error {
	if b.Doubt.Mail != nil {
		m, err := s.door.Mail(v.r.Context(), b.Doubt.Mail.Key)
		b.Mail = &m
		return err
	}
	l, err := s.door.Letter(v.r.Context(), b.Doubt.Open.Letter)
	switch {
	case errors.Is(err, ErrNotFound): // an answer in a form has no letter
	case err != nil:
		return err
	default:
		b.Letter = &l
	}
	b.Papers = pair(b.Doubt.Open.Verdict, l.Papers)
	for _, d := range b.Papers {
		b.Says = b.Says || d.Document.Outcome == workflows.No
	}
	return nil
}

// pair puts what was found beside the paper that it was found in, the best
// guess first.
func pair(verdict workflows.Verdict, papers []Paper) []shown {
	var all []shown
	taken := map[int]bool{}
	for _, d := range best(verdict.Documents) {
		one := shown{Index: -1, Document: d, Word: paperWord(d.Kind), Outcome: outcomeWord(d.Outcome), Paper: Paper{Name: d.Name}}
		for i, p := range papers {
			if p.Name == d.Name && !taken[i] {
				one.Paper, one.Index, taken[i] = p, i, true
				break
			}
		}
		all = append(all, one.numbered())
	}
	for i, p := range papers {
		if !taken[i] {
			all = append(all, shown{Paper: p, Index: i}.numbered())
		}
	}
	return all
}

// mostPages is how many pages of a paper are laid out; the others are in the
// download.
const mostPages = 30

func (s shown) numbered() shown {
	for n := range min(s.Pages, mostPages) {
		s.Numbers = append(s.Numbers, pageShown{Number: n + 1, Quoted: s.Document.Quote != "" && s.Document.Page == n+1})
	}
	return s
}

// accepting says what a yes would record.
func (v *visit) accepting(q workflows.Doubt) string {
	if q.Mail != nil {
		return v.say("Han gjekk ut", "Den gikk ut")
	}
	probe := workflows.Ruling{Actor: "x", Reason: "x"}
	party := cmp.Or(q.Open.Verdict.Party, q.Party.Number, "0")
	facts, err := probe.Accept(q.Ledger.Round, q.Open, party, workflows.Date{})
	if err != nil {
		return ""
	}
	var parts []string
	for _, f := range facts {
		switch f.Kind {
		case workflows.Delivered:
			r, _ := q.Ledger.Round.Requirement(f.Requirement)
			parts = append(parts, r.Label.In(v.language))
		case workflows.Declined:
			parts = append(parts, v.say("at kommunen seier nei", "at kommunen sier nei"))
		case workflows.Promised:
			parts = append(parts, fmt.Sprintf(v.say("møte %s", "møte %s"), longDate(f.Until)))
		}
	}
	return strings.Join(parts, v.say(" og ", " og "))
}

// asking says what the party would be asked about its paper.
func (v *visit) asking(q workflows.Doubt) string {
	probe := workflows.Ruling{Actor: "x", Reason: "x"}
	if _, err := probe.Ask(q.Ledger.Round, q.Open, q.Party.Number, ""); q.Mail != nil || err != nil {
		return ""
	}
	name, _, _ := workflows.BestClarification(q.Open.Verdict)
	return map[string]workflows.Text{
		"clarify-case-paper":         {Nynorsk: "Det er eit saksframlegg; kva vart vedteke?", Bokmaal: "Det er et saksframlegg; hva ble vedtatt?"},
		"clarify-recommendation":     {Nynorsk: "Det er ei innstilling; når er saka oppe?", Bokmaal: "Det er en innstilling; når er saken oppe?"},
		"clarify-unsigned-agreement": {Nynorsk: "Signaturen frå kommunen manglar", Bokmaal: "Signaturen fra kommunen mangler"},
		"clarify-unreadable":         {Nynorsk: "Fila kan ikkje opnast; send henne på nytt", Bokmaal: "Filen kan ikke åpnes; send den på nytt"},
		"clarify-other-round":        {Nynorsk: "Papiret gjeld ein tidlegare runde", Bokmaal: "Papiret gjelder en tidligere runde"},
		"clarify-conditional":        {Nynorsk: "Kva har atterhaldet å seie?", Bokmaal: "Hva har forbeholdet å si?"},
	}[name].In(v.language) + map[bool]string{true: v.say("Kva kommune gjeld papiret?", "Hvilken kommune gjelder papiret?")}[name == "clarify-party"]
}
