package store_test

import (
	"context"
	"fmt"
	"reflect"
	"strings"
	"sync"
	"testing"
	"time"

	"fristvakt/store"
	"fristvakt/workflows"
)

func TestFactsComeBackAsTheyWereRecorded(t *testing.T) {
	t.Parallel()
	s := mustOpen(t, newPath(t), options())
	full := workflows.Fact{
		At: time.Date(2025, 5, 2, 10, 30, 0, 123456789, time.FixedZone("CEST", 2*60*60)), Kind: workflows.Judged, Round: "r", Party: "4602",
		Key: "r/4602/x", Letter: "0123456789", Until: workflows.Date{Year: 2025, Month: 6, Day: 1}, Covers: []string{"a", "b"},
		Verdict: &workflows.Verdict{Disposition: workflows.Review, Rules: 3, Reasons: []workflows.Reason{{Rule: "x", Text: "Ærleg «tvil» ☃"}}},
		Actor:   "Kari", Reason: "line one\nline two \u2028 </script>",
	}
	made := mustAppend(t, s, full, workflows.Fact{Kind: workflows.Paused, Actor: "Ola"})
	if made[0].Seq != 1 || made[1].Seq != 2 || made[0].Made.IsZero() {
		t.Errorf("numbers and instants not given: %+v", made)
	}
	if !made[0].At.Equal(full.At) || made[0].At.Location() != time.UTC || made[1].At != made[1].Made {
		t.Errorf("At is %v and %v", made[0].At, made[1].At)
	}
	if read := mustFacts(t, s); !reflect.DeepEqual(read, made) {
		t.Errorf("read\n%+v\nwant\n%+v", read, made)
	}
	later, err := s.Facts(t.Context(), 1)
	if err != nil || len(later) != 1 || later[0].Seq != 2 {
		t.Errorf("after 1: %+v, %v", later, err)
	}
}

func TestFactsAreAppendedAllOrNone(t *testing.T) {
	t.Parallel()
	s := mustOpen(t, newPath(t), options())
	never := time.Date(12025, 1, 1, 0, 0, 0, 0, time.UTC) // cannot be written in RFC 3339
	if _, err := s.Append(t.Context(), workflows.Fact{Kind: workflows.Opened}, workflows.Fact{At: never}); err == nil {
		t.Fatal("the year 12025 was accepted")
	}
	if facts := mustFacts(t, s); len(facts) != 0 {
		t.Errorf("half of the facts remained: %+v", facts)
	}
}

func TestFactsCannotBeChangedOrDropped(t *testing.T) {
	t.Parallel()
	path := newPath(t)
	s := mustOpen(t, path, options())
	mustAppend(t, s, workflows.Fact{Kind: workflows.Opened}, workflows.Fact{Kind: workflows.Paused})
	db := raw(t, path)
	for _, statement := range []string{
		"UPDATE fact SET body = '{}'",
		"UPDATE fact SET seq = 9 WHERE seq = 2",
		"DELETE FROM fact WHERE seq = 2",
		"INSERT OR REPLACE INTO fact (seq, body, hash) VALUES (1, '{}', zeroblob(32))",
		"REPLACE INTO fact (seq, body, hash) VALUES (2, '{}', zeroblob(32))",
	} {
		if _, err := db.Exec(statement); err == nil {
			t.Errorf("%s went through", statement)
		}
	}
	if err := s.VerifyFacts(t.Context()); err != nil {
		t.Error(err)
	}
}

func TestATamperedOrMissingFactIsFound(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, tamper, want string }{
		{"a word altered", "UPDATE fact SET body = replace(body, 'party 3', 'party 4') WHERE seq = 3", "fact 3 is not as it was recorded"},
		{"a fact taken out", "DELETE FROM fact WHERE seq = 3", "fact 3 is missing"},
		{"the first fact taken out", "DELETE FROM fact WHERE seq = 1", "fact 1 is missing"},
		{"the last facts cut off", "DELETE FROM fact WHERE seq > 3", "fact 4 is missing"},
		{"a hash altered", "UPDATE fact SET hash = zeroblob(32) WHERE seq = 4", "fact 4 is not as it was recorded"},
		{"two facts exchanged", "UPDATE fact SET body = (SELECT f.body FROM fact f WHERE f.seq = 7 - fact.seq) WHERE seq IN (3, 4)", "fact 3 is not"},
		{"a fact put in", "INSERT INTO fact (seq, body, hash) VALUES (6, '{}', zeroblob(32))", "fact 6 is not as it was recorded"},
		{"the facts after it moved up", "DELETE FROM fact WHERE seq = 3; UPDATE fact SET seq = 3 WHERE seq = 4; UPDATE fact SET seq = 4 WHERE seq = 5", "fact 3 is not"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			path := newPath(t)
			s := mustOpen(t, path, options())
			for i := range 5 {
				mustAppend(t, s, workflows.Fact{Kind: workflows.Delivered, Party: fmt.Sprint("party ", i+1)})
			}
			if err := s.VerifyFacts(t.Context()); err != nil {
				t.Fatal(err)
			}
			mustExec(t, raw(t, path), "DROP TRIGGER fact_is_not_changed; DROP TRIGGER fact_is_not_dropped", tt.tamper)
			for _, when := range []string{"at once", "after more facts"} {
				err := s.VerifyFacts(t.Context())
				wantError(t, err, store.ErrDamaged)
				if err == nil || !strings.Contains(err.Error(), tt.want) {
					t.Errorf("%s: %v, want %q", when, err, tt.want)
				}
				wantError(t, s.Check(t.Context()), store.ErrDamaged)
				mustAppend(t, s, workflows.Fact{Kind: workflows.Paused})
			}
		})
	}
}

func TestPeopleAppendFactsWhileTheDaemonHoldsTheStore(t *testing.T) {
	t.Parallel()
	path := newPath(t)
	daemon := mustOpen(t, path, options())
	mustHold(t, daemon, "fristvakt run")
	const people, each = 4, 10
	var all sync.WaitGroup
	for i := range people {
		all.Go(func() {
			s, err := store.Open(context.Background(), path, options())
			if err != nil {
				t.Error(err)
				return
			}
			defer s.Close()
			for range each {
				if _, err := s.Append(context.Background(), workflows.Fact{Kind: workflows.Ruled, Actor: fmt.Sprint(i)}); err != nil {
					t.Error(err)
				}
			}
		})
	}
	all.Wait()
	facts := mustFacts(t, daemon)
	if len(facts) != people*each {
		t.Fatalf("%d facts, want %d", len(facts), people*each)
	}
	for i, f := range facts {
		if f.Seq != int64(i+1) {
			t.Fatalf("fact %d has number %d", i+1, f.Seq)
		}
	}
	if err := daemon.VerifyFacts(t.Context()); err != nil {
		t.Error(err)
	}
}
