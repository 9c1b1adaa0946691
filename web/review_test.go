package web_test

import (
	"net/http"
	"strings"
	"testing"

	"fristvakt/web"
	"fristvakt/workflows"
)

func TestADoubtIsSettledInEachWay(t *testing.T) {
	for name, c := range map[string]struct {
		form  []string
		facts []workflows.FactKind
		check func(workflows.Fact) bool
	}{
		"yes":             {[]string{"order", "accept"}, []workflows.FactKind{workflows.Ruled, workflows.Delivered}, func(f workflows.Fact) bool { return f.Requirement == "decision-copy" && f.Party == "4602" }},
		"no":              {[]string{"order", "reject"}, []workflows.FactKind{workflows.Ruled}, func(f workflows.Fact) bool { return f.Outcome == workflows.No }},
		"another paper":   {[]string{"order", "record-letter", "requirement", "signed-agreement"}, []workflows.FactKind{workflows.Ruled, workflows.Delivered}, func(f workflows.Fact) bool { return f.Requirement == "signed-agreement" }},
		"another party":   {[]string{"order", "assign", "party", "4611"}, []workflows.FactKind{workflows.Ruled, workflows.Judged}, func(f workflows.Fact) bool { return f.Party == "4611" }},
		"a meeting":       {[]string{"order", "promise-letter", "until", "2025-06-12"}, []workflows.FactKind{workflows.Ruled, workflows.Delivered, workflows.Promised}, func(f workflows.Fact) bool { return f.Until.String() == "2025-06-12" }},
		"the party's no":  {[]string{"order", "decline-letter"}, []workflows.FactKind{workflows.Ruled, workflows.Declined}, func(f workflows.Fact) bool { return f.Party == "4602" }},
		"a written date":  {[]string{"order", "promise-letter", "until", "12.06.2025"}, []workflows.FactKind{workflows.Ruled, workflows.Delivered, workflows.Promised}, func(f workflows.Fact) bool { return f.Until.String() == "2025-06-12" }},
		"a question":      {[]string{"order", "ask"}, []workflows.FactKind{workflows.Ruled, workflows.Asked}, func(f workflows.Fact) bool { return f.Step == "clarify-party" && f.Paper == "v.pdf" }},
		"nothing chosen":  {[]string{"order", ""}, nil, nil},
		"no such date":    {[]string{"order", "promise-letter", "until", "31.06.2025"}, nil, nil},
		"no date":         {[]string{"order", "promise-letter"}, nil, nil},
		"no such party":   {[]string{"order", "assign", "party", "9999"}, nil, nil},
		"a strange paper": {[]string{"order", "record-letter", "requirement", "<b>"}, nil, nil},
	} {
		t.Run(name, func(t *testing.T) {
			h := newHouse(t)
			h.letter("aa11", "4602", web.Letter{Subject: "Vedtak", Papers: []web.Paper{{Name: "v.pdf", Pages: 1}}}, decision("v.pdf"))
			b := h.as(ruler)
			before := len(h.desk().Facts)
			got := b.post("/review/aa11", form(append(c.form, "reason", "lese")...))
			made := h.desk().Facts[before:]
			if len(made) != len(c.facts) {
				t.Fatalf("%d, %d facts: %+v", got.status, len(made), made)
			}
			if c.facts == nil {
				if got.status != http.StatusUnprocessableEntity || !strings.Contains(got.body, `role="alert"`) {
					t.Errorf("refused with %d", got.status)
				}
				return
			}
			for i, f := range made {
				if f.Kind != c.facts[i] || f.Actor != "Solveig Haukeland" && f.Kind != workflows.Judged || f.Reason != "lese" {
					t.Errorf("%+v", f)
				}
			}
			if got.status != http.StatusSeeOther || !c.check(made[len(made)-1]) {
				t.Errorf("%d, %+v", got.status, made[len(made)-1])
			}
		})
	}
}

func TestARulingWithoutAReasonIsRefused(t *testing.T) {
	h := newHouse(t)
	h.letter("aa11", "4602", web.Letter{Subject: "Vedtak"}, decision("v.pdf"))
	before := len(h.desk().Facts) + 1 // the login
	got := h.as(ruler).post("/review/aa11", form("order", "accept", "reason", "  "))
	if got.status != http.StatusUnprocessableEntity || len(h.desk().Facts) != before {
		t.Errorf("%d", got.status)
	}
}

