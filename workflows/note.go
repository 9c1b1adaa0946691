package workflows

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// Note is what a person wrote in a mail that makes a choice.
type Note struct {
	Party  string // as written after "Kommune:"
	Date   string // as written after "Til og med:" or "Ny frist:"
	Reason string // everything else, on one line of at most 300 signs
}

var (
	noteField  = regexp.MustCompile(`(?i)^\s*(kommune|til og med|ny frist|dato)\s*:\s*(.*?)\s*$`)
	noteGrunn  = regexp.MustCompile(`(?i)^\s*grunn\s*:\s*`)
	noteEnding = regexp.MustCompile(`(?i)^\s*(--\s*$|med (venn?leg|vennlig|beste)?\s*hels|mvh\b|helsing\b|hilsen\b|venleg helsing|vennlig hilsen|sendt fr)`)
)

// ReadNote reads the sender's own words of a mail, without what is quoted.
// Everything from the greeting at the end on is left out.
func ReadNote(text string) Note {
	var n Note
	var reason []string
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		if noteEnding.MatchString(line) {
			break
		}
		field := noteField.FindStringSubmatch(line)
		switch {
		case field == nil:
			reason = append(reason, strings.Fields(noteGrunn.ReplaceAllString(line, ""))...)
		case strings.EqualFold(field[1], "kommune"):
			n.Party = field[2]
		default:
			n.Date = field[2]
		}
	}
	n.Reason = strings.Join(reason, " ")
	if signs := []rune(n.Reason); len(signs) > 300 {
		n.Reason = string(signs[:300]) + " …"
	}
	return n
}

// party is the number of the one that the note names, by number or name.
func (n Note) party(roster Roster) (string, error) {
	named := strings.ToLower(strings.TrimSpace(n.Party))
	i := slices.IndexFunc(roster, func(p Party) bool {
		return named != "" && (named == p.Number || named == strings.ToLower(p.Name) || named == strings.ToLower(p.FullName))
	})
	if i < 0 {
		return "", errors.New("det står ikkje kva kommune det gjeld: skriv namnet eller nummeret etter «Kommune:»")
	}
	return roster[i].Number, nil
}

var noteDay = regexp.MustCompile(`^(\d{1,2})\.\s*(\d{1,2})\.\s*(\d{4})$`)

// day reads a date as 2025-06-20 or 20.6.2025.
func (n Note) day() (Date, error) {
	text := n.Date
	if m := noteDay.FindStringSubmatch(text); m != nil {
		text = m[3] + "-" + twoDigits(m[2]) + "-" + twoDigits(m[1])
	}
	d, err := ParseDate(text)
	if err != nil {
		return Date{}, fmt.Errorf("«%s» er ingen dato: skriv han som 20.6.2025", n.Date)
	}
	return d, nil
}

func twoDigits(number string) string {
	if len(number) < 2 {
		return "0" + number
	}
	return number
}
