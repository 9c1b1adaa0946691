package form_test

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"fristvakt/inbox/form"
	"fristvakt/workflows"
)

const heading = "Id;Starttidspunkt;Fullføringstidspunkt;E-post;Namn;Kva kommune svarar de for?;Er det vanskeleg å halde fristen 5. november?\n"

func read(t *testing.T, name, text string) form.Sheet {
	t.Helper()
	sheet, err := form.Read(name, []byte(text), roster(t), workflows.DefaultCalendar().Zone())
	if err != nil {
		t.Fatal(err)
	}
	return sheet
}

func roster(t testing.TB) workflows.Roster {
	t.Helper()
	r, err := workflows.EmbeddedRoster("vestland")
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestAnAnswerIsTheMunicipalityThatIsNamedWhole(t *testing.T) {
	for written, party := range map[string]string{
		"Kinn": "4602", "kinn kommune": "4602", "  Voss   herad ": "4621", "4639 Vik": "4639", "ÅRDAL": "4643", "A\u030Ardal": "4643",
		"Vikøyri": "", "Stad og Kinn": "", "Nokre på Stord": "", "": "",
	} {
		sheet := read(t, "svar.csv", heading+"1;x;2024-06-12 09:30:00;a@example.no;A;"+written+";\n2;x;2024-06-13 09:30:00;b@example.no;B;Luster;\n")
		got := ""
		for _, a := range sheet.Responses {
			if a.Row == 2 {
				got = a.Party
			}
		}
		if got != party || party == "" && len(sheet.Unmatched) != 1 {
			t.Errorf("%q led to %q, want %q; unmatched %v", written, got, party, sheet.Unmatched)
		}
	}
}

func TestTimesOfAnswersAreCivilTimesInOslo(t *testing.T) {
	sheet := read(t, "svar.csv", heading+"1;x;12.06.2024 09:30:00;a@example.no;A;Kinn;Ja, møtet er 12. november\n")
	want := time.Date(2024, 6, 12, 7, 30, 0, 0, time.UTC)
	if len(sheet.Responses) != 1 || !sheet.Responses[0].Answered.Equal(want) {
		t.Fatalf("got %v, want %s", sheet.Responses, want)
	}
	if sheet.Responses[0].Comment != "Ja, møtet er 12. november" {
		t.Errorf("the comment is %q", sheet.Responses[0].Comment)
	}
}

func workbook(t testing.TB, rows ...[]any) []byte {
	t.Helper()
	book := excelize.NewFile()
	for i, row := range rows {
		cell, _ := excelize.CoordinatesToCellName(1, i+1)
		if err := book.SetSheetRow("Sheet1", cell, &row); err != nil {
			t.Fatal(err)
		}
	}
	var b bytes.Buffer
	if err := book.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestAWorkbookKeepsTimesThatAreShownShort(t *testing.T) {
	at := time.Date(2024, 6, 12, 9, 30, 0, 0, time.UTC)
	sheet := read(t, "svar.xlsx", string(workbook(t,
		[]any{"Id", "Start time", "Completion time", "Email", "Name", "Kommune", "Kommentar til fristen"},
		[]any{1, at, at, "a@example.no", "A", "Osterøy", ""},
		[]any{2, at, at, "b@example.no", "B", "Oslo", ""})))
	if len(sheet.Responses) != 1 || sheet.Responses[0].Party != "4630" {
		t.Fatalf("got %v", sheet.Responses)
	}
	if want := time.Date(2024, 6, 12, 7, 30, 0, 0, time.UTC); !sheet.Responses[0].Answered.Equal(want) {
		t.Errorf("answered %s, want %s", sheet.Responses[0].Answered, want)
	}
	if len(sheet.Unmatched) != 1 || sheet.Unmatched[0].Name != "Oslo" {
		t.Errorf("unmatched %v", sheet.Unmatched)
	}
}

func TestWhatIsNoExportIsRefusedWithWhatToDo(t *testing.T) {
	for name, c := range map[string]struct{ file, text, want string }{
		"another format":      {"svar.pdf", "x", "only .xlsx and .csv"},
		"empty":               {"svar.csv", "", "holds no answers"},
		"a heading alone":     {"svar.csv", heading, "holds no answers"},
		"no municipality":     {"svar.csv", "a,Completion time\nOslo,2024-06-12 10:00\n", "no column holds names"},
		"no time of answer":   {"svar.csv", "Kommune,Namn\nKinn,A\n", "Completion time"},
		"no workbook":         {"svar.xlsx", "PK\x03\x04 broken", "open workbook"},
		"more than its limit": {"svar.csv", strings.Repeat("x", form.MaxBytes+1), "larger than"},
	} {
		_, err := form.Read(c.file, []byte(c.text), roster(t), time.UTC)
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: got %v, want a complaint with %q", name, err, c.want)
		}
	}
}

func TestReadingAnExportTwiceChangesNothing(t *testing.T) {
	sheet := read(t, "svar.csv", heading+
		"1;x;2024-06-12 09:30:00;a@example.no;A;Kinn;\n"+
		"2;x;2024-06-14 09:30:00;b@example.no;B;Kinn;Rekk ikkje fristen\n"+
		"3;x;2024-06-13 09:30:00;c@example.no;C;Luster;\n")
	rounds, err := workflows.EmbeddedRounds()
	if err != nil {
		t.Fatal(err)
	}
	l := workflows.Fold(rounds[0], roster(t), workflows.DefaultCalendar(), nil)
	by := workflows.Ruling{Actor: "kari", Reason: "import", At: time.Date(2024, 6, 20, 8, 0, 0, 0, time.UTC)}
	first, err := workflows.RecordResponses(l, nil, sheet.Responses, by)
	if err != nil {
		t.Fatal(err)
	}
	kinds := map[workflows.FactKind]int{}
	for i := range first {
		first[i].Seq, first[i].Made = int64(i+1), by.At
		kinds[first[i].Kind]++
	}
	if kinds[workflows.Delivered] != 2 || kinds[workflows.ResponseDouble] != 1 || kinds[workflows.Judged] != 1 {
		t.Fatalf("the first reading gave %v", kinds)
	}
	again, err := workflows.RecordResponses(l, first, sheet.Responses, by)
	if err != nil || len(again) != 0 {
		t.Errorf("the second reading gave %v, %v", again, err)
	}
	then := workflows.Fold(rounds[0], roster(t), workflows.DefaultCalendar(), first)
	if s := then.Standing("4602"); len(s.Waiting) != 1 {
		t.Errorf("the comment on the deadline waits for nobody: %v", s.Waiting)
	}
}

func FuzzRead(f *testing.F) {
	f.Add("svar.csv", []byte(heading+"1;x;2024-06-12 09:30:00;a@example.no;A;Kinn;\n"))
	f.Add("svar.xlsx", []byte("PK\x03\x04"))
	f.Add("svar.xlsx", workbook(f, []any{"Id", "Start time", "Completion time", "Email", "Name", "Kommune", "Kommentar til fristen"},
		[]any{1, "x", "2024-06-12 09:30:00", "a@example.no", "A", "Kinn", ""}))
	all := roster(f)
	f.Fuzz(func(t *testing.T, name string, content []byte) {
		sheet, err := form.Read(name, content, all, time.UTC)
		if err != nil && len(sheet.Responses)+len(sheet.Unmatched) > 0 {
			t.Error("a refused export gave rows")
		}
		for _, a := range sheet.Responses {
			if _, known := all.Party(a.Party); !known {
				t.Errorf("row %d gave the party %q", a.Row, a.Party)
			}
		}
	})
}
