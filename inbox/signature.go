package inbox

import (
	"slices"
	"strings"
	"unicode"

	"fristvakt/inbox/paper"
)

// deputies are titles of signers other than the chief executive. Their
// signature goes to a person, never to rejection (domain.md section 1.4, rule 6).
var deputies = []string{
	"ordførar", "ordfører", "varaordfør", "assisterande", "assisterende", "ass. ", "konst. ", "konstituert",
	"fung. ", "stedfortred", "stadfortred", "vikarierande", "vikarierende", "fungerande", "fungerende", "kst. ",
	"etter fullmakt", "e.f.", "på vegner av", "på vegne av", "seksjonsleiar", "kommunalsjef", "digitaliseringssjef",
	"rådgjevar", "rådgiver", "arkivleiar", "it-sjef", "ikt-sjef",
}

// readSigners finds who signed besides the host (domain.md sections 3.6 and
// 1.4, rule 2). Names in a certificate or on an evidence page are claims; a
// scan shows ink and proves nobody. What a party typed in is no signature.
func (s subject) readSigners(a *Agreement, p paper.Paper, ref *reference, pages []int, text string) {
	s.certificates(a, p, ref)
	s.evidence(a, p, ref, pages)
	name, date := s.filledIn(ref, text)
	a.Date = date
	if len(a.Signers) == 0 && !a.Waits && name != "" && onEvidence(p, pages, name) {
		a.Signers = append(a.Signers, Signer{Name: name, How: "evidence page", Page: namePage(p, name)})
	}
	picture, ink, strokes := false, false, 0
	for _, i := range pages {
		picture = picture || p.Pages[i].Pictures > ref.pictures || p.Pages[i].OCR || p.Pages[i].Scan
		ink = ink || p.Pages[i].Ink && !ref.ink
		strokes += p.Pages[i].Strokes
	}
	how := ""
	switch {
	case picture:
		how = "scan"
	case ink || strokes > ref.strokes:
		how = "ink"
	}
	if how != "" && len(a.Signers) == 0 {
		if name != "" && date != "" {
			a.Signers = append(a.Signers, Signer{Name: name, How: how, Page: namePage(p, name)})
		} else {
			a.doubts = append(a.doubts, ruleScanUnclear)
			a.Missing = append(a.Missing, "a name and a date beside the second signature")
		}
	}
	if len(a.Signers) == 0 && how == "" {
		a.Missing = append(a.Missing, "the signature of the municipality")
	}
	if a.Waits {
		a.Signers, a.Missing = nil, []string{"all its signatures: the page of the signing service says that somebody is waited for"}
	}
	s.judgeTitles(a, ref, text+"\n"+otherPages(p, pages))
	for _, party := range s.names.InFull(otherPages(p, pages), s.host.Number) {
		if len(a.Signers) > 0 && len(a.Parties) > 0 && !slices.Contains(a.Parties, party) && !slices.Contains(a.doubts, ruleSignerOfOther) {
			a.doubts = append(a.doubts, ruleSignerOfOther)
		}
	}
}

// namePage returns the last page on which a name stands, from 1, or 0.
func namePage(p paper.Paper, name string) int {
	for i := len(p.Pages) - 1; i >= 0; i-- {
		if strings.Contains(foldName(p.Pages[i].Text), foldName(name)) {
			return i + 1
		}
	}
	return 0
}

func otherPages(p paper.Paper, pages []int) string {
	var at []int
	for i := range p.Pages {
		if !slices.Contains(pages, i) && isEvidence(p, i) {
			at = append(at, i)
		}
	}
	return textOfPages(p.Pages, at)
}

// certificates counts the cryptographic signatures of others than the host.
func (s subject) certificates(a *Agreement, p paper.Paper, ref *reference) {
	for _, sig := range p.Signatures {
		if sig.Timestamp || s.isHost(sig.Signer, ref) || s.isHost(sig.Organisation, ref) || isSeal(sig) {
			continue
		}
		signer := Signer{Name: sig.Signer, How: "certificate"}
		if parties := s.names.Bare(sig.Organisation+"\n"+sig.Signer, s.host.Number); len(parties) > 0 {
			signer.Party = parties[0]
		} else if orgs := s.names.Organisations(sig.Organisation); len(orgs) > 0 {
			signer.Party = orgs[0]
		}
		switch {
		case sig.Intact == paper.No:
			a.doubts = append(a.doubts, ruleSignatureBroken)
		case sig.Intact == paper.Unknown || !sig.WholeFile:
			a.doubts = append(a.doubts, ruleSignatureUnchecked)
		}
		a.Signers = append(a.Signers, signer)
	}
}

