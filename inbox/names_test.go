package inbox_test

import (
	"slices"
	"strings"
	"testing"

	"fristvakt/inbox"
	"fristvakt/workflows"
)

func TestEveryPartyIsFoundByItsOwnNameAndNoOther(t *testing.T) {
	_, roster := round2025(t)
	names := inbox.NewNames(roster)
	for _, p := range roster {
		forms := []string{
			p.FullName, p.FullName + "s", strings.ToUpper(p.FullName), p.Name + " " + p.Council, p.Name + " " + p.Council + "t",
			p.Council + "t i " + p.Name, "Kommunedirektøren i " + p.Name, p.Name + "\n" + p.Kind, "for " + p.FullName + ".", p.FullName + " sitt vedtak",
		}
		for _, form := range forms {
			text := "Vi viser til brev frå " + form + " om saka."
			if got := names.InFull(text, ""); len(got) != 1 || got[0] != p.Number {
				t.Errorf("%q leads to %v, want %s", form, got, p.Number)
			}
		}
		for _, other := range roster {
			if other.Number != p.Number && slices.Contains(names.InFull(p.FullName+" og andre", ""), other.Number) {
				t.Errorf("%s is taken for %s", p.FullName, other.FullName)
			}
		}
	}
}

// The parties whose names are ordinary words must not be seen in prose that
// is about nothing of theirs (domain.md section 4, traps 10 to 14).
func TestOrdinaryProseNamesNobody(t *testing.T) {
	_, roster := round2025(t)
	prose := `Møtestad: Kulturhuset. I staden for eit nytt møte stadfester vi avtalen skriftleg. Vik deg, sa ho, og la handa mot kinn.
Han er fødd i Leirvik og bur i Ulvika, men arbeider ved Hyllestadtunet. Kari Vik og Ola Voss møtte for Stad og Land AS. Båten til Vossestrand
gjekk frå ein vik i Kvamsøya. Luster er eit framandord. Sokndal kommune, Etnedal kommune, Stordal kommune, Os i Østerdalen og Nord-Stad kommune ligg andre stader.
6963 DALE I SUNNFJORD, 5722 DALEKVAM og 6823 SANDANE er postadresser. Bomullen vart kjøpt i Stryns butikk.`
	if got := inbox.NewNames(roster).InFull(prose, ""); len(got) > 0 {
		t.Errorf("prose names %v", got)
	}
}

func TestAShortNameAloneIsNoEvidence(t *testing.T) {
	_, roster := round2025(t)
	names := inbox.NewNames(roster)
	for _, word := range []string{"Stad", "Vik", "Voss", "Kinn", "Kvam"} {
		if got := names.Bare("Avtale "+word+" signert", ""); len(got) > 0 {
			t.Errorf("%s alone leads to %v", word, got)
		}
	}
	if got := names.Bare("Avtale Osterøy signert", ""); !slices.Equal(got, []string{"4630"}) {
		t.Errorf("Osterøy leads to %v", got)
	}
}

func TestNamesAreFoundHoweverTheyAreSpelt(t *testing.T) {
	_, roster := round2025(t)
	names := inbox.NewNames(roster)
	for text, want := range map[string]string{
		"Oygarden kommune": "4626", "Oeygarden kommune": "4626", "A\u030ardal kommune": "4643", "Aardal kommune": "4643", "LÆRDAL KOMMUNE": "4642",
		"Laerdal kommune": "4642", "Bomlo kommune": "4613", "Bj\u00f8rnafjorden kommune": "4624",
	} {
		if got := names.InFull(text, ""); !slices.Equal(got, []string{want}) {
			t.Errorf("%q leads to %v, want %s", text, got, want)
		}
	}
}

func TestAListOfMunicipalitiesNamesThemAll(t *testing.T) {
	_, roster := round2025(t)
	got := inbox.NewNames(roster).InFull("På vegner av Alver, Osterøy og Modalen kommunar", "")
	if !slices.Equal(got, []string{"4631", "4630", "4629"}) {
		t.Errorf("got %v", got)
	}
}

func TestAnOrganisationNumberLeadsToItsParty(t *testing.T) {
	_, roster := round2025(t)
	names := inbox.NewNames(roster)
	for _, text := range []string{"Org.nr. 820956532", "Org.nr.: 820 956 532 MVA"} {
		if got := names.Organisations(text); !slices.Equal(got, []string{"4602"}) {
			t.Errorf("%q leads to %v", text, got)
		}
	}
	if got := names.Organisations("Konto 8209 56 53211, tlf. 820956533"); len(got) > 0 {
		t.Errorf("other numbers lead to %v", got)
	}
}

func FuzzNames(f *testing.F) {
	roster, err := workflows.EmbeddedRoster("vestland")
	if err != nil {
		f.Fatal(err)
	}
	names := inbox.NewNames(roster)
	f.Add("Alver, Osterøy og Modalen kommunar\nStad\tkommune 820956532")
	f.Fuzz(func(t *testing.T, text string) {
		for _, m := range names.Find(text) {
			if _, known := roster.Party(m.Party); !known {
				t.Errorf("%q is no party", m.Party)
			}
		}
		names.Organisations(text)
	})
}

func FuzzDecision(f *testing.F) {
	f.Add("Kinn kommune\nSak 41/25 Kommunestyret 22.05.2025\nDigiVestland\nVedtak:\nKinn kommune sluttar seg til.")
	f.Add("PS 1/25\fFSK-2/25 VEDTAK: DigiVestland\n\u00ad")
	rounds, _ := workflows.EmbeddedRounds()
	roster, err := workflows.EmbeddedRoster("vestland")
	if err != nil {
		f.Fatal(err)
	}
	judge := inbox.NewJudge(inbox.Settings{Rounds: rounds, Roster: roster})
	f.Fuzz(func(t *testing.T, text string) {
		if got := judge.Judge(kinnMail("Vedtak.pdf"), readsAs(text)); got.Disposition == workflows.Accept {
			t.Error("accepted without a stamp of our receiver")
		}
	})
}
