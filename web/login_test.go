package web_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"fristvakt/workflows"
)

func (h *house) path(address string) string {
	h.t.Helper()
	link, err := h.server.Link(address)
	if err != nil {
		h.t.Fatal(err)
	}
	return strings.TrimPrefix(link, h.site.URL)
}

func TestALoginLinkIsGoodOnceAndForAQuarterOfAnHour(t *testing.T) {
	h := newHouse(t)
	path := h.path(ruler)
	for range 3 { // programs that look through mail open links
		if got := h.browser().get(path); got.status != http.StatusOK || got.header.Get("Set-Cookie") != "" {
			t.Fatalf("looking at the link: %d", got.status)
		}
	}
	if got := h.browser().post(path, nil); got.status != http.StatusSeeOther {
		t.Fatalf("the first use: %d", got.status)
	}
	if f := h.last(); f.Kind != workflows.LoggedIn || f.Actor != "Solveig Haukeland" || f.Address != ruler {
		t.Errorf("the login is noted as %+v", f)
	}
	if got := h.browser().post(path, nil); got.status != http.StatusForbidden {
		t.Errorf("the second use: %d", got.status)
	}
	late := h.path(ruler)
	h.clock = h.clock.Add(16 * time.Minute)
	if got := h.browser().post(late, nil); got.status != http.StatusForbidden {
		t.Errorf("too late: %d", got.status)
	}
	good := h.path(ruler)
	for i := len("/login/"); i < len(good); i += 7 {
		altered := good[:i] + string('a'+(good[i]+1)%20) + good[i+1:]
		if altered == good {
			continue
		}
		if got := h.browser().post(altered, nil); got.status == http.StatusSeeOther {
			t.Errorf("altered at %d: %d", i, got.status)
		}
		h.clock = h.clock.Add(time.Minute / 12) // the limit on tries is not what refuses it
	}
}

func TestALinkIsMailedToTheSecretariatAloneAndNobodyLearnsToWhom(t *testing.T) {
	h := newHouse(t)
	known := h.browser().post("/login", form("address", strings.ToUpper(ruler)))
	unknown := h.browser().post("/login", form("address", "nokon@example.com"))
	if known.status != http.StatusOK || known.body != unknown.body {
		t.Error("the two answers differ")
	}
	if len(h.links) != 1 || !strings.HasPrefix(h.links[0], ruler+" http") {
		t.Fatalf("mailed: %v", h.links)
	}
	_, link, _ := strings.Cut(h.links[0], " ")
	if got := h.browser().post(strings.TrimPrefix(link, h.site.URL), nil); got.status != http.StatusSeeOther {
		t.Errorf("the mailed link: %d", got.status)
	}
}

func TestLoggingInIsLimited(t *testing.T) {
	h := newHouse(t)
	for range 15 {
		h.browser().post("/login", form("address", ruler))
	}
	if len(h.links) != 5 {
		t.Errorf("%d links to one address", len(h.links))
	}
	refused := 0
	for range 40 {
		if got := h.browser().post("/login", form("address", "nokon@example.com")); got.status == http.StatusTooManyRequests && got.header.Get("Retry-After") != "" {
			refused++
		}
	}
	if refused == 0 {
		t.Error("forty tries in a row are taken")
	}
}

func TestARedirectStaysOnTheBoard(t *testing.T) {
	h := newHouse(t)
	for next, want := range map[string]string{"/party/4602?round=a": "/party/4602?round=a", "https://evil.example/": "/", "//evil.example": "/", "/\\evil.example": "/", "javascript:alert(1)": "/", "": "/"} {
		if got := h.browser().post("/language", form("language", "nb", "next", next)).header.Get("Location"); got != want {
			t.Errorf("%q leads to %q", next, got)
		}
	}
}
