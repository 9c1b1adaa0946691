package mailer_test

import (
	"bytes"
	"strings"
	"testing"

	ics "github.com/arran4/golang-ical"

	"fristvakt/mailer"
	"fristvakt/workflows"
)

func find(t testing.TB, name string) occasion {
	t.Helper()
	for _, o := range occasions() {
		if o.name == name || o.name == "" && o.text == name {
			return o
		}
	}
	t.Fatalf("no occasion %s", name)
	return occasion{}
}

func invitationOf(t testing.TB, m workflows.Mail) string {
	t.Helper()
	for _, p := range parse(t, m.Bytes).parts {
		if p.media == "text/calendar" {
			if p.params["method"] != "PUBLISH" || !strings.HasSuffix(p.name, ".ics") {
				t.Errorf("attached as %s %v", p.name, p.params)
			}
			return p.body
		}
	}
	t.Fatal("no calendar entry is attached")
	return ""
}

func TestTheNoticeOfAWeekCarriesAnEntryThatEndsAfterItsLastDay(t *testing.T) {
	raw := invitationOf(t, find(t, "notice-week").compose(t, workflows.Nynorsk))
	for line := range strings.SplitAfterSeq(raw, "\r\n") {
		if len(line) > 77 || strings.Contains(strings.TrimSuffix(line, "\r\n"), "\n") {
			t.Errorf("the line %q is not folded or ended as RFC 5545 asks", line)
		}
	}
	c, err := ics.ParseCalendar(strings.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	if len(c.Events()) != 1 {
		t.Fatalf("%d events", len(c.Events()))
	}
	e := c.Events()[0]
	for property, want := range map[ics.ComponentProperty]string{
		ics.ComponentPropertyUniqueId: "digivestland-2024.constituting-meeting.4630@fristvakt.example.no",
		ics.ComponentPropertyDtStart:  "20241209",
		ics.ComponentPropertyDtEnd:    "20241214",
		ics.ComponentPropertySummary:  "Konstituerande representantskapsmøte (veke 50)",
		ics.ComponentPropertyDtstamp:  "20241125T083000Z",
	} {
		if got := e.GetProperty(property); got == nil || got.Value != want {
			t.Errorf("%s is %v, want %s", property, got, want)
		}
	}
	if v := e.GetProperty(ics.ComponentPropertyDtStart).ICalParameters["VALUE"]; len(v) != 1 || v[0] != "DATE" {
		t.Errorf("DTSTART is of kind %v, want DATE", v)
	}
}

func TestAMovedEventReplacesTheOldEntry(t *testing.T) {
	r, p := round(t, r24), party(t, "4630")
	entry := func(on, now string) *ics.VEvent {
		a := workflows.Action{Key: "k/" + on, Kind: workflows.Notice, Round: r24, Party: p.Number, Milestone: "constituting-meeting", Template: "notice", Deadline: day(t, on)}
		m, err := composer(t).Compose(a, r, p, addresses(p), calendar(), false, at(t, now))
		if err != nil {
			t.Fatal(err)
		}
		c, err := ics.ParseCalendar(strings.NewReader(invitationOf(t, m)))
		if err != nil {
			t.Fatal(err)
		}
		return c.Events()[0]
	}
	before, after := entry("2024-12-09", "2024-11-25"), entry("2024-12-16", "2024-11-28")
	sequence := func(e *ics.VEvent) string { return e.GetProperty(ics.ComponentPropertySequence).Value }
	if before.Id() != after.Id() || sequence(before) != "173" || sequence(after) != "176" {
		t.Errorf("UID %s sequence %s became UID %s sequence %s", before.Id(), sequence(before), after.Id(), sequence(after))
	}
	if end := after.GetProperty(ics.ComponentPropertyDtEnd).Value; end != "20241221" {
		t.Errorf("the moved week ends %s, want 20241221", end)
	}
}

func TestAttachmentNamesStandInBothForms(t *testing.T) {
	m := find(t, "invitation").compose(t, workflows.Nynorsk)
	if !bytes.Contains(m.Bytes, []byte("filename*=utf-8''Avtale%20DigiVestland%20%E2%80%93%20signert")) {
		t.Error("no RFC 2231 name in Content-Disposition")
	}
	if !bytes.Contains(m.Bytes, []byte(`name="=?UTF-8?q?Avtale_DigiVestland_=E2=80=93_signert`)) {
		t.Error("no RFC 2047 name in Content-Type")
	}
	p := parse(t, m.Bytes)
	if p.tree != "mixed(alternative(text/plain text/html) application/pdf)" || p.parts[2].body != string(settings(t).Files["agreement"].Content) {
		t.Errorf("the mail is %s", p.tree)
	}
}

func TestFilesWithOddNamesAndTypesAreAttachedHarmlessly(t *testing.T) {
	s := settings(t)
	s.Files["agreement"] = mailer.File{Name: "../a\"b\r\nBcc: x@example.org\u202efdp.exe" + strings.Repeat("ø", 200), Type: "rubbish", Content: []byte("x")}
	c, err := mailer.New(s, rounds(t))
	if err != nil {
		t.Fatal(err)
	}
	r, p := round(t, r25), party(t, "4638")
	a := workflows.Action{Key: "k/1", Kind: workflows.SendOut, Milestone: "agreement-sent", Template: "invitation", Deadline: day(t, "2025-05-31"), Attach: []string{"agreement"}}
	m, err := c.Compose(a, r, p, addresses(p), calendar(), false, at(t, "2025-02-12"))
	if err != nil {
		t.Fatal(err)
	}
	got := parse(t, m.Bytes)
	last := got.parts[len(got.parts)-1]
	if last.media != "application/octet-stream" || strings.ContainsAny(last.name, "/\"\r\n\u202e") || len([]rune(last.name)) > 80 || got.header.Get("Bcc") != "" {
		t.Errorf("attached as %s %q", last.media, last.name)
	}
}
