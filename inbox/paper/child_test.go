package paper_test

import (
	"bytes"
	"context"
	"fmt"
	"image/png"
	"log/slog"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"fristvakt/inbox/paper"
)

// journal keeps what a Reader tells: which children it started, and that they ended.
type journal struct {
	mu         sync.Mutex
	pids       []int
	landlocked bool
	said       chan string
}

func newJournal() *journal { return &journal{said: make(chan string, 1000)} }

func (j *journal) Enabled(context.Context, slog.Level) bool { return true }
func (j *journal) WithAttrs([]slog.Attr) slog.Handler       { return j }
func (j *journal) WithGroup(string) slog.Handler            { return j }
func (j *journal) Handle(_ context.Context, r slog.Record) error {
	r.Attrs(func(a slog.Attr) bool {
		if a.Key == "pid" && strings.Contains(r.Message, "started") {
			j.mu.Lock()
			j.pids = append(j.pids, int(a.Value.Int64()))
			j.mu.Unlock()
		}
		if a.Key == "landlock" {
			j.landlocked = a.Value.Bool()
		}
		return true
	})
	j.said <- r.Message
	return nil
}

func (j *journal) children() []int {
	j.mu.Lock()
	defer j.mu.Unlock()
	return append([]int(nil), j.pids...)
}

func TestOneChildServesManyDocuments(t *testing.T) {
	j := newJournal()
	r := newReader(t, paper.Options{Log: slog.New(j)})
	if len(j.children()) != 0 {
		t.Error("a child was started before there was a document")
	}
	for i := range 20 {
		if p := r.Read(t.Context(), "", "", written(t, fmt.Sprint("Sak ", i))); p.Pages[0].Text != fmt.Sprint("Sak ", i) {
			t.Fatalf("document %d: %+v", i, p)
		}
	}
	if got := j.children(); len(got) != 1 {
		t.Errorf("want one child, got %v", got)
	}
}

func TestAChildThatIsKilledCostsOneDocument(t *testing.T) {
	j := newJournal()
	r := newReader(t, paper.Options{Timeout: time.Minute, Log: slog.New(j)})
	r.Read(t.Context(), "", "", written(t, "Hei"))
	done := make(chan paper.Paper)
	go func() { done <- r.Read(t.Context(), "heng.pdf", "", branching()) }()
	child, err := os.FindProcess(j.children()[0])
	if err != nil {
		t.Fatal(err)
	}
	if err := child.Kill(); err != nil {
		t.Fatal(err)
	}
	if p := <-done; p.Unreadable != paper.ReasonCrashed || p.Size == 0 {
		t.Errorf("want %q, got %+v", paper.ReasonCrashed, p)
	}
	if p := r.Read(t.Context(), "", "", written(t, "Neste")); p.Unreadable != "" {
		t.Errorf("the next document: %q", p.Unreadable)
	}
	if got := j.children(); len(got) != 2 {
		t.Errorf("want a second child, got %v", got)
	}
}

func TestTheCallerMayGiveUp(t *testing.T) {
	r := newReader(t, paper.Options{Timeout: time.Minute})
	r.Read(t.Context(), "", "", written(t, "Hei"))
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if p := r.Read(ctx, "", "", branching()); p.Unreadable != paper.ReasonStopped {
		t.Errorf("want %q, got %q", paper.ReasonStopped, p.Unreadable)
	}
}

func TestAnIdleChildEnds(t *testing.T) {
	j := newJournal()
	r := newReader(t, paper.Options{IdleAfter: time.Millisecond, Log: slog.New(j)})
	r.Read(t.Context(), "", "", written(t, "Hei"))
	for said := range j.said {
		if strings.Contains(said, "idle") {
			break
		}
	}
	if p := r.Read(t.Context(), "", "", written(t, "Hei att")); p.Unreadable != "" || len(j.children()) != 2 {
		t.Errorf("a new one is started when needed: %q, %v", p.Unreadable, j.children())
	}
}

func TestAClosedReaderReadsNothing(t *testing.T) {
	r := newReader(t, paper.Options{})
	r.Read(t.Context(), "", "", written(t, "Hei"))
	if err := r.Close(); err != nil {
		t.Fatal(err)
	}
	if p := r.Read(t.Context(), "", "", written(t, "Hei")); p.Unreadable != paper.ReasonStopped {
		t.Errorf("got %q", p.Unreadable)
	}
	if err := r.Close(); err != nil {
		t.Errorf("closing twice: %v", err)
	}
}

