package workflows

import (
	"cmp"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base32"
	"errors"
	"fmt"
	"regexp"
	"strings"
)

// Verb is what a choice does. The words stand in tokens; they never change.
type Verb string

// The verbs of choices.
const (
	ChooseYes    Verb = "ja"      // yes to what a letter was taken for; an uncertain mail went
	ChooseNo     Verb = "nei"     // the letter delivers nothing; the mail did not go
	ChooseParty  Verb = "kommune" // whose letter it is: the note names the party
	ChooseAsk    Verb = "spor"    // the party is asked about the letter
	ChoosePause  Verb = "pause"   // nothing is sent until a person resumes
	ChooseStop   Verb = "stopp"   // no mail to a party on the day About
	ChooseSnooze Verb = "vent"    // the note names a party and the last day without reminders
	ChooseExtend Verb = "frist"   // the note names a party and its new date for the milestone About
)

// ChoiceDays is how many days a choice counts after the day of its digest.
const ChoiceDays = 14

// Choice is one ruling that a digest offers to be made by a mail back to us.
type Choice struct {
	Verb  Verb
	Round string // "" where it is about all rounds
	About string // id of a letter, key of an uncertain mail, a date, a milestone
	Until Date   // the last day on which it counts
}

// Why a choice does not count.
var (
	ErrChoiceAltered   = errors.New("lenkja er endra")
	ErrChoiceForwarded = errors.New("svaret er vidaresendt eller svart på; bruk lenkja i oversynet")
)

const choiceMark = "[svar:"

var (
	choiceToken = regexp.MustCompile(`\[svar:([a-z]{2,10})/(\d{4}-\d\d-\d\d)/([A-Z2-7]{16})/([^/\s\]]{0,100})/([^\s\]]{0,200})\]`)
	passedOn    = regexp.MustCompile(`(?i)^\s*(vs|sv|fwd?|fw|re|tr|wg|aw|vb|videresendt|vidaresendt)\s*:`)
)

// Token returns the choice sealed with the secret, for a subject: it names
// verb, last day, round and matter in clear text, so that a person can read
// it, and cannot be made up or altered without the secret.
func (c Choice) Token(secret []byte) string {
	return fmt.Sprintf("%s%s/%s/%s/%s/%s]", choiceMark, c.Verb, c.Until, c.Seal(secret), c.Round, c.About)
}

// Seal is the part of the token that only we can make; two choices never share
// one, so it also tells whether a choice was used.
func (c Choice) Seal(secret []byte) string {
	mac := hmac.New(sha256.New, secret)
	fmt.Fprintf(mac, "choice %s %s %s %s", c.Verb, c.Until, c.Round, c.About)
	return base32.StdEncoding.EncodeToString(mac.Sum(nil)[:10])
}

// OffersChoice reports whether a subject carries something that looks like a
// token.
func OffersChoice(subject string) bool { return strings.Contains(subject, choiceMark) }

// ReadChoice reads the token of a subject. It does not look at the day, nor at
// who wrote.
func ReadChoice(subject string, secret []byte) (Choice, error) {
	found := choiceToken.FindStringSubmatch(subject)
	if found == nil {
		return Choice{}, ErrChoiceAltered
	}
	until, err := ParseDate(found[2])
	c := Choice{Verb: Verb(found[1]), Until: until, Round: found[4], About: found[5]}
	switch {
	case err != nil || !hmac.Equal([]byte(found[3]), []byte(c.Seal(secret))):
		return Choice{}, ErrChoiceAltered
	case passedOn.MatchString(subject):
		return c, ErrChoiceForwarded
	}
	return c, nil
}

// Subject is what the mail says before the token, in words of ASCII alone, so
// that no mail program encodes the line.
func (c Choice) Subject(party string) string {
	words := map[Verb]string{ChooseYes: "Ja", ChooseNo: "Nei", ChooseParty: "Anna kommune", ChooseAsk: "Spor kommunen", ChoosePause: "Pause",
		ChooseStop: "Stopp " + c.About, ChooseSnooze: "Vent med ein kommune", ChooseExtend: "Ny frist for ein kommune"}
	text := cmp.Or(words[c.Verb], string(c.Verb))
	if party != "" {
		text += ": " + party
	}
	return strings.Map(func(r rune) rune {
		switch {
		case r == 'å' || r == 'Å':
			return 'a'
		case r == 'ø' || r == 'Ø':
			return 'o'
		case r < ' ' || r > '~' || r == '[' || r == ']':
			return '-'
		}
		return r
	}, text)
}