func TestWhatWasRuledIsSaidAndTakenBackInOneStep(t *testing.T) {
	h := newHouse(t)
	h.letter("aa11", "4602", web.Letter{Subject: "Vedtak"}, decision("v.pdf"))
	b := h.as(ruler)
	to := b.post("/review/aa11", form("order", "accept", "reason", "lese")).header.Get("Location")
	page := b.get(to)
	if !strings.Contains(page.body, "Registrert: vedtak") || len(h.desk().Doubts()) != 0 {
		t.Fatalf("%s says %s", to, page.body)
	}
	made := h.desk().Facts[len(h.desk().Facts)-2:]
	b.post("/undo", form("fact", number(made[0].Seq), "fact", number(made[1].Seq), "reason", "angra", "next", to))
	s := h.desk().Ledgers[0].Standing("4602")
	if len(h.desk().Doubts()) != 1 || len(s.Delivered) != 0 {
		t.Errorf("after taking back: %d doubts, delivered %v", len(h.desk().Doubts()), s.Delivered)
	}
	if got := b.post("/undo", form("fact", "1", "reason", "angra")); got.status != http.StatusUnprocessableEntity {
		t.Errorf("what happened outside is taken back: %d", got.status)
	}
}

func TestAnUncertainMailIsSettled(t *testing.T) {
	const key = "digivestland-2025/4602/deadline-31-may/8-weeks-before"
	for order, outcome := range map[string]workflows.Outcome{"accept": workflows.WasSent, "reject": workflows.WasUnsent} {
		h := newHouse(t)
		h.append(workflows.Fact{Kind: workflows.Uncertain, Round: h.round.ID, Party: "4602", Key: key, Milestone: "deadline-31-may", Step: "8-weeks-before", Actor: workflows.Robot, Reason: "no answer"})
		b := h.as(ruler)
		if page := b.get("/review/" + key); page.status != http.StatusOK {
			t.Fatalf("%d", page.status)
		}
		b.post("/review/"+key, form("order", order, "reason", "spurde"))
		if f := h.last(); f.Kind != workflows.Settled || f.Outcome != outcome || f.Key != key {
			t.Errorf("%s: %+v", order, f)
		}
	}
}

func TestWhatIsSettledByAnotherIsNotSettledTwice(t *testing.T) {
	h := newHouse(t)
	h.letter("aa11", "4602", web.Letter{Subject: "Vedtak"}, decision("v.pdf"))
	one, other := h.as(ruler), h.as(ruler)
	one.post("/review/aa11", form("order", "accept", "reason", "lese"))
	before := len(h.desk().Facts)
	if got := other.post("/review/aa11", form("order", "accept", "reason", "lese")); got.status != http.StatusNotFound || len(h.desk().Facts) != before {
		t.Errorf("%d", got.status)
	}
}

func TestThePaperThatWouldDeliverStandsFirstWithItsSentence(t *testing.T) {
	h := newHouse(t)
	v := workflows.Verdict{Documents: []workflows.Document{{Name: "brev.pdf", Kind: "other"},
		{Name: "vedtak.pdf", Kind: "decision-copy", Outcome: workflows.Yes, Delivers: true, Quote: "Samrøystes vedteke.", Page: 2}}}
	h.letter("aa11", "4602", web.Letter{Subject: "Vedtak", Papers: []web.Paper{{Name: "brev.pdf", Pages: 1}, {Name: "vedtak.pdf", Pages: 2}}}, v)
	page := h.as(ruler).get("/review/aa11").body
	first, second := strings.Index(page, "vedtak.pdf"), strings.Index(page, "brev.pdf")
	if first < 0 || second < first || !strings.Contains(page, "Samrøystes vedteke.") {
		t.Errorf("at %d and %d", first, second)
	}
	if !strings.Contains(page, `src="/letter/aa11/paper/1/page/2"`) || strings.Count(page, "sheet quoted") != 1 {
		t.Error("the page of the sentence is not marked")
	}
}

func TestAForeignFileIsOnlyEverADownload(t *testing.T) {
	h := newHouse(t)
	h.letter("aa11", "4602", web.Letter{Subject: "Vedtak", Papers: []web.Paper{{Name: "a\u202efdp.\"exe\r\nX: y.html", Pages: 1}}}, decision("x"))
	got := h.as(ruler).get("/letter/aa11/paper/0/original")
	if got.header.Get("Content-Type") != "application/octet-stream" || !strings.HasPrefix(got.header.Get("Content-Disposition"), "attachment;") ||
		!strings.Contains(got.header.Get("Content-Security-Policy"), "sandbox") || got.header.Get("X") != "" {
		t.Errorf("%v", got.header)
	}
	if f := h.last(); f.Kind != workflows.Downloaded || f.Actor != "Solveig Haukeland" || f.Letter != "aa11" || strings.Contains(f.Subject, "\u202e") {
		t.Errorf("noted as %+v", f)
	}
}
