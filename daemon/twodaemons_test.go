package daemon_test

import (
	"context"
	"os"
	"testing"

	"fristvakt/daemon"
)

// TestADaemonThatHangsAndTheNextOneSendNothingTwice lets the first hang at a
// point of its turn, gives the second the store, and then wakes the first.
func TestADaemonThatHangsAndTheNextOneSendNothingTwice(t *testing.T) {
	for _, point := range []string{"fetched", "claim", "claimed", "dot", "250", "delivered"} {
		t.Run(point, func(t *testing.T) {
			t.Parallel()
			in := live(t, before)
			in.append(digestSent("2025-05-16"))
			in.at(firstDay)
			hangs, wakes, over := make(chan struct{}), make(chan struct{}), make(chan error)
			first := in.d
			options := in.options()
			hung := false
			in.trace = func(reached string) {
				if reached == point && !hung {
					hung = true
					close(hangs)
					<-wakes
				}
			}
			go func() { over <- first.Turn(context.Background()) }()
			<-hangs
			if err := os.Remove(in.config.StorePath() + ".lock"); err != nil { // somebody tidies up
				t.Fatal(err)
			}
			options.Trace = nil
			second, err := daemon.New(t.Context(), options)
			if err != nil {
				t.Fatal(err)
			}
			defer second.Close()
			if err := second.Turn(t.Context()); err != nil {
				t.Fatal(err)
			}
			close(wakes)
			<-over // it may say that it was overtaken
			if err := second.Turn(t.Context()); err != nil {
				t.Fatal(err)
			}
			for id, n := range in.sink.times() {
				if n != 1 {
					t.Errorf("%s went %d times", id, n)
				}
			}
			if n := len(in.sink.times()); n != 3 && !(point == "claimed" && n == 3) {
				t.Errorf("%d parties got their mail", n)
			}
		})
	}
}
