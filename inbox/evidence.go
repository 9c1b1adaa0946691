package inbox

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"fristvakt/inbox/paper"
)

// Statements of who signed, as signing services and programs print them.
var (
	// signedBy is one that needs nothing beside it.
	signedBy = regexp.MustCompile(`(?i)(?:signert|underskrive|underskrevet|underteikna|undertegnet|` +
		`signed)(?: (?:digitalt|elektronisk|med bankid))? (?:av|by)\s*:?\s*(.+)` +
		`|^(?:signatar|underskrivar|underskriver|signer|underteiknar)\s*:\s*(.+)`)
	// hasSigned is a word beside a name that says that it signed.
	hasSigned = regexp.MustCompile(`(?i)\b(?:signert|signed|underskrive|underskrevet|underteikna|undertegnet|bankid|` +
		`buypass|commfides|id-porten)\b`)
	// onlyHandled says that the name beside it did something else with the file.
	onlyHandled = regexp.MustCompile(`(?i)\b(?:oppretta|opprettet|sendt|sent|emailed|opna|åpnet|viewed|created|` +
		`lasta opp|lastet opp|uploaded|invitert|invited|levert|delivered)\b`)
	// listsSigners says that the names on a page are those of who signed.
	listsSigners = regexp.MustCompile(`(?i)` + anyOf(
		`(?:er|har|vart|ble|was|were|been)\s(?:\p{L}+\s){0,3}?(?:signert|underskrive|underskrevet|underteikna|undertegnet|signed)`,
		`underteiknarar`, `underskrivarar`, `underskrivere`, `undertegnere`, `signatarar`, `signatarer`,
		`signing part`, `signerende part`, `signerande part`, `signaturar`, `signaturer`, `signatures`,
	))
	// waits says that somebody has not signed.
	waits = regexp.MustCompile(`(?i)\b(?:ventar|venter|awaiting|pending|waiting|declined|avvist|avslått|utløpt|utgått|` +
		`expired|in progress|skal signere|skal underskrive|should sign|needs to sign|invitert til å signere|` +
		`(?:ikkje|ikke|not|har ikkje|har ikke)(?: \p{L}+)? (?:signert|signed|underskrive|underskrevet|underteikna|` +
		`undertegnet)|(?:signert|signed|tidspunkt): *-)`)
	// clock is a time of day, which people do not put beside a signature.
	clock = regexp.MustCompile(`\b[0-2]?\d[:.][0-5]\d\b`)
	// letterWords stand in letters, which tell of signatures and are none.
	letterWords = regexp.MustCompile(`(?i)\b(?:helsing|hilsen|vedlagt|vedlagde|viser til|mvh)\b`)
)

// evidenceWords stand on pages that signing services wrote.
var evidenceWords = []string{
	"signeringsbevis", "signeringskvittering", "signaturbevis", "signaturside", "verifikasjon", "audit report",
	"bankid", "posten signering", "penneo", "docusign", "certificate of completion", "signeringstidspunkt",
	"elektronisk signert", "elektronisk underskrive", "signert elektronisk", "digitalt signert", "signeringslogg",
}

// signingWords stand on pages of services that are on no list.
var signingWords = []string{
	"signatur", "signering", "signert", "signature", "signed", "e-sign", "esign", "underskrift", "underskrive",
	"underskrevet", "underteikna", "undertegnet",
}

// isEvidence recognises a page that a signing service wrote: by the service or
// its words, or, whatever it is called, by what makes it one: it speaks of
// signing, gives the time of day, and is no letter.
func isEvidence(p paper.Paper, page int) bool {
	for _, e := range p.Evidence {
		if e.Page == page+1 && e.Closing {
			return true
		}
	}
	text := clipText(p.Pages[page].Text, 3000)
	low := strings.ToLower(text)
	return containsAny(low, evidenceWords) || containsAny(low, signingWords) && clock.MatchString(text) && !letterWords.MatchString(text)
}

