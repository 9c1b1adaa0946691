package daemon_test

import (
	"strings"
	"testing"
	"time"

	"fristvakt/workflows"
)

func TestAMailThatIsPutOffIsTriedAgainWithGrowingPauses(t *testing.T) {
	in := live(t, before)
	tries := map[string][]time.Time{}
	in.sink.set(func(s *sink) {
		s.answer = func(m taken) error {
			if !strings.HasPrefix(m.id, "fv.digest.") {
				tries[m.id] = append(tries[m.id], in.clock.now())
				return later
			}
			return nil
		}
	})
	in.at("2025-05-16 08:30")
	for range 66 { // five and a half hours of turns
		in.clock.set(in.clock.now().Add(5 * time.Minute))
		if err := in.d.Turn(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	for id, at := range tries {
		if len(at) < 4 || len(at) > 12 || at[1].Sub(at[0]) < 15*time.Minute || at[len(at)-1].Sub(at[len(at)-2]) <= at[1].Sub(at[0]) {
			t.Errorf("%s was tried at %v", id, at)
		}
	}
	if len(tries) != 3 {
		t.Errorf("%d mails were tried", len(tries))
	}
	in.sink.set(func(s *sink) { s.answer = nil })
	in.turn("2025-05-19 09:00")
	if n := len(in.sink.mails(false)); n != 3 || in.states()[workflows.SentState] != 3 {
		t.Errorf("%d mails went in the end, outbox %v", n, in.states())
	}
}

func TestAMailThatIsRefusedFailsAndIsShown(t *testing.T) {
	in := live(t, before)
	in.sink.set(func(s *sink) {
		s.answer = func(m taken) error {
			if strings.Contains(m.id, modalen) {
				return never
			}
			return nil
		}
	})
	for _, now := range []string{firstDay, "09:05", "12:00"} {
		in.turn(now)
	}
	failed := in.facts(workflows.Failed)
	if len(failed) != 1 || failed[0].Party != modalen || failed[0].Status != "5.1.1" || in.states()[workflows.FailedState] != 1 || len(in.sink.mails(false)) != 2 {
		t.Fatalf("%+v, outbox %v", failed, in.states())
	}
	in.turn("2025-05-19 08:00")
	digests := in.sink.mails(true)
	if last := plain(t, digests[len(digests)-1]); !strings.Contains(last, "postmottak@modalen.kommune.no") || !strings.Contains(last, "No such user here") {
		t.Errorf("the digest does not show it:\n%s", last)
	}
}

// uncertain lets every mail to a party be cut off behind the final dot.
func uncertain(t *testing.T, changes ...string) *installation {
	t.Helper()
	in := live(t, before, changes...)
	in.cutOff()
	return in
}

// cutOff goes through the first day with a server that hangs up behind the
// final dot of every mail to a party.
func (in *installation) cutOff() {
	in.t.Helper()
	in.sink.set(func(s *sink) {
		s.answer = func(m taken) error {
			if strings.HasPrefix(m.id, "fv.digest.") {
				return nil
			}
			return errCut
		}
	})
	in.turn(firstDay)
	in.sink.set(func(s *sink) { s.answer = nil })
	if in.states()[workflows.UncertainState] != 3 {
		in.t.Fatalf("outbox: %v", in.states())
	}
}

func TestARehearsalThatMayHaveGoneIsNoMailToSendOnceTheRoundIsLive(t *testing.T) {
	in := install(t, before)
	in.start()
	in.cutOff()
	in.append(workflows.Fact{Kind: workflows.WentLive, At: in.clock.now(), Actor: "kari", Reason: "alt er prøvd"})
	in.turn("09:05")
	for id, n := range in.sink.times() {
		if n != 1 {
			t.Errorf("%s was handed over %d times", id, n)
		}
	}
	if states := in.states(); states[workflows.UncertainState] != 3 || states[workflows.Withdrawn] != 0 {
		t.Errorf("outbox: %v", states)
	}
}

func TestAMailThatMayHaveGoneIsNeverSentAgainByItself(t *testing.T) {
	in := uncertain(t)
	for _, now := range []string{"09:05", "12:00", "2025-05-19 09:00"} {
		in.turn(now)
	}
	in.stop()
	in.start()
	in.turn("2025-05-20 09:00")
	if n := len(in.sink.mails(false)); n != 3 || in.states()[workflows.UncertainState] != 3 {
		t.Errorf("handed over %d times, outbox %v", n, in.states())
	}
	digests := in.sink.mails(true)
	if last := plain(t, digests[len(digests)-1]); !strings.Contains(last, "Modalen") {
		t.Errorf("no person is asked:\n%s", last)
	}
}

func TestAPersonSaysWhetherAnUncertainMailWent(t *testing.T) {
	in := uncertain(t)
	ruling := workflows.Ruling{Actor: "kari", Reason: "ringde og spurde", At: in.clock.now()}
	for _, f := range in.facts(workflows.Uncertain) {
		in.append(ruling.Settle(f, f.Party != fedje))
	}
	in.turn("09:05")
	if states := in.states(); states[workflows.SentState] != 3 || states[workflows.UncertainState] != 0 {
		t.Errorf("outbox: %v", states)
	}
	for id, n := range in.sink.times() {
		if want := 1 + strings.Count(id, fedje); n != want {
			t.Errorf("%s was handed over %d times, not %d", id, n, want)
		}
	}
}

func TestTheSentFolderSettlesAnUncertainMail(t *testing.T) {
	in := uncertain(t, `password_file = "imap-password"`, "password_file = \"imap-password\"\nsent = \"Sendt\"")
	for _, m := range in.sink.mails(false) {
		if !strings.Contains(m.id, fedje) {
			in.mailbox.put("Sendt", in.clock.now(), []byte(m.text))
		}
	}
	in.turn("09:05")
	if states := in.states(); states[workflows.SentState] != 2 || states[workflows.UncertainState] != 1 || len(in.sink.mails(false)) != 3 {
		t.Errorf("outbox: %v", states)
	}
	for _, f := range in.facts(workflows.Settled) {
		if f.Outcome != workflows.WasSent || !strings.Contains(f.Reason, "Sendt") {
			t.Errorf("%+v", f)
		}
	}
}

func TestAMailThatWasAcceptedIsSentEvenIfTheServerHangsUpAtOnce(t *testing.T) {
	in := live(t, before)
	in.sink.set(func(s *sink) { s.rude = true })
	in.turn(firstDay)
	in.turn("09:05")
	if n := len(in.sink.mails(false)); n != 3 || in.states()[workflows.SentState] != 3 {
		t.Errorf("%d mails, outbox %v", n, in.states())
	}
}

func TestARefusedRecipientOfTwoBecomesABounce(t *testing.T) {
	in := live(t, before)
	for _, party := range []string{modalen, fedje, austrheim} {
		in.append(workflows.Fact{Kind: workflows.ContactSet, Party: party, Role: workflows.ChiefExecutive, Address: "direktor@" + party + ".example.no", Actor: "kari", Reason: "frå nettsida"})
	}
	in.sink.set(func(s *sink) {
		s.refuse = func(to string) error {
			if to == "direktor@4629.example.no" {
				return never
			}
			return nil
		}
	})
	in.turn(secondDay)
	in.turn("09:05")
	bounced := in.facts(workflows.Bounced)
	if len(bounced) != 1 || bounced[0].Party != modalen || !bounced[0].Hard || bounced[0].Address != "direktor@4629.example.no" || bounced[0].Key == "" {
		t.Errorf("%+v", bounced)
	}
	if n := len(in.sink.mails(false)); n != 3 || in.states()[workflows.SentState] != 3 {
		t.Errorf("%d mails, outbox %v", n, in.states())
	}
}

func TestTheBreakerPausesSendingAndSaysSo(t *testing.T) {
	in := live(t, before, "[receiver]", "[limits]\nper_day = 2\n[receiver]")
	in.turn(firstDay)
	in.turn("09:05")
	if n := len(in.sink.mails(false)); n != 2 || len(in.facts(workflows.BreakerTripped)) != 1 || in.log.count("BreakerTripped") != 1 {
		t.Fatalf("%d mails, %+v", n, in.facts(workflows.BreakerTripped))
	}
	in.append(workflows.Fact{Kind: workflows.Resumed, Actor: "kari", Reason: "det var meint slik"})
	in.turn("09:10")
	if n := len(in.sink.mails(false)); n != 3 {
		t.Errorf("%d mails after it was resumed", n)
	}
}

func TestTheDigestTellsOfTheBreaker(t *testing.T) {
	in := live(t, before, "[receiver]", "[limits]\nper_day = 1\n[receiver]")
	in.turn(firstDay)
	in.turn("2025-05-19 08:00")
	digests := in.sink.mails(true)
	if last := plain(t, digests[len(digests)-1]); !strings.Contains(last, "meir enn planen kan gje") {
		t.Errorf("%s", last)
	}
}
