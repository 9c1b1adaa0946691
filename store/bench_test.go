package store_test

import (
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"fristvakt/store"
	"fristvakt/workflows"
)

// BenchmarkAMailFromQueueToSent is three transactions, each safe on disk.
func BenchmarkAMailFromQueueToSent(b *testing.B) {
	s, err := store.Open(b.Context(), filepath.Join(b.TempDir(), "store.db"), options())
	if err != nil {
		b.Fatal(err)
	}
	defer s.Close()
	l, err := s.Hold(b.Context(), "benchmark")
	if err != nil {
		b.Fatal(err)
	}
	defer l.Release()
	for i := 0; b.Loop(); i++ {
		key := fmt.Sprint(i)
		if _, err := s.Enqueue(b.Context(), reminder(key)); err != nil {
			b.Fatal(err)
		}
		if _, err := s.Claim(b.Context(), l, key, noon, int64(i), agree); err != nil {
			b.Fatal(err)
		}
		if _, err := s.Finish(b.Context(), key, workflows.SentState, time.Time{}, "250", workflows.Fact{Kind: workflows.Sent, Key: key}); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkAskingWhetherAMailWasSeen is what each mail of a large
// mailbox costs when its UIDVALIDITY has changed.
func BenchmarkAskingWhetherAMailWasSeen(b *testing.B) {
	s, err := store.Open(b.Context(), filepath.Join(b.TempDir(), "store.db"), options())
	if err != nil {
		b.Fatal(err)
	}
	defer s.Close()
	items := make([]store.SeenMail, 100_000)
	for i := range items {
		items[i] = store.SeenMail{MessageID: fmt.Sprint(i, "@x")}
	}
	if err := s.MarkSeen(b.Context(), items...); err != nil {
		b.Fatal(err)
	}
	for i := 0; b.Loop(); i++ {
		if seen, err := s.Seen(b.Context(), items[i%len(items)]); err != nil || !seen {
			b.Fatal(seen, err)
		}
	}
}
