package main_test

import (
	"fmt"
	"maps"
	"strings"
	"testing"

	"fristvakt/demo/realserver"
	"fristvakt/workflows"
)

var debtors = map[string]string{
	"9902": "postmottak@fjordvik.example.no", "9903": "post@granli.example.no", "9904": "postmottak@skarnes.example.no",
}

func TestARoundRunsAgainstDovecotAndPostfix(t *testing.T) {
	in := install(t)
	in.playRound(nil)
	for key, n := range in.arrived(in.secretariat) {
		if n != 1 {
			t.Errorf("%s came %d times", key, n)
		}
	}
}

// The moment after "smtp delivery ended" is the worst: Postfix has the mail and
// nobody has noted it. A digest may then come twice, a mail to a party may not.
func TestKillingAndRestartingAtAnyMomentChangesNoCount(t *testing.T) {
	in := install(t)
	kills := in.playRound(map[string]int{
		"imap connected": 2, "idle ended": 1, "LetterIn": 2, "Judged": 2, "Queued": 4, "smtp connected": 2, "smtp delivery ended": 5,
		"NotSent": 1, "Sent": 3, "Digest": 1, mailArrived: 4, nothingToDo: 3})
	if kills < 15 {
		t.Errorf("killed only %d times", kills)
	}
}

// playRound goes through two days of a round: reminders rehearsed and then
// sent, answers read, receipts sent. It returns how often the daemon died.
func (in *installation) playRound(fates map[string]int) int {
	in.fillMailbox()
	before := in.flags()
	k := in.keep(fates)
	in.rehearse(k)
	in.goLive()
	in.remind(k)
	in.answer(k)
	k.terminate()

	in.nextDay()
	next := in.keep(left(fates, k.met))
	in.acknowledge(next)
	next.terminate()
	in.nothingChanged(before)
	if _, stderr, status := in.command("history", "--verify"); status != 0 {
		in.t.Error(stderr)
	}
	in.t.Logf("killed at %v and %v", k.met, next.met)
	return k.kills + next.kills
}

func left(fates, met map[string]int) map[string]int {
	rest := maps.Clone(fates)
	for event, n := range met {
		rest[event] -= n
	}
	return rest
}

// rehearse sees that before going live the secretariat alone gets mail.
func (in *installation) rehearse(k *keeper) {
	in.await(k, "the rehearsal and the digest", func() bool {
		got := in.arrived(in.secretariat)
		return got[in.digest()] > 0 && in.all(got, "rehearsal/fjordsamarbeidet/%s/decision/2-weeks-before")
	})
	if got := in.parties.Mails(in.t); len(got) > 0 {
		in.t.Fatalf("parties got %d mails in rehearsal", len(got))
	}
	for _, m := range in.mails(in.secretariat) {
		if id := m.Header.Get("Message-ID"); strings.Contains(id, "rehearsal") && !strings.HasPrefix(subject(m), "[PRØVE til post") {
			in.t.Errorf("%s is not marked as rehearsal: %s", id, subject(m))
		}
	}
}

func (in *installation) goLive() {
	in.t.Helper()
	live := []string{"golive", "--actor", "Kari", "--reason", "prøva gjekk bra"}
	if stdout, stderr, status := in.command(append(live, "--confirm", "4")...); status != 2 || !strings.Contains(stderr, "--confirm 3") || len(in.facts(workflows.WentLive)) != 0 {
		in.t.Fatalf("a wrong count went through: %d %s %s", status, stdout, stderr)
	}
	if _, stderr, status := in.command(append(live, "--confirm", "3")...); status != 0 {
		in.t.Fatalf("golive: %s", stderr)
	}
}

// remind sees a reminder reach each party at its address.
func (in *installation) remind(k *keeper) {
	k.wake()
	in.await(k, "the reminders", func() bool {
		return in.all(in.arrived(in.parties), "fjordsamarbeidet/%s/decision/2-weeks-before")
	})
	for party, address := range debtors {
		if m := in.reminder(party); m.Header.Get("Delivered-To") != address || m.Header.Get("Auto-Submitted") != "auto-generated" {
			in.t.Errorf("%s: %q", address, m.Header)
		}
	}
}

// answer lets one party deliver, one ask, and a stranger write. Each letter is
// recorded once, and the stranger's not at all.
func (in *installation) answer(k *keeper) {
	in.submit(debtors["9902"], answer(in.reminder("9902"), debtors["9902"], in.withPaper(fmt.Sprintf(decision, in.calendar.DateOf(in.now()).AddDays(-5)))))
	in.submit(debtors["9903"], answer(in.reminder("9903"), debtors["9903"], plain("Hei, kva kostar dette oss?\r\n\r\nOla Nordmann\r\nGranli kommune")))
	in.submit("sal@firma.example.com", "From: sal@firma.example.com\r\nTo: postmottak@example.no\r\nSubject: Tilbod\r\nMessage-ID: <tilbod@firma.example.com>\r\n"+plain("Kjøp skrivarpapir."))
	in.await(k, "two letters and no third", func() bool {
		return len(in.facts(workflows.Judged)) == 2 && len(in.post.Mails(in.t)) == 8
	})
	got := in.facts(workflows.Delivered)
	if len(got) != 1 || got[0].Party != "9902" || got[0].Requirement != "decision-copy" || got[0].Actor != workflows.Robot {
		in.t.Errorf("delivered: %+v", got)
		for _, f := range in.facts(workflows.Judged) {
			in.t.Logf("%+v", f.Verdict)
		}
	}
	stdout, _, status := in.command("review")
	if status != 1 || !strings.Contains(stdout, "Granli kommune") {
		in.t.Errorf("review: %d %s", status, stdout)
	}
}

// acknowledge sees the receipt and the next digest, and that no more went.
func (in *installation) acknowledge(k *keeper) {
	receipt := "fjordsamarbeidet/9902/decision/receipt-decision-copy"
	in.await(k, "the receipt and the digest", func() bool {
		return in.arrived(in.parties)[receipt] > 0 && in.arrived(in.secretariat)[in.digest()] > 0
	})
	want := map[string]int{receipt: 1}
	for party := range debtors {
		want["fjordsamarbeidet/"+party+"/decision/2-weeks-before"] = 1
	}
	for _, box := range []*realserver.Maildir{in.parties, in.sent} {
		if got := in.arrived(box); !maps.Equal(got, want) {
			in.t.Errorf("got %v, want %v", got, want)
		}
	}
	for key, n := range in.arrived(in.secretariat) {
		if n != 1 && !strings.HasPrefix(key, "digest/") {
			in.t.Errorf("%s went %d times", key, n)
		}
	}
	if n := len(in.facts(workflows.Judged)) + len(in.facts(workflows.Delivered)); n != 3 {
		in.t.Errorf("%d facts of two letters", n)
	}
	if stdout, _, _ := in.command("status", "--csv"); !strings.Contains(stdout, "9902,Fjordvik kommune,910000020,") || strings.Count(stdout, "\n") != 2 {
		in.t.Errorf("status: %s", stdout)
	}
}

// await looks until done, while a person settles what the daemon cannot know.
func (in *installation) await(k *keeper, what string, done func() bool) {
	in.t.Helper()
	realserver.Await(in.t, what, func() bool {
		select {
		case <-k.ended:
			in.t.Fatalf("%s: the daemon is gone", what)
		default:
		}
		k.look()
		return in.stored() && in.settle() && done()
	})
	k.meet(nothingToDo)
}

func (in *installation) all(got map[string]int, form string) bool {
	for party := range debtors {
		if got[fmt.Sprintf(form, party)] == 0 {
			return false
		}
	}
	return true
}
