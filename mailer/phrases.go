package mailer

import (
	"fmt"

	"fristvakt/workflows"
)

// phrases are sentences that change with the number of days or papers.
type phrases struct {
	left, today, past             string
	leftHeading, todayHead, gone  string
	agreement, decision, response string
	both                          string
}

var phrase = map[workflows.Language]phrases{
	workflows.Nynorsk: {
		left: "Det er %s att til fristen", today: "I dag er siste frist", past: "Fristen er ute",
		leftHeading: "%s att", todayHead: "Fristen er i dag", gone: "Fristen er ute",
		agreement: "avtalen", decision: "vedtaket", response: "svaret", both: "dokumenta",
	},
	workflows.Bokmaal: {
		left: "Det er %s igjen til fristen", today: "I dag er siste frist", past: "Fristen er ute",
		leftHeading: "%s igjen", todayHead: "Fristen er i dag", gone: "Fristen er ute",
		agreement: "avtalen", decision: "vedtaket", response: "svaret", both: "dokumentene",
	},
}

func (m matter) timeLeft() string {
	p, days := phrase[m.language], m.today.DaysUntil(m.action.Deadline)
	switch {
	case days > 0:
		return fmt.Sprintf(p.left, howLong(days, m.language))
	case days == 0:
		return p.today
	}
	return p.past
}

func (m matter) timeLeftHeading() string {
	p, days := phrase[m.language], m.today.DaysUntil(m.action.Deadline)
	switch {
	case days > 0:
		return capital(fmt.Sprintf(p.leftHeading, howLong(days, m.language)))
	case days == 0:
		return p.todayHead
	}
	return p.gone
}

// paperWord is the short word for what is missing.
func (m matter) paperWord() string {
	p, missing := phrase[m.language], m.requirements(m.action.Missing)
	if len(missing) != 1 {
		return p.both
	}
	switch missing[0].Paper {
	case workflows.SignedAgreement:
		return p.agreement
	case workflows.DecisionCopy:
		return p.decision
	case workflows.FormResponse:
		return p.response
	}
	return p.both
}
