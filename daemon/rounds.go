package daemon

import (
	"bytes"
	"errors"
	"fmt"
	"mime"
	"net/mail"
	"os"
	"path/filepath"
	"strings"

	"fristvakt/mailer"
	"fristvakt/workflows"
)

// LoadRounds reads the configured rounds, embedded ones by id and others from
// .toml files beside the configuration, and the roster that they share.
func (c Config) LoadRounds() ([]workflows.Round, workflows.Roster, error) {
	calendar, err := c.WorkingCalendar()
	if err != nil {
		return nil, nil, err
	}
	var rounds []workflows.Round
	var complaints []error
	names := map[string]bool{}
	for _, name := range c.Rounds {
		r, err := c.loadRound(name, calendar)
		if err == nil && (names[r.ID] || names[r.Reference]) {
			err = fmt.Errorf("%s: id and reference of a round must be its own", name)
		}
		if err != nil {
			complaints = append(complaints, err)
			continue
		}
		names[r.ID], names[r.Reference] = true, true
		rounds = append(rounds, r)
	}
	if err := errors.Join(complaints...); err != nil {
		return nil, nil, err
	}
	roster, err := c.loadRoster(rounds)
	return rounds, roster, err
}

func (c Config) loadRound(name string, calendar workflows.Calendar) (workflows.Round, error) {
	text, file, err := c.roundSource(name)
	if err != nil {
		return workflows.Round{}, err
	}
	return workflows.ParseRound(text, file, calendar)
}

func (c Config) roundSource(name string) (text []byte, file string, err error) {
	if !strings.HasSuffix(name, ".toml") {
		if text, err = workflows.RoundSource(name); err != nil {
			err = fmt.Errorf("there is no round %q in the program: write digivestland-2024, digivestland-2025 or the name of a .toml file beside the configuration", name)
		}
		return text, name + ".toml", err
	}
	if text, err = os.ReadFile(c.near(name)); err != nil {
		err = fmt.Errorf("read round: %w", err)
	}
	return text, name, err
}

func (c Config) loadRoster(rounds []workflows.Round) (workflows.Roster, error) {
	if len(rounds) == 0 {
		return nil, errors.New("no rounds are configured: write rounds = [\"digivestland-2025\"]")
	}
	name := rounds[0].Roster
	for _, r := range rounds {
		if r.Roster != name {
			return nil, fmt.Errorf("the rounds %s and %s have different rosters: run one daemon for each roster", rounds[0].ID, r.ID)
		}
	}
	roster, err := c.readRoster(name)
	if err != nil {
		return nil, err
	}
	for _, r := range rounds {
		if _, known := roster.Party(r.Host); r.Host != "" && !known {
			return nil, fmt.Errorf("the host %s of round %s is not in the roster %s", r.Host, r.ID, name)
		}
	}
	return roster, nil
}

func (c Config) readRoster(name string) (workflows.Roster, error) {
	if !strings.HasSuffix(name, ".csv") {
		return workflows.EmbeddedRoster(name)
	}
	text, err := os.ReadFile(c.near(name))
	if err != nil {
		return nil, fmt.Errorf("read roster: %w", err)
	}
	return workflows.ReadRoster(bytes.NewReader(text), name)
}

// mailSettings is what the composer needs of the configuration.
func (c Config) mailSettings(secret []byte, calendar workflows.Calendar) (mailer.Settings, error) {
	s := mailer.Settings{
		From:     mailer.Address{Name: c.From.Name, Mail: c.From.Address},
		ReplyTo:  mailer.Address{Mail: c.From.ReplyTo},
		Archive:  c.From.Archive,
		Domain:   c.From.Domain,
		Secret:   secret,
		Host:     c.Host,
		Mottak:   c.Receives,
		Contact:  mailer.Contact{Name: c.Contact.Name, Mail: c.Contact.Address, Phone: c.Contact.Phone},
		Leader:   c.Leader,
		Links:    c.Links,
		Files:    map[string]mailer.File{},
		Location: calendar.Zone(),
	}
	if c.Web.Listen != "" {
		s.Board = strings.TrimSuffix(c.Web.Public, "/")
	}
	if s.Domain == "" {
		_, s.Domain, _ = strings.Cut(c.From.Address, "@")
	}
	for _, line := range c.Secretariat {
		a, err := mail.ParseAddress(line)
		if err != nil {
			return s, fmt.Errorf("secretariat %q is no address: %w", line, err)
		}
		s.Secretariat = append(s.Secretariat, mailer.Address{Name: a.Name, Mail: a.Address})
	}
	if c.Texts != "" {
		s.Templates = os.DirFS(c.near(c.Texts))
	}
	for name, path := range c.Files {
		content, err := os.ReadFile(c.near(path))
		if err != nil {
			return s, fmt.Errorf("read the file %q: %w", name, err)
		}
		base := filepath.Base(path)
		s.Files[name] = mailer.File{Name: base, Type: mime.TypeByExtension(filepath.Ext(base)), Content: content}
	}
	return s, nil
}
