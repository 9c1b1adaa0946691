package web

import (
	"archive/zip"
	"bytes"
	"encoding/csv"
	"strings"
	"time"

	ics "github.com/arran4/golang-ical"
	"github.com/xuri/excelize/v2"

	"fristvakt/workflows"
)

// participants is who has delivered everything, with a head: the basis of
// invoices.
func participants(l *workflows.Ledger) [][]string {
	out := [][]string{{"number", "name", "org_number", "completed"}}
	for _, s := range l.Standings {
		if l.State(s) == workflows.Complete {
			out = append(out, []string{s.Party.Number, plainCell(s.Party.FullName), s.Party.OrgNumber, l.Calendar.DateOf(completed(s)).String()})
		}
	}
	return out
}

// plainCell keeps a spreadsheet from taking a text for a formula.
func plainCell(text string) string {
	if strings.ContainsAny(text[:min(1, len(text))], "=+-@\t\r") {
		return "'" + text
	}
	return text
}

func (s *Server) participantsCSV(v *visit) {
	l, ok := v.ledger()
	if !ok {
		return
	}
	var out bytes.Buffer
	w := csv.NewWriter(&out)
	if err := w.WriteAll(participants(l)); err != nil {
		v.fail(err)
		return
	}
	v.download("deltakarar-"+l.Round.ID+".csv", "text/csv; charset=utf-8", out.Bytes())
}

func (s *Server) participantsXLSX(v *visit) {
	l, ok := v.ledger()
	if !ok {
		return
	}
	content, err := workbook(participants(l))
	if err != nil {
		v.fail(err)
		return
	}
	v.download("deltakarar-"+l.Round.ID+".xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", content)
}

func workbook(table [][]string) ([]byte, error) {
	book := excelize.NewFile()
	defer book.Close()
	for y, line := range table {
		for x, text := range line {
			cell, err := excelize.CoordinatesToCellName(x+1, y+1)
			if err == nil {
				err = book.SetCellStr("Sheet1", cell, text)
			}
			if err != nil {
				return nil, err
			}
		}
	}
	out, err := book.WriteToBuffer()
	if err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}

// ledger is the round that is asked for.
func (v *visit) ledger() (*workflows.Ledger, bool) {
	state, ok := v.state()
	if !ok {
		return nil, false
	}
	l, err := roundOf(state, v.r.URL.Query().Get("round"))
	if err != nil {
		v.missing()
		return nil, false
	}
	return l, true
}

// calendar is the round's milestones for anybody's calendar (RFC 5545).
func (s *Server) calendar(v *visit) {
	l, ok := v.ledger()
	if !ok {
		return
	}
	c := ics.NewCalendarFor("Fristvakt")
	c.SetProductId("-//Fristvakt//Fristvakt//NN")
	c.SetMethod(ics.MethodPublish)
	c.SetName(l.Round.Title)
	for _, m := range l.Round.Milestones {
		on := l.DateOf(m, nil)
		if on.IsZero() {
			continue
		}
		last := on
		if m.Until.After(on) {
			last = m.Until
		}
		e := c.AddEvent(l.Round.ID + "." + m.ID + "@" + s.public.Hostname())
		e.SetDtStampTime(s.now())
		e.SetAllDayStartAt(on.At(0, 0, time.UTC))
		e.SetAllDayEndAt(last.AddDays(1).At(0, 0, time.UTC)) // exclusive, RFC 5545 section 3.6.1
		e.SetSummary(m.Title.In(v.language))
		if m.Place != "" {
			e.SetLocation(m.Place)
		}
		e.SetTimeTransparency(ics.TransparencyTransparent)
	}
	v.download(l.Round.ID+".ics", "text/calendar; charset=utf-8", []byte(c.Serialize(ics.WithNewLineWindows)))
}

// dossier is everything about one party in one archive.
func (s *Server) dossier(v *visit) {
	number := v.r.PathValue("number")
	files, err := s.door.Dossier(v.r.Context(), number)
	if err != nil {
		v.fail(err)
		return
	}
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	for _, f := range files {
		w, err := z.Create(f.Name)
		if err == nil {
			_, err = w.Write(f.Content)
		}
		if err != nil {
			v.fail(err)
			return
		}
	}
	if err := z.Close(); err != nil {
		v.fail(err)
		return
	}
	v.download("part-"+number+".zip", "application/zip", out.Bytes())
}
