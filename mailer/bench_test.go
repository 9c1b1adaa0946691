package mailer_test

import (
	"testing"

	"fristvakt/mailer"
	"fristvakt/workflows"
)

func BenchmarkComposeReminder(b *testing.B) {
	c, r, p, cal := composer(b), round(b, r25), party(b, "4630"), calendar()
	a := workflows.Action{Key: "digivestland-2025/4630/deadline-31-may/2-weeks-before", Kind: workflows.Reminder, Round: r25, Party: p.Number,
		Milestone: "deadline-31-may", Template: "reminder", Deadline: day(b, "2025-05-31"), Missing: both}
	to, now := addresses(p), at(b, "2025-05-15")
	b.ReportAllocs()
	for b.Loop() {
		if _, err := c.Compose(a, r, p, to, cal, false, now); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkComposeDigest(b *testing.B) {
	c, r, now := composer(b), busyDay(b), digestTime(b)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := c.Digest(r, now); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkNew(b *testing.B) {
	s, all := settings(b), rounds(b)
	for b.Loop() {
		if _, err := mailer.New(s, all); err != nil {
			b.Fatal(err)
		}
	}
}
