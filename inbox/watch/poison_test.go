package watch_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"fristvakt/inbox/watch"
)

// odd makes the server give an odd answer wherever it is asked for one of some mails by a command that contains asked.
func (f *faultServer) odd(asked, answer string, uids ...uint32) {
	f.set(func() {
		f.item = func(m mail, ask string) (string, bool) {
			if !slices.Contains(uids, m.uid) || !strings.Contains(ask, asked) {
				return "", false
			}
			return strings.ReplaceAll(answer, "UID n", fmt.Sprintf("UID %d", m.uid)), true
		}
	})
}

func (f *faultServer) mend() { f.set(func() { f.item, f.fault = nil, nil }) }

func TestTheMailWhoseAnswerKillsTheConnectionIsHeldAndThoseBehindItAreRead(t *testing.T) {
	for name, answer := range map[string]string{
		"cannot be parsed":      "* 7 FETCH (UID n BODYSTRUCTURE (\"\"\"\"\r\n",
		"unknown item":          "* 7 FETCH (UID n X-ODD 1)\r\n",
		"cut in the answer":     "* 7 FETCH (UID n" + cut,
		"cut in the literal":    "* 7 FETCH (UID n BODY[HEADER] {500}\r\nFrom: half" + cut,
		"stalls in the literal": "* 7 FETCH (UID n BODY[HEADER] {500}\r\nFrom: half" + stall,
		"left out":              "",
		"no text":               "* 7 FETCH (UID n BODY[HEADER] NIL)\r\n",
		"99 GB announced":       "* 7 FETCH (UID n BODY[HEADER] {99000000000}\r\nFrom: half",
		"hangs up unsaid":       cut,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := newFaultServer(t, letters(20)...)
			f.odd("BODY", answer, 7)
			now := newClock()
			w, d := watcherOf(t, f, func(s *watch.Server) { s.Now = now.Now }), newDiary()

			pass := fetch(t, w, at(1, 0), d)
			if others := append(upTo(6), upTo(20)[7:]...); !slices.Equal(d.sorted(), others) {
				t.Fatalf("seen %v", d.sorted())
			}
			if pass.Cursor != at(1, 6) || len(pass.Held) != 1 || pass.Held[0].Cursor != at(1, 7) || pass.Held[0].Tries != 1 {
				t.Fatalf("%+v", pass)
			}
			before := len(f.Commands())
			pass = fetch(t, w, pass.Cursor, d)
			if pass.Seen != 0 || slices.ContainsFunc(f.Commands()[before:], func(c string) bool { return strings.HasPrefix(c, "UID FETCH") }) {
				t.Errorf("nothing is due, yet: %+v, %q", pass, f.Commands()[before:])
			}
			now.pass(time.Minute)
			pass = fetch(t, w, pass.Cursor, d)
			if pass.Held[0].Tries != 2 || len(d.quarantined) != 0 {
				t.Errorf("second try: %+v", pass)
			}
			now.pass(15 * time.Minute)
			f.deliver(letter("nr 21", "text"))
			pass = fetch(t, w, pass.Cursor, d)
			if pass.Cursor != at(1, 21) || pass.Quarantined != 1 || len(pass.Held) != 0 || d.quarantined[7] == "" {
				t.Errorf("third try: %+v, %v", pass, d.quarantined)
			}
			if len(d.seen) != 20 {
				t.Errorf("a mail was shown twice: %v", d.seen)
			}
			for _, c := range d.advances[:len(d.advances)-1] {
				if c.UID > 6 {
					t.Errorf("advanced to %d over the held mail", c.UID)
				}
			}
		})
	}
}

func TestTheBodyThatKillsTheConnectionIsHeldAndTakenWhenItComesRight(t *testing.T) {
	for name, kill := range map[string]string{
		"take": "* 2 FETCH (UID n BODY[] {5000}\r\nhalf" + cut,
		"peek": "* 2 FETCH (UID n BODY[]<0> {5000}\r\nhalf" + cut,
	} {
		t.Run(name, func(t *testing.T) {
			f := newFaultServer(t, letter("take", "a"), letter(name, "b"), letter("take", "c"))
			f.odd("BODY.PEEK[]", kill, 2)
			now := newClock()
			w, d := watcherOf(t, f, func(s *watch.Server) { s.Now = now.Now }), newDiary()
			pass := fetch(t, w, inbox(), d)
			if pass.Taken != 2 || pass.Cursor != at(1, 1) || len(pass.Held) != 1 {
				t.Fatalf("%+v", pass)
			}
			f.mend()
			now.pass(time.Minute)
			pass = fetch(t, w, pass.Cursor, d)
			if pass.Cursor != at(1, 3) || len(pass.Held) != 0 || d.taken[2]+fmt.Sprint(d.peeked[2]) == "0" {
				t.Errorf("%+v, taken %v, peeked %v", pass, d.taken, d.peeked)
			}
			if !slices.Equal(d.seen, upTo(3)) {
				t.Errorf("seen %v", d.seen)
			}
		})
	}
}

