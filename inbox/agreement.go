package inbox

import (
	"slices"
	"strings"

	"fristvakt/inbox/paper"
	"fristvakt/workflows"
)

// Agreement is how a paper compares with the agreement as it was sent.
type Agreement struct {
	Similarity  float64  // share of the reference's wording that is there, 0 to 1
	Changed     []Change // wording that differs, what the parties fill in left out
	Parties     []string // named as parties, the host left out
	Signers     []Signer // besides the host
	Date        string   // filled in beside the signature, as printed
	Missing     []string // what keeps it from being signed, in English
	Reservation string   // as printed, where somebody added one
	SameFile    bool     // byte for byte what was sent
	Pages       []int    // the pages it stands on, from 1
	Scanned     bool     // at least one of them is a picture
	Waits       bool     // an evidence page says that somebody has not signed
	doubts      []string // rules
	round       workflows.Round
}

// Change is a stretch of wording that differs from the reference.
type Change struct{ Was, Is string }

// Signer is somebody who signed, as far as the paper shows.
type Signer struct {
	Name  string
	Party string // number, "" where the paper does not say
	How   string // "certificate", "evidence page", "scan", "ink"
	Page  int    // where it shows, from 1; 0 for a certificate
	Title string // "ordførar" where another than the chief executive signed
}

// reference is the agreement as sent, made ready for comparison.
type reference struct {
	sha      string
	words    []string
	shingles map[string]bool
	flat     string   // the words in one line
	names    []string // persons who had signed it already
	parties  []string
	pictures int
	ink      bool
	strokes  int
	tail     int // index of the word at which signatures begin
	text     string
}

// shingle is the number of words compared at a time: few enough that one
// misread word costs little, many enough that ordinary phrases do not match.
const shingle = 3

func newReference(p paper.Paper, s subject) *reference {
	lines := linesOf(p.Pages)
	ref := &reference{sha: p.SHA256, shingles: map[string]bool{}}
	ref.text = textOfLines(lines)
	ref.words = foldedWords(ref.text)
	ref.flat = " " + strings.Join(ref.words, " ") + " "
	for i := 0; i+shingle <= len(ref.words); i++ {
		ref.shingles[strings.Join(ref.words[i:i+shingle], " ")] = true
	}
	for _, sig := range p.Signatures {
		ref.names = append(ref.names, sig.Signer)
	}
	for _, page := range p.Pages {
		ref.pictures = max(ref.pictures, page.Pictures)
		ref.ink = ref.ink || page.Ink
		ref.strokes += page.Strokes
	}
	ref.parties = s.names.InFull(ref.text, s.host.Number)
	ref.tail = ref.signatureStart(foldedWords(s.host.FullName))
	for _, l := range lines {
		if name, ok := personIn(l.text, s.names); ok {
			ref.names = append(ref.names, name)
		}
	}
	return ref
}

// signatureStart returns the word from which the reference is filled in: a
// few words before the host's name stands for the last time.
func (ref *reference) signatureStart(host []string) int {
	for i := len(ref.words) - len(host); i > len(ref.words)/2; i-- {
		if slices.Equal(ref.words[i:i+len(host)], host) {
			return max(0, i-9)
		}
	}
	return max(0, len(ref.words)-25)
}

func textOfLines(lines []line) string {
	var b strings.Builder
	for _, l := range lines {
		b.WriteString(l.text)
		b.WriteByte('\n')
	}
	return b.String()
}

func foldedWords(text string) []string {
	words := splitWords(text)
	folded := make([]string, len(words))
	for i, w := range words {
		folded[i] = w.fold
	}
	return folded
}

// Shares of the reference's wording.
const (
	isAgreement   = 0.5  // below, it is another paper
	plainWording  = 0.9  // of a text, less is an altered agreement
	scanWording   = 0.75 // of a picture read by OCR
	pageAgreement = 0.25 // of a page's own wording, to count it as the agreement's
)

// knows reports whether a line stands in the reference, wherever it broke its
// lines.
func (ref *reference) knows(text string) bool {
	return strings.Contains(ref.flat, " "+strings.Join(foldedWords(text), " ")+" ")
}

