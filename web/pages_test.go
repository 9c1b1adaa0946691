package web_test

import (
	"archive/zip"
	"bytes"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"fristvakt/web"
	"fristvakt/workflows"
)

// complete has a party deliver everything.
func (h *house) complete(party string) {
	for _, q := range h.round.Requirements {
		h.append(workflows.Fact{Kind: workflows.Delivered, At: time.Date(2025, 5, 6, 9, 0, 0, 0, time.UTC), Round: h.round.ID, Party: party, Requirement: q.ID, Paper: "v.pdf", Actor: workflows.Robot})
	}
}

func TestTheBoardTellsEachStateInWordsAndSigns(t *testing.T) {
	h := newHouse(t)
	h.complete("4602")
	h.letter("aa11", "4611", web.Letter{Subject: "Vedtak"}, decision("v.pdf"))
	h.append(workflows.Fact{Kind: workflows.Declined, Round: h.round.ID, Party: "4612", Actor: "Solveig"},
		workflows.Fact{Kind: workflows.Promised, Round: h.round.ID, Party: "4613", Until: workflows.Date{Year: 2025, Month: 6, Day: 12}, Actor: "Solveig"})
	page := h.as(ruler).get("/").body
	for _, want := range []string{"<strong>1</strong> av 42 har levert alt", `✓</span> Ferdig`, `?</span> Til avklaring`, `✕</span> Takka nei`, `▷</span> Møte varsla`, "✓ 6. mai", "<strong>17</strong> dagar att", "i dag"} {
		if !strings.Contains(page, want) {
			t.Errorf("the board lacks %q", want)
		}
	}
	for query, names := range map[string][]string{"/?state=declined": {"Sveio", "Kinn"}, "/?q=kinn": {"Kinn", "Sveio"}, "/?sort=next": {"Kinn", "ingen slik"}} {
		page := h.as(ruler).get(query).body
		rows := page[strings.Index(page, "<tbody>\n"):]
		if !strings.Contains(rows, names[0]) || strings.Contains(rows, names[1]) {
			t.Errorf("%s shows %s or hides %s", query, names[1], names[0])
		}
	}
}

func TestTheBoardSpeaksBokmaalWhereChosen(t *testing.T) {
	h := newHouse(t)
	b := h.as(ruler)
	b.post("/language", form("language", "nb", "next", "/"))
	page := b.get("/").body
	if !strings.Contains(page, `<html lang="nb">`) || !strings.Contains(page, "dager igjen") || strings.Contains(page, "Hendingslogg") {
		t.Error("the page is not in Bokmål")
	}
}

func TestAPersonRulesOnAParty(t *testing.T) {
	for kind, c := range map[workflows.FactKind][]string{
		workflows.Delivered:  {"order", "record-paper", "requirement", "decision-copy", "received", "2025-05-12", "journal", "25/7"},
		workflows.Promised:   {"order", "promise", "until", "2025-06-12"},
		workflows.Extended:   {"order", "extend", "milestone", "deadline-31-may", "until", "2025-06-20"},
		workflows.Snoozed:    {"order", "snooze", "until", "2025-05-20"},
		workflows.ContactSet: {"order", "contact", "role", "mailroom", "address", "ny@example.no"},
		workflows.Declined:   {"order", "decline"},
	} {
		h := newHouse(t)
		got := h.as(ruler).post("/party/4602", form(append(c, "reason", "ringde")...))
		if f := h.last(); got.status != http.StatusSeeOther || f.Kind != kind || f.Party != "4602" || f.Reason != "ringde" {
			t.Errorf("%s: %d, %+v", kind, got.status, f)
		}
	}
}

func TestAPartyIsShownWithItsBouncesAbsencesAndMails(t *testing.T) {
	h := newHouse(t)
	p, _ := h.roster.Party("4602")
	h.append(workflows.Fact{Kind: workflows.Bounced, Party: "4602", Address: p.Mailroom, Hard: true, Reason: "5.1.1 no such user", Actor: workflows.Robot},
		workflows.Fact{Kind: workflows.Absent, Party: "4602", Address: "per@example.no", Until: workflows.Date{Year: 2025, Month: 5, Day: 20}, Reason: "borte", Actor: workflows.Robot},
		workflows.Fact{Kind: workflows.Sent, Round: h.round.ID, Party: "4602", Key: "digivestland-2025/4602/agreement-sent", Subject: "Invitasjon [FV-1]", Actor: workflows.Robot})
	page := h.as(ruler).get("/party/4602").body
	for _, want := range []string{"kjem i retur", "5.1.1 no such user", "til 20. mai 2025", ">Invitasjon</a>", "e-posten kjem ikkje fram"} {
		if !strings.Contains(page, want) {
			t.Errorf("the page lacks %q", want)
		}
	}
}

func TestABatchOfMailsIsHeldBack(t *testing.T) {
	h := newHouse(t)
	b := h.as(ruler)
	if page := b.get("/coming").body; !strings.Contains(page, "fredag 16. mai") {
		t.Error("the mails of 16 May are not shown")
	}
	b.post("/coming", form("order", "snooze", "party", "4602", "party", "4611", "until", "2025-05-20", "reason", "vent på avklaring"))
	if h.count(workflows.Snoozed) != 2 {
		t.Errorf("%d snoozed", h.count(workflows.Snoozed))
	}
	if got := b.post("/coming", form("order", "snooze", "until", "2025-05-20", "reason", "x")); got.status != http.StatusUnprocessableEntity {
		t.Errorf("nobody chosen: %d", got.status)
	}
	b.post("/coming", form("order", "stop-day", "until", "2025-05-16", "reason", "feil i teksten"))
	if page := b.get("/coming").body; strings.Contains(page, "fredag 16. mai") {
		t.Error("the mails of 16 May are still to come")
	}
	b.post("/coming", form("order", "pause", "reason", "feil i teksten"))
	if page := b.get("/").body; !strings.Contains(page, "feil i teksten") {
		t.Error("the pause is not told")
	}
	if b.post("/coming", form("order", "resume", "reason", "retta")); h.last().Kind != workflows.Resumed {
		t.Error("not resumed")
	}
}

func TestDownloads(t *testing.T) {
	h := newHouse(t)
	h.complete("4602")
	b := h.as(ruler)
	if got := b.get("/download/participants.csv").body; got != "number,name,org_number,completed\n4602,Kinn kommune,983601592,2025-05-06\n" && !strings.HasPrefix(got, "number,name,org_number,completed\n4602,Kinn kommune,") {
		t.Errorf("%q", got)
	}
	book, err := excelize.OpenReader(strings.NewReader(b.get("/download/participants.xlsx").body))
	if err != nil {
		t.Fatal(err)
	}
	if name, err := book.GetCellValue("Sheet1", "B2"); name != "Kinn kommune" || err != nil {
		t.Errorf("%q, %v", name, err)
	}
	if got := b.get("/download/calendar.ics").body; !strings.Contains(got, "DTSTART;VALUE=DATE:20250531\r\n") || !strings.Contains(got, "DTEND;VALUE=DATE:20250601\r\n") {
		t.Errorf("%s", got)
	}
	archive := b.get("/download/party/4602").body
	if z, err := zip.NewReader(bytes.NewReader([]byte(archive)), int64(len(archive))); err != nil || z.File[0].Name != "facts.json" {
		t.Errorf("%v", err)
	}
	if f := h.last(); f.Kind != workflows.Downloaded || f.Actor != "Solveig Haukeland" {
		t.Errorf("noted as %+v", f)
	}
}