// evidence reads the signers a signing service lists, on a page of its own or
// in a stamp on the agreement. Where anybody is still waited for, nobody
// counts: a person must look.
func (s subject) evidence(a *Agreement, p paper.Paper, ref *reference, pages []int) {
	var lists []int
	for i := range p.Pages {
		if !slices.Contains(pages, i) && isEvidence(p, i) {
			lists = append(lists, i)
		}
	}
	if waits.MatchString(textOfPages(p.Pages, lists)) {
		a.Waits = true
		return
	}
	for _, i := range pages {
		s.stamped(a, ref, p.Pages[i].Text)
	}
	for _, i := range lists {
		s.stamped(a, ref, p.Pages[i].Text)
		s.listed(a, ref, p.Pages[i].Text)
	}
	for _, e := range p.Evidence {
		for _, signer := range e.Signers {
			s.addSigner(a, ref, signer.Name, signer.Name)
		}
	}
	for i := range a.Signers {
		if g := &a.Signers[i]; g.How == "evidence page" {
			g.Page = namePage(p, g.Name)
		}
	}
}

// stamped reads "Signert av: …" wherever it stands.
func (s subject) stamped(a *Agreement, ref *reference, text string) {
	for l := range strings.Lines(text) {
		if m := signedBy.FindStringSubmatch(strings.TrimSpace(l)); m != nil && !ref.knows(l) {
			name, _, _ := strings.Cut(m[1]+m[2], ",")
			name, _, _ = strings.Cut(name, "(")
			s.addSigner(a, ref, strings.TrimSpace(name), m[1]+m[2])
		}
	}
}

// entry is a person on an evidence page, with what stands beside and below the
// name up to the next person.
type entry struct{ name, said string }

// maxEntry is how many lines below a name still belong to it.
const maxEntry = 6

// listed reads the persons on an evidence page. One counts who has a time, and
// of whom the entry, or the page of all of them, says that they signed.
func (s subject) listed(a *Agreement, ref *reference, text string) {
	var entries []entry
	below := 0
	for l := range strings.Lines(text) {
		l = strings.Join(strings.Fields(l), " ")
		if name := s.personOn(l); name != "" {
			entries, below = append(entries, entry{name, l}), 0
		} else if below++; len(entries) > 0 && below <= maxEntry {
			entries[len(entries)-1].said += "\n" + l
		}
	}
	all := listsSigners.MatchString(text)
	if owners := s.names.InFull(text, s.host.Number); len(owners) == 1 && len(entries) == 1 {
		owner, _ := s.party(owners[0]) // its name may stand above the person's
		entries[0].said += "\n" + owner.FullName
	}
	for _, e := range entries {
		signed := hasSigned.MatchString(e.said)
		if clock.MatchString(e.said) && (signed || all && !onlyHandled.MatchString(e.said)) {
			s.addSigner(a, ref, e.name, e.said)
		}
	}
}

// captions are words on evidence pages that are written with a capital and are
// no names.
var captions = wordSet(`
signert signed signer signers signing signatur signatures signature underteikna underskrive status completed
sent viewed namn navn name rolle organisasjon verksemd metode bankid buypass norsk norwegian kommunedirektor
radmann kommunedirektoren certificate audit report final document dokument tidspunkt hending person party
timestamp events date dato id ok fullfort oppretta opna
`)

// personOn returns the person that a line of an evidence page names: two to
// four capitalised words, once the municipality, numbers and captions are off.
func (s subject) personOn(l string) string {
	low := strings.ToLower(l)
	for _, number := range s.names.InFull(l, "") {
		party, _ := s.party(number)
		if i := strings.Index(low, strings.ToLower(party.FullName)); i >= 0 && len(low) == len(l) {
			l, low = l[:i]+" · "+l[i+len(party.FullName):], low[:i]+" · "+low[i+len(party.FullName):]
		}
	}
	var name []string
	for _, w := range strings.Fields(l) {
		bare := strings.Trim(w, ",.;:()|«»\"")
		first, _ := utf8.DecodeRuneInString(bare)
		plain := unicode.IsUpper(first) && !strings.ContainsFunc(bare, notInName)
		switch {
		case plain && !captions[foldName(bare)] && !kindWords[foldName(bare)]:
			name = append(name, bare)
		case len(name) >= 2:
			return personal(name)
		case len(name) == 1:
			return ""
		}
		if len(name) > 0 && bare != w && strings.HasPrefix(w, bare) && len(name) >= 2 {
			return personal(name)
		}
	}
	return personal(name)
}

func notInName(r rune) bool { return !unicode.IsLetter(r) && !strings.ContainsRune("-.'", r) }

func personal(name []string) string {
	if len(name) < 2 || len(name) > 4 {
		return ""
	}
	return strings.Join(name, " ")
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

// addSigner takes a person in, with the party that was said beside the name.
func (s subject) addSigner(a *Agreement, ref *reference, name, said string) {
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
