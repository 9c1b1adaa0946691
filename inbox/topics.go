package inbox

import (
	"strings"

	"fristvakt/inbox/paper"
	"fristvakt/workflows"
)

// topicFound says how surely a text is about a round.
type topicFound int

const (
	noTopic   topicFound = iota
	nearTopic            // by words that the round shares with others: "digitaliseringssamarbeid"
	fullTopic            // by its name: "DigiVestland"
)

// topics are the words by which text concerns a round.
type topics struct {
	full []string // lower case, without spaces and hyphens
	near []string // lower case
}

// topicsOf takes the topic from the round, and nearby words from its
// recommended wording and from the title of the agreement.
func topicsOf(round workflows.Round, references []paper.Paper) topics {
	var t topics
	for _, topic := range round.Topic {
		t.full = append(t.full, squeeze(strings.ToLower(topic)))
	}
	text := round.Wording
	for _, ref := range references {
		if lines := linesOf(ref.Pages); len(lines) > 0 {
			text += " " + lines[0].text
		}
	}
	for _, w := range splitWords(text) {
		if len(w.fold) >= 18 && !containsAny(w.fold, []string{"kommune", "radmann", "ordforar"}) {
			t.near = append(t.near, strings.TrimSuffix(w.fold, "et"))
		}
	}
	return t
}

var joiners = strings.NewReplacer(" ", "", "-", "", "\u2010", "", "\u2011", "", "\u00ad", "", "_", "", ".", "")

func squeeze(low string) string { return joiners.Replace(low) }

// in looks for the topic in text in lower case.
func (t topics) in(low string) topicFound {
	if len(low) < 8 {
		return noTopic
	}
	squeezed := low
	if strings.ContainsAny(low, " -_.\u2010\u2011\u00ad") {
		squeezed = squeeze(low)
	}
	for _, topic := range t.full {
		if strings.Contains(squeezed, topic) {
			return fullTopic
		}
	}
	if !strings.Contains(low, "digital") {
		if !containsAny(foldName(low), t.near) {
			return noTopic
		}
		return nearTopic
	}
	if containsAny(foldName(low), t.near) {
		return nearTopic
	}
	return noTopic
}

// owns reports whether text, in lower case, speaks of something that belongs
// to the topic ("DigiVestland sin plattform") rather than of the topic itself.
func (t topics) owns(low string) bool {
	for _, genitive := range []string{" sin ", " sitt ", " si ", " sine "} {
		for rest := low; ; {
			before, after, found := strings.Cut(rest, genitive)
			if !found {
				break
			}
			squeezed := squeeze(before)
			for _, topic := range t.full {
				if strings.HasSuffix(squeezed, topic) {
					return true
				}
			}
			rest = after
		}
	}
	return false
}