func TestAReaderThatCannotBeStartedSaysSo(t *testing.T) {
	p := newReader(t, paper.Options{Executable: "/does/not/exist"}).Read(t.Context(), "", "", written(t, "Hei"))
	if p.Unreadable != paper.ReasonNoReader || p.Format != paper.FormatPDF || p.SHA256 == "" {
		t.Errorf("got %+v", p)
	}
}

// What the kernel says about a child that has read a document.
func TestTheChildHasGivenUpWhatItDoesNotNeed(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("told by /proc")
	}
	t.Setenv("FRISTVAKT_SECRET", "hemmeleg")
	j := newJournal()
	r := newReader(t, paper.Options{MemoryMB: 400, Log: slog.New(j)})
	r.Read(t.Context(), "", "", written(t, "Hei"))
	proc := fmt.Sprintf("/proc/%d/", j.children()[0])
	file := func(name string) string {
		content, err := os.ReadFile(proc + name)
		if err != nil {
			t.Fatal(err)
		}
		return string(content)
	}
	limits := strings.Join(strings.Fields(file("limits")), " ")
	for _, want := range []string{"Max open files 0 0", "Max file size 0 0", "Max core file size 0 0",
		"Max cpu time 600 600", "Max data size 419430400 419430400"} {
		if !strings.Contains(limits, want) {
			t.Errorf("limits lack %q: %s", want, limits)
		}
	}
	if env := file("environ"); strings.Contains(env, "hemmeleg") || strings.Count(env, "\x00") != 1 {
		t.Errorf("the environment is not empty: %q", env)
	}
	open, err := filepath.Glob(proc + "fd/*")
	if err != nil {
		t.Fatal(err)
	}
	for _, fd := range open {
		target, err := os.Readlink(fd)
		if err == nil && !strings.HasPrefix(target, "pipe:") && !strings.HasPrefix(target, "anon_inode:") &&
			target != "/dev/null" && !strings.HasPrefix(target, "/sys/fs/cgroup/") { // the runtime's own

			t.Errorf("%s is open", target)
		}
	}
	if landlocked() && !(j.landlocked && strings.Contains(file("status"), "NoNewPrivs:\t1")) {
		t.Error("Landlock is there and was not used")
	}
}

func TestAPageIsShownAsAPicture(t *testing.T) {
	r := newReader(t, paper.Options{})
	for name, content := range map[string][]byte{"PDF": written(t, "Ein", "To"), "picture": photo(t, 300, 200)} {
		page := map[string]int{"PDF": 1}[name]
		picture, err := r.Render(t.Context(), content, page, 72)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		shown, err := png.Decode(bytes.NewReader(picture))
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if size := shown.Bounds().Size(); size.X < 300 || size.X > 600 {
			t.Errorf("%s: size %v", name, size)
		}
	}
	for name, content := range map[string][]byte{"text": []byte("hei"), "PDF without that page": written(t, "Ein"), "damaged": []byte("%PDF-")} {
		if _, err := r.Render(t.Context(), content, 7, 72); err == nil {
			t.Errorf("%s: want an error", name)
		}
	}
}

func TestTheBytesAreNotChanged(t *testing.T) {
	content := handwritten("Avtale").sign(t, person(t, "Kari", "Eksempel kommune")).bytes
	before := bytes.Clone(content)
	read(t, "", content)
	if !bytes.Equal(before, content) {
		t.Error("the bytes were changed")
	}
}

func TestManyMayReadAtATime(t *testing.T) {
	r := newReader(t, paper.Options{Children: 2})
	var wait sync.WaitGroup
	for i := range 8 {
		wait.Go(func() {
			want := fmt.Sprint("Sak ", i)
			if p := r.Read(t.Context(), want, "", written(t, want)); p.Name != want || p.Pages[0].Text != want {
				t.Errorf("want %s, got %+v", want, p)
			}
		})
	}
	wait.Wait()
}

func TestABinaryIsItsOwnChild(t *testing.T) {
	if paper.Child() {
		t.Error("this process is no child")
	}
	own, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	r := newReader(t, paper.Options{Executable: own, Timeout: time.Minute})
	if p := r.Read(t.Context(), "", "", written(t, "Hei")); p.Unreadable != "" || p.Pages[0].Text != "Hei" {
		t.Errorf("got %+v", p)
	}
}
