package web_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"fristvakt/web"
	"fristvakt/workflows"
)

// country makes the house one of 357 parties in mid-round, with 1,000 letters
// that were judged: as many as there are municipalities.
func (h *house) country() {
	template := h.roster[3]
	h.roster = h.roster[:1:1]
	for i := range 356 {
		p := template
		p.Number, p.FullName = fmt.Sprintf("%04d", 1000+i), fmt.Sprintf("Kommune nummer %d kommune", i)
		h.roster = append(h.roster, p)
	}
	day := time.Date(2025, 4, 4, 8, 0, 0, 0, time.UTC)
	for i := range 1000 {
		p := h.roster[1+i%356]
		v := workflows.Verdict{Disposition: workflows.Accept, Round: h.round.ID, Party: p.Number, Reasons: []workflows.Reason{{Rule: "sender-domain", Text: "a sentence of some length that says why"}}}
		if i%20 == 0 {
			v.Disposition = workflows.Review
		}
		h.append(workflows.Fact{Kind: workflows.Judged, At: day.Add(time.Duration(i) * time.Hour / 2), Round: h.round.ID, Party: p.Number, Letter: fmt.Sprintf("%010d", i), Verdict: &v, Actor: workflows.Robot})
		if i%3 == 0 && i < 700 {
			for _, q := range h.round.Requirements {
				h.append(workflows.Fact{Kind: workflows.Delivered, At: day.Add(time.Duration(i) * time.Hour / 2), Round: h.round.ID, Party: p.Number, Requirement: q.ID, Paper: "Vedtak.pdf", Actor: workflows.Robot})
			}
		}
	}
}

// bigHouse is the handler of a big house, with the folded state at hand as the
// daemon has it, and the cookie of somebody who is logged in.
func bigHouse(t testing.TB) (http.Handler, *http.Cookie) {
	t.Helper()
	h := newHouse(t)
	h.country()
	state := web.State{Desk: h.desk()}
	h.fixed = &state
	link, err := h.server.Link(ruler)
	if err != nil {
		t.Fatal(err)
	}
	w := httptest.NewRecorder()
	h.server.Handler().ServeHTTP(w, httptest.NewRequest(http.MethodPost, strings.TrimPrefix(link, h.site.URL), nil))
	return h.server.Handler(), w.Result().Cookies()[0]
}

func TestABoardOf357PartiesWeighsUnder200Kilobytes(t *testing.T) {
	handler, cookie := bigHouse(t)
	r := httptest.NewRequest(http.MethodGet, "/", nil)
	r.AddCookie(cookie)
	w := httptest.NewRecorder()
	handler.ServeHTTP(w, r)
	if n := w.Body.Len(); w.Code != http.StatusOK || n > 200_000 || strings.Count(w.Body.String(), "/party/") < 357 {
		t.Errorf("%d, %d bytes", w.Code, n)
	}
}

func BenchmarkBoardOf357PartiesAnd1000Letters(b *testing.B) {
	handler, cookie := bigHouse(b)
	size := 0
	for b.Loop() {
		r := httptest.NewRequest(http.MethodGet, "/", nil)
		r.AddCookie(cookie)
		w := httptest.NewRecorder()
		handler.ServeHTTP(w, r)
		if w.Code != http.StatusOK {
			b.Fatal(w.Code)
		}
		size = w.Body.Len()
	}
	b.ReportMetric(float64(size)/1000, "kB/page")
}
