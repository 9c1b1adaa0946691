package inbox

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"fristvakt/workflows"
)

// Mention is a party named in a text.
type Mention struct {
	Party string // number
	Full  bool   // named as a municipality: "Stad kommune", "heradsstyret i Voss"
	Old   bool   // by the name of a predecessor
	At    int    // index of the word
}

// Names finds the parties of a roster in text (domain.md sections 3.1 and 4).
// A bare short name ("Stad", "Vik", "Voss", "Kinn") is an ordinary word, and
// "Hyllestad" or "Ulvik" is another name than "Stad" or "Vik".
type Names struct {
	byName map[string][]nameEntry // by first word, folded
	orgs   map[string]string      // party by organisation number
	short  map[string]bool        // parties whose bare name is an ordinary word
}

type nameEntry struct {
	words []string
	party string
	old   bool
}

// shortName is the length up to which a bare name is no evidence.
const shortName = 4

// NewNames builds the index of a roster.
func NewNames(roster workflows.Roster) *Names {
	n := &Names{byName: map[string][]nameEntry{}, orgs: map[string]string{}, short: map[string]bool{}}
	for _, p := range roster {
		n.orgs[p.OrgNumber] = p.Number
		n.short[p.Number] = utf8.RuneCountInString(p.Name) <= shortName
		n.add(p.Name, p.Number, false)
		for _, former := range p.FormerNames {
			n.add(former, p.Number, true)
		}
	}
	return n
}

func (n *Names) add(name, party string, old bool) {
	for _, spelt := range []string{foldName(name), foldName(plainSpelling.Replace(name))} {
		words := strings.Fields(spelt)
		if len(words) == 0 || n.lists(words, party) {
			continue
		}
		n.byName[words[0]] = append(n.byName[words[0]], nameEntry{words, party, old})
	}
}

func (n *Names) lists(words []string, party string) bool {
	return slices.ContainsFunc(n.byName[words[0]], func(e nameEntry) bool {
		return e.party == party && slices.Equal(e.words, words)
	})
}

// plainSpelling is how names are written where there are no Norwegian letters:
// in addresses and file names.
var plainSpelling = strings.NewReplacer("ø", "oe", "Ø", "Oe", "å", "aa", "Å", "Aa")

var foldLetters = strings.NewReplacer("æ", "ae", "ø", "o", "å", "a", "ö", "o", "ä", "ae", "é", "e", "è", "e",
	"ò", "o", "ó", "o", "ô", "o", "a\u030a", "a")

// foldName folds case and the Norwegian letters, so that Øygarden and Oygarden
// are one name.
func foldName(s string) string { return foldLetters.Replace(strings.ToLower(s)) }

// Words that make a name in front of them a municipality.
var kindWords = wordSet("kommune kommunes kommunen kommunens herad herads heradet heradets kommunestyre kommunestyret kommunestyrets " +
	"heradsstyre heradsstyret heradsstyrets bystyre bystyret bystyrets kommunedirektor kommunedirektoren radmann radmannen " +
	"ordforar ordforaren ordforer ordforeren formannskap formannskapet postmottak heradshus radhus")

// Words that, with "i" between, make a name after them a municipality.
var officeWords = wordSet("kommunestyret kommunestyre heradsstyret heradsstyre bystyret kommunedirektoren kommunedirektor radmannen " +
	"radmann ordforaren ordforeren formannskapet kommunen heradet kommuneadministrasjonen administrasjonen")

var pluralWords = wordSet("kommunar kommunane kommuner kommunene herad")

func wordSet(list string) map[string]bool {
	set := map[string]bool{}
	for _, w := range strings.Fields(list) {
		set[w] = true
	}
	return set
}

