package web_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"fristvakt/web"
	"fristvakt/workflows"
)

const (
	ruler  = "solveig@example.no"
	looker = "revisor@example.no"
)

// house is a daemon in memory: facts, letters, and the links that were mailed.
type house struct {
	t       testing.TB
	mu      sync.Mutex
	round   workflows.Round
	roster  workflows.Roster
	facts   []workflows.Fact
	letters map[string]web.Letter
	links   []string
	fixed   *web.State // what stands, where it is not to be folded anew
	now     time.Time  // of the trade
	clock   time.Time  // of links and sessions

	server *web.Server
	site   *httptest.Server
}

func newHouse(t testing.TB, change ...func(*web.Options)) *house {
	rounds, err := workflows.EmbeddedRounds()
	if err != nil {
		t.Fatal(err)
	}
	h := &house{t: t, letters: map[string]web.Letter{}, now: time.Date(2025, 5, 14, 7, 0, 0, 0, time.UTC), clock: time.Date(2025, 5, 14, 7, 0, 0, 0, time.UTC)}
	for _, r := range rounds {
		if r.ID == "digivestland-2025" {
			h.round = r
		}
	}
	if h.roster, err = workflows.EmbeddedRoster(h.round.Roster); err != nil {
		t.Fatal(err)
	}
	begin := time.Date(2025, 1, 30, 8, 0, 0, 0, time.UTC)
	h.append(workflows.Fact{Kind: workflows.Opened, Round: h.round.ID, At: begin, Actor: workflows.Robot}, workflows.Fact{Kind: workflows.WentLive, At: begin, Actor: "Solveig"})
	h.site = httptest.NewUnstartedServer(nil)
	o := web.Options{Door: h.door(), Secret: []byte("a secret that is long enough"), Public: "http://" + h.site.Listener.Addr().String(), Now: func() time.Time { return h.clock },
		People: []web.Person{{Name: "Solveig Haukeland", Address: ruler, Rules: true}, {Name: "Revisor Ramsøy", Address: looker}}}
	for _, c := range change {
		c(&o)
	}
	if h.server, err = web.New(o); err != nil {
		t.Fatal(err)
	}
	h.site.Config.Handler = h.server.Handler()
	h.site.Start()
	t.Cleanup(h.site.Close)
	return h
}

func (h *house) append(facts ...workflows.Fact) []workflows.Fact {
	h.mu.Lock()
	defer h.mu.Unlock()
	first := len(h.facts)
	for _, f := range facts {
		f.Seq, f.Made = int64(len(h.facts)+1), h.now
		if !f.At.IsZero() && f.At.Before(h.now) {
			f.Made = f.At
		}
		if f.At.IsZero() {
			f.At = h.now
		}
		h.facts = append(h.facts, f)
	}
	return h.facts[first:]
}

func (h *house) desk() workflows.Desk {
	h.mu.Lock()
	defer h.mu.Unlock()
	facts := h.facts[:len(h.facts):len(h.facts)]
	return workflows.Desk{Ledgers: []*workflows.Ledger{workflows.Fold(h.round, h.roster, calendar, facts)}, Roster: h.roster, Facts: facts, Now: h.now}
}

var calendar = workflows.DefaultCalendar()

func (h *house) door() web.Door {
	mail := web.Mail{Key: "k", State: workflows.SentState, To: []string{"post@example.no"}, Subject: "Påminning", Text: "Hei"}
	return web.Door{
		State: func(context.Context) (web.State, error) {
			if h.fixed != nil {
				return *h.fixed, nil
			}
			return web.State{Desk: h.desk()}, nil
		},
		Rule: func(_ context.Context, who web.Ruler, orders ...workflows.Order) ([]workflows.Fact, error) {
			var all []workflows.Fact
			for _, o := range orders {
				facts, err := h.desk().Rule(workflows.Ruling{Actor: who.Actor, Reason: who.Reason, At: h.now}, o)
				if err != nil {
					return nil, err
				}
				all = append(all, facts...)
			}
			return h.append(all...), nil
		},
		Note: func(_ context.Context, f workflows.Fact) error { h.append(f); return nil },
		Letter: func(_ context.Context, id string) (web.Letter, error) {
			if l, ok := h.letters[id]; ok {
				return l, nil
			}
			return web.Letter{}, web.ErrNotFound
		},
		Page: func(context.Context, string, int, int) ([]byte, error) { return []byte("\x89PNG\r\n\x1a\n"), nil },
		Original: func(_ context.Context, id string, n int) (web.File, error) {
			if l, ok := h.letters[id]; ok && n < len(l.Papers) {
				return web.File{Name: l.Papers[n].Name, Content: []byte("<script>alert(1)</script>")}, nil
			}
			return web.File{}, web.ErrNotFound
		},
		Mail:   func(context.Context, string) (web.Mail, error) { return mail, nil },
		Coming: func(context.Context, workflows.Forecast) (web.Mail, error) { return mail, nil },
		Dossier: func(context.Context, string) ([]web.File, error) {
			return []web.File{{Name: "facts.json", Content: []byte("[]")}}, nil
		},
		Invite: func(_ context.Context, address, link string) error {
			h.links = append(h.links, address+" "+link)
			return nil
		},
	}
}

