package workflows_test

import (
	"slices"
	"strconv"
	"strings"

	"fristvakt/workflows"
)

// happens records what a line says: of the round when the first word is no
// party.
func (d *diary) happens(words []string) {
	if _, err := strconv.Atoi(words[0]); err != nil {
		d.ofTheRound(words)
		return
	}
	party := words[0]
	last := workflows.Fact{Round: d.w.rounds[0].ID, Party: party, Actor: "Kari", Reason: "says so"}
	switch what := words[1]; what {
	case "delivers":
		d.letter(party, workflows.Accept)
		for _, id := range words[2:] {
			d.record(workflows.Fact{Kind: workflows.Delivered, Round: last.Round, Party: party, Requirement: id})
		}
	case "letter":
		d.letter(party, map[string]workflows.Disposition{"waits": workflows.Review, "read": workflows.Accept, "away": workflows.AutoReply}[words[2]])
	case "ruled":
		last.Kind, last.Letter = workflows.Ruled, d.newest(party, workflows.Judged).Letter
		d.record(last)
	case "promises":
		last.Kind, last.Until = workflows.Promised, date(words[2])
		d.record(last)
	case "extended":
		last.Kind, last.Milestone, last.Until = workflows.Extended, words[2], date(words[3])
		d.record(last)
	case "snoozed":
		last.Kind, last.Until = workflows.Snoozed, date(words[2])
		d.record(last)
	case "declines":
		last.Kind = workflows.Declined
		d.record(last)
	case "undo":
		last.Kind, last.Undoes = workflows.Undone, d.newest(party, workflows.FactKind(words[2])).Seq
		d.record(last)
	case "bounces":
		d.bounces(party, words[2:])
	case "contact":
		last.Kind, last.Role, last.Address = workflows.ContactSet, workflows.Mailroom, words[2]
		d.record(last)
	case "uncertain", "failed":
		d.fate[party] = workflows.FactKind(what)
	case "settled":
		d.w.settle(clock(d.day, 6, 0), d.newest(party, workflows.Uncertain), workflows.Outcome(words[2]))
	default:
		d.t.Fatalf("a diary does not know the word %q", what)
	}
}

func (d *diary) ofTheRound(words []string) {
	kinds := map[string]workflows.FactKind{"opened": workflows.Opened, "live": workflows.WentLive, "rehearsing": workflows.Rehearsing,
		"paused": workflows.Paused, "resumed": workflows.Resumed, "extended": workflows.Extended, "reopened": workflows.Reopened}
	switch words[0] {
	case "down":
		d.down = date(words[2])
	case "end":
	case "extended", "reopened":
		d.record(workflows.Fact{Kind: kinds[words[0]], Round: d.w.rounds[0].ID, Milestone: words[1], Until: date(words[2]), Actor: "Kari"})
	default:
		if kinds[words[0]] == "" {
			d.t.Fatalf("a diary does not know the word %q", words[0])
		}
		d.record(workflows.Fact{Kind: kinds[words[0]], Reason: strings.Join(words[1:], " ")})
	}
}

func (d *diary) record(f workflows.Fact) { d.w.record(clock(d.day, 6, 0), f) }

func (d *diary) letter(party string, as workflows.Disposition) {
	d.letters++
	d.record(workflows.Fact{Kind: workflows.Judged, Round: d.w.rounds[0].ID, Party: party, Letter: "letter-" + strconv.Itoa(d.letters),
		Verdict: &workflows.Verdict{Disposition: as, Party: party}})
}

func (d *diary) bounces(party string, from []string) {
	sent := d.newest(party, workflows.Sent)
	if len(from) == 3 {
		for _, f := range d.w.facts {
			if f.Kind == workflows.Sent && f.Party == party && strings.HasSuffix(f.Key, from[2]) {
				sent = f
			}
		}
	}
	p, _ := d.w.roster.Party(party)
	address := p.Mailroom
	if set := d.newest(party, workflows.ContactSet); set.Address != "" {
		address = set.Address
	}
	if len(from) > 0 {
		address = from[0]
	}
	d.record(workflows.Fact{Kind: workflows.Bounced, Party: party, Address: address, Key: sent.Key, Hard: true, Status: "5.1.1"})
}

// newest is the newest fact of the kind about the party.
func (d *diary) newest(party string, kind workflows.FactKind) workflows.Fact {
	for _, f := range slices.Backward(d.w.facts) {
		if f.Party == party && f.Kind == kind {
			return f
		}
	}
	return workflows.Fact{}
}
