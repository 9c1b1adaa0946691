package mailer_test

import (
	"bytes"
	"strings"
	"sync"
	"testing"
	"time"

	"fristvakt/workflows"
)

// everyMail composes all golden occasions and digests.
func everyMail(t *testing.T) map[string]workflows.Mail {
	t.Helper()
	all := make(map[string]workflows.Mail)
	for _, o := range occasions() {
		for _, l := range []workflows.Language{workflows.Nynorsk, workflows.Bokmaal} {
			all[string(l)+" "+o.name+" "+o.text] = o.compose(t, l)
		}
	}
	for name, r := range map[string]workflows.DigestReport{"busy": busyDay(t), "hostile": hostileDay(t)} {
		m, err := composer(t).Digest(r, digestTime(t))
		if err != nil {
			t.Fatal(err)
		}
		all["digest "+name] = m
	}
	return all
}

func TestEveryMailIsSevenBitWithCRLFAndShortLines(t *testing.T) {
	for name, m := range everyMail(t) {
		for i, c := range m.Bytes {
			if c >= 0x80 || c == 0 {
				t.Fatalf("%s: byte %d is %#x", name, i, c)
			}
			if c == '\n' && (i == 0 || m.Bytes[i-1] != '\r') {
				t.Fatalf("%s: bare LF at byte %d", name, i)
			}
		}
		for line := range bytes.Lines(m.Bytes) {
			if len(line) > 200 {
				t.Errorf("%s: a line of %d octets: %.60s", name, len(line), line)
			}
		}
	}
}

func TestEveryMailCarriesTheHeadersOfAnAutomaticMail(t *testing.T) {
	s := settings(t)
	for name, m := range everyMail(t) {
		p := parse(t, m.Bytes)
		for header, want := range map[string]string{
			"Auto-Submitted":   "auto-generated",
			"X-Fristvakt-Ref":  m.Key,
			"Message-Id":       "<" + m.MessageID + ">",
			"Content-Language": name[:2],
			"Mime-Version":     "1.0",
		} {
			if strings.HasPrefix(name, "digest") && header == "Content-Language" {
				want = "nn"
			}
			if got := p.header[header]; len(got) != 1 || got[0] != want {
				t.Errorf("%s: %s is %q, want %q", name, header, got, want)
			}
		}
		if key, ours := workflows.KeyOfMessageID(m.MessageID, s.Secret); !ours || key != m.Key {
			t.Errorf("%s: the Message-ID leads to %q, want %q", name, key, m.Key)
		}
		for _, never := range []string{"Bcc", "Precedence", "Disposition-Notification-To", "User-Agent"} {
			if p.header.Get(never) != "" {
				t.Errorf("%s has a header %s", name, never)
			}
		}
	}
}

func TestOnlyTheDigestSuppressesAbsencesAndNothingSuppressesBounces(t *testing.T) {
	for name, m := range everyMail(t) {
		p := parse(t, m.Bytes)
		values := strings.Split(p.header.Get("X-Auto-Response-Suppress"), ", ")
		has := func(v string) bool {
			for _, one := range values {
				if one == v {
					return true
				}
			}
			return false
		}
		if has("NDR") || has("All") || !has("AutoReply") || has("OOF") != (m.Kind == workflows.Digest) {
			t.Errorf("%s: X-Auto-Response-Suppress is %v", name, values)
		}
	}
}

func TestAllMailToOnePartyInOneRoundIsOneThread(t *testing.T) {
	s := settings(t)
	roots := make(map[string]string)
	for name, m := range everyMail(t) {
		h := parse(t, m.Bytes).header
		if m.Kind == workflows.Digest {
			if h.Get("References") != "" {
				t.Errorf("%s: a digest belongs to no thread", name)
			}
			continue
		}
		key, ours := workflows.KeyOfMessageID(h.Get("References"), s.Secret)
		want := m.Round + "/" + m.Party
		if m.Rehearse {
			want = "rehearsal/" + want
		}
		if !ours || key != want || h.Get("In-Reply-To") != h.Get("References") {
			t.Errorf("%s: References lead to %q, want %q", name, key, want)
		}
		if before := roots[want]; before != "" && before != h.Get("References") {
			t.Errorf("%s: two roots for %s", name, want)
		}
		roots[want] = h.Get("References")
	}
}

func TestTheReferenceStandsInSubjectAndFooter(t *testing.T) {
	for _, o := range occasions() {
		m := o.compose(t, workflows.Nynorsk)
		ref := workflows.Reference(round(t, o.round), o.party)
		p := parse(t, m.Bytes)
		if s := subject(t, p.header); !strings.HasSuffix(s, "["+ref+"]") {
			t.Errorf("%s: the subject is %q, want [%s] at its end", o.text, s, ref)
		}
		if !strings.Contains(p.text("text/plain"), "Referanse: "+ref+".") {
			t.Errorf("%s: the footer does not name %s", o.text, ref)
		}
	}
}

func TestTheSameActionGivesTheSameBytes(t *testing.T) {
	for range 5 {
		for _, i := range []int{0, 3, 17} {
			o := occasions()[i]
			if a, b := o.compose(t, workflows.Nynorsk), o.compose(t, workflows.Nynorsk); !bytes.Equal(a.Bytes, b.Bytes) {
				t.Fatalf("%s: two different mails from the same input", o.text)
			}
		}
	}
}

