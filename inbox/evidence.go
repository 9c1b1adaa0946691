package inbox

import (
	"regexp"
	"slices"
	"strings"

	"fristvakt/inbox/paper"
)

var signedBy = regexp.MustCompile(`(?i)(?:signert|underskrive|underskrevet|signatar|signed|underteikna|undertegnet|signataur|signert digitalt|elektronisk signert)(?: (?:digitalt|elektronisk|med bankid))? (?:av|by)\s*:?\s*(.+)|^(?:signatar|underskrivar|underskriver|signer|underteiknar)\s*:\s*(.+)`)

// signerRow is a row of a table of signers: the name, then how it was signed.
var signerRow = regexp.MustCompile(`^(\p{Lu}[\p{L}.'-]+(?: \p{Lu}[\p{L}.'-]+){1,3})\s+(?:Signed by|(?:Norsk |Norwegian )?BankID|Buypass|ID-porten)\b`)

// isEvidence recognises a page that a signing service wrote.
func isEvidence(p paper.Paper, page int) bool {
	for _, e := range p.Evidence {
		if e.Page == page+1 && e.Closing {
			return true
		}
	}
	low := strings.ToLower(clipText(p.Pages[page].Text, 3000))
	return containsAny(low, []string{"signeringsbevis", "signeringskvittering", "signaturbevis", "signaturside", "verifikasjon", "audit report", "bankid", "posten signering", "penneo",
		"docusign", "certificate of completion", "signeringstidspunkt", "elektronisk signert", "elektronisk underskrive", "signert elektronisk", "digitalt signert", "signeringslogg"})
}

// evidence reads the signers a signing service lists, on a page of its own or
// in a stamp on the agreement.
func (s subject) evidence(a *Agreement, p paper.Paper, ref *reference, pages []int) {
	for i, page := range p.Pages {
		if !slices.Contains(pages, i) && !isEvidence(p, i) {
			continue
		}
		for text := range strings.Lines(page.Text) {
			text = strings.TrimSpace(text)
			if m := signedBy.FindStringSubmatch(text); m != nil && !ref.knows(text) {
				s.addSigner(a, ref, strings.TrimSpace(m[1]+m[2]))
			} else if m := signerRow.FindStringSubmatch(text); m != nil && !slices.Contains(pages, i) {
				s.addSigner(a, ref, m[1])
			}
		}
	}
	for _, e := range p.Evidence {
		for _, signer := range e.Signers {
			s.addSigner(a, ref, signer.Name)
		}
	}
}

// onEvidence reports whether the name filled in stands on a page of its own
// that a signing service wrote.
func onEvidence(p paper.Paper, agreement []int, name string) bool {
	for i, page := range p.Pages {
		if !slices.Contains(agreement, i) && isEvidence(p, i) && strings.Contains(foldName(page.Text), foldName(name)) {
			return true
		}
	}
	return false
}

// addSigner takes "Åse Ålen, kommunedirektør, Modalen kommune" in.
func (s subject) addSigner(a *Agreement, ref *reference, said string) {
	name, _, _ := strings.Cut(said, ",")
	name, _, _ = strings.Cut(name, "(")
	name, isPerson := personIn(name, s.names)
	if !isPerson || s.isHost(name, ref) || slices.ContainsFunc(a.Signers, func(g Signer) bool { return foldName(g.Name) == foldName(name) }) {
		return
	}
	signer := Signer{Name: name, How: "evidence page"}
	if parties := s.names.InFull(said, ""); len(parties) > 0 {
		signer.Party = parties[0]
	}
	if signer.Party == s.host.Number {
		return
	}
	a.Signers = append(a.Signers, signer)
}
