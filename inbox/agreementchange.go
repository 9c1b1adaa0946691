package inbox

import (
	"slices"
	"strings"
)

// resync is how far ahead the two texts are searched for common ground.
const resync = 160

// changes returns where the wording of a paper departs from the reference,
// before the signatures. What a party fills in, its own name, is no change; in
// a scan a misread word is none either.
func (s subject) changes(ref *reference, words []string, a *Agreement) []Change {
	filled := map[string]bool{"kommune": true, "herad": true, "som": true}
	for _, number := range a.Parties {
		if p, ok := s.party(number); ok {
			for _, w := range foldedWords(p.FullName) {
				filled[w] = true
			}
		}
	}
	var changed []Change
	for _, h := range differ(ref.words[:ref.tail], words) {
		if h.fillsIn(filled) || a.Scanned && h.misread() {
			continue
		}
		changed = append(changed, Change{clipWords(strings.Join(h.was, " "), 80), clipWords(strings.Join(h.is, " "), 80)})
	}
	return changed
}

// hunk is a stretch in which two texts differ.
type hunk struct{ was, is []string }

// fillsIn reports whether the new words are only what a party fills in.
func (h hunk) fillsIn(filled map[string]bool) bool {
	for _, w := range h.is {
		if !filled[w] {
			return false
		}
	}
	return len(h.was) <= 8 && len(h.is) > 0 || len(h.was) == 0
}

// misread reports whether the two sides look alike, as a scan reads a word.
func (h hunk) misread() bool {
	if len(h.was) > 6 || len(h.is) > 6 {
		return false
	}
	a, b := strings.Join(h.was, ""), strings.Join(h.is, "")
	return distance(a, b)*10 <= 4*max(len(a), len(b)) || len(a)+len(b) <= 6
}

// differ aligns two texts greedily: at a difference it looks for the nearest
// place where three words agree again. It begins where the new text does, so
// that what stands before the agreement is no difference, and stops where the
// old one ends.
func differ(was, is []string) []hunk {
	var hunks []hunk
	i, j := 0, 0
	if di, dj, ok := common(was, is, 40, len(is)); ok {
		i, j = di, dj
	}
	for i < len(was) && j < len(is) {
		if was[i] == is[j] {
			i, j = i+1, j+1
			continue
		}
		di, dj, ok := common(was[i:], is[j:], resync, resync)
		if rest := was[i:]; !ok && len(rest) < shingle { // the last words before the signatures
			if !holds(is[j:min(len(is), j+resync)], rest) {
				hunks = append(hunks, hunk{rest, is[j:min(len(is), j+len(rest))]})
			}
			return hunks
		}
		if !ok {
			di, dj = len(was)-i, min(len(is)-j, len(was)-i)
		}
		hunks = append(hunks, hunk{was[i : i+di], is[j : j+dj]})
		i, j = i+di, j+dj
	}
	if i < len(was) {
		hunks = append(hunks, hunk{was[i:], nil})
	}
	return hunks
}

// holds reports whether the words stand together in a text.
func holds(text, words []string) bool {
	for i := 0; i+len(words) <= len(text); i++ {
		if slices.Equal(text[i:i+len(words)], words) {
			return true
		}
	}
	return false
}

// common returns the nearest offsets, within reach of each text, at which
// three words agree.
func common(was, is []string, reachWas, reachIs int) (int, int, bool) {
	for sum := 0; sum <= reachWas+reachIs; sum++ {
		for i := max(0, sum-reachIs); i <= min(sum, reachWas); i++ {
			j := sum - i
			if i+shingle <= len(was) && j+shingle <= len(is) && was[i] == is[j] && was[i+1] == is[j+1] && was[i+2] == is[j+2] {
				return i, j, true
			}
		}
	}
	return 0, 0, false
}

// distance is the number of single letters to change between a and b.
// Of long texts the first letters decide.
func distance(a, b string) int {
	a, b = a[:min(len(a), 200)], b[:min(len(b), 200)]
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		last := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := last
			if a[i] != b[j] {
				cost++
			}
			last = row[j+1]
			row[j+1] = min(cost, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}
