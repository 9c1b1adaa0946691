package store_test

import (
	"context"
	"fmt"
	"reflect"
	"slices"
	"testing"
	"time"

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
