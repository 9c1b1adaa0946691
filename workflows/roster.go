package workflows

import (
	"embed"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"net/mail"
	"regexp"
	"slices"
	"strings"
	"unicode"
)

//go:embed rosters/*.csv
var rosters embed.FS

// Roster is the list of parties, in order of number.
type Roster []Party

// EmbeddedRoster returns the roster that comes with the program under the
// given name: "vestland".
func EmbeddedRoster(name string) (Roster, error) {
	f, err := rosters.Open("rosters/" + name + ".csv")
	if err != nil {
		return nil, fmt.Errorf("there is no roster %q in the program: write \"vestland\" or the name of a .csv file beside the round", name)
	}
	defer f.Close()
	return ReadRoster(f, name+".csv")
}

// Party returns the party with the given number.
func (r Roster) Party(number string) (Party, bool) {
	i := slices.IndexFunc(r, func(p Party) bool { return p.Number == number })
	if i < 0 {
		return Party{}, false
	}
	return r[i], true
}

var rosterColumns = []string{"number", "name", "full_name", "kind", "council", "language", "org_number",
	"domain", "mailroom", "verified", "admin_centre", "former_names", "old_domains"}

// ReadRoster reads a roster as comma-separated values in UTF-8 with the
// columns of rosters/vestland.csv. All complaints come at once, each with file
// and line. At most 2,000 parties are read.
func ReadRoster(r io.Reader, source string) (Roster, error) {
	in := csv.NewReader(io.LimitReader(r, 4<<20))
	in.FieldsPerRecord = -1
	head, err := in.Read()
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, brokenRoster(source, err)
	}
	if len(head) > 0 {
		head[0] = strings.TrimPrefix(head[0], "\ufeff") // spreadsheets write a byte order mark
	}
	if !slices.Equal(head, rosterColumns) {
		return nil, fmt.Errorf("%s:1: the first line must be %s", source, strings.Join(rosterColumns, ","))
	}
	var roster Roster
	var complaints []error
	for {
		rec, err := in.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, errors.Join(append(complaints, brokenRoster(source, err))...)
		}
		line, _ := in.FieldPos(0)
		if len(roster) == 2000 {
			return nil, fmt.Errorf("%s:%d: a roster holds at most 2000 parties", source, line)
		}
		p, wrong := roster.read(rec)
		for _, text := range wrong {
			complaints = append(complaints, fmt.Errorf("%s:%d: %s", source, line, text))
		}
		roster = append(roster, p)
	}
	if len(roster) == 0 {
		complaints = append(complaints, fmt.Errorf("%s:1: the roster has no parties: write one in each line", source))
	}
	slices.SortStableFunc(roster, func(a, b Party) int { return strings.Compare(a.Number, b.Number) })
	return roster, errors.Join(complaints...)
}

func brokenRoster(source string, err error) error {
	var broken *csv.ParseError
	if errors.As(err, &broken) {
		return fmt.Errorf("%s:%d: %w: write a quote inside a field twice", source, broken.Line, broken.Err)
	}
	return fmt.Errorf("read roster %s: %w", source, err)
}

// read takes one line, and says what is wrong with it.
func (r Roster) read(rec []string) (Party, []string) {
	if len(rec) != len(rosterColumns) {
		return Party{}, []string{fmt.Sprintf("%d fields: write %d, an empty one where there is nothing to say", len(rec), len(rosterColumns))}
	}
	p := partyOf(rec)
	wrong := p.check()
	if _, double := r.Party(p.Number); double {
		wrong = append(wrong, fmt.Sprintf("the number %s stands twice", p.Number))
	}
	if strings.ContainsFunc(strings.Join(rec, ""), unicode.IsControl) {
		wrong = append(wrong, "a field holds a line break or another control character: leave it out")
	}
	return p, wrong
}

func partyOf(rec []string) Party {
	return Party{
		Number: rec[0], Name: rec[1], FullName: rec[2], Kind: rec[3], Council: rec[4],
		Language: Language(rec[5]), OrgNumber: rec[6], Domain: strings.ToLower(rec[7]), Mailroom: rec[8],
		Unverified: rec[9] != "yes", AdminCentre: rec[10], FormerNames: list(rec[11]), OldDomains: list(rec[12]),
	}
}

func list(s string) []string {
	if s == "" {
		return nil
	}
	return strings.Split(s, ";")
}

func (p Party) check() []string {
	var complaints []string
	complain := func(format string, args ...any) { complaints = append(complaints, fmt.Sprintf(format, args...)) }
	if len(p.Number) != 4 || strings.Trim(p.Number, "0123456789") != "" {
		complain("the number %q must have four digits", p.Number)
	}
	if p.Name == "" || p.FullName == "" {
		complain("party %q needs a name and a full name", p.Number)
	}
	if !slices.Contains([]string{"kommune", "herad"}, p.Kind) {
		complain("kind %q: write kommune or herad", p.Kind)
	}
	if !slices.Contains([]string{"kommunestyre", "heradsstyre", "bystyre"}, p.Council) {
		complain("council %q: write kommunestyre, heradsstyre or bystyre", p.Council)
	}
	if p.Language != Nynorsk && p.Language != Bokmaal {
		complain("language %q: write nn or nb", p.Language)
	}
	if !mod11(p.OrgNumber) {
		complain("the organisation number %q does not pass MOD 11: write the nine digits of the register", p.OrgNumber)
	}
	if !domainForm.MatchString(p.Domain) {
		complain("domain %q: write the part after the @ of the party's mail, as in kinn.kommune.no", p.Domain)
	}
	if a, err := mail.ParseAddress(p.Mailroom); err != nil || a.Address != p.Mailroom {
		complain("mailroom %q: write an address alone, as in postmottak@kinn.kommune.no", p.Mailroom)
	}
	return complaints
}

var domainForm = regexp.MustCompile(`^([\pL0-9]([\pL0-9-]*[\pL0-9])?\.)+\pL{2,}$`)

// mod11 checks a Norwegian organisation number (weights 3 2 7 6 5 4 3 2).
func mod11(s string) bool {
	if len(s) != 9 || strings.Trim(s, "0123456789") != "" {
		return false
	}
	sum := 0
	for i, w := range []int{3, 2, 7, 6, 5, 4, 3, 2} {
		sum += w * int(s[i]-'0')
	}
	check := (11 - sum%11) % 11
	return check < 10 && check == int(s[8]-'0')
}
