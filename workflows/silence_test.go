package workflows_test

import (
	"testing"
	"time"

	"fristvakt/workflows"
)

// usualMail is so many mails on each open day of the spring of 2025.
func usualMail(each int) map[workflows.Date]int {
	mails := map[workflows.Date]int{}
	for d := date("2025-03-01"); d.Before(date("2025-06-01")); d = d.AddDays(1) {
		if calendar.Open(d) {
			mails[d] = each
		}
	}
	return mails
}

func TestAMailboxIsSilentWhenABusyOneGetsNothingInWorkingHours(t *testing.T) {
	at := func(day string, hour int) time.Time { return clock(date(day), hour, 0).UTC() }
	for _, x := range []struct {
		name      string
		each      int
		last, now time.Time
		hours     int // 0: not silent
	}{
		{"a quiet morning", 40, at("2025-05-13", 15), at("2025-05-14", 12), 0},
		{"a working day without mail", 40, at("2025-05-13", 15), at("2025-05-14", 15), 8},
		{"a weekend", 40, at("2025-05-09", 16), at("2025-05-12", 8), 0},
		{"from Friday to Monday evening", 40, at("2025-05-09", 16), at("2025-05-12", 16), 8},
		{"Easter", 40, at("2025-04-11", 16), at("2025-04-22", 15), 0},
		{"a mailbox with two mails a day", 2, at("2025-05-12", 12), at("2025-05-14", 15), 0},
		{"the same for two weeks", 2, at("2025-04-28", 12), at("2025-05-13", 15), 75},
		{"a mailbox of which nothing is known", 0, at("2025-04-28", 12), at("2025-05-13", 15), 0},
	} {
		s, silent := workflows.Silent(calendar, usualMail(x.each), x.last, x.now, 8)
		if silent != (x.hours > 0) || silent && s.Hours != x.hours {
			t.Errorf("%s: %v, %+v", x.name, silent, s)
		}
	}
	if _, silent := workflows.Silent(calendar, usualMail(40), at("2025-05-13", 8), at("2025-05-15", 8), 0); silent {
		t.Error("it is told of although nobody asked")
	}
}
