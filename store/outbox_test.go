package store_test

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"pgregory.net/rapid"

	"fristvakt/store"
	"fristvakt/workflows"
)

func reminder(key string) workflows.Mail {
	return workflows.Mail{
		Key: key, Kind: workflows.Reminder, Round: "digivestland-2025", Party: "4602", Step: "2-weeks-before",
		Covers: []string{"agreement", "decision"}, MessageID: "fv." + key + "@frist.example", From: "frist@frist.example",
		To: []string{"post@kinn.example"}, Bytes: []byte("Subject: Påminning\r\n\r\n\x00" + key), Print: "print of " + key,
		Due: workflows.Date{Year: 2025, Month: 5, Day: 15}, Rehearse: true,
	}
}

func mustEnqueue(t *testing.T, s *store.Store, mails ...workflows.Mail) []string {
	t.Helper()
	changed, err := s.Enqueue(t.Context(), mails...)
	if err != nil {
		t.Fatal(err)
	}
	return changed
}

func mustMail(t *testing.T, s *store.Store, key string) workflows.Mail {
	t.Helper()
	m, err := s.Mail(t.Context(), key)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func mustClaim(t *testing.T, s *store.Store, l *store.Lease, key string) workflows.Mail {
	t.Helper()
	m, err := s.Claim(t.Context(), l, key, noon, 0, agree)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func mustFinish(t *testing.T, s *store.Store, key string, to workflows.OutboxState, facts ...workflows.Fact) []workflows.Fact {
	t.Helper()
	made, err := s.Finish(t.Context(), key, to, time.Time{}, "250 2.0.0 ok", facts...)
	if err != nil {
		t.Fatal(err)
	}
	return made
}

func agree([]workflows.Fact) error { return nil }

func TestAMailIsKeptByteForByte(t *testing.T) {
	t.Parallel()
	s := mustOpen(t, newPath(t), options())
	want := reminder("a")
	mustEnqueue(t, s, want)
	got := mustMail(t, s, "a")
	if got.Queued.IsZero() || got.Changed != got.Queued || got.State != workflows.Queued || got.Attempts != 0 {
		t.Errorf("a new mail stands as %+v", got)
	}
	want.State, want.Queued, want.Changed = got.State, got.Queued, got.Changed
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got\n%+v\nwant\n%+v", got, want)
	}
	_, err := s.Mail(t.Context(), "b")
	wantError(t, err, store.ErrNotFound)
}

func TestTheOutboxIsOrderedByDueThenQueuedThenKey(t *testing.T) {
	t.Parallel()
	s := mustOpen(t, newPath(t), options())
	early, late := reminder("z"), reminder("a")
	early.Due.Day = 1
	mustEnqueue(t, s, late)
	mustEnqueue(t, s, reminder("c"), reminder("b"), early)
	var keys []string
	mails, err := s.Outbox(t.Context(), workflows.Queued, workflows.SentState)
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range mails {
		keys = append(keys, m.Key)
		if m.Bytes != nil {
			t.Errorf("%s is listed with its bytes", m.Key)
		}
	}
	if want := []string{"z", "a", "b", "c"}; !slices.Equal(keys, want) {
		t.Errorf("order %q, want %q", keys, want)
	}
	if all, err := s.Outbox(t.Context()); err != nil || len(all) != 4 {
		t.Errorf("all: %d mails, %v", len(all), err)
	}
	if none, err := s.Interrupted(t.Context()); err != nil || len(none) != 0 {
		t.Errorf("interrupted: %v, %v", none, err)
	}
}

// reach brings the mail "a" into a state.
func reach(t *testing.T, s *store.Store, l *store.Lease, state workflows.OutboxState) {
	t.Helper()
	mustEnqueue(t, s, reminder("a"))
	switch state {
	case workflows.Queued:
	case workflows.Withdrawn:
		if changed, err := s.Withdraw(t.Context(), "a", "unknown"); err != nil || !slices.Equal(changed, []string{"a"}) {
			t.Fatalf("withdrawn %q, %v", changed, err)
		}
	default:
		mustClaim(t, s, l, "a")
		if state != workflows.Sending {
			mustFinish(t, s, "a", state)
		}
	}
}

var states = []workflows.OutboxState{workflows.Queued, workflows.Sending, workflows.SentState,
	workflows.FailedState, workflows.UncertainState, workflows.Withdrawn}

func TestEveryStepBeginsWhereItMay(t *testing.T) {
	t.Parallel()
	changed := reminder("a")
	changed.Print, changed.Bytes = "other", []byte("other")
	finish := func(to workflows.OutboxState) func(*store.Store, *store.Lease) error {
		return func(s *store.Store, _ *store.Lease) error {
			_, err := s.Finish(context.Background(), "a", to, noon, "")
			return err
		}
	}
	steps := []struct {
		name string
		do   func(s *store.Store, l *store.Lease) error
		from []workflows.OutboxState
		to   workflows.OutboxState
	}{
		{"enqueue the same", func(s *store.Store, _ *store.Lease) error {
			return justErr(s.Enqueue(context.Background(), reminder("a")))
		}, []workflows.OutboxState{workflows.Withdrawn}, workflows.Queued},
		{"withdraw", func(s *store.Store, _ *store.Lease) error {
			return justErr(s.Withdraw(context.Background(), "a"))
		}, []workflows.OutboxState{workflows.Queued}, workflows.Withdrawn},
		{"claim", func(s *store.Store, l *store.Lease) error {
			return justErr(s.Claim(context.Background(), l, "a", noon, 0, agree))
		}, []workflows.OutboxState{workflows.Queued}, workflows.Sending},
		{"finish as sent", finish(workflows.SentState), []workflows.OutboxState{workflows.Sending, workflows.UncertainState}, workflows.SentState},
		{"finish as failed", finish(workflows.FailedState), []workflows.OutboxState{workflows.Sending, workflows.UncertainState}, workflows.FailedState},
		{"finish as queued", finish(workflows.Queued), []workflows.OutboxState{workflows.Sending, workflows.UncertainState}, workflows.Queued},
		{"finish as uncertain", finish(workflows.UncertainState), []workflows.OutboxState{workflows.Sending}, workflows.UncertainState},
		{"finish as withdrawn", finish(workflows.Withdrawn), nil, ""},
		{"finish as sending", finish(workflows.Sending), nil, ""},
	}
	for _, step := range steps {
		for _, from := range states {
			t.Run(fmt.Sprintf("%s from %s", step.name, from), func(t *testing.T) {
				t.Parallel()
				s := mustOpen(t, newPath(t), options())
				l := mustHold(t, s, "test")
				reach(t, s, l, from)
				err := step.do(s, l)
				want := from
				if slices.Contains(step.from, from) {
					want = step.to
				}
				if got := mustMail(t, s, "a").State; got != want {
					t.Errorf("the mail stands as %s (%v), want %s", got, err, want)
				}
			})
		}
	}
}

func justErr[T any](_ T, err error) error { return err }

func TestABetterTextReplacesOneThatWaits(t *testing.T) {
	t.Parallel()
	s := mustOpen(t, newPath(t), options())
	l := mustHold(t, s, "test")
	mustEnqueue(t, s, reminder("a"))
	mustClaim(t, s, l, "a")
	if _, err := s.Finish(t.Context(), "a", workflows.Queued, noon.Add(time.Hour), "451 4.3.0 later"); err != nil {
		t.Fatal(err)
	}
	better := reminder("a")
	better.Print, better.Bytes, better.To = "better", []byte("better"), []string{"ny@kinn.example"}
	if changed := mustEnqueue(t, s, better, reminder("b")); !slices.Equal(changed, []string{"a", "b"}) {
		t.Errorf("changed %q", changed)
	}
	if changed := mustEnqueue(t, s, better); len(changed) != 0 {
		t.Errorf("the same again changed %q", changed)
	}
	got := mustMail(t, s, "a")
	if string(got.Bytes) != "better" || got.To[0] != "ny@kinn.example" || got.Print != "better" {
		t.Errorf("the text was not replaced: %+v", got)
	}
	if got.NotBefore != noon.Add(time.Hour) || got.Attempts != 1 || got.Answer == "" {
		t.Errorf("the new text forgot that the server asked to wait: %+v", got)
	}
	_, err := s.Claim(t.Context(), l, "a", noon.Add(59*time.Minute), 0, agree)
	wantError(t, err, store.ErrTooEarly)
	if m, err := s.Claim(t.Context(), l, "a", noon.Add(time.Hour), 0, agree); err != nil || m.Attempts != 2 || string(m.Bytes) != "better" {
		t.Errorf("claimed %+v, %v", m, err)
	}
}

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
	if n, err := s.Purge(t.Context(), later, func(string) bool { return false }); err != nil || n != 0 {
		t.Errorf("purged %d, %v", n, err)
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
