package main

import (
	"context"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"fristvakt/demo"
	"fristvakt/workflows"
)

// midMay is the demo in the middle of its round with the board open and the
// daemon running; the clock goes as fast as the one on the wall.
func midMay(t *testing.T) (*demoPlay, string) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	listen := l.Addr().String()
	l.Close()
	plan := midFlight(1, listen)
	if *pictures == "" {
		plan.from = workflows.Date{Year: 2025, Month: time.April, Day: 28}
	}
	p, err := openDemo(t.Context(), folder(t), plan)
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	t.Cleanup(func() {
		stop()
		<-ended
		p.close()
	})
	if err := p.play(ctx); err != nil {
		journal, _ := os.ReadFile(filepath.Join(p.dir, "journal.log"))
		ended <- err
		t.Fatalf("%v\n%s", err, journal[max(0, len(journal)-2000):])
	}
	morning := make(chan struct{})
	go func() { ended <- p.world.Live(ctx, p.stage, 1, func() { close(morning) }) }()
	select {
	case <-morning:
	case err := <-ended:
		t.Fatal(err)
	}
	return p, "http://" + listen
}

// doubt is what waits of a party.
func (p *demoPlay) doubt(t *testing.T, party string) workflows.Doubt {
	t.Helper()
	if _, err := p.ledgers(t.Context()); err != nil {
		t.Fatal(err)
	}
	for _, q := range p.desk.Doubts() {
		if q.Party.Number == party {
			return q
		}
	}
	t.Fatalf("nothing of %s waits", party)
	return workflows.Doubt{}
}

// The parties whose letters wait in the middle of May: a decision beside an
// agreement that nobody can open, a case that was postponed, and two scans.
const oygarden, hoyanger, austevoll = "4626", "4638", "4625"

func TestAPersonSettlesTheQueueInABrowser(t *testing.T) {
	if _, err := os.Stat("/usr/bin/chromium"); err != nil && os.Getenv("FRISTVAKT_REQUIRE_SERVERS") == "" {
		t.Skip("chromium is not installed")
	}
	p, base := midMay(t)
	s := openScreen(t, base)
	link, err := p.daemon.LoginLink(demo.Secretariat)
	if err != nil {
		t.Fatal(err)
	}
	s.open("/party/" + oygarden)
	if !strings.Contains(ask[string](s, "location.pathname"), "/login") {
		t.Error("a page opens without a login")
	}
	s.accessible("the login page")
	s.open(strings.TrimPrefix(link, base))
	s.accessible("the login link")
	s.do(chromedp.Click("button.primary"), chromedp.WaitVisible(".parties"))
	s.picture("board")
	s.visitEveryPage(p.doubt(t, oygarden))
	s.settlesByKeyboard(t, p)
	s.seesAReminderWithdrawnAndBack(t, p)
	s.rulesOnAParty()
	s.open("/")
	s.do(chromedp.Click(".who form[action='/logout'] button"), chromedp.WaitVisible("#address"))
	s.open("/review")
	if !strings.Contains(ask[string](s, "location.pathname"), "/login") {
		t.Error("the session did not end")
	}
}

// visitEveryPage looks at every page in its states.
func (s *screen) visitEveryPage(q workflows.Doubt) {
	s.t.Helper()
	for _, path := range []string{"/", "/?state=complete&sort=name", "/?q=finst-ikkje", "/review", "/review/" + q.ID(), "/letter/" + q.ID(), "/coming", "/log", "/log?people=1",
		"/accessibility", "/no-such-page", "/review/ffff", "/party/" + hoyanger} {
		s.open(path)
		ask[bool](s, `document.querySelectorAll("details").forEach(d => d.open = true), true`)
		s.accessible(path)
	}
	s.open("/coming")
	s.do(chromedp.Click(".mails a"), chromedp.WaitVisible(".mailtext"))
	s.accessible("a mail as it would be sent")
	if !strings.Contains(s.text(".mailtext"), "Til ") || !strings.Contains(s.text(".banner:not([hidden])"), "Slik vil e-posten") {
		s.t.Errorf("the mail reads %.200q, %q", s.text(".mailtext"), s.text(".banner:not([hidden])"))
	}
	s.open("/party/" + hoyanger)
	if ask[bool](s, `document.querySelector("a[href^='/mail']") !== null`) {
		s.do(chromedp.Click("a[href^='/mail']"), chromedp.WaitVisible(".mailtext"))
		s.accessible("a mail as it was sent")
	}
	s.do(chromedp.Click("form[action='/language'] button"), chromedp.WaitVisible("html[lang=nb]"))
	for _, path := range []string{"/", "/review/" + q.ID()} {
		s.open(path)
		s.accessible(path + " in Bokmål")
	}
	s.do(chromedp.Click("form[action='/language'] button"), chromedp.WaitVisible("html[lang=nn]"))
}

