package store_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"pgregory.net/rapid"

	"fristvakt/store"
	"fristvakt/workflows"
)

func TestADeliveryRecordedDuringTheClaimStopsTheMail(t *testing.T) {
	t.Parallel()
	path := newPath(t)
	s := mustOpen(t, path, options())
	l := mustHold(t, s, "fristvakt run")
	mustAppend(t, s, workflows.Fact{Kind: workflows.Opened})
	mustEnqueue(t, s, reminder("a"))
	mustAppend(t, mustOpen(t, path, options()), workflows.Fact{Kind: workflows.Delivered, Party: "4602"})

	errDelivered := errors.New("delivered meanwhile")
	_, err := s.Claim(t.Context(), l, "a", noon, 1, func(facts []workflows.Fact) error {
		if len(facts) != 1 || facts[0].Kind != workflows.Delivered {
			t.Errorf("the check was given %+v", facts)
		}
		return errDelivered
	})
	wantError(t, err, errDelivered)
	if m := mustMail(t, s, "a"); m.State != workflows.Queued || m.Attempts != 0 {
		t.Errorf("the mail stands as %+v", m)
	}
}

func TestTheFactsOfASendingAreRecordedWithIt(t *testing.T) {
	t.Parallel()
	s := mustOpen(t, newPath(t), options())
	l := mustHold(t, s, "test")
	mustEnqueue(t, s, reminder("a"))
	mustClaim(t, s, l, "a")
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	sent := workflows.Fact{Kind: workflows.Sent, Key: "a"}
	if made, err := s.Finish(ctx, "a", workflows.SentState, time.Time{}, "250", sent); err != nil || len(made) != 1 {
		t.Fatalf("what the server accepted was lost to a cancelled context: %+v, %v", made, err)
	}
	_, err := s.Finish(t.Context(), "a", workflows.SentState, time.Time{}, "250", sent)
	wantError(t, err, store.ErrState)
	if facts := mustFacts(t, s); len(facts) != 1 {
		t.Errorf("facts %+v", facts)
	}
}

func TestTheSendLedgerIsKeptForEver(t *testing.T) {
	t.Parallel()
	path := newPath(t)
	later := noon.AddDate(0, 0, 400)
	s := mustOpen(t, path, options())
	l := mustHold(t, s, "test")
	reach(t, s, l, workflows.SentState)
	if old, err := s.OldLetters(t.Context(), later); err != nil || len(old) != 0 {
		t.Errorf("to be purged: %q, %v", old, err)
	}
	if changed := mustEnqueue(t, s, reminder("a")); len(changed) != 0 {
		t.Errorf("sent again 400 days on: %q", changed)
	}
	for _, statement := range []string{
		"DELETE FROM mail", "UPDATE mail SET state = 'queued'", "DELETE FROM mail_bytes", "UPDATE mail_bytes SET bytes = x''",
		"INSERT INTO mail SELECT 'b', kind, round, party, step, covers, message_id, sender, recipients, print, due, rehearse, 'sent', not_before, attempts, queued, changed, answer FROM mail",
		"UPDATE mail SET state = 'posted'",
	} {
		if _, err := raw(t, path).Exec(statement); err == nil {
			t.Errorf("%s went through", statement)
		}
	}
	raw(t, path).Exec(`INSERT OR REPLACE INTO mail SELECT key, kind, round, party, step, covers, message_id, sender, recipients, print, due,
		rehearse, 'queued', not_before, attempts, queued, changed, answer FROM mail`)
	if m := mustMail(t, s, "a"); m.State != workflows.SentState {
		t.Errorf("a sent mail was replaced and stands as %s", m.State)
	}
}

func TestTwoWorkersNeverClaimTheSameMail(t *testing.T) {
	t.Parallel()
	path := newPath(t)
	first := mustOpen(t, path, options())
	l := mustHold(t, first, "fristvakt run")
	second := mustOpen(t, path, options())
	var keys []string
	for i := range 8 {
		keys = append(keys, fmt.Sprint("mail ", i))
		mustEnqueue(t, first, reminder(keys[i]))
	}
	claims := make([]atomic.Int32, len(keys))
	var all sync.WaitGroup
	for worker := range 6 {
		s := []*store.Store{first, second}[worker%2]
		all.Go(func() {
			for i, key := range keys {
				_, err := s.Claim(context.Background(), l, key, noon, 0, agree)
				if err == nil {
					claims[i].Add(1)
				} else if !errors.Is(err, store.ErrState) {
					t.Error(err)
				}
			}
		})
	}
	all.Wait()
	for i := range claims {
		if n := claims[i].Load(); n != 1 {
			t.Errorf("%s was claimed %d times", keys[i], n)
		}
	}
}

func TestEachMailIsSentAtMostOnceWhateverHappens(t *testing.T) {
	t.Parallel()
	path := newPath(t)
	s := mustOpen(t, path, options())
	l := mustHold(t, s, "test")
	life := 0
	rapid.Check(t, func(rt *rapid.T) {
		life++
		keys := []string{fmt.Sprint(life, "/a"), fmt.Sprint(life, "/b")}
		sent, claimed := map[string]int{}, map[string]bool{}
		for range rapid.IntRange(5, 25).Draw(rt, "steps") {
			key := rapid.SampledFrom(keys).Draw(rt, "key")
			switch rapid.SampledFrom([]string{"enqueue", "withdraw", "claim", "claim", "finish", "finish"}).Draw(rt, "step") {
			case "enqueue":
				m := reminder(key)
				m.Print = rapid.SampledFrom([]string{"one", "two"}).Draw(rt, "print")
				if _, err := s.Enqueue(context.Background(), m); err != nil {
					rt.Fatal(err)
				}
			case "withdraw":
				if _, err := s.Withdraw(context.Background(), key); err != nil {
					rt.Fatal(err)
				}
			case "claim":
				if _, err := s.Claim(context.Background(), l, key, noon, 0, agree); err == nil {
					if claimed[key] || sent[key] > 0 {
						rt.Fatalf("%s was claimed while claimed (%v) or after it was sent (%d)", key, claimed[key], sent[key])
					}
					claimed[key] = true
				}
			case "finish":
				to := rapid.SampledFrom(states).Draw(rt, "to")
				if _, err := s.Finish(context.Background(), key, to, time.Time{}, ""); err != nil {
					continue
				}
				claimed[key] = claimed[key] && to == workflows.UncertainState
				if to == workflows.SentState {
					sent[key]++
				}
				if sent[key] > 1 {
					rt.Fatalf("%s was sent twice", key)
				}
			}
		}
	})
	if err := s.Check(t.Context()); err != nil {
		t.Error(err)
	}
}