// isSeal recognises the seal that a signing service sets on a file when all
// have signed. It tells that nothing was changed, not who signed.
func isSeal(sig paper.Signature) bool {
	low := strings.ToLower(sig.Signer + " " + sig.Organisation)
	return containsAny(low, []string{
		"posten norge", "posten bring", "penneo", "scrive", "docusign", "adobe", "signicat", "visma", "verified",
		"oneflow", "dokobit", "addo sign",
	})
}

func (s subject) isHost(name string, ref *reference) bool {
	if name == "" {
		return false
	}
	folded := foldName(name)
	return strings.Contains(folded, foldName(s.host.FullName)) || slices.ContainsFunc(ref.names, func(n string) bool { return foldName(n) == folded })
}

// filledIn finds the name and the date that the reference does not have.
func (s subject) filledIn(ref *reference, text string) (name, date string) {
	known := datesIn(strings.ToLower(ref.text))
	for l := range strings.Lines(text) {
		l = strings.Join(strings.Fields(l), " ")
		if l == "" || ref.knows(l) {
			continue
		}
		for _, d := range datesIn(strings.ToLower(l)) {
			if !slices.Contains(known, d) {
				date = d.String()
			}
		}
		if person, ok := personIn(ref.withoutSigned(l), s.names); ok {
			name = person
		}
	}
	return name, date
}

// withoutSigned takes the names of who had signed already off a line, and what
// a scan reads into strokes: two signatures often stand on one line.
func (ref *reference) withoutSigned(text string) string {
	known := map[string]bool{}
	for _, n := range ref.names {
		for _, w := range foldedWords(n) {
			known[w] = true
		}
	}
	var kept []string
	for _, w := range strings.Fields(text) {
		if w = strings.Trim(w, "|_~*=<>()[]{}«»\"'—–-:;"); w != "" && !known[foldName(strings.TrimRight(w, ".,"))] {
			kept = append(kept, w)
		}
	}
	return strings.Join(kept, " ")
}

// personIn recognises a line that is a person's name, with or without a title
// after a comma.
func personIn(text string, names *Names) (string, bool) {
	name, _, _ := strings.Cut(strings.TrimSpace(text), ",")
	words := strings.Fields(name)
	if len(words) < 2 || len(words) > 4 || len(names.Find(name)) > 1 {
		return "", false
	}
	for _, w := range words {
		for i, r := range []rune(w) {
			if i == 0 && !unicode.IsUpper(r) || !unicode.IsLetter(r) && r != '-' && r != '.' && r != '\'' {
				return "", false
			}
		}
		if kindWords[foldName(w)] {
			return "", false
		}
	}
	return name, true
}

// forItself recognises "på vegne av Vik kommune": whoever signs does so.
func (s subject) forItself(low, title string) bool {
	_, principal, _ := strings.Cut(low, title)
	return strings.HasPrefix(title, "på veg") && containsAny(principal, []string{" kommune", " herad"})
}

// judgeTitles flags a signer who is not the chief executive, and one of
// another party.
func (s subject) judgeTitles(a *Agreement, ref *reference, text string) {
	for l := range strings.Lines(strings.ToLower(text)) {
		l = strings.Join(strings.Fields(l), " ")
		if len(a.Signers) == 0 || len(l) > 120 || l == "" || ref.knows(l) {
			continue
		}
		for _, title := range deputies {
			if strings.Contains(l+" ", title) && !strings.Contains(l, "medlem") && !s.forItself(l, title) {
				a.Signers[0].Title = strings.TrimSpace(title)
				a.doubts = append(a.doubts, ruleSignerDeputy)
				return
			}
		}
	}
	for _, g := range a.Signers {
		if g.Party != "" && len(a.Parties) > 0 && !slices.Contains(a.Parties, g.Party) {
			a.doubts = append(a.doubts, ruleSignerOfOther)
		}
	}
}