// settlesByKeyboard goes from the board to the ruling without a mouse, on two
// kinds of doubt.
func (s *screen) settlesByKeyboard(t *testing.T, p *demoPlay) {
	t.Helper()
	first, second := p.doubt(t, oygarden).ID(), p.doubt(t, austevoll).ID()
	s.open("/")
	s.tab("a[href='/review']")
	s.do(chromedp.KeyEvent(kb.Enter), chromedp.WaitVisible(".queue"))
	s.tab("a[href='/review/" + first + "']")
	s.do(chromedp.KeyEvent(kb.Enter), chromedp.WaitVisible("#decide"))
	if pages := ask[int](s, `document.querySelectorAll(".sheet img").length`); pages == 0 || s.text("blockquote") == "" {
		t.Errorf("%d pages, the sentence %q", pages, s.text("blockquote"))
	}
	if _, err := chromedp.Run(s.ctx, chromedp.Poll[bool](`document.querySelector(".sheet img").naturalWidth > 500`)); err != nil {
		t.Errorf("the page is not shown: %v", err)
	}
	s.picture("review")
	s.tab("#o1")
	s.do(chromedp.KeyEvent(" "))
	s.tab("#reason")
	s.do(chromedp.KeyEvent("lese, vedtaket er i orden"), chromedp.KeyEvent(kb.Enter), chromedp.WaitVisible(".banner.good"))
	s.accessible("a page that tells what was ruled")
	if said := s.text(".banner.good"); !strings.Contains(said, "Registrert: vedtak") {
		t.Errorf("said: %q", said)
	}
	s.open("/review/" + second)
	s.tab("[name=order]")
	for range 3 {
		if !ask[bool](s, `document.activeElement.id === "o3"`) {
			s.do(chromedp.KeyEvent(kb.ArrowDown))
		}
	}
	s.tab("#reason")
	s.do(chromedp.KeyEvent("ser signaturen i biletet"), chromedp.KeyEvent(kb.Enter), chromedp.WaitVisible(".banner.good"))
	if said := s.text(".banner.good"); !strings.Contains(said, "Registrert: signert avtale") {
		t.Errorf("said: %q", said)
	}
}

// seesAReminderWithdrawnAndBack settles a third kind, by pointing: the case was
// postponed, so the party is not reminded until after the meeting.
func (s *screen) seesAReminderWithdrawnAndBack(t *testing.T, p *demoPlay) {
	t.Helper()
	first := func() string {
		s.open("/party/" + hoyanger)
		return squeezed(s.text("#coming li"))
	}
	if got := first(); !strings.HasPrefix(got, "▷ planlagd 16. mai") {
		t.Fatalf("before: %q", got)
	}
	s.open("/review/" + p.doubt(t, hoyanger).ID())
	s.do(chromedp.Click("label[for=o5]"), chromedp.SetValue("#until", "2025-06-12"), chromedp.SendKeys("#reason", "møtet er 12. juni"), chromedp.Click(".rule button.primary"), chromedp.WaitVisible(".banner.good"))
	if got := first(); !strings.HasPrefix(got, "✕ går ikkje 16. mai") || !strings.Contains(got, "møte 12. juni") {
		t.Errorf("after: %q", got)
	}
	s.do(chromedp.Click(".diary .back summary"), chromedp.SendKeys(".diary .back[open] input[name=reason]", "feil møte"), chromedp.Click(".diary .back[open] button"), chromedp.WaitVisible(".banner.good"))
	if got := first(); !strings.HasPrefix(got, "▷ planlagd 16. mai") {
		t.Errorf("taken back: %q", got)
	}
	p.doubt(t, hoyanger) // it waits again
}

// rulesOnAParty fills in a form of the party's page, wrongly at first.
func (s *screen) rulesOnAParty() {
	s.t.Helper()
	s.open("/party/" + hoyanger)
	ask[bool](s, `document.querySelectorAll("details").forEach(d => d.open = true), document.querySelector("#sd").type = "text", document.querySelector("#sd").value = "31.06.2025", true`)
	s.do(chromedp.SendKeys("#r-snooze", "ferie"), chromedp.Submit("#r-snooze"), chromedp.WaitVisible(".banner.bad"))
	s.accessible("a page that tells what is wrong")
	ask[bool](s, `document.querySelectorAll("details").forEach(d => d.open = true), document.querySelector("#sd").value = "2025-05-23", true`)
	s.do(chromedp.SendKeys("#r-snooze", "ferie"), chromedp.Submit("#r-snooze"), chromedp.WaitVisible(".banner.good"))
	if got := squeezed(s.text("#coming li")); !strings.Contains(got, "går ikkje") {
		s.t.Errorf("snoozed: %q", got)
	}
	if u, err := url.Parse(ask[string](s, "location.href")); err != nil || !strings.HasPrefix(u.RawQuery, "done=") {
		s.t.Errorf("%v, %v", u, err)
	}
}