// Find returns every mention in text, in order. A line break does not part a
// name from its kind.
func (n *Names) Find(text string) []Mention {
	var found []Mention
	words := splitWords(text)
	for i := 0; i < len(words); i++ {
		entries := n.byName[words[i].fold]
		if entries == nil && strings.HasSuffix(words[i].fold, "s") {
			entries = n.byName[strings.TrimSuffix(words[i].fold, "s")]
		}
		if len(entries) == 0 || !words[i].capital && len(words[i].fold) <= shortName+1 {
			continue
		}
		full := isMunicipality(words, i)
		for _, e := range entries {
			if wordsMatch(words[i:], e.words) {
				found = append(found, Mention{e.party, full, e.old, i})
			}
		}
	}
	return found
}

func wordsMatch(at []textWord, want []string) bool {
	if len(at) < len(want) {
		return false
	}
	for i := 1; i < len(want); i++ {
		if at[i].fold != want[i] {
			return false
		}
	}
	return true
}

// isMunicipality looks at the words around the name words[i].
func isMunicipality(words []textWord, i int) bool {
	if words[i].joinedBefore {
		return false
	}
	if i+1 < len(words) && kindWords[words[i+1].fold] && !words[i].stop {
		return true
	}
	if i >= 2 && words[i-1].fold == "i" && officeWords[words[i-2].fold] {
		return true
	}
	for j := i + 1; j < len(words) && j < i+24; j++ { // "Alver, Osterøy og Modalen kommunar"
		switch {
		case pluralWords[words[j].fold] && words[j].fold != "herad":
			return j > i+1 || i > 0 && words[i-1].fold == "og"
		case words[j].fold == "og" || words[j].capital && !words[j].stop:
		default:
			return false
		}
	}
	return false
}

// Organisations returns the parties whose organisation number stands in text.
func (n *Names) Organisations(text string) []string {
	var found []string
	digits := make([]byte, 0, 12)
	flush := func() {
		if len(digits) == 9 {
			if p, ok := n.orgs[string(digits)]; ok && !slices.Contains(found, p) {
				found = append(found, p)
			}
		}
		digits = digits[:0]
	}
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case isASCIIDigit(c):
			digits = append(digits, c)
		case (c == ' ' || c == 0xa0 || c == 0xc2) && len(digits)%3 == 0 && i+1 < len(text) && len(digits) < 9:
		default:
			flush()
		}
	}
	flush()
	return found
}

// InFull returns the parties that text names as municipalities, each once, in
// order, the given one left out. Predecessors do not count.
func (n *Names) InFull(text, without string) []string {
	var parties []string
	for _, m := range n.Find(text) {
		if m.Full && !m.Old && m.Party != without && !slices.Contains(parties, m.Party) {
			parties = append(parties, m.Party)
		}
	}
	return parties
}

// Bare returns the parties whose name stands in text in any form, short names
// only in full.
func (n *Names) Bare(text, without string) []string {
	var parties []string
	for _, m := range n.Find(text) {
		if (m.Full || !n.short[m.Party]) && !m.Old && m.Party != without && !slices.Contains(parties, m.Party) {
			parties = append(parties, m.Party)
		}
	}
	return parties
}

type textWord struct {
	fold         string
	capital      bool
	joinedBefore bool // hyphened to the word before it
	stop         bool // a sentence ends after it
}

// splitWords cuts text into words of letters and digits.
func splitWords(text string) []textWord {
	words := make([]textWord, 0, len(text)/6)
	start, joined := -1, false
	end := func(i int, r rune) {
		if start < 0 {
			return
		}
		first, _ := utf8.DecodeRuneInString(text[start:i])
		words = append(words, textWord{foldName(text[start:i]), unicode.IsUpper(first), joined, r == '.' || r == ';' || r == ':' || r == '!' || r == '?'})
		joined = r == '-' || r == '\u2010' || r == '\u2011'
		start = -1
	}
	for i, r := range text {
		switch {
		case unicode.IsLetter(r) || unicode.IsDigit(r) || r == '\u030a' || r == '\u00ad':
			if start < 0 {
				start = i
			}
		default:
			if start < 0 {
				joined = false
			}
			end(i, r)
		}
	}
	end(len(text), ' ')
	return words
}
