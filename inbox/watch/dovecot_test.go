package watch_test

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"runtime"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"fristvakt/demo/realserver"
	"fristvakt/inbox/watch"
)

func TestDovecotsMailIsReadAndNothingOfItChanged(t *testing.T) {
	maildirs := realserver.NewMaildirs(t)
	server, box := realserver.StartDovecot(t, maildirs), maildirs.Box(t, "post")
	w := watch.New(watch.Server{Address: server.Address, TLS: watch.Plaintext, Login: watch.Password("post@example.no", realserver.Password), Deadline: 20 * time.Second})
	defer w.Close()
	for i := range 30 {
		box.Deliver(t, letter(fmt.Sprintf("nr %d", i+1), "text"), "")
	}
	box.Deliver(t, letter("peek, take", strings.Repeat("line\r\n", 20_000)), "")
	large := letter("take", strings.Repeat(strings.Repeat("x", 998)+"\r\n", 40_000))
	box.Deliver(t, large, "")
	before := box.Flags(t)

	d := newDiary()
	sum := sha256.New()
	var most atomic.Uint64
	d.keep = func(body io.Reader) (string, error) {
		sum.Reset()
		_, err := io.Copy(sum, &heapWatch{body, &most})
		return hex.EncodeToString(sum.Sum(nil)), err
	}
	pass := fetch(t, w, inbox(), d)
	if pass.Seen != 32 || pass.Taken != 2 || d.peeked[31] != 64<<10 || d.heads[32].Received.IsZero() {
		t.Fatalf("%+v", pass)
	}
	if want := sha256.Sum256([]byte(large)); d.taken[32] != hex.EncodeToString(want[:]) {
		t.Error("the 40 MB mail did not arrive as it was sent")
	}
	large = ""
	t.Logf("heap while 40 MB went by: at most %d kB above its start", most.Load()>>10)
	if most.Load() > 16<<20 {
		t.Errorf("the heap grew by %d bytes", most.Load())
	}

	facts, err := w.Probe(t.Context())
	if err != nil || !facts.Idle {
		t.Fatalf("%+v, %v", facts, err)
	}
	pass = fetch(t, w, pass.Cursor, d)
	t.Logf("a pass over nothing new: %d bytes", pass.Bytes)
	if pass.Bytes > 2000 || pass.Seen != 0 {
		t.Errorf("%+v", pass)
	}
	done := make(chan error, 1)
	go func() { done <- w.Idle(t.Context(), "INBOX") }()
	pushed := box.Deliver(t, letter("pushed", "text"), "")
	if err := <-done; err != nil {
		t.Fatal(err)
	}
	if pass = fetch(t, w, pass.Cursor, d); pass.Seen != 1 {
		t.Errorf("%+v", pass)
	}
	if held, err := w.Holds(t.Context(), "INBOX", "<nr-7@example.no>"); !held || err != nil {
		t.Errorf("%v, %v", held, err)
	}
	after := slices.DeleteFunc(box.Flags(t), func(name string) bool { return strings.HasPrefix(name, pushed) })
	if !slices.Equal(before, after) {
		t.Errorf("flags or mails changed:\n%q\n%q", before, after)
	}
	if n := len(server.Heard.Commands()); n < 10 {
		t.Errorf("the recorder is deaf: %d commands", n)
	}
}

func TestDovecotsRefusalOfAWrongPasswordIsToldAsSuch(t *testing.T) {
	server := realserver.StartDovecot(t, realserver.NewMaildirs(t))
	w := watch.New(watch.Server{Address: server.Address, TLS: watch.Plaintext, Login: watch.Password("post@example.no", "wrong"), Deadline: 20 * time.Second})
	defer w.Close()
	if _, err := w.Probe(t.Context()); !errors.Is(err, watch.ErrLogin) {
		t.Errorf("%v", err)
	}
}

// heapWatch measures the heap now and then while it is read.
type heapWatch struct {
	io.Reader
	most *atomic.Uint64
}

func (h *heapWatch) WriteTo(w io.Writer) (n int64, err error) {
	var start, now runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&start)
	for {
		k, err := io.CopyN(w, h.Reader, 4<<20)
		n += k
		runtime.ReadMemStats(&now)
		if now.HeapAlloc > start.HeapAlloc {
			h.most.Store(max(h.most.Load(), now.HeapAlloc-start.HeapAlloc))
		}
		if err == io.EOF {
			return n, nil
		}
		if err != nil {
			return n, err
		}
	}
}
