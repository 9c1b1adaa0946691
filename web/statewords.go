package web

import (
	"fmt"
	"slices"
	"time"

	"fristvakt/workflows"
)

// stateOrder is the order in which states are listed: what needs somebody
// first.
var stateOrder = []workflows.State{workflows.Waiting, workflows.NotContacted, workflows.Invited, workflows.Announced, workflows.Partly,
	workflows.Complete, workflows.HasDeclined, workflows.IsHost, workflows.OutOfScope}

func stateRank(s workflows.State) int { return slices.Index(stateOrder, s) }

func stateWord(s workflows.State) workflows.Text {
	return map[workflows.State]workflows.Text{
		workflows.IsHost:       {Nynorsk: "Vertskommune"},
		workflows.OutOfScope:   {Nynorsk: "Utanfor runden", Bokmaal: "Utenfor runden"},
		workflows.HasDeclined:  {Nynorsk: "Takka nei", Bokmaal: "Takket nei"},
		workflows.Complete:     {Nynorsk: "Ferdig"},
		workflows.Waiting:      {Nynorsk: "Til avklaring"},
		workflows.Partly:       {Nynorsk: "Delvis levert"},
		workflows.Announced:    {Nynorsk: "Møte varsla", Bokmaal: "Møte varslet"},
		workflows.Invited:      {Nynorsk: "Invitert"},
		workflows.NotContacted: {Nynorsk: "Ikkje kontakta", Bokmaal: "Ikke kontaktet"},
	}[s]
}

// stateSign is the sign that goes with the word, so that no state is told by
// colour alone.
func stateSign(s workflows.State) string {
	return map[workflows.State]string{workflows.IsHost: "⌂", workflows.OutOfScope: "–", workflows.HasDeclined: "✕", workflows.Complete: "✓",
		workflows.Waiting: "?", workflows.Partly: "◐", workflows.Announced: "▷", workflows.Invited: "○", workflows.NotContacted: "·"}[s]
}

// ago says how long since, roughly.
func ago(now, at time.Time, language workflows.Language) string {
	say := func(nn, nb string) string { return workflows.Text{Nynorsk: nn, Bokmaal: nb}.In(language) }
	d := now.Sub(at)
	switch {
	case at.IsZero():
		return say("aldri", "aldri")
	case d < 2*time.Minute:
		return say("no nettopp", "nå nettopp")
	case d < 2*time.Hour:
		return fmt.Sprintf(say("for %d minutt sidan", "for %d minutter siden"), int(d.Minutes()))
	case d < 48*time.Hour:
		return fmt.Sprintf(say("for %d timar sidan", "for %d timer siden"), int(d.Hours()))
	}
	return fmt.Sprintf(say("for %d dagar sidan", "for %d dager siden"), int(d.Hours()/24))
}

// paperWord says what kind of paper a document is.
func paperWord(kind string) workflows.Text {
	words := map[string]workflows.Text{
		"signed-agreement": {Nynorsk: "signert avtale"}, "decision-copy": {Nynorsk: "vedtak"},
		"unsigned-agreement": {Nynorsk: "avtale utan signatur frå kommunen", Bokmaal: "avtale uten signatur fra kommunen"},
		"case-paper":         {Nynorsk: "saksframlegg"}, "recommendation": {Nynorsk: "innstilling"},
		"unreadable":    {Nynorsk: "ei fil som ikkje kan lesast", Bokmaal: "en fil som ikke kan leses"},
		"form-response": {Nynorsk: "svar i skjemaet"}, "feedback": {Nynorsk: "svar i skjemaet"}, "other": {Nynorsk: "noko anna", Bokmaal: "noe annet"}}
	if w, known := words[kind]; known {
		return w
	}
	return workflows.Text{Nynorsk: kind}
}

func outcomeWord(o workflows.Outcome) workflows.Text {
	return map[workflows.Outcome]workflows.Text{workflows.Yes: {Nynorsk: "ja"}, workflows.No: {Nynorsk: "nei"},
		workflows.Postponed: {Nynorsk: "utsett", Bokmaal: "utsatt"}, workflows.Conditional: {Nynorsk: "med atterhald", Bokmaal: "med forbehold"}}[o]
}
