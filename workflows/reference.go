package workflows

import (
	"hash/fnv"
	"slices"
	"strings"
	"unicode"
)

// referenceAlphabet has 31 signs, a prime, so that two weighted sums tell
// every reference from every other by at least three signs. Letters that look
// like digits or like each other are left out.
const referenceAlphabet = "0123456789ABCDEFHJKLMNPQRTUVWXY"

// Reference returns the subject reference of a party in a round, such as
// "FV-2025-4639-7K". Two references of one round differ in three signs or
// more, so one wrong sign still leads to the right party.
func Reference(round Round, party string) string {
	salt := fnv.New32a()
	salt.Write([]byte(round.ID))
	s := salt.Sum32()
	a, b := int(s%31), int(s/31%31)
	for i := range party {
		v := strings.IndexByte(referenceAlphabet, party[i])
		if v < 0 {
			return round.Reference + "-" + party
		}
		a += v
		b += (i + 2) * v
	}
	return round.Reference + "-" + party + "-" + string(referenceAlphabet[a%31]) + string(referenceAlphabet[b%31])
}

// FindReference looks for references of the round in text and returns the
// party that they lead to. One wrong sign does no harm; where no reference is
// found as it is written, signs between the parts may be lost or changed. It
// returns "" where there is none, or
// where they lead to different parties. The first 64 kB of text count.
func FindReference(text string, round Round, roster Roster) string {
	written := referenceSigns(text[:min(len(text), 64<<10)])
	for _, fold := range []func([]rune) []rune{slices.Clone[[]rune], bare} {
		if led := leads(written, fold, round, roster); len(led) > 0 {
			return alone(led)
		}
	}
	return ""
}

// leads lists the parties that the references in the text lead to.
func leads(written []rune, fold func([]rune) []rune, round Round, roster Roster) []string {
	var led []string
	signs := fold(written)
	starts := near(signs, fold(referenceSigns(round.Reference+"-")))
	for _, p := range roster {
		want := fold(referenceSigns(Reference(round, p.Number)))
		if slices.ContainsFunc(starts, func(i int) bool { return differ(signs[i:], want) <= 1 }) {
			led = append(led, p.Number)
		}
	}
	return led
}

func alone(parties []string) string {
	if len(parties) == 1 {
		return parties[0]
	}
	return ""
}

// near finds where want stands in signs with at most one wrong sign.
func near(signs, want []rune) []int {
	var starts []int
	for i := range signs {
		if differ(signs[i:], want) <= 1 {
			starts = append(starts, i)
		}
	}
	return starts
}

// differ counts the signs of want that signs does not begin with, and stops
// counting at two.
func differ(signs, want []rune) int {
	n := 0
	for i, r := range want {
		if i >= len(signs) {
			return 2
		}
		if signs[i] != r {
			n++
		}
		if n == 2 {
			break
		}
	}
	return n
}

func bare(signs []rune) []rune {
	return slices.DeleteFunc(slices.Clone(signs), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
}

// referenceSigns folds what people and programs mix up: case, letters that look
// like digits, and all kinds of dashes.
func referenceSigns(text string) []rune {
	signs := []rune(strings.ToUpper(text))
	for i, r := range signs {
		switch {
		case r == 'O':
			signs[i] = '0'
		case r == 'I':
			signs[i] = '1'
		case unicode.Is(unicode.Pd, r):
			signs[i] = '-'
		}
	}
	return signs
}
