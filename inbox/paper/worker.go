package paper

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// startTime is what a child may take to be ready: seconds where PDFium has to be
// compiled first, on a busy machine many.
const startTime = 90 * time.Second

// worker is the parent's hold on one child.
type worker struct {
	cmd        *exec.Cmd
	in         io.WriteCloser
	out        *bufio.Reader
	errs       *lastWords
	landlocked bool
}

// start executes the binary again and waits until the child has confined itself.
func start(ctx context.Context, o Options) (*worker, error) {
	path := o.Executable
	if path == "" {
		own, err := ownBinary()
		if err != nil {
			return nil, fmt.Errorf("find own executable: %w", err)
		}
		path = own
	}
	w := &worker{errs: &lastWords{}}
	w.cmd = exec.Command(path)
	w.cmd.Env = []string{role{MemoryMB: o.MemoryMB, CacheDir: o.CacheDir}.String()}
	w.cmd.Dir = "/"
	w.cmd.Stderr = w.errs
	bind(w.cmd)
	in, err := w.cmd.StdinPipe()
	if err != nil {
		return nil, fmt.Errorf("open pipe to child: %w", err)
	}
	out, err := w.cmd.StdoutPipe()
	if err != nil {
		return nil, fmt.Errorf("open pipe from child: %w", err)
	}
	w.in, w.out = in, bufio.NewReaderSize(out, 1<<16)
	if err := w.cmd.Start(); err != nil {
		return nil, fmt.Errorf("start child: %w", err)
	}
	var ready answer
	if _, _, err := w.within(ctx, startTime, func() ([]byte, error) { return readFrame(w.out, &ready) }); err != nil {
		w.end()
		return nil, fmt.Errorf("wait for child: %w: %s", err, w.errs)
	}
	w.landlocked = ready.Landlock
	return w, nil
}

// ask sends one request. When it fails the child is gone, and the Reason tells why.
func (w *worker) ask(ctx context.Context, limit time.Duration, req request, content []byte) (answer, []byte, string) {
	var reply answer
	body, late, err := w.within(ctx, limit, func() ([]byte, error) {
		if err := writeFrame(w.in, req, content); err != nil {
			return nil, err
		}
		return readFrame(w.out, &reply)
	})
	if err == nil {
		return reply, body, ""
	}
	w.end()
	switch {
	case late:
		return answer{}, nil, ReasonTooLong
	case ctx.Err() != nil:
		return answer{}, nil, ReasonStopped
	case w.errs.outOfMemory():
		return answer{}, nil, ReasonTooMuchMemory
	}
	return answer{}, nil, ReasonCrashed
}

// within does a piece of talk with the child, killing it when time is up or the caller
// gives up; that is what ends the talk.
func (w *worker) within(ctx context.Context, limit time.Duration, talk func() ([]byte, error)) (body []byte, late bool, err error) {
	var expired atomic.Bool
	timer := time.AfterFunc(limit, func() {
		expired.Store(true)
		_ = w.cmd.Process.Kill()
	})
	defer timer.Stop()
	stop := context.AfterFunc(ctx, func() { _ = w.cmd.Process.Kill() })
	defer stop()
	body, err = talk()
	return body, expired.Load() && err != nil, err
}

// end closes the child's input, kills the child, waits for it and notes in errs how it
// ended.
func (w *worker) end() {
	_ = w.in.Close()
	if w.cmd.Process != nil {
		_ = w.cmd.Process.Kill()
	}
	err := w.cmd.Wait()
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		w.errs.exit(exit.Error())
	}
}

// lastWords keeps the first 8 kB that a child writes to standard error, and how it ended: a
// Go program says there that it is out of memory. Those of a child that was ready are never
// logged, for they may quote a document.
type lastWords struct {
	mu   sync.Mutex
	text strings.Builder
}

// Write keeps what there is room for and never fails.
func (t *lastWords) Write(p []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if room := 8<<10 - t.text.Len(); room > 0 {
		t.text.Write(p[:min(room, len(p))])
	}
	return len(p), nil
}

func (t *lastWords) exit(how string) { _, _ = t.Write([]byte("\n" + how)) }

func (t *lastWords) outOfMemory() bool {
	s := t.String()
	return strings.Contains(s, "out of memory") || strings.Contains(s, "cannot allocate memory")
}

// String returns what was kept.
func (t *lastWords) String() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.text.String()
}