// share returns how much of the reference's wording words holds.
func (ref *reference) share(words []string) float64 {
	if len(ref.shingles) == 0 {
		return 0
	}
	found := map[string]bool{}
	for i := 0; i+shingle <= len(words); i++ {
		if k := strings.Join(words[i:i+shingle], " "); ref.shingles[k] {
			found[k] = true
		}
	}
	return float64(len(found)) / float64(len(ref.shingles))
}

// pagesOf returns the indexes of the pages that hold the reference's wording.
func (ref *reference) pagesOf(pages []paper.Page) []int {
	var of []int
	for i, page := range pages {
		words := foldedWords(page.Text)
		hits, all := 0, len(words)-shingle+1
		for j := 0; j < all; j++ {
			if ref.shingles[strings.Join(words[j:j+shingle], " ")] {
				hits++
			}
		}
		if all > 0 && float64(hits)/float64(all) >= pageAgreement && hits >= 10 {
			of = append(of, i)
		}
	}
	return of
}

// readAgreement compares a paper with the references of the round. ok is false
// where it is not the agreement.
func (s subject) readAgreement(p paper.Paper, refs []*reference) (Agreement, bool) {
	var best Agreement
	found := false
	for _, ref := range refs {
		a := Agreement{round: s.round, SameFile: ref.sha != "" && ref.sha == p.SHA256}
		words := foldedWords(wholeText(p))
		if a.Similarity = ref.share(words); a.Similarity < isAgreement && !a.SameFile || found && a.Similarity <= best.Similarity {
			continue
		}
		s.compare(&a, p, ref, words)
		best, found = a, true
	}
	return best, found
}

func wholeText(p paper.Paper) string {
	var b strings.Builder
	for _, page := range p.Pages {
		b.WriteString(page.Text)
		b.WriteByte('\n')
	}
	return b.String()
}

func (s subject) compare(a *Agreement, p paper.Paper, ref *reference, words []string) {
	pages := ref.pagesOf(p.Pages)
	for _, i := range pages {
		a.Pages = append(a.Pages, i+1)
		a.Scanned = a.Scanned || p.Pages[i].OCR || p.Pages[i].Scan
	}
	text := textOfPages(p.Pages, pages)
	for _, value := range p.Fields {
		text += "\n" + value
	}
	a.Parties = without(s.names.InFull(text, s.host.Number), ref.parties)
	s.readSigners(a, p, ref, pages, text)
	for _, g := range a.Signers { // a file signed as it was sent names the municipality on the evidence page alone
		if len(a.Parties) == 0 && g.Party != "" {
			a.Parties = []string{g.Party}
		}
	}
	if len(pages) > 0 {
		words = foldedWords(text)
	}
	a.Changed = s.changes(ref, words, a)
	floor := plainWording
	if a.Scanned {
		floor = scanWording
	}
	if a.Similarity < floor || len(a.Changed) > 0 {
		a.doubts = append(a.doubts, ruleAgreementAltered)
	}
	if len(a.Parties) == 0 {
		a.doubts = append(a.doubts, ruleAgreementNamesNobody)
	}
	for l := range strings.Lines(text + notesBeside(p, pages)) {
		if l = strings.Join(strings.Fields(l), " "); !ref.knows(l) && containsAny(strings.ToLower(l), []string{
			"atterhald", "etterhald", "forbehold", "under føresetnad", "under forutsetning",
		}) {
			a.doubts, a.Reservation = append(a.doubts, ruleAgreementReserved), clipWords(l, 200)
			break
		}
	}
}

// notesBeside returns the text of short pages in the same file: what somebody
// wrote about the agreement and put with it.
func notesBeside(p paper.Paper, pages []int) string {
	var notes []int
	for i := range p.Pages {
		if !slices.Contains(pages, i) && len(strings.Fields(p.Pages[i].Text)) < 120 {
			notes = append(notes, i)
		}
	}
	return "\n" + textOfPages(p.Pages, notes)
}

func textOfPages(pages []paper.Page, at []int) string {
	var b strings.Builder
	for _, i := range at {
		b.WriteString(pages[i].Text)
		b.WriteByte('\n')
	}
	return b.String()
}

func without(list, drop []string) []string {
	return slices.DeleteFunc(list, func(s string) bool { return slices.Contains(drop, s) })
}
