package web

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"fristvakt/workflows"
)

// settle rules on what waits, and goes on to the next.
func (s *Server) settle(v *visit) {
	id := v.r.PathValue("id")
	next := v.r.PostFormValue("next")
	o, err := orderOf(v.r.PostForm)
	o.Doubt = id
	if err == nil {
		var made []workflows.Fact
		made, err = s.rule(v, o)
		if err == nil {
			to := "/review"
			if o.Kind == workflows.AssignLetter {
				to = "/review/" + id
			} else if next != "" {
				to = "/review/" + (&url.URL{Path: next}).EscapedPath()
			}
			v.went(to, made)
			return
		}
	}
	if wrong, said := v.refusal(err); said {
		s.showReview(v, http.StatusUnprocessableEntity, wrong)
		return
	}
	v.fail(err)
}

// rule carries orders out in the visitor's name. The party's own reason is what
// was written in the form.
func (s *Server) rule(v *visit, orders ...workflows.Order) ([]workflows.Fact, error) {
	reason := strings.Join(strings.Fields(v.r.PostFormValue("reason")), " ")
	if reason == "" {
		return nil, &workflows.Refusal{English: "a reason is missing", Text: workflows.Text{Nynorsk: "Skriv ein grunn.", Bokmaal: "Skriv en grunn."}}
	}
	// What a person has ordered is carried out also when the browser hangs up.
	return s.door.Rule(context.WithoutCancel(v.r.Context()), Ruler{Actor: v.who.Actor(), Reason: clip(300, reason)}, orders...)
}

// refusal says in the visitor's language why an order was refused.
func (v *visit) refusal(err error) (string, bool) {
	var refused *workflows.Refusal
	if !errors.As(err, &refused) {
		return "", false
	}
	return refused.Text.In(v.language), true
}

// went goes on to a page that says what was recorded.
func (v *visit) went(to string, made []workflows.Fact) {
	if len(made) > 0 {
		to += "?done=" + fmt.Sprintf("%d-%d", made[0].Seq, made[len(made)-1].Seq)
	}
	http.Redirect(v.w, v.r, to, http.StatusSeeOther)
}

// kindsOfForms are the orders that a form may carry.
var kindsOfForms = map[string]workflows.OrderKind{
	"accept": workflows.AcceptLetter, "reject": workflows.RejectLetter, "assign": workflows.AssignLetter, "record-letter": workflows.RecordLetter,
	"decline-letter": workflows.DeclineBy, "record-paper": workflows.RecordPaper, "contact": workflows.SetContact, "promise": workflows.NotePromise,
	"extend": workflows.Extend, "snooze": workflows.Snooze, "decline": workflows.Decline, "not-applicable": workflows.LeaveOut,
	"ask": workflows.AskAbout, "stop-day": workflows.StopDay, "pause": workflows.PauseAll, "resume": workflows.ResumeAll,
}

// orderOf reads an order from a form. A promise in a letter is a yes with its
// date.
func orderOf(form url.Values) (workflows.Order, error) {
	kind, known := kindsOfForms[form.Get("order")]
	if form.Get("order") == "promise-letter" {
		kind, known = workflows.AcceptLetter, true
	}
	if !known {
		return workflows.Order{}, &workflows.Refusal{English: "nothing is chosen", Text: workflows.Text{Nynorsk: "Vel kva du vil gjere.", Bokmaal: "Velg hva du vil gjøre."}}
	}
	o := workflows.Order{Kind: kind, Round: form.Get("round"), Journal: clip(60, form.Get("journal")), Milestone: form.Get("milestone"),
		Role: workflows.Role(form.Get("role")), Address: strings.TrimSpace(form.Get("address"))}
	switch kind {
	case workflows.AssignLetter:
		o.Party = form.Get("party")
	case workflows.RecordLetter, workflows.RecordPaper:
		o.Requirement = form.Get("requirement")
	}
	var err error
	if o.Until, err = dateOf(form.Get("until")); err != nil || form.Get("order") == "promise-letter" && o.Until.IsZero() {
		return o, errDate
	}
	if kind == workflows.AcceptLetter && form.Get("order") != "promise-letter" {
		o.Until = workflows.Date{}
	}
	if o.Received, err = dateOf(form.Get("received")); err != nil {
		return o, errDate
	}
	return o, nil
}

var errDate error = &workflows.Refusal{English: "that is no date", Text: workflows.Text{
	Nynorsk: "Skriv datoen slik: 31.05.2025.", Bokmaal: "Skriv datoen slik: 31.05.2025."}}

// dateOf reads a date as a browser sends it, or as people here write it.
func dateOf(text string) (workflows.Date, error) {
	text = strings.TrimSpace(text)
	if text == "" {
		return workflows.Date{}, nil
	}
	if d, err := workflows.ParseDate(text); err == nil {
		return d, nil
	}
	var day, month, year int
	if _, err := fmt.Sscanf(strings.ReplaceAll(text, " ", ""), "%d.%d.%d", &day, &month, &year); err != nil {
		return workflows.Date{}, err
	}
	return workflows.ParseDate(fmt.Sprintf("%04d-%02d-%02d", year, month, day))
}

// undo takes facts back, all of them or none.
func (s *Server) undo(v *visit) {
	if err := v.r.ParseForm(); err != nil {
		v.problem(http.StatusBadRequest, "Skjemaet kunne ikkje lesast", "Skjemaet kunne ikke leses", "Prøv att.", "Prøv igjen.")
		return
	}
	var orders []workflows.Order
	for _, text := range v.r.PostForm["fact"] {
		var n int64
		if _, err := fmt.Sscan(text, &n); err == nil {
			orders = append(orders, workflows.Order{Kind: workflows.Undo, Fact: n})
		}
	}
	made, err := s.rule(v, orders...)
	if wrong, said := v.refusal(err); said {
		v.problem(http.StatusUnprocessableEntity, "Ikkje teke tilbake", "Ikke tatt tilbake", wrong, wrong)
		return
	}
	if err != nil {
		v.fail(err)
		return
	}
	v.went(pathOnly(v.r.PostFormValue("next")), made)
}

// pathOnly is a path of the board without its query.
func pathOnly(next string) string {
	path, _, _ := strings.Cut(ownPath(next), "?")
	return path
}
