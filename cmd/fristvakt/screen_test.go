package main

import (
	"compress/gzip"
	"context"
	"encoding/json"
	"flag"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// pictures are made where this names a folder: docs, from the top.
var pictures = flag.String("pictures", "", "folder for pictures of the board")

// screen is a browser that somebody sits at.
type screen struct {
	t    *testing.T
	ctx  context.Context
	base string
	axe  string // the source of axe-core
}

// openScreen starts Debian's Chromium with nothing of its own.
func openScreen(t *testing.T, base string) *screen {
	t.Helper()
	path, err := exec.LookPath("chromium")
	if err != nil {
		if os.Getenv("FRISTVAKT_REQUIRE_SERVERS") != "" {
			t.Fatal(err)
		}
		t.Skip("chromium is not installed")
	}
	flags := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path), chromedp.NoSandbox, chromedp.DisableGPU, chromedp.WindowSize(1280, 900),
		chromedp.UserDataDir(t.TempDir()), chromedp.Flag("disable-quic", true), chromedp.Flag("disable-component-update", true), chromedp.Flag("disable-sync", true),
		chromedp.Flag("lang", "nn-NO"), chromedp.WSURLReadTimeout(2*time.Minute))
	allocated, end := chromedp.NewExecAllocator(context.Background(), flags...)
	t.Cleanup(end)
	tab, closeTab := chromedp.NewContext(allocated)
	t.Cleanup(closeTab)
	ctx, stop := context.WithTimeout(tab, 10*time.Minute)
	t.Cleanup(stop)
	if err := chromedp.Do(ctx); err != nil { // the browser lives as long as the context it is first used with
		t.Fatal(err)
	}
	return &screen{t: t, ctx: ctx, base: base, axe: readAxe(t)}
}

func readAxe(t *testing.T) string {
	t.Helper()
	f, err := os.Open("testdata/axe/axe-core-4.14.1.min.js.gz")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	source, err := io.ReadAll(z)
	if err != nil {
		t.Fatal(err)
	}
	return string(source)
}

func (s *screen) do(steps ...chromedp.Action[chromedp.Void]) {
	s.t.Helper()
	ctx, stop := context.WithTimeout(s.ctx, time.Minute)
	defer stop()
	if err := chromedp.Do(ctx, steps...); err != nil {
		at, _ := chromedp.Run(s.ctx, chromedp.Location())
		s.t.Fatalf("at %s: %v", at, err)
	}
}

// ask evaluates an expression in the page.
func ask[T any](s *screen, expression string, options ...chromedp.EvaluateOption) T {
	s.t.Helper()
	v, err := chromedp.Run(s.ctx, chromedp.Evaluate[T](expression, options...))
	if err != nil {
		s.t.Fatalf("%.100s: %v", expression, err)
	}
	return v
}

func (s *screen) open(path string) {
	s.t.Helper()
	s.do(chromedp.Navigate(s.base+path), chromedp.WaitVisible("h1"))
}

func (s *screen) text(selector string) string {
	s.t.Helper()
	quoted, _ := json.Marshal(selector)
	return ask[string](s, `(document.querySelector(`+string(quoted)+`) || {innerText: ""}).innerText`)
}

// accessible runs axe-core over the page as it stands, in light and in dark
// colours, and looks whether it scrolls sideways at 400 % of 1280 pixels.
func (s *screen) accessible(name string) {
	s.t.Helper()
	ask[bool](s, s.axe+"; true")
	const run = `axe.run(document, {runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]}).then(r => JSON.stringify(r.violations.map(v => v.id + ": " + v.nodes.map(n => n.html.slice(0, 140) + " " + n.failureSummary).slice(0, 3).join(" | "))))`
	var found []string
	if err := json.Unmarshal([]byte(ask[string](s, run, chromedp.EvalAwaitPromise)), &found); err != nil {
		s.t.Fatal(err)
	}
	for _, v := range found {
		s.t.Errorf("%s: %s", name, v)
	}
	s.do(chromedp.EmulateViewport(320, 640))
	if wide := ask[int](s, `document.documentElement.scrollWidth`); wide > 320 {
		s.t.Errorf("%s scrolls sideways at 400 %%: %d pixels", name, wide)
	}
	s.do(chromedp.EmulateViewport(1280, 900))
}

// tab goes on with the Tab key until the focus is where the selector says.
func (s *screen) tab(selector string) {
	s.t.Helper()
	quoted, _ := json.Marshal(selector)
	for range 150 {
		s.do(chromedp.KeyEvent("\t"))
		if ask[bool](s, `document.activeElement.matches(`+string(quoted)+`)`) {
			if !ask[bool](s, `document.activeElement.matches(":focus-visible")`) {
				s.t.Errorf("the focus on %s is not to be seen", selector)
			}
			return
		}
	}
	s.t.Fatalf("the Tab key does not lead to %s", selector)
}

// picture keeps the page as it stands, where pictures are asked for.
func (s *screen) picture(name string) {
	s.t.Helper()
	if *pictures == "" {
		return
	}
	if _, err := chromedp.Run(s.ctx, chromedp.Poll[bool](`Array.from(document.images).every(i => i.complete || i.getBoundingClientRect().top > 1200)`)); err != nil {
		s.t.Fatal(err)
	}
	png, err := chromedp.Run(s.ctx, chromedp.CaptureScreenshot())
	if err == nil {
		err = os.WriteFile(filepath.Join("..", "..", *pictures, name+".png"), png, 0o644)
	}
	if err != nil {
		s.t.Fatal(err)
	}
}

func squeezed(text string) string { return strings.Join(strings.Fields(text), " ") }
