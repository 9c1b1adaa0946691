package workflows_test

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"fristvakt/workflows"
)

func TestTwoReferencesDifferInThreeSignsOrMore(t *testing.T) {
	rounds, err := workflows.EmbeddedRounds()
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for _, r := range rounds {
		for _, p := range vestland(t) {
			all = append(all, workflows.Reference(r, p.Number))
		}
	}
	for i, a := range all {
		for _, b := range all[:i] {
			n := 0
			for k := range len(a) {
				if a[k] != b[k] {
					n++
				}
			}
			if len(a) != len(b) || n < 3 {
				t.Errorf("%s and %s differ in %d signs", a, b, n)
			}
		}
	}
}

func TestAReferenceWithOneWrongSignLeadsToItsParty(t *testing.T) {
	rounds, err := workflows.EmbeddedRounds()
	if err != nil {
		t.Fatal(err)
	}
	roster := vestland(t)
	rapid.Check(t, func(t *rapid.T) {
		i := rapid.IntRange(0, 1).Draw(t, "round")
		p := rapid.SampledFrom(roster).Draw(t, "party")
		signs := []rune(workflows.Reference(rounds[i], p.Number))
		at := rapid.IntRange(0, len(signs)-1).Draw(t, "sign")
		signs[at] = rapid.SampledFrom([]rune("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZØåß-–_. /?")).Draw(t, "wrong")
		text := rapid.SampledFrom([]string{"Sv: Påminning [", "VS: RE: ", "", "Vår ref.: "}).Draw(t, "before") + string(signs) +
			rapid.SampledFrom([]string{"] Frist 31. mai", "", "\r\n", ". Med helsing 5200 Os"}).Draw(t, "after")
		if got := workflows.FindReference(text, rounds[i], roster); got != p.Number {
			t.Fatalf("%q leads to %q, not to %s", text, got, p.Number)
		}
		if got := workflows.FindReference(text, rounds[1-i], roster); got != "" {
			t.Fatalf("%q leads to %q in the other round", text, got)
		}
	})
}

func TestAReferenceIsFoundHoweverItIsWritten(t *testing.T) {
	r, roster := round(t, "digivestland-2025"), vestland(t)
	full := workflows.Reference(r, "4639")
	for _, text := range []string{full, strings.ToLower(full), strings.ReplaceAll(full, "-", "–"), strings.ReplaceAll(full, "-", " "),
		strings.ReplaceAll(full, "-", ""), strings.Replace(full, "-", " - ", 2), strings.ReplaceAll(full, "0", "O"), "x" + full + "y",
		full + " og ein gong til " + full, strings.Replace(full, "-", "-\r\n ", 1)} {
		if got := workflows.FindReference(text, r, roster); got != "4639" {
			t.Errorf("%q leads to %q", text, got)
		}
	}
}

func TestWhatIsNoReferenceLeadsNowhere(t *testing.T) {
	r, roster := round(t, "digivestland-2025"), vestland(t)
	vik, kinn := workflows.Reference(r, "4639"), workflows.Reference(r, "4602")
	for _, text := range []string{"", "FV-2025", "FV-2025-4639", "FV-2025-4639-", "ref. 2025/4639-7", "Org.nr 937 498 764, tlf. 57 69 80 00",
		"vedtak 12.05.2025 sak 25/4639", vik + " og " + kinn, "AB" + vik[2:], vik[:len(vik)-2], strings.Repeat("FV-2025-", 9_000) + vik,
		strings.Repeat("Kommunestyret vedtok 20. mai 2025 å slutte seg til. ", 1000)} {
		if got := workflows.FindReference(text, r, roster); got != "" {
			t.Errorf("%.60q leads to %s", text, got)
		}
	}
}

func FuzzFindReference(f *testing.F) {
	r, err := workflows.EmbeddedRounds()
	if err != nil {
		f.Fatal(err)
	}
	roster := vestland(f)
	f.Add("Sv: Påminning [" + workflows.Reference(r[1], "4639") + "]")
	f.Add("FV–2025 4639 7K \xff İı ŉ")
	f.Fuzz(func(t *testing.T, text string) {
		if found := workflows.FindReference(text, r[1], roster); found != "" {
			if _, known := roster.Party(found); !known {
				t.Errorf("%q leads to %q", text, found)
			}
		}
	})
}
