package paper

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"time"
)

const (
	ocrDPI      = 300
	ocrCPU      = 60      // seconds for a page
	maxOCRBytes = 1 << 20 // of text a page
)

// LookTesseract returns the path of Tesseract if it is installed with the language, and
// "" if not.
func LookTesseract(language string) string {
	path, err := exec.LookPath("tesseract")
	if err != nil {
		return ""
	}
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	cmd := exec.CommandContext(ctx, path, "--list-langs")
	cmd.Env = toolEnv()
	list, err := cmd.Output()
	if err != nil {
		return ""
	}
	for line := range strings.Lines(string(list)) {
		if strings.TrimSpace(line) == language {
			return path
		}
	}
	return ""
}

// toolEnv is the whole environment of Tesseract: one thread, and where its data is.
func toolEnv() []string {
	env := []string{"OMP_THREAD_LIMIT=1", "LC_ALL=C.UTF-8"}
	if dir := os.Getenv("TESSDATA_PREFIX"); dir != "" {
		env = append(env, "TESSDATA_PREFIX="+dir)
	}
	return env
}

// recognise reads the scanned pages of a paper by OCR, as many as time and limits allow.
// A page that is not reached stays a Scan without OCR.
func (r *Reader) recognise(ctx context.Context, paper *Paper, content []byte) {
	ctx, cancel := context.WithTimeout(ctx, r.options.OCRTimeout)
	defer cancel()
	var wait sync.WaitGroup
	places := make(chan struct{}, max(1, runtime.NumCPU()))
	for _, i := range chosen(paper.Pages, r.options.OCRPages) {
		select {
		case places <- struct{}{}:
		case <-ctx.Done():
		}
		if ctx.Err() != nil {
			break
		}
		picture, reason := r.render(ctx, request{Render: true, Format: paper.Format, Page: i, DPI: ocrDPI}, content)
		if reason != "" {
			r.options.Log.Debug("a page could not be rendered for OCR", "page", i+1, "reason", reason)
			<-places
			continue
		}
		wait.Go(func() {
			defer func() { <-places }()
			text, err := r.recogniseOne(ctx, picture)
			if err != nil {
				r.options.Log.Debug("a page could not be read by OCR", "page", i+1, "err", err)
				return
			}
			keepRecognised(&paper.Pages[i], text)
		})
	}
	wait.Wait()
	if paper.Unreadable == "" {
		paper.Evidence = evidence(paper.Pages)
	}
}

// chosen returns which pages are read when there are more scans than may be: the first
// ones, and the last, where signatures are.
func chosen(pages []Page, limit int) []int {
	var scans []int
	for i, page := range pages {
		if page.Scan {
			scans = append(scans, i)
		}
	}
	if len(scans) > limit {
		scans = append(scans[:limit-1], scans[len(scans)-1])
	}
	return scans
}

// keepRecognised takes over what OCR has read, unless the page's own text says more: a
// stamp is in both.
func keepRecognised(page *Page, text string) {
	text = fold(text)
	page.OCR = true
	if len(text) > len(page.Text) {
		page.Text = text
	}
}

// recogniseOne reads one picture. Where nothing sensible comes out it may lie on its side
// or head, and is read again with a search for that, which takes longer.
func (r *Reader) recogniseOne(ctx context.Context, picture []byte) (string, error) {
	text, err := r.tesseract(ctx, picture, "3")
	if err != nil || len(text) > stampLength && legible(text) {
		return text, err
	}
	turned, err := r.tesseract(ctx, picture, "1")
	if err == nil && len(turned) > len(text) && legible(turned) {
		return turned, nil
	}
	return text, nil
}

// tesseract reads one picture in a process of its own, confined before it begins.
func (r *Reader) tesseract(ctx context.Context, picture []byte, segmentation string) (string, error) {
	self := r.options.Executable
	if self == "" {
		own, err := os.Executable()
		if err != nil {
			return "", fmt.Errorf("find own executable: %w", err)
		}
		self = own
	}
	cmd := exec.CommandContext(ctx, self)
	cmd.Env = []string{role{
		Tool: r.options.Tesseract, Env: toolEnv(), MemoryMB: r.options.MemoryMB, Seconds: ocrCPU,
		Args:     []string{"stdin", "stdout", "-l", r.options.Language, "--dpi", fmt.Sprint(ocrDPI), "--psm", segmentation},
		Readable: readable(r.options.Tesseract),
	}.String()}
	cmd.Dir = "/"
	cmd.Stdin = bytes.NewReader(picture)
	out := &limited{left: maxOCRBytes}
	cmd.Stdout = out
	bind(cmd)
	if err := cmd.Run(); err != nil {
		return "", fmt.Errorf("run tesseract: %w", err)
	}
	return strings.ReplaceAll(out.String(), "\f", "\n"), nil
}

// readable lists what a program below the usual places needs to run.
func readable(program string) []string {
	paths := []string{"/usr", "/lib", "/lib64", "/etc/ld.so.cache", "/dev/null", filepath.Dir(program)}
	if resolved, err := filepath.EvalSymlinks(program); err == nil {
		paths = append(paths, filepath.Dir(resolved))
	}
	if dir := os.Getenv("TESSDATA_PREFIX"); dir != "" {
		paths = append(paths, dir)
	}
	return paths
}

// limited keeps so many bytes and drops the rest.
type limited struct {
	bytes.Buffer
	left int
}

// Write never fails: a program that writes too much has nothing to say.
func (l *limited) Write(p []byte) (int, error) {
	kept := p[:min(l.left, len(p))]
	l.left -= len(kept)
	l.Buffer.Write(kept)
	return len(p), nil
}
