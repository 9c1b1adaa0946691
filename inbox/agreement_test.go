package inbox_test

import (
	"fmt"
	"strings"
	"testing"

	"fristvakt/inbox"
	"fristvakt/inbox/letter"
	"fristvakt/inbox/paper"
	"fristvakt/workflows"
)

// filledIn is the agreement as a municipality fills it in.
func filledIn(t *testing.T, party, place, name, date string) string {
	text := strings.Replace(agreementText(t), "den kommunen som skriv under nedanfor", party, 1)
	return strings.Replace(text, "Stad og dato:\nfor kommunen:", fmt.Sprintf("%s, %s\n%s\nfor %s", place, date, name, party), 1)
}

func judgeAgreement(t *testing.T, p paper.Paper) inbox.Judgement {
	t.Helper()
	return newJudge(t).Judge(kinnMail("Avtale.pdf"), func(letter.Attachment) paper.Paper { return p })
}

func TestASignatureOfTheMunicipalityIsTold(t *testing.T) {
	text := filledIn(t, "Kinn kommune", "Florø", "Solveig Strand", "26.05.2025")
	sig := func(signer, org string, intact paper.Tri, whole bool) []paper.Signature {
		return []paper.Signature{{Signer: signer, Organisation: org, Intact: intact, WholeFile: whole}}
	}
	for _, c := range []struct {
		name string
		make func(p *paper.Paper)
		kind string
		want workflows.Disposition
		rule string
	}{
		{"typed in only", func(p *paper.Paper) {}, "unsigned-agreement", workflows.Review, "agreement-returned-unsigned"},
		{"certificate", func(p *paper.Paper) { p.Signatures = sig("Solveig Strand", "Kinn kommune", paper.Yes, true) }, "signed-agreement", workflows.Accept, "agreement-signed"},
		{"certificate of the host", func(p *paper.Paper) { p.Signatures = sig("Kjetil Århus", "Bergen kommune", paper.Yes, true) }, "unsigned-agreement", workflows.Review, "agreement-returned-unsigned"},
		{"time stamp", func(p *paper.Paper) {
			p.Signatures = []paper.Signature{{Timestamp: true, Intact: paper.Yes, WholeFile: true}}
		}, "unsigned-agreement", workflows.Review, "agreement-returned-unsigned"},
		{"tampered", func(p *paper.Paper) { p.Signatures = sig("Solveig Strand", "Kinn kommune", paper.No, true) }, "signed-agreement", workflows.Review, "signature-broken"},
		{"unchecked", func(p *paper.Paper) { p.Signatures = sig("Solveig Strand", "Kinn kommune", paper.Unknown, true) }, "signed-agreement", workflows.Review, "signature-not-whole"},
		{"of another party", func(p *paper.Paper) { p.Signatures = sig("Kari Nordmann", "Alver kommune", paper.Yes, true) }, "signed-agreement", workflows.Review, "signer-of-other-party"},
		{"scan", func(p *paper.Paper) { p.Pages[0].Pictures = 1 }, "signed-agreement", workflows.Accept, "signed-on-a-scan"},
		{"scan read by OCR", func(p *paper.Paper) {
			p.Pages[0] = paper.Page{Text: strings.NewReplacer("sekretariat", "sekretaríat", "Kvar", "Kvær").Replace(text), Pictures: 1, Scan: true, OCR: true}
		}, "signed-agreement", workflows.Accept, "signed-on-a-scan"},
		{"drawn upon", func(p *paper.Paper) { p.Pages[0].Ink = true }, "signed-agreement", workflows.Accept, "agreement-signed"},
		{"evidence page", func(p *paper.Paper) {
			p.Pages = append(p.Pages, paper.Page{Text: "Signeringslogg\nUnderskrive av: Solveig Strand, rådmann\nMetode: BankID"})
		}, "signed-agreement", workflows.Accept, "agreement-signed"},
		{"evidence page that lists names alone", func(p *paper.Paper) {
			p.Pages = append(p.Pages, paper.Page{Text: "Penneo\nSolveig Strand\nKommunedirektør\n2025-05-26 09:12:44Z"})
		}, "signed-agreement", workflows.Accept, "agreement-signed"},
		{"evidence page of the host", func(p *paper.Paper) {
			p.Pages = append(p.Pages, paper.Page{Text: "Signeringslogg\nSignert av: Kjetil Århus, Bergen kommune\nMetode: BankID"})
		}, "unsigned-agreement", workflows.Review, "agreement-returned-unsigned"},
		{"evidence page of a deputy", func(p *paper.Paper) {
			p.Pages = append(p.Pages, paper.Page{Text: "Signeringslogg\nSignert av: Solveig Strand, assisterande kommunedirektør\nMetode: BankID"})
		}, "signed-agreement", workflows.Review, "signer-not-chief-executive"},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := paperOf(text)
			c.make(&p)
			got := judgeAgreement(t, p)
			if got.Disposition != c.want || got.Documents[0].Kind != c.kind || !hasReason(got, c.rule) {
				t.Errorf("got %s, %s, want %s, %s by %s\n%s", got.Disposition, got.Documents[0].Kind, c.want, c.kind, c.rule, reasons(got))
			}
		})
	}
}

