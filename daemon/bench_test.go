package daemon_test

import (
	"context"
	"fmt"
	"testing"

	"fristvakt/daemon"
	"fristvakt/workflows"
)

// BenchmarkATurnWithNothingToDo is one look at an empty mailbox, a plan and an
// outbox in which everything has gone.
func BenchmarkATurnWithNothingToDo(b *testing.B) {
	for _, facts := range []int{0, 1000} {
		b.Run(fmt.Sprintf("%d facts", facts), func(b *testing.B) {
			in := live(b, before)
			for n := range facts {
				in.append(workflows.Fact{Kind: workflows.ContactSet, Party: modalen, Role: workflows.ChiefExecutive, Address: fmt.Sprintf("d%d@example.no", n), Actor: "kari", Reason: "ny"})
			}
			in.turn(firstDay)
			b.ResetTimer()
			for b.Loop() {
				if err := in.d.Turn(context.Background()); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// BenchmarkAStart is a life that begins with a store of 1,000 facts.
func BenchmarkAStart(b *testing.B) {
	in := live(b, before)
	for n := range 1000 {
		in.append(workflows.Fact{Kind: workflows.ContactSet, Party: modalen, Role: workflows.ChiefExecutive, Address: fmt.Sprintf("d%d@example.no", n), Actor: "kari", Reason: "ny"})
	}
	in.d.Close()
	in.d = nil
	for b.Loop() {
		d, err := daemon.New(context.Background(), in.options())
		if err != nil {
			b.Fatal(err)
		}
		d.Close()
	}
}
