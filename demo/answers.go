package demo

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"fristvakt/workflows"
)

// reply answers a mail: in its thread, with the subject and the text quoted.
func (c *character) reply(m Sent, text string) letter {
	local := m.At.In(c.world.options.Calendar.Zone())
	return letter{from: c.mailroom(), subject: "SV: " + m.Subject, inReplyTo: m.MessageID, html: true,
		text: text + c.signature(c.archivist, "sekretær") + fmt.Sprintf("\nFrå: DigiVestland <%s>\nSendt: %s\nTil: %s\nEmne: %s\n\nHei,\nVi minner om fristen. Med helsing sekretariatet\n",
			m.From, local.Format("02.01.2006 15:04"), c.party.Mailroom, m.Subject)}
}

// onHoliday answers every mail of a time with an automatic reply, with the
// headers that a program should set (RFC 3834) or without, at most one in four
// days.
func onHoliday(from, until string, headers bool) part {
	return func(_ *cast, ch *character) {
		var last time.Time
		ch.reacts(func(m Sent, now time.Time) bool {
			today := ch.world.options.Calendar.DateOf(now)
			if today.Before(date(from)) || today.After(date(until)) || now.Sub(last) < 4*24*time.Hour {
				return today.After(date(until))
			}
			last = now
			ch.world.at(now.Add(time.Minute), func(now time.Time) {
				ch.writes(ch.absence(m, date(until), headers), now, Reading{Why: "eit automatisk svar"})
			})
			return false
		})
	}
}

func (c *character) absence(m Sent, until workflows.Date, headers bool) letter {
	l := letter{from: c.mailroom(), subject: "Automatisk svar: " + m.Subject, inReplyTo: m.MessageID,
		text: "Takk for e-posten. Eg er på ferie til og med " + norwegian(until) + ". Hastar det, kan du ringje sentralbordet.\n\n" + c.archivist + "\n" + c.party.FullName + "\n"}
	if headers {
		l.headers = [][2]string{{"Auto-Submitted", "auto-replied"}, {"X-Auto-Response-Suppress", "All"}}
	}
	return l
}

// bounces lets the mailroom's server take mail and send it back, until the
// secretariat has another address.
func bounces(after string, other string) part {
	return func(_ *cast, ch *character) {
		ch.reacts(func(m Sent, now time.Time) bool {
			if ch.world.options.Calendar.DateOf(now).Before(date(after)) || !slices.ContainsFunc(m.To, func(a string) bool { return strings.EqualFold(a, ch.party.Mailroom) }) {
				return false
			}
			ch.address = other + "@" + ch.party.Domain
			ch.world.at(now.Add(2*time.Minute), func(now time.Time) { ch.sendsBack(m, unknownUser, now) })
			return false
		})
	}
}

// refuses lets the receiving server refuse the mailroom from the start.
func refuses(other string) part {
	return func(_ *cast, ch *character) {
		ch.world.sink.kill(ch.party.Mailroom)
		ch.address = other + "@" + ch.party.Domain
	}
}

// delayed lets one mail be late; it arrives after all.
func delayed(milestone string) part {
	return func(_ *cast, ch *character) {
		ch.reacts(func(m Sent, now time.Time) bool {
			if m.Milestone == milestone {
				ch.world.at(now.Add(4*time.Hour), func(now time.Time) { ch.sendsBack(m, fullForNow, now) })
			}
			return m.Milestone == milestone
		})
	}
}

func (c *character) sendsBack(m Sent, f failure, now time.Time) {
	id, text := deliveryReport(m, c.party.Mailroom, f, now)
	c.world.Truth.write(id, Reading{Received: now, Why: "e-post som kom i retur"})
	c.world.receive(text, now)
}
