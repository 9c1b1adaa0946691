package workflows_test

import (
	"regexp"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"fristvakt/workflows"
)

var secret = []byte("a secret of this installation")

var keys = rapid.StringMatching(`(rehearsal/)?[a-z0-9-]{1,20}/[0-9]{4}/[a-z0-9-]{1,20}(/[a-z0-9+-]{1,20}){0,3}|digest/2025-05-[0-9]{2}`)

func TestTheKeyIsReadBackFromTheMessageID(t *testing.T) {
	dotAtom := regexp.MustCompile(`^[A-Za-z0-9!#$%&'*+/=?^_{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_{|}~-]+)*@[a-z.]+$`) // RFC 5322 section 3.2.3
	rapid.Check(t, func(t *rapid.T) {
		key := keys.Draw(t, "key")
		id := workflows.MessageID(key, secret, "secretariat.example.no")
		if !dotAtom.MatchString(id) {
			t.Fatalf("%q is no Message-ID", id)
		}
		for _, form := range []string{id, "<" + id + ">", " <" + id + "> "} {
			if got, ours := workflows.KeyOfMessageID(form, secret); !ours || got != key {
				t.Fatalf("%q is of %q, %v; want %q", form, got, ours, key)
			}
		}
	})
}

func TestAForgedMessageIDIsNotOurs(t *testing.T) {
	key := "digivestland-2025/4602/deadline-31-may/2-weeks-before"
	id := workflows.MessageID(key, secret, "example.no")
	for name, forged := range map[string]string{
		"another party": strings.Replace(id, "4602", "4639", 1), "another secret": workflows.MessageID(key, []byte("guessed"), "example.no"),
		"no seal": "fv.digivestland-2025.4602.deadline-31-may.2-weeks-before@example.no", "empty seal": "fv.digivestland-2025.4602..@example.no",
		"no prefix": strings.TrimPrefix(id, "fv."), "a stranger's": "<CAF=123.abc@mail.example.com>", "nothing": "", "dots": "....@x",
	} {
		if got, ours := workflows.KeyOfMessageID(forged, secret); ours || got != "" {
			t.Errorf("%s: %q passes as %q", name, forged, got)
		}
	}
}

func TestAKeySaysWhatItIsOf(t *testing.T) {
	for key, want := range map[string]workflows.KeyParts{
		"digivestland-2025/4602/deadline-31-may/2-weeks-before":               {Round: "digivestland-2025", Party: "4602", Milestone: "deadline-31-may", Step: "2-weeks-before"},
		"rehearsal/digivestland-2025/4602/agreement-sent":                     {Round: "digivestland-2025", Party: "4602", Milestone: "agreement-sent", Rehearsal: true},
		"digivestland-2025/4602/deadline-31-may/last-day/reopened-2025-06-20": {Round: "digivestland-2025", Party: "4602", Milestone: "deadline-31-may", Step: "last-day"},
		"digivestland-2025/4602/deadline-31-may/last-day/again-1":             {Round: "digivestland-2025", Party: "4602", Milestone: "deadline-31-may", Step: "last-day"},
		"digest/2025-05-12": {}, "": {},
	} {
		if got := workflows.ParseKey(key); got != want {
			t.Errorf("%q is %+v, want %+v", key, got, want)
		}
	}
}
