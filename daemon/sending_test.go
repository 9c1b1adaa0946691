package daemon_test

import (
	"strings"
	"testing"

	"fristvakt/workflows"
)

// The second reminder of the round goes two weeks before 31 May 2025, which
// moves to Friday 16 May; the third a week before, on Friday 23 May.
const (
	before    = "2025-05-12 09:00"
	firstDay  = "2025-05-16 09:00"
	secondDay = "2025-05-23 09:00"
)

func TestAReminderGoesToEachPartyOnceOnItsDay(t *testing.T) {
	in := live(t, before)
	in.turn("2025-05-15 09:00")
	if n := len(in.sink.mails(false)); n != 0 {
		t.Fatalf("%d mails went before their day", n)
	}
	for _, now := range []string{firstDay, "09:05", "13:55", "2025-05-19 09:00"} {
		in.turn(now)
	}
	if n := len(in.sink.times()); n != 3 || len(in.sink.mails(false)) != 3 {
		t.Errorf("sent %v", in.sink.times())
	}
	in.turn(secondDay)
	if n := len(in.sink.times()); n != 6 || len(in.sink.mails(false)) != 6 {
		t.Errorf("sent %v", in.sink.times())
	}
}

func TestADeliveryBetweenPlanningAndSendingStopsTheMail(t *testing.T) {
	in := live(t, before)
	in.turn("2025-05-16 08:00") // planned and queued, but parties sleep
	if in.states()[workflows.Queued] != 3 {
		t.Fatalf("outbox: %v", in.states())
	}
	in.deliver(modalen, "signed-agreement", "decision-copy")
	in.turn("09:00")
	for _, m := range in.sink.mails(false) {
		if strings.Contains(m.id, modalen) && !strings.Contains(m.id, "receipt") {
			t.Errorf("%s went after the delivery", m.id)
		}
	}
	if in.states()[workflows.Withdrawn] != 1 || len(in.sink.mails(false)) != 3 {
		t.Errorf("outbox: %v, sent %v", in.states(), in.sink.times())
	}
}

func TestADeliveryDuringTheClaimStopsTheMail(t *testing.T) {
	in := live(t, before)
	done := false
	in.trace = func(point string) {
		if point == "claim" && !done {
			done = true
			for _, party := range []string{modalen, fedje, austrheim} {
				in.deliver(party, "signed-agreement", "decision-copy")
			}
		}
	}
	in.append(digestSent("2025-05-16"))
	in.turn(firstDay)
	if !done || len(in.sink.mails(false)) != 0 {
		t.Errorf("sent %v", in.sink.times())
	}
}

func TestAMailGoesToNoAddressThatWasReplacedDuringItsClaim(t *testing.T) {
	in := live(t, before)
	done := false
	in.trace = func(point string) {
		if point == "claim" && !done {
			done = true
			for _, party := range []string{modalen, fedje, austrheim} {
				in.append(workflows.Fact{Kind: workflows.ContactSet, Party: party, Role: workflows.Mailroom, Address: "arkiv@" + party + ".example.no", Actor: "kari", Reason: "ny adresse"})
			}
		}
	}
	in.append(digestSent("2025-05-16"))
	in.turn(firstDay)
	in.turn("09:05")
	mails := in.sink.mails(false)
	for _, m := range mails {
		if !strings.HasPrefix(m.to[0], "arkiv@") {
			t.Errorf("%s went to %v", m.id, m.to)
		}
	}
	if len(mails) != 3 {
		t.Errorf("%d mails went", len(mails))
	}
}

// digestSent is the fact that the digest of a day is done with.
func digestSent(day string) workflows.Fact {
	return workflows.Fact{Kind: workflows.Sent, Key: "digest/" + day, Actor: workflows.Robot}
}

