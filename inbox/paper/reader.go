package paper

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"log/slog"
	"runtime/debug"
	"sync"
	"time"
)

// Options say how a Reader works. The zero value of each field stands for the default.
type Options struct {
	Executable string        // the binary that calls Child; os.Executable()
	CacheDir   string        // for compiled PDFium, see the package comment; none, each start takes seconds
	Children   int           // how many documents are read at a time; 1
	MemoryMB   int           // what a child may use; 512
	MaxBytes   int64         // size of a document, packed or unpacked; 64 MiB
	PageLimit  int           // pages read of a document; 500
	Timeout    time.Duration // for a document, OCR apart; 8 s
	IdleAfter  time.Duration // a child without work ends; 1 min
	Tesseract  string        // path of the program, see LookTesseract; none, no OCR
	Language   string        // of the OCR, as Tesseract names it; "nor"
	OCRPages   int           // pages of a document that are read by OCR; 10
	OCRTimeout time.Duration // for all OCR of a document; 60 s
	Log        *slog.Logger  // where starts and ends of children are told; nowhere
}

// defaults fills in what is not set.
func (o Options) defaults() Options {
	set(&o.Children, 1)
	set(&o.MemoryMB, 512)
	set(&o.MaxBytes, 64<<20)
	set(&o.PageLimit, 500)
	set(&o.Timeout, 8*time.Second)
	set(&o.IdleAfter, time.Minute)
	set(&o.Language, "nor")
	set(&o.OCRPages, 10)
	set(&o.OCRTimeout, time.Minute)
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	return o
}

func set[T comparable](field *T, value T) {
	var zero T
	if *field == zero {
		*field = value
	}
}

// Reader reads papers by means of children. It may be used by many goroutines, and has
// to be closed.
type Reader struct {
	options Options
	free    chan *worker // one place for each child; nil where none runs
	idle    *time.Timer
	mu      sync.Mutex
	closed  bool
}

// New returns a Reader. No child is started before the first document.
func New(o Options) *Reader {
	r := &Reader{options: o.defaults()}
	r.free = make(chan *worker, r.options.Children)
	for range r.options.Children {
		r.free <- nil
	}
	r.idle = time.AfterFunc(time.Hour, r.endIdle)
	r.idle.Stop()
	return r
}

// Read reads a document. It never fails: what could not be read says why in
// Paper.Unreadable. The name and the media type are the mail's; the bytes go before both,
// and are not changed or kept.
func (r *Reader) Read(ctx context.Context, name, mediaType string, content []byte) Paper {
	format, reason := sniff(name, mediaType, content)
	if reason == "" && int64(len(content)) > r.options.MaxBytes {
		reason = ReasonTooLarge
	}
	paper := Paper{Unreadable: reason}
	if reason == "" {
		paper = r.parse(ctx, format, name, content)
	}
	sum := sha256.Sum256(content)
	paper.Name, paper.Format = name, format
	paper.SHA256, paper.Size = hex.EncodeToString(sum[:]), int64(len(content))
	if paper.Unreadable == "" && r.options.Tesseract != "" {
		r.recognise(ctx, &paper, content)
	}
	return paper
}

func (r *Reader) parse(ctx context.Context, format Format, name string, content []byte) Paper {
	reply, _, reason := r.ask(ctx, request{
		Format: format, Name: name, PageLimit: r.options.PageLimit, Time: r.options.Timeout, Bytes: r.options.MaxBytes,
	}, content)
	if reason != "" {
		return Paper{Unreadable: reason}
	}
	return reply.Paper
}

// Render returns a page, counted from 0, of a PDF or an image as PNG, at dpi dots to the
// inch or coarser where it would be too large.
func (r *Reader) Render(ctx context.Context, content []byte, page, dpi int) ([]byte, error) {
	format, reason := sniff("", "", content)
	if format != FormatPDF && format != FormatImage {
		return nil, fmt.Errorf("render page %d: no pages to show in %s", page, format)
	}
	if reason == "" {
		var picture []byte
		picture, reason = r.render(ctx, request{Render: true, PNG: true, Format: format, Page: page, DPI: dpi}, content)
		if reason == "" {
			return picture, nil
		}
	}
	return nil, fmt.Errorf("render page %d: %s", page, reason)
}

func (r *Reader) render(ctx context.Context, req request, content []byte) ([]byte, string) {
	reply, body, reason := r.ask(ctx, req, content)
	if reason == "" {
		reason = reply.Reason
	}
	return body, reason
}

// grace is how much longer than asked a child may take before it is killed: it stops by
// itself between pages, with what it has read.
const grace = time.Second

// ask lends a child, starting it when needed, and asks it. A child that failed is
// replaced for the next document.
func (r *Reader) ask(ctx context.Context, req request, content []byte) (answer, []byte, string) {
	w, reason := r.lend(ctx)
	if reason != "" {
		return answer{}, nil, reason
	}
	reply, body, reason := w.ask(ctx, r.options.Timeout+grace, req, content)
	switch {
	case reason != "":
		r.options.Log.Info("the reader of papers was ended", "reason", reason, "pid", w.cmd.Process.Pid)
		w = nil
	case reply.Last:
		w.end()
		w = nil
	}
	r.giveBack(w)
	return reply, body, reason
}

// lend returns a child that is ready, and the reason when there is none.
func (r *Reader) lend(ctx context.Context) (*worker, string) {
	var w *worker
	select {
	case w = <-r.free:
	case <-ctx.Done():
		return nil, ReasonStopped
	}
	r.mu.Lock()
	closed := r.closed
	r.mu.Unlock()
	if closed || ctx.Err() != nil {
		r.free <- w
		return nil, ReasonStopped
	}
	if w != nil {
		return w, ""
	}
	w, err := start(ctx, r.options)
	if err != nil {
		r.free <- nil
		r.options.Log.Error("the reader of papers could not be started", "err", err)
		return nil, ReasonNoReader
	}
	r.options.Log.Debug("a reader of papers was started", "pid", w.cmd.Process.Pid, "landlock", w.landlocked)
	return w, ""
}

func (r *Reader) giveBack(w *worker) {
	r.free <- w
	r.mu.Lock()
	defer r.mu.Unlock()
	if !r.closed {
		r.idle.Reset(r.options.IdleAfter)
	}
}

// endIdle ends the children that are not at work. It runs when no document has come for
// the time of Options.IdleAfter, and hands back to the system what the documents took
// in this process: the runtime by itself keeps it for minutes.
func (r *Reader) endIdle() {
	defer debug.FreeOSMemory()
	for range cap(r.free) {
		select {
		case w := <-r.free:
			if w != nil {
				w.end()
				r.options.Log.Debug("an idle reader of papers was ended")
			}
			r.free <- nil
		default:
			return
		}
	}
}

// Close ends all children, waiting for documents in hand. Documents that come later are
// not read. It always returns nil.
func (r *Reader) Close() error {
	r.mu.Lock()
	already := r.closed
	r.closed = true
	r.idle.Stop()
	r.mu.Unlock()
	if already {
		return nil
	}
	for range cap(r.free) {
		if w := <-r.free; w != nil {
			w.end()
		}
	}
	for range cap(r.free) {
		r.free <- nil
	}
	return nil
}
