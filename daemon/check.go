package daemon

import (
	"context"
	"fmt"
	"os"
	"strings"
	"time"

	"fristvakt/inbox/watch"
	"fristvakt/mailer"
	"fristvakt/mailer/courier"
	"fristvakt/workflows"
)

// Level is how grave a finding is.
type Level string

// The levels of findings.
const (
	Fine    Level = "ok"
	Warning Level = "warning"
	Wrong   Level = "error"
)

// Finding is one line of a check, with what to do where something is wrong.
type Finding struct {
	Level   Level  `json:"level"`
	Subject string `json:"subject"`
	Text    string `json:"text"`
}

// Check goes through everything that a configuration names. Unless offline it
// logs in to both servers; it never sends and never changes anything.
func Check(ctx context.Context, c Config, offline bool) []Finding {
	k := &checker{config: c}
	k.rounds()
	k.texts()
	for _, file := range []string{c.IMAP.Password, c.SMTP.Password} {
		k.secretFile(file)
	}
	k.folder()
	if !offline {
		k.imap(ctx)
		k.smtp(ctx)
	}
	return k.found
}

type checker struct {
	config Config
	found  []Finding
}

func (k *checker) say(level Level, subject, format string, args ...any) {
	k.found = append(k.found, Finding{level, subject, fmt.Sprintf(format, args...)})
}

func (k *checker) rounds() {
	rounds, roster, err := k.config.LoadRounds()
	if err != nil {
		for line := range strings.SplitSeq(err.Error(), "\n") {
			k.say(Wrong, "rounds", "%s", line)
		}
		return
	}
	today := workflows.DefaultCalendar().DateOf(time.Now())
	for _, r := range rounds {
		next := "no date to come"
		for _, m := range r.Milestones {
			if m.Date.After(today) {
				next = fmt.Sprintf("next date %s, %s", m.Date, m.Title.Nynorsk)
				break
			}
		}
		k.say(Fine, "round", "%s: %d milestones; %s", r.ID, len(r.Milestones), next)
	}
	unverified := 0
	for _, p := range roster {
		if p.Unverified {
			unverified++
			k.say(Warning, "address", "%s (%s, %s) is only the conventional form: verify it before going live", p.Mailroom, p.FullName, p.Number)
		}
	}
	k.say(Fine, "roster", "%d parties, %d addresses unverified", len(roster), unverified)
}

func (k *checker) texts() {
	rounds, _, err := k.config.LoadRounds()
	if err != nil {
		return
	}
	calendar, err := k.config.WorkingCalendar()
	if err != nil {
		k.say(Wrong, "calendar", "%v", err)
		return
	}
	settings, err := k.config.mailSettings([]byte("only for trying the texts out"), calendar)
	if err == nil {
		_, err = mailer.New(settings, rounds)
	}
	if err != nil {
		for line := range strings.SplitSeq(err.Error(), "\n") {
			k.say(Wrong, "texts", "%s", line)
		}
		return
	}
	k.say(Fine, "texts", "every text of every round can be written")
}

func (k *checker) secretFile(file string) {
	if file == "" {
		return
	}
	if _, err := k.config.secret(file); err != nil {
		k.say(Wrong, "secret", "%v: write the password alone into that file", err)
		return
	}
	if info, err := os.Stat(k.config.near(file)); err == nil && info.Mode().Perm()&0o077 != 0 {
		k.say(Warning, "secret", "others may read %s: chmod 600 it", file)
		return
	}
	k.say(Fine, "secret", "%s is there", file)
}

func (k *checker) folder() {
	folder := k.config.near(k.config.State)
	info, err := os.Stat(folder)
	switch {
	case os.IsNotExist(err):
		k.say(Warning, "state", "the folder %s is not there yet; run makes it", folder)
	case err != nil:
		k.say(Wrong, "state", "%v", err)
	case !info.IsDir():
		k.say(Wrong, "state", "%s is no folder", folder)
	default:
		k.say(Fine, "state", "%s", folder)
	}
}

func (k *checker) imap(ctx context.Context) {
	server, err := k.config.watchServer(nil)
	if err == nil {
		w := watch.New(server)
		defer w.Close()
		facts, failed := w.Probe(ctx, k.config.IMAP.Mailboxes...)
		for _, m := range facts.Mailboxes {
			k.say(Fine, "imap", "%s: logged in, %s holds %d mails", server.Address, m.Name, m.Messages)
		}
		err = failed
	}
	if err != nil {
		k.say(Wrong, "imap", "%v", err)
	}
}

func (k *checker) smtp(ctx context.Context) {
	server, err := k.config.courierServer(nil)
	if err == nil {
		c := courier.New(server)
		defer c.Close()
		err = c.Probe(ctx)
	}
	if err != nil {
		k.say(Wrong, "smtp", "%v", err)
		return
	}
	k.say(Fine, "smtp", "%s: logged in, nothing sent", server.Address)
}
