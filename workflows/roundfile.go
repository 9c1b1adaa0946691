package workflows

import (
	"bytes"
	"embed"
	"fmt"
	"io/fs"
	"strings"

	"github.com/pelletier/go-toml/v2"
)

//go:embed rounds/*.toml
var rounds embed.FS

// EmbeddedRounds returns the rounds that come with the program, oldest first.
func EmbeddedRounds() ([]Round, error) {
	names, err := fs.Glob(rounds, "rounds/*.toml")
	if err != nil {
		return nil, fmt.Errorf("list rounds: %w", err)
	}
	var all []Round
	for _, name := range names {
		text, err := rounds.ReadFile(name)
		if err != nil {
			return nil, fmt.Errorf("read round: %w", err)
		}
		r, err := ParseRound(text, strings.TrimPrefix(name, "rounds/"), DefaultCalendar())
		if err != nil {
			return nil, err
		}
		all = append(all, r)
	}
	return all, nil
}

// RoundSource returns the text of an embedded round, as an example to edit.
func RoundSource(id string) ([]byte, error) { return rounds.ReadFile("rounds/" + id + ".toml") }

type roundFile struct {
	ID           string            `toml:"id"`
	Title        string            `toml:"title"`
	Reference    string            `toml:"reference"`
	Starts       written           `toml:"starts"`
	Ends         written           `toml:"ends"`
	Roster       string            `toml:"roster"`
	Host         string            `toml:"host"`
	Topic        []string          `toml:"topic"`
	Ours         []string          `toml:"ours"`
	Foreign      []string          `toml:"foreign"`
	Wording      string            `toml:"wording"`
	Requirements []requirementFile `toml:"requirement"`
	Milestones   []milestoneFile   `toml:"milestone"`
}

type requirementFile struct {
	ID      string `toml:"id"`
	Paper   string `toml:"paper"`
	Nynorsk string `toml:"nynorsk"`
	Bokmaal string `toml:"bokmaal"`
}

type milestoneFile struct {
	ID           string     `toml:"id"`
	Kind         string     `toml:"kind"`
	Date         written    `toml:"date"`
	Until        written    `toml:"until"`
	OperatorSets bool       `toml:"operator_sets_date"`
	Nynorsk      string     `toml:"nynorsk"`
	Bokmaal      string     `toml:"bokmaal"`
	Place        string     `toml:"place"`
	Requires     []string   `toml:"requires"`
	Text         string     `toml:"text"`
	Also         []string   `toml:"also"`
	Attach       []string   `toml:"attach"`
	Steps        []stepFile `toml:"step"`
	Overdue      []stepFile `toml:"overdue"`
}

type stepFile struct {
	ID       string   `toml:"id"`
	When     written  `toml:"when"`
	Text     string   `toml:"text"`
	Also     []string `toml:"also"`
	CallList bool     `toml:"call_list"`
}

// written is a date or an offset as it stands in the file, quoted or not. It is
// read later, so that every wrong one is complained of and not only the first.
type written string

// UnmarshalTOML keeps the text as it is, without quotes.
func (w *written) UnmarshalTOML(text []byte) error {
	*w = written(bytes.Trim(text, `"' `))
	return nil
}

// ParseRound reads a round from TOML. All complaints come at once, in the order
// of the file, each with file, line and what to write instead; of a file that is
// no TOML only the first fault is named. A round file is at most 1 MB.
func ParseRound(text []byte, source string, calendar Calendar) (Round, error) {
	if len(text) > 1<<20 {
		return Round{}, fmt.Errorf("%s: a round file is at most 1 MB", source)
	}
	p := roundParser{source: source, unread: map[string]bool{}}
	var f roundFile
	decoder := toml.NewDecoder(bytes.NewReader(text)).DisallowUnknownFields().EnableUnmarshalerInterface()
	if err := decoder.Decode(&f); err != nil && !p.unknownKeys(err) {
		return Round{}, TOMLComplaints(source, err)
	}
	p.lines = tomlLines(text)
	r := p.round(f)
	p.checkRound(r, calendar)
	sortMilestones(r.Milestones)
	return r, p.joined()
}
