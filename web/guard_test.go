package web_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"fristvakt/web"
	"fristvakt/workflows"
)

func TestEveryRouteIsRefusedWithoutALogin(t *testing.T) {
	h := newHouse(t)
	h.letter("x", "4602", web.Letter{Subject: "Vedtak"}, decision("v.pdf"))
	open := map[string]bool{}
	for _, route := range h.server.Routes() {
		method, path := concrete(route.Pattern)
		before := len(h.desk().Facts)
		r, err := http.NewRequest(method, h.site.URL+path, strings.NewReader("order=pause&reason=x&fact=1&party=4602&until=2025-06-01"))
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		got := h.browser().do(r)
		if route.Access == web.Open {
			open[route.Pattern] = true
		} else if toLogin := got.status == http.StatusSeeOther && strings.HasPrefix(got.header.Get("Location"), "/login?next="); !toLogin && got.status != http.StatusUnauthorized {
			t.Errorf("%s answers %d", route.Pattern, got.status)
		}
		for _, private := range []string{"Vedtak", "Kinn", "Askøy"} {
			if strings.Contains(got.body, private) {
				t.Errorf("%s shows %q", route.Pattern, private)
			}
		}
		if len(h.desk().Facts) != before {
			t.Errorf("%s records something", route.Pattern)
		}
	}
	for pattern := range open {
		switch pattern {
		case "GET /accessibility", "GET /login", "POST /login", "GET /login/{token}", "POST /login/{token}", "GET /openid", "GET /openid/callback", "POST /language", "GET /static/{file}", "/":
		default:
			t.Errorf("%s is open to all", pattern)
		}
	}
}

func TestWhoMayOnlyLookRulesNothing(t *testing.T) {
	h := newHouse(t)
	h.letter("aa11", "4602", web.Letter{Subject: "Vedtak"}, decision("v.pdf"))
	b := h.as(looker)
	for _, route := range h.server.Routes() {
		method, path := concrete(route.Pattern)
		if route.Access != web.Rules {
			continue
		}
		before := len(h.desk().Facts)
		if got := b.post(path, form("order", "pause", "reason", "x", "fact", "2")); method != http.MethodPost || got.status != http.StatusForbidden {
			t.Errorf("%s answers %d", route.Pattern, got.status)
		}
		if len(h.desk().Facts) != before {
			t.Errorf("%s records something", route.Pattern)
		}
	}
	if page := b.get("/review/aa11"); page.status != http.StatusOK || strings.Contains(page.body, `name="order"`) {
		t.Errorf("a form for somebody who may not use it: %d", page.status)
	}
}

func TestEveryAnswerCarriesTheHeadersThatProtect(t *testing.T) {
	h := newHouse(t)
	b := h.as(ruler)
	for _, path := range []string{"/", "/review", "/login", "/no-such-page", "/party/4602", "/download/participants.csv"} {
		got := b.get(path)
		csp := got.header.Get("Content-Security-Policy")
		if !strings.Contains(csp, "default-src 'none'") || strings.Contains(csp, "unsafe") {
			t.Errorf("%s: Content-Security-Policy %q", path, csp)
		}
		if got.header.Get("Cache-Control") != "no-store" || got.header.Get("X-Content-Type-Options") != "nosniff" {
			t.Errorf("%s: %v", path, got.header)
		}
		for _, inline := range []string{"<script>", " style=", "onclick", "javascript:", "http-equiv"} {
			if strings.Contains(got.body, inline) {
				t.Errorf("%s holds %q", path, inline)
			}
		}
	}
}

func TestAFormFromAnotherSiteIsRefused(t *testing.T) {
	h := newHouse(t)
	b := h.as(ruler)
	for name, headers := range map[string]map[string]string{
		"by fetch metadata": {"Sec-Fetch-Site": "cross-site"}, "by a sister site": {"Sec-Fetch-Site": "same-site"}, "by origin": {"Origin": "https://evil.example"}} {
		r, err := http.NewRequest(http.MethodPost, h.site.URL+"/coming", strings.NewReader("order=pause&reason=x"))
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		for k, v := range headers {
			r.Header.Set(k, v)
		}
		if got := b.do(r); got.status != http.StatusForbidden || h.count(workflows.Paused) != 0 {
			t.Errorf("%s: %d", name, got.status)
		}
	}
}

func TestTheCookieOfASessionIsForTheBoardAlone(t *testing.T) {
	h := newHouse(t, func(o *web.Options) { o.Public = "https://fristvakt.example.no" })
	link, err := h.server.Link(ruler)
	if err != nil {
		t.Fatal(err)
	}
	got := h.browser().post(strings.TrimPrefix(link, "https://fristvakt.example.no"), nil)
	cookie := got.header.Get("Set-Cookie")
	for _, want := range []string{"__Host-fristvakt=", "; Secure", "; HttpOnly", "; SameSite=Strict", "; Path=/"} {
		if !strings.Contains(cookie, want) {
			t.Errorf("%q lacks %q", cookie, want)
		}
	}
}

func TestASessionEnds(t *testing.T) {
	for name, c := range map[string]struct {
		step  time.Duration
		times int
		in    bool
	}{"used every half hour": {30 * time.Minute, 10, true}, "left for more than an hour": {61 * time.Minute, 1, false}, "used for more than ten hours": {50 * time.Minute, 13, false}} {
		h := newHouse(t)
		b, status := h.as(ruler), 0
		for range c.times {
			h.clock = h.clock.Add(c.step)
			status = b.get("/").status
		}
		if (status == http.StatusOK) != c.in {
			t.Errorf("%s: %d", name, status)
		}
	}
	h := newHouse(t)
	b := h.as(ruler)
	for range 3 {
		h.clock = h.clock.Add(25 * time.Minute)
		b.get("/pulse")
	}
	if b.get("/").status == http.StatusOK {
		t.Error("a page that lies open keeps the session alive")
	}
	b = h.as(ruler)
	b.post("/logout", nil)
	if b.get("/").status == http.StatusOK || h.last().Kind != workflows.LoggedOut || h.last().Actor != "Solveig Haukeland" {
		t.Error("logged out and still in")
	}
}

func TestALinkOnAnotherSiteLeadsToThePageAllTheSame(t *testing.T) {
	h := newHouse(t)
	r, err := http.NewRequest(http.MethodGet, h.site.URL+"/party/4602", nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Sec-Fetch-Site", "cross-site")
	r.Header.Set("Sec-Fetch-Mode", "navigate")
	got := h.browser().do(r) // without its cookie, as SameSite=Strict has it
	if got.status != http.StatusOK || !strings.Contains(got.body, `http-equiv="refresh"`) || !strings.Contains(got.body, `href="/party/4602"`) {
		t.Errorf("%d %s", got.status, got.body)
	}
}
