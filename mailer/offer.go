package mailer

import (
	"fmt"
	"net/url"
	"strings"

	"fristvakt/workflows"
)

// offer is one link of the digest that settles something.
type offer struct {
	Label string
	Href  string
}

// Offers are the links beside a question: its page, where there are pages, and
// a ready mail for each choice.
func (s sheet) Offers(q workflows.Question) []offer {
	var all []offer
	for _, c := range q.Choices {
		all = append(all, s.offer(c, choiceLabel(c), q.Party))
	}
	if s.settings.Board != "" && q.Letter != "" {
		all = append(all, offer{"Opne brevet", s.settings.Board + "/review/" + url.PathEscape(q.Letter)})
	}
	return all
}

// Standing are the links that no question asks for.
func (s sheet) Standing() []offer {
	var all []offer
	for _, c := range s.Choices {
		all = append(all, s.offer(c, s.standingLabel(c), ""))
	}
	return all
}

// Offering reports whether the digest has any links.
func (s sheet) Offering() bool {
	for _, q := range s.Questions {
		if len(q.Choices) > 0 {
			return true
		}
	}
	return len(s.Choices) > 0 && !s.Quiet()
}

func choiceLabel(c workflows.Choice) string {
	switch c.Verb {
	case workflows.ChooseYes:
		return "Ja"
	case workflows.ChooseNo:
		return "Nei"
	case workflows.ChooseAsk:
		return "Spør kommunen"
	}
	return "Anna kommune"
}

func (s sheet) standingLabel(c workflows.Choice) string {
	switch c.Verb {
	case workflows.ChooseStop:
		day, _ := workflows.ParseDate(c.About)
		return "Stopp e-posten som går ut " + dayDate(day, workflows.Nynorsk) + s.ofRound(c)
	case workflows.ChooseSnooze:
		return "Vent med å minne ein kommune" + s.ofRound(c)
	case workflows.ChooseExtend:
		return "Gi ein kommune ny frist: " + s.deadline(c)
	}
	return "Set all utsending på pause"
}

// ofRound names the round where several are open.
func (s sheet) ofRound(c workflows.Choice) string {
	for _, r := range s.Rounds {
		if len(s.Rounds) > 1 && r.Round == c.Round {
			return " (" + r.Title + ")"
		}
	}
	return ""
}

func (s sheet) deadline(c workflows.Choice) string {
	for _, r := range s.Rounds {
		for _, d := range r.Deadlines {
			if r.Round == c.Round && d.Milestone == c.About {
				return d.Title + s.ofRound(c)
			}
		}
	}
	return c.About + s.ofRound(c)
}

// offer is a link that opens a ready mail to the watched mailbox (RFC 6068).
func (s sheet) offer(c workflows.Choice, label, party string) offer {
	subject := c.Subject(party) + " " + c.Token(s.settings.Secret)
	href := fmt.Sprintf("mailto:%s?subject=%s", s.settings.Mottak, mailtoText(subject))
	if body := choiceBody(c); body != "" {
		href += "&body=" + mailtoText(body)
	}
	return offer{label, href}
}

// choiceBody is what the sender fills in.
func choiceBody(c workflows.Choice) string {
	switch c.Verb {
	case workflows.ChooseParty:
		return "Kommune: \r\n"
	case workflows.ChooseSnooze:
		return "Kommune: \r\nTil og med: \r\nGrunn: \r\n"
	case workflows.ChooseExtend:
		return "Kommune: \r\nNy frist: \r\nGrunn: \r\n"
	}
	return ""
}

func mailtoText(s string) string { return strings.ReplaceAll(url.QueryEscape(s), "+", "%20") }