// letter lays a letter on the desk that waits for a person.
func (h *house) letter(id, party string, l web.Letter, v workflows.Verdict) {
	l.ID, l.Received = id, h.now.Add(-26*time.Hour)
	h.letters[id] = l
	v.Disposition, v.Round, v.Party, v.Rules = workflows.Review, h.round.ID, party, 1
	h.append(workflows.Fact{Kind: workflows.Judged, At: l.Received, Round: h.round.ID, Party: party, Letter: id, Subject: l.Subject, Verdict: &v, Actor: workflows.Robot, Reason: "Signaturen er ikkje lesen."})
}

func decision(name string) workflows.Verdict {
	return workflows.Verdict{Documents: []workflows.Document{{Name: name, Kind: "decision-copy", Outcome: workflows.Yes, Delivers: true, Quote: "Kommunestyret vedtek avtalen.", Page: 1}},
		Reasons: []workflows.Reason{{Rule: "sender-domain", Text: "The sender is authenticated."}}}
}

// browser is somebody with a jar of cookies. It follows no redirect by itself.
type browser struct {
	h      *house
	client *http.Client
}

func (h *house) browser() *browser {
	jar, err := cookiejar.New(nil)
	if err != nil {
		h.t.Fatal(err)
	}
	return &browser{h, &http.Client{Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}}
}

// as logs a browser in.
func (h *house) as(address string) *browser {
	h.t.Helper()
	b := h.browser()
	link, err := h.server.Link(address)
	if err != nil {
		h.t.Fatal(err)
	}
	if r := b.post(strings.TrimPrefix(link, h.site.URL), nil); r.status != http.StatusSeeOther {
		h.t.Fatalf("the link gave %d", r.status)
	}
	return b
}

type answer struct {
	status int
	header http.Header
	body   string
}

func (b *browser) do(r *http.Request) answer {
	b.h.t.Helper()
	got, err := b.client.Do(r)
	if err != nil {
		b.h.t.Fatal(err)
	}
	defer got.Body.Close()
	body, err := io.ReadAll(got.Body)
	if err != nil {
		b.h.t.Fatal(err)
	}
	return answer{got.StatusCode, got.Header, string(body)}
}

func (b *browser) get(path string) answer {
	b.h.t.Helper()
	r, err := http.NewRequest(http.MethodGet, b.h.site.URL+path, nil)
	if err != nil {
		b.h.t.Fatal(err)
	}
	return b.do(r)
}

// post sends a form as a browser does from the board itself; pairs are names
// and values.
func (b *browser) post(path string, form url.Values) answer {
	b.h.t.Helper()
	r, err := http.NewRequest(http.MethodPost, b.h.site.URL+path, strings.NewReader(form.Encode()))
	if err != nil {
		b.h.t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	return b.do(r)
}

func form(pairs ...string) url.Values {
	f := url.Values{}
	for i := 0; i < len(pairs); i += 2 {
		f.Add(pairs[i], pairs[i+1])
	}
	return f
}

// concrete fills the wildcards of a route.
func concrete(pattern string) (method, path string) {
	method, path, found := strings.Cut(pattern, " ")
	if !found {
		method, path = http.MethodGet, "/no-such-page"
	}
	path = strings.ReplaceAll(path, "{$}", "")
	path = regexp.MustCompile(`\{(paper|page)\}`).ReplaceAllString(path, "1")
	path = strings.ReplaceAll(path, "{number}", "4602")
	return method, regexp.MustCompile(`\{[^}]*\}`).ReplaceAllString(path, "x")
}

func (h *house) last() workflows.Fact {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.facts[len(h.facts)-1]
}

func (h *house) count(kind workflows.FactKind) int {
	n := 0
	for _, f := range h.desk().Facts {
		if f.Kind == kind {
			n++
		}
	}
	return n
}

func number(n int64) string { return fmt.Sprint(n) }
