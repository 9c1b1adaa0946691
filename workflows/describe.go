package workflows

import (
	"cmp"
	"fmt"
)

// Describe says a fact in a few Nynorsk words, for the digest and the history.
func Describe(f Fact) string {
	switch f.Kind {
	case Judged:
		if f.Verdict != nil {
			return "Brev vurdert: " + guess(*f.Verdict)
		}
		return "Brev vurdert"
	case Delivered:
		return "Registrert: " + deliveredWords(f)
	case Ruled:
		return fmt.Sprintf("Brevet %s er %s", f.Letter, rulingWord(f.Outcome))
	case Promised:
		return "Saka skal opp " + nynorskDate(f.Until)
	case Declined:
		return "Takka nei"
	case NotApplicable:
		return "Runden gjeld ikkje denne parten"
	case Extended:
		return fmt.Sprintf("Fristen %s er flytta til %s", f.Milestone, nynorskDate(f.Until))
	case Reopened:
		return fmt.Sprintf("%s er opna på nytt, med frist %s", f.Milestone, nynorskDate(f.Until))
	case Snoozed:
		return "Inga påminning til og med " + nynorskDate(f.Until)
	case DayStopped:
		return "Ingen e-post til kommunane " + nynorskDate(f.Until)
	case ChoiceRefused:
		return "Svar på e-post gjeld ikkje: " + f.Reason
	case Asked:
		return fmt.Sprintf("Kommunen blir spurd om «%s» (brev %s)", f.Paper, f.Letter)
	case Undone:
		return fmt.Sprintf("Teke tilbake: nr. %d", f.Undoes)
	case ContactSet:
		return fmt.Sprintf("Ny adresse for %s: %s", roleWord(f.Role), cmp.Or(f.Address, "ingen"))
	case Bounced:
		return "Kom i retur frå " + f.Address
	case Absent:
		return "Fråvær: " + f.Address
	}
	return describeSending(f)
}

func describeSending(f Fact) string {
	switch f.Kind {
	case Sent:
		return "Sendt: " + f.Subject
	case Failed:
		return "Avvist av tenaren: " + f.Key
	case Uncertain:
		return "Uvisst om sendt: " + f.Key
	case Settled:
		return fmt.Sprintf("Avklart: %s er %s", f.Key, rulingWord(f.Outcome))
	case Opened:
		return "Runden er opna"
	case Paused:
		return "Utsending på pause"
	case Resumed:
		return "Utsending i gang att"
	case WentLive:
		return "Skarp drift: e-post går til kommunane"
	case Rehearsing:
		return "Prøvedrift: e-post går til sekretariatet"
	case Forgotten:
		return "Gløymt: det vi visste om ein person"
	case Purged:
		return "Brevet " + f.Letter + " er sletta"
	case Confirmed:
		return fmt.Sprintf("Forseinka e-post %s er %s", f.Key, rulingWord(f.Outcome))
	case Quarantined:
		return "Ein e-post kunne ikkje lesast: " + f.Reason
	case OutageBegan:
		return f.Subject + " svarer ikkje: " + f.Reason
	case OutageEnded:
		return f.Subject + " svarer att"
	case BreakerTripped:
		return "Sikringa slo ut: " + f.Reason
	case LoggedIn:
		return "Logga inn på tavla"
	case LoggedOut:
		return "Logga ut av tavla"
	case Downloaded:
		return "Lasta ned: " + f.Subject
	case ResponseDouble:
		return "Nytt svar i skjemaet frå ein som hadde svart: " + f.Paper
	}
	return string(f.Kind)
}

func deliveredWords(f Fact) string {
	if f.Paper == "" {
		return paperWord(f.Requirement)
	}
	return fmt.Sprintf("%s («%s»)", paperWord(f.Requirement), f.Paper)
}

func rulingWord(o Outcome) string {
	words := map[Outcome]string{Yes: "godteke", No: "avvist", WasAssigned: "knytt til ein part", WasAsked: "svart på med eit spørsmål", WasSent: "send", WasUnsent: "ikkje send"}
	return cmp.Or(words[o], "avgjort")
}

func roleWord(r Role) string {
	words := map[Role]string{Mailroom: "postmottaket", ChiefExecutive: "kommunedirektøren"}
	return cmp.Or(words[r], string(r))
}

// nynorskDate says a date as "12. juni 2025".
func nynorskDate(d Date) string {
	months := [...]string{"januar", "februar", "mars", "april", "mai", "juni", "juli", "august", "september", "oktober", "november", "desember"}
	if d.IsZero() {
		return "utan dato"
	}
	return fmt.Sprintf("%d. %s %d", d.Day, months[d.Month-1], d.Year)
}
