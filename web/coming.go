package web

import (
	"net/http"
	"net/url"
	"time"

	"fristvakt/workflows"
)

// daysAhead is how far the calendar of mail looks.
const daysAhead = 42

// comingBody is what goes out in the coming weeks.
type comingBody struct {
	Days  []comingDay
	Until workflows.Date
}

// comingDay is one day with its mails.
type comingDay struct {
	Date    workflows.Date
	Weekday string
	Mails   []comingRow
	Open    bool // the first day is unfolded
}

func (s *Server) coming(v *visit) { s.showComing(v, http.StatusOK, "") }

func (s *Server) showComing(v *visit, status int, wrong string) {
	state, ok := v.state()
	if !ok {
		return
	}
	b := comingBody{}
	for _, l := range state.Ledgers {
		today := l.Calendar.DateOf(state.Now)
		b.Until = today.AddDays(daysAhead)
		for _, f := range workflows.Look(l, state.Now, today, b.Until) {
			if f.Party.Number != "" && f.Not == "" && f.Sent.IsZero() && !f.Date.IsZero() {
				b.put(foreseen(l, f), v.language)
			}
		}
	}
	if len(b.Days) > 0 {
		b.Days[0].Open = true
	}
	v.showWrong(status, "coming.html", "coming", v.say("Utsendingar", "Utsendinger"), &state, b, wrong)
}

// put adds a mail to its day, keeping the days in order.
func (b *comingBody) put(row comingRow, language workflows.Language) {
	at := len(b.Days)
	for i, d := range b.Days {
		if d.Date == row.Date {
			b.Days[i].Mails = append(b.Days[i].Mails, row)
			return
		}
		if d.Date.After(row.Date) {
			at = i
			break
		}
	}
	day := comingDay{Date: row.Date, Weekday: weekday(row.Date, language), Mails: []comingRow{row}}
	b.Days = append(b.Days[:at:at], append([]comingDay{day}, b.Days[at:]...)...)
}

// mailBody is one mail, as it was sent or would be.
type mailBody struct {
	Mail Mail
	Foreseen
	Changed string
	Party   workflows.Party
}

// Foreseen is why a mail would go, where it has not been written yet.
type Foreseen struct {
	Row comingRow
	Is  bool
}

// comingMail shows a mail as it would be sent on its day, things standing as
// they do.
func (s *Server) comingMail(v *visit) {
	state, ok := v.state()
	if !ok {
		return
	}
	q := v.r.URL.Query()
	l, err := roundOf(state, q.Get("round"))
	if err != nil || l.Standing(q.Get("party")) == nil {
		v.missing()
		return
	}
	for _, f := range workflows.LookAt(l, l.Standing(q.Get("party")), state.Now) {
		if f.Key != q.Get("key") {
			continue
		}
		m, err := s.door.Coming(v.r.Context(), f)
		if err != nil {
			v.fail(err)
			return
		}
		v.show(http.StatusOK, "mail.html", "coming", clip(80, m.Subject), &state, mailBody{Mail: m, Party: f.Party, Foreseen: Foreseen{foreseen(l, f), true}})
		return
	}
	v.missing()
}

// mail shows one of the outbox.
func (s *Server) mail(v *visit) {
	state, ok := v.state()
	if !ok {
		return
	}
	m, err := s.door.Mail(v.r.Context(), v.r.URL.Query().Get("key"))
	if err != nil {
		v.fail(err)
		return
	}
	b := mailBody{Mail: m, Changed: instant(m.Changed, state.Ledgers[0].Calendar)}
	b.Party, _ = state.Roster.Party(workflows.ParseKey(m.Key).Party)
	v.show(http.StatusOK, "mail.html", "coming", clip(80, m.Subject), &state, b)
}

func instant(at time.Time, c workflows.Calendar) string {
	return longDate(c.DateOf(at)) + " kl. " + clockOf(at, c.Zone())
}

// holdBack pauses all sending, resumes it, or snoozes every party that is
// chosen.
func (s *Server) holdBack(v *visit) {
	_ = v.r.PostFormValue("order")
	o, err := orderOf(v.r.PostForm)
	var orders []workflows.Order
	if o.Kind == workflows.Snooze {
		orders, err = batch(v.r.PostForm, o)
	} else if err == nil {
		orders = []workflows.Order{o}
	}
	var made []workflows.Fact
	if err == nil {
		made, err = s.rule(v, orders...)
	}
	if wrong, said := v.refusal(err); said {
		s.showComing(v, http.StatusUnprocessableEntity, wrong)
		return
	}
	if err != nil {
		v.fail(err)
		return
	}
	v.went("/coming", made)
}

// batch is one order for each party that is chosen.
func batch(form url.Values, o workflows.Order) ([]workflows.Order, error) {
	var all []workflows.Order
	for _, number := range form["party"] {
		one := o
		one.Party = number
		all = append(all, one)
	}
	if len(all) == 0 {
		return nil, &workflows.Refusal{English: "no party is chosen", Text: workflows.Text{Nynorsk: "Vel minst éin kommune.", Bokmaal: "Velg minst én kommune."}}
	}
	if o.Until.IsZero() {
		return nil, errDate
	}
	return all, nil
}