func TestAMailCutOffOnTheWireIsNeverTakenAsWhole(t *testing.T) {
	f := newFaultServer(t, letter("take", strings.Repeat("x", 100_000)))
	first := true
	item := func(m mail, ask string) (string, bool) {
		if !strings.Contains(ask, "BODY.PEEK[]") || !first {
			return "", false
		}
		first = false
		return fmt.Sprintf("* 1 FETCH (UID 1 BODY[] {%d}\r\n%s", len(m.text), m.text[:90_000]) + cut, true
	}
	f.set(func() { f.item = item })
	w, d := watcherOf(t, f), newDiary()
	if pass := fetch(t, w, inbox(), d); pass.Taken != 1 || d.taken[1] != f.mails[0].text {
		t.Errorf("%+v, %d bytes taken", pass, len(d.taken[1]))
	}
}

func TestAMailWithADateThatCannotBeReadIsSeenWithoutIt(t *testing.T) {
	f := newFaultServer(t, letters(5)...)
	f.odd("INTERNALDATE", "* 3 FETCH (UID n INTERNALDATE \"31-Foo-20x5\" RFC822.SIZE 9)\r\n", 3)
	w, d := watcherOf(t, f), newDiary()
	pass := fetch(t, w, inbox(), d)
	if !slices.Equal(d.sorted(), upTo(5)) || pass.Cursor != at(1, 5) || !d.heads[3].Received.IsZero() || len(d.heads[3].Header) == 0 {
		t.Errorf("%+v, %+v", pass, d.heads[3])
	}
}

func TestSeveralPoisonMailsAreSingledOut(t *testing.T) {
	f := newFaultServer(t, letters(300)...)
	poison := []uint32{1, 60, 61, 249, 250, 251, 300}
	f.odd("BODY", cut, poison...)
	w, d := watcherOf(t, f), newDiary()
	pass := fetch(t, w, at(1, 0), d)
	if len(d.seen) != 300-len(poison) || len(pass.Held) != len(poison) || pass.Cursor != at(1, 0) {
		t.Errorf("seen %d, %+v", len(d.seen), pass)
	}
}

func TestAServerThatBreaksOffAtEveryMailBlamesNoMail(t *testing.T) {
	f := newFaultServer(t, letters(20)...)
	f.odd("BODY", cut, upTo(20)...)
	w, d := watcherOf(t, f), newDiary()
	pass, err := w.Fetch(t.Context(), at(1, 0), time.Time{}, d)
	if !errors.Is(err, watch.ErrConnection) || len(pass.Held) != 0 || pass.Cursor != at(1, 0) {
		t.Fatalf("%+v, %v", pass, err)
	}
	f.mend()
	if pass := fetch(t, w, at(1, 0), d); pass.Seen != 20 || pass.Cursor != at(1, 20) {
		t.Errorf("%+v", pass)
	}
}

func TestAMailExpungedWhileItIsReadIsGoneAndNotPoison(t *testing.T) {
	f := newFaultServer(t, letters(5)...)
	item := func(m mail, _ string) (string, bool) {
		if m.uid != 3 {
			return "", false
		}
		f.set(func() { f.mails = slices.DeleteFunc(f.mails, func(m mail) bool { return m.uid == 3 }) })
		return "", true
	}
	f.set(func() { f.item = item })
	w, d := watcherOf(t, f), newDiary()
	if pass := fetch(t, w, inbox(), d); len(pass.Held) != 0 || pass.Cursor != at(1, 5) || pass.Seen != 4 {
		t.Errorf("%+v", pass)
	}
}

func TestAMailThatQuotesAFarewellEndsNothing(t *testing.T) {
	f := newFaultServer(t, letter("take", "before\r\n* BYE quoted\r\nafter {12}\r\n* BYE again"), letter("take", "b"))
	w, d := watcherOf(t, f), newDiary()
	if pass := fetch(t, w, inbox(), d); pass.Taken != 2 || d.taken[1] != f.mails[0].text {
		t.Errorf("%+v", pass)
	}
}
