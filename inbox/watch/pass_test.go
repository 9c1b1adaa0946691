package watch_test

import (
	"errors"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"fristvakt/inbox/watch"
)

func TestEachMailIsSeenOnceAndTakenAsFarAsItIsWanted(t *testing.T) {
	long := strings.Repeat("0123456789", 10_000)
	f := newFaultServer(t, letter("nothing", "a"), letter("take", long), letter("peek", long), letter("peek, take", "b"))
	w, d := watcherOf(t, f), newDiary()
	pass := fetch(t, w, inbox(), d)

	if !slices.Equal(d.seen, upTo(4)) || pass.Seen != 4 || pass.Taken != 2 {
		t.Errorf("seen %v, %+v", d.seen, pass)
	}
	if d.taken[2] != f.mails[1].text || d.taken[4] != f.mails[3].text || len(d.taken) != 2 {
		t.Errorf("taken: %v", slices.Collect(maps.Keys(d.taken)))
	}
	if d.peeked[3] != 64<<10 || d.peeked[4] != len(f.mails[3].text) {
		t.Errorf("peeked: %v", d.peeked)
	}
	if h := d.heads[2]; h.Cursor != at(1, 2) || h.Size != int64(len(f.mails[1].text)) || !h.Received.Equal(day(1)) || !strings.HasSuffix(string(h.Header), "\r\n\r\n") {
		t.Errorf("head: %+v", h)
	}
	if pass.Cursor != at(1, 4) || d.advances[len(d.advances)-1] != at(1, 4) || !pass.Newest.Equal(day(3)) {
		t.Errorf("%+v, advances %v", pass, d.advances)
	}
	f.deliver(letter("take", "late"))
	if next := fetch(t, w, pass.Cursor, d); next.Seen != 1 || next.Taken != 1 || next.Cursor != at(1, 5) {
		t.Errorf("second pass: %+v", next)
	}
}

func TestAPassOverNothingNewSendsAHandfulOfBytes(t *testing.T) {
	f := newFaultServer(t, letters(2000)...)
	w, d := watcherOf(t, f), newDiary()
	first := fetch(t, w, inbox(), d)
	second := fetch(t, w, first.Cursor, d)
	t.Logf("first pass %d bytes, second %d", first.Bytes, second.Bytes)
	if second.Bytes == 0 || second.Bytes > 2000 || second.Seen != 0 || len(d.seen) != 2000 {
		t.Errorf("second pass: %+v", second)
	}
}

func TestTheLastOldMailThatAnOpenSearchReturnsIsNotSeenAgain(t *testing.T) {
	f := newFaultServer(t, letters(3)...)
	w, d := watcherOf(t, f), newDiary()
	pass := fetch(t, w, at(1, 3), d)
	if len(d.seen) != 0 || pass.Cursor != at(1, 3) || len(d.advances) != 0 {
		t.Errorf("seen %v, %+v", d.seen, pass)
	}
	if !slices.Contains(f.Commands(), "UID SEARCH UID 4:*") {
		t.Errorf("the server was not asked in the way that provokes it: %q", f.Commands())
	}
}

func TestUIDsThatJumpAreAllSeen(t *testing.T) {
	f := newFaultServer(t, letters(4)...)
	f.set(func() { f.mails[1].uid, f.mails[2].uid, f.mails[3].uid = 70_000, 3_000_000_000, 4_294_967_295 })
	w, d := watcherOf(t, f), newDiary()
	pass := fetch(t, w, inbox(), d)
	if !slices.Equal(d.seen, []uint32{1, 70_000, 3_000_000_000, 4_294_967_295}) || pass.Cursor.UID != 4_294_967_295 {
		t.Errorf("seen %v, %+v", d.seen, pass)
	}
	if again := fetch(t, w, pass.Cursor, d); again.Seen != 0 {
		t.Errorf("seen again: %+v", again)
	}
}

