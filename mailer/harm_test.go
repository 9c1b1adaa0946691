package mailer_test

import (
	"strings"
	"testing"
	"unicode"

	"pgregory.net/rapid"

	"fristvakt/mailer"
	"fristvakt/workflows"
)

func TestHostileTextsInADigestStayText(t *testing.T) {
	c := composer(t)
	now := digestTime(t)
	plain, err := c.DigestHTML(quietDay(t), now)
	if err != nil {
		t.Fatal(err)
	}
	rapid.Check(t, func(rt *rapid.T) {
		text := rapid.OneOf(rapid.String(), rapid.SampledFrom([]string{"<script>", "</td></table>", "\" onload=x", "\u202e\u2066\u200b\ufeff", "{{.}}", "\x00\x1b[2J", strings.Repeat("å", 5000)}))
		r := quietDay(t)
		r.Questions = []workflows.Question{{Party: text.Draw(rt, "party"), Text: text.Draw(rt, "text"), Why: text.Draw(rt, "why"), Commands: []string{text.Draw(rt, "command")}}}
		r.News = []workflows.Line{{Party: text.Draw(rt, "who"), Text: text.Draw(rt, "line")}}
		m, err := c.Digest(r, now)
		if err != nil {
			rt.Fatal(err)
		}
		p := parse(t, m.Bytes)
		page := p.text("text/html")
		for _, tag := range []string{"<script", "<img", "onload=x\"", "<a "} {
			if strings.Count(page, tag) != strings.Count(string(plain), tag) {
				rt.Fatalf("the page has a %s", tag)
			}
		}
		for _, form := range []string{page, p.text("text/plain")} {
			for _, letter := range form {
				if unicode.IsControl(letter) && letter != '\r' && letter != '\n' || unicode.Is(unicode.Cf, letter) && letter != '\u200b' {
					rt.Fatalf("the digest has the character %U", letter)
				}
			}
		}
	})
}

func TestADigestShowsEveryLineItWasGiven(t *testing.T) {
	r := busyDay(t)
	m, err := composer(t).Digest(r, digestTime(t))
	if err != nil {
		t.Fatal(err)
	}
	p := parse(t, m.Bytes)
	var want []string
	for _, q := range r.Questions {
		want = append(append(want, q.Party, q.Text, q.Why), q.Commands...)
	}
	for _, lines := range [][]workflows.Line{r.News, r.Rulings, r.Reminded, r.Coming, r.Meetings, r.Calls, r.Bounces, r.Absences} {
		for _, l := range lines {
			want = append(want, l.Party, l.Text)
		}
	}
	want = append(want, "27 av 42 har levert begge", "3 dagar att (1 arbeidsdag)", "28. mai kl. 07.28, for 2 minutt sidan")
	for name, form := range map[string]string{"text": squeeze(p.text("text/plain")), "page": textOf(p.text("text/html"))} {
		for _, w := range want {
			if !strings.Contains(form, squeeze(w)) {
				t.Errorf("the %s does not say %q", name, w)
			}
		}
	}
}

func TestTheOrderOfADigestPutsPeopleFirst(t *testing.T) {
	m, err := composer(t).Digest(busyDay(t), digestTime(t))
	if err != nil {
		t.Fatal(err)
	}
	text := parse(t, m.Bytes).text("text/plain")
	at := -1
	for _, title := range []string{"TRENG DEG I DAG", "KOM INN", "AVGJORT AV FOLK", "SKRIVE TIL", "GÅR UT", "STODA", "RINGJELISTE", "VARSLA MØTE", "KJEM IKKJE FRAM", "ER BORTE", "DRIFT"} {
		next := strings.Index(text, title)
		if next <= at {
			t.Errorf("%s stands at %d, not after %d", title, next, at)
		}
		at = next
	}
}

func TestAQuietDayDoesNotSayAllIsWellWhenTheLoopStands(t *testing.T) {
	r := quietDay(t)
	r.Ages.Turn = r.Ages.Turn.AddDate(0, 0, -3)
	m, err := composer(t).Digest(r, digestTime(t))
	if err != nil {
		t.Fatal(err)
	}
	text := parse(t, m.Bytes).text("text/plain")
	if strings.Contains(text, "Alt går som det skal") || !strings.Contains(text, "for 3 dagar sidan") {
		t.Errorf("the digest says %q", text)
	}
}

func TestAFingerprintChangesWithWhatTheMailSays(t *testing.T) {
	o := occasions()[2]
	base := workflows.Action{Key: "k", Template: o.text, Missing: both, Deadline: day(t, "2025-05-31"), Why: []string{"two weeks before"}}
	print := func(change func(*workflows.Action)) string {
		a := base
		change(&a)
		return mailer.Fingerprint(a)
	}
	same := mailer.Fingerprint(base)
	if print(func(a *workflows.Action) { a.Why = nil; a.Due = day(t, "2025-05-15") }) != same {
		t.Error("the reason changes the print")
	}
	for name, change := range map[string]func(*workflows.Action){
		"missing":  func(a *workflows.Action) { a.Missing = both[:1] },
		"deadline": func(a *workflows.Action) { a.Deadline = day(t, "2025-06-13") },
		"received": func(a *workflows.Action) { a.Received = []workflows.Delivery{agreement} },
		"text":     func(a *workflows.Action) { a.Template = "agenda" },
		"day":      func(a *workflows.Action) { a.Day = day(t, "2025-05-16") },
	} {
		if print(change) == same {
			t.Errorf("a changed %s leaves the print as it was", name)
		}
	}
}
