package mailer_test

import (
	"strings"
	"testing"
	"testing/fstest"

	"fristvakt/mailer"
	"fristvakt/workflows"
)

// say renders one sentence through a text of the user's own.
func say(t *testing.T, sentence string, l workflows.Language, deadline, today string) string {
	t.Helper()
	s := settings(t)
	s.Templates = fstest.MapFS{string(l) + "/reminder.txt": {Data: []byte(`{{define "subject"}}x{{end}}` + sentence)}}
	c, err := mailer.New(s, rounds(t))
	if err != nil {
		t.Fatal(err)
	}
	p := party(t, "4630")
	p.Language = l
	a := workflows.Action{Key: "k/1", Kind: workflows.Reminder, Milestone: "deadline-31-may", Template: "reminder", Deadline: day(t, deadline), Missing: both}
	m, err := c.Compose(a, round(t, r25), p, addresses(p), calendar(), false, at(t, today))
	if err != nil {
		t.Fatal(err)
	}
	text, _, _ := strings.Cut(parse(t, m.Bytes).text("text/plain"), "\r\n\r\n-- ")
	return text
}

func TestTheLastWorkingDayIsExplainedFromTheCalendar(t *testing.T) {
	for deadline, want := range map[string]string{
		"2025-05-31": "Fristen fell på ein laurdag, og torsdag 29. mai er heilagdag. Mange har òg fri fredag 30. mai. I praksis er derfor onsdag 28. mai siste vanlege arbeidsdag.",
		"2024-06-30": "Fristen fell på ein sundag. I praksis er derfor fredag 28. juni siste vanlege arbeidsdag.",
		"2024-11-05": "",
		"2025-05-01": "Fristen fell på ein heilagdag. I praksis er derfor onsdag 30. april siste vanlege arbeidsdag.",
		"2025-05-02": "Fristen fell på ein dag då mange har fri, og torsdag 1. mai er heilagdag. I praksis er derfor onsdag 30. april siste vanlege arbeidsdag.",
		"2025-12-31": "Fristen fell på ein dag då mange har fri, og torsdag 25. desember og fredag 26. desember er heilagdag. Mange har òg fri dagane før. I praksis er derfor tysdag 23. desember siste vanlege arbeidsdag.",
	} {
		if got := say(t, "{{siste_dag_setning}}", workflows.Nynorsk, deadline, "2025-01-10"); got != want {
			t.Errorf("%s: %q\nwant %q", deadline, got, want)
		}
	}
	want := "Fristen faller på en lørdag, og torsdag 29. mai er helligdag. Mange har også fri fredag 30. mai. I praksis er derfor onsdag 28. mai siste vanlige arbeidsdag."
	if got := say(t, "{{siste_dag_setning}}", workflows.Bokmaal, "2025-05-31", "2025-05-22"); got != want {
		t.Errorf("Bokmål: %q", got)
	}
}

func TestTheTimeLeftIsCountedNotAssumed(t *testing.T) {
	for today, want := range map[string]string{
		"2025-04-04": "Om lag åtte veker att", "2025-05-17": "To veker att", "2025-05-15": "Om lag to veker att",
		"2025-05-24": "Éi veke att", "2025-05-25": "Om lag éi veke att", "2025-05-28": "3 dagar att", "2025-05-30": "1 dag att",
		"2025-05-31": "Fristen er i dag", "2025-06-02": "Fristen er ute", "2024-05-31": "365 dagar att",
	} {
		if got := say(t, "{{Tid_att}}", workflows.Nynorsk, "2025-05-31", today); got != want {
			t.Errorf("%s: %q, want %q", today, got, want)
		}
	}
	if got := say(t, "{{kor_lenge_att}}", workflows.Bokmaal, "2025-05-31", "2025-05-24"); got != "Det er én uke igjen til fristen" {
		t.Errorf("Bokmål: %q", got)
	}
}

func TestWordsForThePartyVaryIndependently(t *testing.T) {
	const sentence = "{{kommune}}: {{eininga}}, {{organ}}, {{Organ}}, {{leiar}}, {{Leiar}}"
	if got, want := say(t, sentence, workflows.Nynorsk, "2025-05-31", "2025-05-15"),
		"Osterøy kommune: kommunen, heradsstyret, Heradsstyret, kommunedirektøren, Kommunedirektøren"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}