func TestAfterAChangeOfUIDValidityTheMailboxIsLookedThroughByDate(t *testing.T) {
	f := newFaultServer(t, letters(5)...)
	w, d := watcherOf(t, f), newDiary()
	f.set(func() {
		f.validity = 2
		for i := range f.mails {
			f.mails[i].received = time.Date(2025, 3, 1+i, 12, 0, 0, 0, time.UTC)
		}
	})
	pass, err := w.Fetch(t.Context(), at(1, 5), time.Date(2025, 3, 4, 12, 0, 0, 0, time.UTC), d)
	if err != nil || !slices.Equal(d.seen, []uint32{3, 4, 5}) || pass.Cursor != at(2, 5) || !pass.Rescanned {
		t.Errorf("seen %v, %+v, %v", d.seen, pass, err)
	}
	pass, err = w.Fetch(t.Context(), at(1, 5), time.Date(2025, 8, 1, 0, 0, 0, 0, time.UTC), d)
	if err != nil || pass.Seen != 0 || pass.Cursor != at(2, 5) {
		t.Errorf("nothing since then, yet the cursor must fit the mailbox: %+v, %v", pass, err)
	}
}

func TestUIDsThatGoBackAfterARestoreLoseNoMail(t *testing.T) {
	f := newFaultServer(t, letters(3)...)
	w, d := watcherOf(t, f), newDiary()
	pass := fetch(t, w, at(1, 90), d)
	if !slices.Equal(d.seen, upTo(3)) || pass.Cursor != at(1, 3) {
		t.Errorf("seen %v, %+v", d.seen, pass)
	}
}

func TestAnEmptyMailboxIsReadWithoutComplaint(t *testing.T) {
	f := newFaultServer(t)
	w, d := watcherOf(t, f), newDiary()
	if pass := fetch(t, w, inbox(), d); pass.Cursor != at(1, 0) {
		t.Errorf("%+v", pass)
	}
	f.deliver(letter("nr 1", "a"))
	if pass := fetch(t, w, at(1, 0), d); pass.Seen != 1 || pass.Cursor != at(1, 1) {
		t.Errorf("%+v", pass)
	}
}

func TestAVisitorThatCannotStoreEndsThePassAndTheMailComesAgain(t *testing.T) {
	f := newFaultServer(t, letter("nr 1", "a"), letter("take", strings.Repeat("x", 1<<20)), letter("nr 3", "c"))
	w, d := watcherOf(t, f), newDiary()
	full := errors.New("disk is full")
	d.refuse = full
	pass, err := w.Fetch(t.Context(), inbox(), time.Time{}, d)
	if !errors.Is(err, full) || len(d.advances) != 0 || pass.Cursor != inbox() || len(pass.Held) != 0 {
		t.Fatalf("%+v, %v, advances %v", pass, err, d.advances)
	}
	d.refuse = nil
	if pass := fetch(t, w, inbox(), d); pass.Taken != 1 || pass.Cursor != at(1, 3) {
		t.Errorf("%+v", pass)
	}
}

func TestAMailLargerThanTheLimitIsQuarantinedAndNotFetched(t *testing.T) {
	f := newFaultServer(t, letter("take", strings.Repeat("x", 5000)), letter("take", "small"))
	w, d := watcherOf(t, f, func(s *watch.Server) { s.MaxMail = 4000 }), newDiary()
	pass := fetch(t, w, inbox(), d)
	if pass.Quarantined != 1 || !strings.Contains(d.quarantined[1], "too large") || len(d.taken) != 1 || pass.Cursor != at(1, 2) {
		t.Errorf("%+v, %v", pass, d.quarantined)
	}
	if slices.Contains(f.Commands(), "UID FETCH 1 (UID BODY.PEEK[])") {
		t.Error("the large mail was asked for")
	}
}

func TestHoldsComparesTheWholeMessageID(t *testing.T) {
	f := newFaultServer(t, "Message-ID:\r\n <round.4602.x@example.no>\r\n\r\n", "Message-ID: <b@example.no>\r\n\r\n")
	w := watcherOf(t, f)
	for id, want := range map[string]bool{
		"<round.4602.x@example.no>": true, "b@example.no": true, "4602.x@example.no": false, "<c@example.no>": false, "": false,
	} {
		if got, err := w.Holds(t.Context(), "Sent", id); got != want || err != nil {
			t.Errorf("Holds(%q) = %v, %v", id, got, err)
		}
	}
}

func TestTwentyThousandHeadersAreReadInOnePass(t *testing.T) {
	f := newFaultServer(t, letters(20_000)...)
	w, d := watcherOf(t, f, func(s *watch.Server) { s.Deadline = 10 * time.Second }), newDiary()
	began := time.Now()
	pass := fetch(t, w, inbox(), d)
	t.Logf("20,000 headers in %v, %d bytes", time.Since(began), pass.Bytes)
	if pass.Seen != 20_000 || pass.Cursor != at(1, 20_000) {
		t.Errorf("%+v", pass)
	}
}