func TestTheDateIsTheGivenInstantInOslo(t *testing.T) {
	m := occasions()[2].compose(t, workflows.Nynorsk)
	if got := parse(t, m.Bytes).header.Get("Date"); got != "Wed, 30 Apr 2025 09:30:00 +0200" {
		t.Errorf("Date is %q", got)
	}
	if m.State != workflows.Queued || !m.Queued.Equal(at(t, "2025-04-30")) || m.Queued.Location() != time.UTC {
		t.Errorf("queued as %s at %s", m.State, m.Queued)
	}
}

func TestBothFormsOfAMailSayTheSame(t *testing.T) {
	for name, m := range everyMail(t) {
		p := parse(t, m.Bytes)
		html := textOf(p.text("text/html"))
		for _, line := range strings.Split(p.text("text/plain"), "\r\n") {
			line = strings.TrimLeft(line, "-> ○✓!0123456789.*$#[]")
			if m.Kind != workflows.Digest && line != "" && !strings.Contains(html, squeeze(line)) {
				t.Errorf("%s: not in the HTML form: %q", name, line)
			}
		}
		for _, part := range []string{`lang="`, `name="color-scheme"`, "prefers-color-scheme: dark", `role="presentation"`} {
			if !strings.Contains(p.text("text/html"), part) {
				t.Errorf("%s: the HTML form lacks %s", name, part)
			}
		}
		for _, never := range []string{"<img", "<script", "http-equiv", "@import", "url("} {
			if strings.Contains(p.text("text/html"), never) {
				t.Errorf("%s: the HTML form has %s", name, never)
			}
		}
	}
}

func TestRehearsalReachesTheSecretariatAlone(t *testing.T) {
	o := occasions()[12]
	o.rehearse, o.also = true, leader
	m := o.compose(t, workflows.Nynorsk)
	if len(m.To) != 1 || m.To[0] != "sekretariat@bergen.example.no" || !m.Rehearse || !strings.HasPrefix(m.Key, "rehearsal/") {
		t.Errorf("goes to %v under %s", m.To, m.Key)
	}
	p := parse(t, m.Bytes)
	if to := p.header.Get("To") + p.header.Get("Cc"); strings.Contains(to, "osteroy") {
		t.Errorf("the headers address the party: %s", to)
	}
	if s := subject(t, p.header); !strings.HasPrefix(s, "[PRØVE til post@osteroy.kommune.no] ") {
		t.Errorf("subject is %q", s)
	}
	first, _, _ := strings.Cut(p.text("text/plain"), "\r\n")
	if !strings.Contains(first, "Osterøy kommune (post@osteroy.kommune.no, leiar@osteroy.kommune.no)") {
		t.Errorf("the first line is %q", first)
	}
}

func TestRolesAreCopiedOnceAndOnlyWhereKnown(t *testing.T) {
	r, p := round(t, r25), party(t, "4630")
	a := workflows.Action{Key: "k/1", Round: r25, Party: p.Number, Milestone: "deadline-31-may", Template: "last-day", Kind: workflows.Reminder,
		Deadline: day(t, "2025-05-31"), Missing: both, Also: leader}
	for name, c := range map[string]struct {
		to   map[workflows.Role]string
		want string
	}{
		"known":   {map[workflows.Role]string{workflows.Mailroom: "post@a.example.no", workflows.ChiefExecutive: "kd@a.example.no"}, "post@a.example.no kd@a.example.no arkiv@bergen.example.no"},
		"same":    {map[workflows.Role]string{workflows.Mailroom: "post@a.example.no", workflows.ChiefExecutive: "post@a.example.no"}, "post@a.example.no arkiv@bergen.example.no"},
		"unknown": {map[workflows.Role]string{workflows.Mailroom: "post@a.example.no"}, "post@a.example.no arkiv@bergen.example.no"},
	} {
		m, err := composer(t).Compose(a, r, p, c.to, calendar(), false, at(t, "2025-05-28"))
		if err != nil {
			t.Fatal(err)
		}
		if got := strings.Join(m.To, " "); got != c.want {
			t.Errorf("%s: goes to %s, want %s", name, got, c.want)
		}
	}
	if _, err := composer(t).Compose(a, r, p, nil, calendar(), false, at(t, "2025-05-28")); err == nil {
		t.Error("a mail without a mailroom address was composed")
	}
}

func TestAComposerServesManyAtOnce(t *testing.T) {
	c, r, p, cal := composer(t), round(t, r25), party(t, "4630"), calendar()
	a := workflows.Action{Key: "k/1", Kind: workflows.Reminder, Milestone: "deadline-31-may", Template: "reminder", Deadline: day(t, "2025-05-31"), Missing: both}
	to, now := addresses(p), at(t, "2025-05-15")
	want, err := c.Compose(a, r, p, to, cal, false, now)
	if err != nil {
		t.Fatal(err)
	}
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			if m, err := c.Compose(a, r, p, to, cal, false, now); err != nil || !bytes.Equal(m.Bytes, want.Bytes) {
				t.Errorf("composed at the same time: %v", err)
			}
		})
	}
	all.Wait()
}
