package mailer_test

import (
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"fristvakt/mailer"
	"fristvakt/workflows"
)

func own(files map[string]string) fstest.MapFS {
	all := fstest.MapFS{}
	for name, content := range files {
		all[name] = &fstest.MapFile{Data: []byte(content)}
	}
	return all
}

func TestWhatIsMissingIsSaidAtStartWithItsFile(t *testing.T) {
	const head = `{{define "subject"}}Emne{{end}}`
	for name, c := range map[string]struct {
		change func(*mailer.Settings)
		want   string
	}{
		"an unknown placeholder":       {texts(map[string]string{"nn/reminder.txt": head + "Til {{komune}}"}), `nn/reminder.txt:1: function "komune" not defined`},
		"in a branch not taken":        {texts(map[string]string{"nb/one-week.txt": head + "{{if false}}{{kommunen}}{{end}}"}), `nb/one-week.txt:1: function "kommunen" not defined`},
		"a value nobody knows":         {texts(map[string]string{"nn/agenda.txt": head + "{{lenkje \"kart\"}}"}), `link kart is not known`},
		"an unknown paper":             {texts(map[string]string{"nn/agenda.txt": head + "{{if vantar \"kart\"}}{{end}}"}), `"kart" is no paper`},
		"a text without a subject":     {texts(map[string]string{"nn/agenda.txt": "Til {{kommune}}"}), `nn/agenda.txt: it has no subject`},
		"a broken text":                {texts(map[string]string{"nn/agenda.txt": head + "{{if}}"}), `nn/agenda.txt:1: missing value for if`},
		"a slip in a file name":        {texts(map[string]string{"nn/remindr.txt": head}), `text nn/remindr.txt: no text of this name is used`},
		"a link the texts need":        {func(s *mailer.Settings) { delete(s.Links, "skjema") }, `link skjema is not known`},
		"a file a round attaches":      {func(s *mailer.Settings) { delete(s.Files, "agreement") }, `the file "agreement" is attached by the round`},
		"an empty file":                {func(s *mailer.Settings) { s.Files["agreement"] = mailer.File{Name: "a.pdf"} }, `the file "agreement" (a.pdf) is empty`},
		"the contact's phone":          {func(s *mailer.Settings) { s.Contact.Phone = "" }, `contact phone is not given`},
		"the receiving address":        {func(s *mailer.Settings) { s.Mottak = "" }, `mottak: "" is no mail address`},
		"a secretariat":                {func(s *mailer.Settings) { s.Secretariat = nil }, `secretariat has no address`},
		"the secret":                   {func(s *mailer.Settings) { s.Secret = nil }, `secret is empty`},
		"the zone":                     {func(s *mailer.Settings) { s.Location = nil }, `location is not given`},
		"a broken address in settings": {func(s *mailer.Settings) { s.ReplyTo.Mail = "kari" }, `reply-to: "kari" is no mail address`},
	} {
		t.Run(name, func(t *testing.T) {
			s := settings(t)
			c.change(&s)
			_, err := mailer.New(s, rounds(t))
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("New says %v, want %s", err, c.want)
			}
		})
	}
}

func texts(files map[string]string) func(*mailer.Settings) {
	return func(s *mailer.Settings) { s.Templates = own(files) }
}

func TestARoundThatNamesAnUnknownTextIsRefused(t *testing.T) {
	all := rounds(t)
	r := round(t, r25)
	r.Milestones = slices.Clone(r.Milestones)
	for i, m := range r.Milestones {
		if m.Kind == workflows.Deadline {
			r.Milestones[i].Steps = []workflows.Step{{ID: "cheer", Template: "hurra"}}
		}
	}
	_, err := mailer.New(settings(t), append(all, r))
	if err == nil || !strings.Contains(err.Error(), "there is no text nn/hurra.txt") {
		t.Errorf("New says %v", err)
	}
}

func TestAUsersOwnTextReplacesOneTextAndLeavesTheOthers(t *testing.T) {
	s := settings(t)
	s.Templates = own(map[string]string{
		"nn/reminder.txt": `{{define "subject"}}Hugs {{runde}}{{end}}Hei {{kommune}}!` + "\n\n{{template \"helsing\"}}",
		"nn/parts.txt":    `{{define "helsing"}}Beste helsing frå oss{{end}}`,
	})
	c, err := mailer.New(s, rounds(t))
	if err != nil {
		t.Fatal(err)
	}
	p := party(t, "4630")
	text := func(template string) string {
		a := workflows.Action{Key: "k/" + template, Kind: workflows.Reminder, Milestone: "deadline-31-may", Template: template, Deadline: day(t, "2025-05-31"), Missing: both}
		m, err := c.Compose(a, round(t, r25), p, addresses(p), calendar(), false, at(t, "2025-05-15"))
		if err != nil {
			t.Fatal(err)
		}
		return parse(t, m.Bytes).text("text/plain")
	}
	if got := text("reminder"); !strings.HasPrefix(got, "Hei Osterøy kommune!\r\n\r\nBeste helsing frå oss\r\n") {
		t.Errorf("the own text reads %q", got)
	}
	if got := text("two-weeks"); !strings.Contains(got, "om lag to veker att") || !strings.Contains(got, "Beste helsing frå oss") {
		t.Errorf("another text reads %q", got)
	}
}

// TestNoTextKnowsThisRoundAlone tries the texts with a round that has other
// names, hosts and papers than the two that are built in.
func TestNoTextKnowsThisRoundAlone(t *testing.T) {
	r := round(t, r25)
	r.ID, r.Title, r.Reference, r.Wording = "brannvern-2030", "Brannvern Sør", "FV-2030", "{{Organ}} sluttar seg til."
	s := settings(t)
	s.Host, s.From.Name = "Fjell kommune", "Brannvern Sør"
	c, err := mailer.New(s, []workflows.Round{r})
	if err != nil {
		t.Fatal(err)
	}
	p := party(t, "4630")
	for _, m := range r.Milestones {
		for _, step := range m.Steps {
			a := workflows.Action{Key: "k/" + step.ID, Kind: workflows.Reminder, Milestone: m.ID, Template: step.Template, Deadline: day(t, "2025-05-31"), Missing: both, Attach: m.Attach}
			mail, err := c.Compose(a, r, p, addresses(p), calendar(), false, at(t, "2025-05-15"))
			if err != nil {
				t.Fatal(err)
			}
			body := parse(t, mail.Bytes).text("text/html")
			for _, alien := range []string{"Bergen kommune", "kapittel 20", "igital", "DigiVestland"} {
				if strings.Contains(body, alien) {
					t.Errorf("the text %s speaks of %s", step.Template, alien)
				}
			}
		}
	}
}
