package workflows

import "fmt"

// Describe says a fact in a few Nynorsk words, for the digest and the history.
func Describe(f Fact) string {
	switch f.Kind {
	case Judged:
		if f.Verdict != nil {
			return "Brev vurdert: " + guess(*f.Verdict)
		}
		return "Brev vurdert"
	case Delivered:
		if f.Paper == "" {
			return "Registrert: " + paperWord(f.Requirement)
		}
		return fmt.Sprintf("Registrert: %s («%s»)", paperWord(f.Requirement), f.Paper)
	case Ruled:
		return fmt.Sprintf("Brevet %s er avgjort: %s", f.Letter, f.Outcome)
	case Promised:
		return "Møtet er " + f.Until.String()
	case Declined:
		return "Takka nei"
	case NotApplicable:
		return "Runden gjeld ikkje denne parten"
	case Extended:
		return fmt.Sprintf("Fristen %s er flytta til %s", f.Milestone, f.Until)
	case Reopened:
		return fmt.Sprintf("%s er opna på nytt, med frist %s", f.Milestone, f.Until)
	case Snoozed:
		return "Inga påminning til og med " + f.Until.String()
	case Undone:
		return fmt.Sprintf("Teke tilbake: nr. %d", f.Undoes)
	case ContactSet:
		return fmt.Sprintf("Kontakt %s: %s", f.Role, f.Address)
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
		return fmt.Sprintf("Avklart: %s er %s", f.Key, f.Outcome)
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
	case Quarantined:
		return "Ein e-post kunne ikkje lesast: " + f.Reason
	case OutageBegan:
		return f.Subject + " svarer ikkje: " + f.Reason
	case OutageEnded:
		return f.Subject + " svarer att"
	case BreakerTripped:
		return "Sikringa slo ut: " + f.Reason
	case ResponseDouble:
		return "Nytt svar i skjemaet frå ein som hadde svart: " + f.Paper
	}
	return string(f.Kind)
}