func TestAChangedAgreementGoesToAPerson(t *testing.T) {
	text := filledIn(t, "Kinn kommune", "Florø", "Solveig Strand", "26.05.2025")
	for name, change := range map[string][2]string{
		"notice":      {"tolv månaders", "tre månaders"},
		"date":        {"1. august 2025", "1. januar 2026"},
		"clause gone": {"For hausten 2025 vert det betalt for fem månader.", ""},
		"clause more": {"§ 5 Oppseiing", "Kinn kommune betaler aldri meir enn 50 000 kroner i året.\n§ 5 Oppseiing"},
		"reservation": {"for Kinn kommune", "for Kinn kommune\nMed atterhald om budsjettet for 2026"},
	} {
		p := paperOf(strings.Replace(text, change[0], change[1], 1))
		p.Signatures = []paper.Signature{{Signer: "Solveig Strand", Organisation: "Kinn kommune", Intact: paper.Yes, WholeFile: true}}
		if got := judgeAgreement(t, p); got.Disposition != workflows.Review || !hasReason(got, "agreement-altered") && !hasReason(got, "agreement-with-reservation") {
			t.Errorf("%s: got %s\n%s", name, got.Disposition, reasons(got))
		}
	}
}

func TestTheFileWeSentIsKnownByItsBytes(t *testing.T) {
	round, roster := round2025(t)
	sent := paperOf(agreementText(t))
	sent.SHA256 = "0123"
	judge := inbox.NewJudge(inbox.Settings{Rounds: []workflows.Round{round}, Roster: roster, Receiver: inbox.Receiver{AuthservID: "mx.example.no"},
		References: map[string][]paper.Paper{round.ID: {sent}}})
	got := judge.Judge(kinnMail("Avtale signert.pdf"), func(letter.Attachment) paper.Paper { return sent })
	if got.Disposition != workflows.Review || !hasReason(got, "agreement-returned-unchanged") {
		t.Errorf("got %s\n%s", got.Disposition, reasons(got))
	}
}

func TestAnotherAgreementOfTheSamePartiesIsNone(t *testing.T) {
	text := "Avtale om legevakt\nAvtalen gjeld mellom Bergen kommune som vertskommune og Kinn kommune etter kommunelova kapittel 20.\n" +
		"Vertskommunen held vakt heile døgnet. Kvar part betaler etter folketal.\nBergen, 4. mars 2025\nFlorø, 26.05.2025\nSolveig Strand\nfor Kinn kommune"
	if got := judgeAgreement(t, paperOf(text)); got.Disposition != workflows.Unrelated {
		t.Errorf("got %s\n%s", got.Disposition, reasons(got))
	}
}