func TestAPartyGetsOneReceiptAndOneMailADay(t *testing.T) {
	in := live(t, before)
	in.deliver(modalen, "signed-agreement")
	for _, now := range []string{"09:05", "09:10", "13:00"} {
		in.turn(now)
	}
	in.deliver(modalen, "decision-copy")
	in.turn("13:30")
	if n := len(in.sink.mails(false)); n != 1 {
		t.Errorf("%d mails went on one day: %v", n, in.sink.times())
	}
	for _, now := range []string{"2025-05-13 09:00", "09:05", "2025-05-14 09:00"} {
		in.turn(now)
	}
	if times := in.sink.times(); len(times) != 2 || len(in.sink.mails(false)) != 2 {
		t.Errorf("receipts: %v", times)
	}
}

func TestAPartyGetsOneMailADayOverTwoRounds(t *testing.T) {
	other := strings.NewReplacer(`id = "digivestland-2025"`, `id = "anna-2025"`, `reference = "FV-2025"`, `reference = "FV-25"`)
	in := install(t, before, `rounds = ["round.toml"]`, `rounds = ["round.toml", "other.toml"]`)
	in.write("other.toml", other.Replace(smallRound(t)))
	in.start()
	in.append(workflows.Fact{Kind: workflows.WentLive, At: in.clock.now(), Actor: "kari", Reason: "alt er prøvd"})
	for _, now := range []string{firstDay, "09:05", "13:00"} {
		in.turn(now)
	}
	if n := len(in.sink.mails(false)); n != 3 {
		t.Errorf("three parties got %d mails: %v", n, in.sink.times())
	}
	in.turn("2025-05-19 09:00")
	if n := len(in.sink.times()); n != 6 {
		t.Errorf("the other round's reminders did not follow: %v", in.sink.times())
	}
}

func TestOutsideTheHoursMailWaitsInTheOutbox(t *testing.T) {
	in := live(t, before)
	for _, now := range []string{"2025-05-16 08:29", "14:00", "2025-05-17 10:00", "2025-05-18 10:00"} {
		in.turn(now)
	}
	if n := len(in.sink.mails(false)); n != 0 || in.states()[workflows.Queued] != 3 {
		t.Errorf("%d mails went, outbox %v", n, in.states())
	}
	in.turn("2025-05-19 08:30")
	if n := len(in.sink.mails(false)); n != 3 {
		t.Errorf("%d mails went on Monday", n)
	}
}

func TestAPauseHoldsMailBackUntilItIsResumed(t *testing.T) {
	in := live(t, before)
	in.append(workflows.Fact{Kind: workflows.Paused, Actor: "kari", Reason: "ferie"})
	in.turn(firstDay)
	if n := len(in.sink.mails(false)); n != 0 || len(in.sink.mails(true)) != 1 {
		t.Errorf("%d mails and %d digests went in a pause", n, len(in.sink.mails(true)))
	}
	in.append(workflows.Fact{Kind: workflows.Resumed, Actor: "kari", Reason: "tilbake"})
	in.turn("09:05")
	if n := len(in.sink.mails(false)); n != 3 {
		t.Errorf("%d mails went after it", n)
	}
}

func TestARehearsalWritesToTheSecretariatAlone(t *testing.T) {
	in := install(t, before)
	in.start()
	in.turn(firstDay)
	mails := append(in.sink.mails(false), in.sink.mails(true)...)
	if len(mails) != 4 {
		t.Fatalf("%d mails went", len(mails))
	}
	for _, m := range mails {
		if strings.Join(m.to, " ") != "sekretariat@example.no" {
			t.Errorf("%s went to %v", m.id, m.to)
		}
	}
}

func TestGoingLiveMailsNothingThatWasDueBefore(t *testing.T) {
	in := install(t, before)
	in.start()
	in.turn(firstDay)
	in.at("2025-05-19 10:00")
	in.append(workflows.Fact{Kind: workflows.WentLive, At: in.clock.now(), Actor: "kari", Reason: "alt er prøvd"})
	for _, now := range []string{"10:05", "2025-05-20 09:00", "2025-05-22 09:00"} {
		in.turn(now)
	}
	for _, m := range in.sink.mails(false) {
		if strings.Join(m.to, " ") != "sekretariat@example.no" {
			t.Errorf("%s went to %v", m.id, m.to)
		}
	}
	in.turn(secondDay)
	if n := len(in.sink.mails(false)); n != 6 {
		t.Errorf("%d mails in all after the first step that is due live", n)
	}
}
