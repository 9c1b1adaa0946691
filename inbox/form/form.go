// Package form reads the export of a form (Microsoft Forms as .xlsx, or .csv):
// which party answered when, and what it says of the later deadline.
//
// It must never guess: a row whose municipality is not one of the roster's
// names, written whole, is handed back as unmatched.
package form

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"

	"fristvakt/workflows"
)

// Limits of an export.
const (
	MaxBytes = 20 << 20
	MaxRows  = 20_000
)

// Sheet is what an export holds.
type Sheet struct {
	Responses []workflows.Response // by time of answer
	Unmatched []Row
}

// Row is a row that no party could be found for.
type Row struct {
	Number int    // as a spreadsheet counts, from 1
	Name   string // what stands in the municipality column
	Why    string
}

// Read reads an export; name tells its format by its ending. Times without a
// zone are taken as zone's.
func Read(name string, content []byte, roster workflows.Roster, zone *time.Location) (Sheet, error) {
	if len(content) > MaxBytes {
		return Sheet{}, fmt.Errorf("%s is larger than %d MB", name, MaxBytes>>20)
	}
	rows, err := readRows(name, content)
	if err != nil {
		return Sheet{}, fmt.Errorf("read %s: %w", name, err)
	}
	if len(rows) < 2 {
		return Sheet{}, fmt.Errorf("%s holds no answers: export it from the form again", name)
	}
	names := namesOf(roster)
	columns, err := findColumns(rows, names)
	if err != nil {
		return Sheet{}, fmt.Errorf("%s: %w", name, err)
	}
	var sheet Sheet
	for i, row := range rows[1:] {
		sheet.add(i+2, row, columns, names, zone)
	}
	slices.SortStableFunc(sheet.Responses, func(a, b workflows.Response) int { return a.Answered.Compare(b.Answered) })
	return sheet, nil
}

func (s *Sheet) add(number int, row []string, c columns, names map[string]string, zone *time.Location) {
	if strings.TrimSpace(strings.Join(row, "")) == "" {
		return
	}
	name := cell(row, c.party)
	party, known := names[fold(name)]
	if !known {
		s.Unmatched = append(s.Unmatched, Row{number, name, "no municipality of the roster is called that"})
		return
	}
	at, err := parseTime(cell(row, c.time), zone)
	if err != nil {
		s.Unmatched = append(s.Unmatched, Row{number, name, err.Error()})
		return
	}
	s.Responses = append(s.Responses, workflows.Response{Row: number, Party: party, Answered: at, Comment: strings.TrimSpace(cell(row, c.comment))})
}

// columns are the places of what is needed; comment is -1 where there is none.
type columns struct{ party, time, comment int }

// findColumns takes the completion time by its heading, and as municipality
// the column in which most cells are names of the roster.
func findColumns(rows [][]string, names map[string]string) (columns, error) {
	c := columns{party: -1, time: -1, comment: -1}
	most := 0
	for i := range rows[0] {
		hits := 0
		for _, row := range rows[1:] {
			if _, known := names[fold(cell(row, i))]; known {
				hits++
			}
		}
		if hits > most {
			c.party, most = i, hits
		}
		heading := fold(rows[0][i])
		if c.time < 0 && containsAny(heading, "completion time", "fullføringstidspunkt", "fullført", "tidspunkt for fullføring", "sluttidspunkt") {
			c.time = i
		}
		if containsAny(heading, "frist", "5. november", "rekk", "vanskeleg", "vanskelig") {
			c.comment = i
		}
	}
	if c.party < 0 {
		return c, errors.New("no column holds names of the roster's municipalities")
	}
	if c.time < 0 {
		return c, errors.New("no column is called Completion time or Fullføringstidspunkt: export the answers from Microsoft Forms as they are")
	}
	return c, nil
}

func containsAny(s string, parts ...string) bool {
	return slices.ContainsFunc(parts, func(part string) bool { return strings.Contains(s, part) })
}

func cell(row []string, i int) string {
	if i < 0 || i >= len(row) {
		return ""
	}
	return row[i]
}

// namesOf gives every whole way to write a party: name, full name, number.
func namesOf(roster workflows.Roster) map[string]string {
	names := make(map[string]string)
	for _, p := range roster {
		for _, name := range []string{p.Name, p.FullName, p.Number, p.Name + " kommune", p.Name + " herad", p.Number + " " + p.Name} {
			names[fold(name)] = p.Number
		}
	}
	return names
}

func fold(s string) string {
	s = cases.Fold().String(norm.NFKC.String(s))
	return strings.Join(strings.Fields(s), " ")
}

var timeForms = []string{time.RFC3339, "2006-01-02 15:04:05", "2006-01-02T15:04:05", "2006-01-02 15:04",
	"02.01.2006 15:04:05", "02.01.2006 15:04", "2.1.2006 15:04:05", "2.1.2006 15.04.05", "1/2/06 15:04:05", "1/2/2006 15:04:05"}

func parseTime(s string, zone *time.Location) (time.Time, error) {
	s = strings.TrimSpace(s)
	for _, form := range timeForms {
		if t, err := time.ParseInLocation(form, s, zone); err == nil {
			return t.UTC(), nil
		}
	}
	return time.Time{}, fmt.Errorf("%q is no time of answer", cmp.Or(s, "an empty cell"))
}
