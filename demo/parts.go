package demo

import (
	"fmt"
	"time"

	"fristvakt/demo/papers"
	"fristvakt/workflows"
)

// sends is the plain part: the council meets, and some days later everything
// comes in one mail.
func (s season) sends(c *cast, ch *character) {
	meeting := s.meeting(ch)
	ch.on(ch.workday(meeting, 1+ch.rand.IntN(6)), func(now time.Time) {
		b := s.all(ch, meeting)
		ch.writes(s.cover(ch, b), now, s.means(b, "alt er med"))
	})
}

// sendsOn is everything on a day of its own, late or early.
func (s season) sendsOn(meeting, day string) part {
	return func(_ *cast, ch *character) {
		ch.on(date(day), func(now time.Time) {
			b := s.all(ch, date(meeting))
			ch.writes(s.cover(ch, b), now, s.means(b, "alt er med"))
		})
	}
}

// signsOn is the agreement alone on a day of its own.
func (s season) signsOn(day string) part {
	return func(_ *cast, ch *character) {
		ch.on(date(day), func(now time.Time) {
			a := s.signed(ch, ch.agreement(date(day)))
			ch.writes(s.cover(ch, a), now, s.means(a, "avtalen er signert"))
		})
	}
}

// inTwo sends the decision first and the agreement some weeks later.
func (s season) inTwo(meeting, later string) part {
	return func(c *cast, ch *character) {
		d := s.decided(ch, ch.decision(s.round, date(meeting)))
		ch.on(ch.workday(date(meeting), 2), func(now time.Time) {
			ch.writes(s.cover(ch, d), now, s.means(d, "vedtaket er med, avtalen kjem seinare"))
		})
		s.signsOn(later)(c, ch)
	}
}

// replies sends everything in answer to a reminder.
func (s season) replies(step string, spoil func(*letter)) part {
	return func(_ *cast, ch *character) {
		ch.answers(s.deadline, step, func(m Sent, now time.Time) {
			today := ch.world.options.Calendar.DateOf(now)
			b := s.all(ch, ch.workday(today, -8))
			l := ch.reply(m, "Hei, takk for påminninga. Her kjem det de manglar frå oss.")
			l.files = b.files
			if spoil != nil {
				spoil(&l)
			}
			ch.writes(l, now, s.means(b, "svar på påminning, alt er med"))
		})
	}
}

// wrongFirst sends a paper that is none of those asked for, and the right ones
// when reminded.
func (s season) wrongFirst(day, step string, wrong func(ch *character) bundle, hasty bool) part {
	return func(c *cast, ch *character) {
		ch.on(date(day), func(now time.Time) {
			b := wrong(ch).worthless()
			means := s.means(b, "dette er ikkje det vi har bede om")
			means.Hasty = hasty
			ch.writes(s.cover(ch, b), now, means)
		})
		s.replies(step, nil)(c, ch)
	}
}

// paper is a decision in another form than the council's own.
func (s season) paper(form papers.Form, meeting string) func(*character) bundle {
	return func(ch *character) bundle {
		m := ch.decision(s.round, date(meeting))
		m.Form = form
		return s.decided(ch, m)
	}
}

// unsigned is the agreement that nobody but the host has signed.
func (s season) unsigned(how papers.Signing) func(*character) bundle {
	return func(ch *character) bundle {
		a := ch.agreement(date("2025-04-02"))
		a.How = how
		return s.signed(ch, a)
	}
}

// lastYears is the decision of the year before.
func lastYears(ch *character) bundle {
	return autumn.decided(ch, ch.decision(autumn.round, date("2024-10-17")))
}

// asks puts a question and sends everything later.
func (s season) asks(day, question, later string) part {
	return func(c *cast, ch *character) {
		ch.on(date(day), func(now time.Time) {
			l := letter{from: ch.person(ch.leader), subject: "Spørsmål om DigiVestland", text: "Hei!\n\n" + question + ch.signature(ch.leader, "kommunedirektør")}
			ch.writes(l, now, Reading{Round: s.round, Why: "eit spørsmål, svara på telefon"})
		})
		s.sendsOn(ch.workday(date(later), -9).String(), later)(c, ch)
	}
}

// promises names the day of its meeting, and keeps it or not.
func (s season) promises(day, meeting, later string) part {
	return func(c *cast, ch *character) {
		ch.on(date(day), func(now time.Time) {
			on := date(meeting)
			l := letter{subject: "DigiVestland - politisk handsaming", html: true,
				text: "Hei.\n\nSaka om DigiVestland kjem opp i " + ch.party.Council + "et " + norwegian(on) + ". Vi sender papira når vedtaket er gjort." + ch.signature(ch.archivist, "rådgjevar")}
			ch.writes(l, now, Reading{Round: s.round, Promises: ch.party.Number, Meeting: on, Why: "møtet er " + norwegian(on)})
		})
		if later != "" {
			s.sendsOn(meeting, later)(c, ch)
			return
		}
		s.replies("after-meeting-"+meeting, nil)(c, ch)
	}
}

// decides sends a decision with another outcome than yes.
func (s season) decides(outcome workflows.Outcome, meeting string, until workflows.Date) part {
	return func(_ *cast, ch *character) {
		m := ch.decision(s.round, date(meeting))
		m.Outcome, m.Until = outcome, until
		ch.on(ch.workday(date(meeting), 3), func(now time.Time) {
			b := s.decided(ch, m)
			means := s.means(b, "eit atterhald; etter samtale står vedtaket som eit ja")
			switch outcome {
			case workflows.No:
				means = Reading{Round: s.round, Declines: ch.party.Number, Why: "dei takkar nei"}
			case workflows.Postponed:
				means = Reading{Round: s.round, Promises: ch.party.Number, Meeting: until, Why: "utsett til " + norwegian(until)}
			}
			l := s.cover(ch, b)
			l.subject = "Melding om vedtak - DigiVestland"
			ch.writes(l, now, means)
		})
		if outcome == workflows.Postponed {
			again := ch.workday(until, 4)
			s.sendsOn(until.String(), again.String())(nil, ch)
		}
	}
}

// both lets a municipality play two parts.
func both(a, b part) part {
	return func(c *cast, ch *character) {
		a(c, ch)
		b(c, ch)
	}
}

// nothing is what some do: they never answer.
func nothing(*cast, *character) {}

var months = []string{"januar", "februar", "mars", "april", "mai", "juni", "juli", "august", "september", "oktober", "november", "desember"}

// norwegian writes a day as in "12. juni 2025".
func norwegian(d workflows.Date) string {
	return fmt.Sprintf("%d. %s %d", d.Day, months[d.Month-1], d.Year)
}
