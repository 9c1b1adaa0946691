package inbox

import (
	"slices"
	"strings"

	"fristvakt/workflows"
)

// whoSent gathers the evidence on which party the letter is from, and what
// speaks against trusting its sender.
func (d *dossier) whoSent() {
	l := d.letter
	if d.thread != "" {
		d.note(ruleThread, d.thread, d.name(d.thread))
	}
	if p := workflows.FindReference(l.Subject+"\n"+l.Body, d.round, d.roster); p != "" && p != d.round.Host {
		d.note(ruleReference, p, d.name(p))
	}
	d.sentFrom()
	for _, inner := range d.inner {
		for _, a := range inner.From {
			if p := d.judge.partyOfAddress(a.Mailbox); p != "" && p != d.round.Host && p != d.sender {
				d.note(ruleInnerSender, p, d.name(p))
			}
		}
	}
	for _, p := range d.names.InFull(l.Subject, d.host.Number) {
		d.note(ruleSubjectParty, p, d.name(p))
	}
	for _, p := range d.names.Bare(l.Subject, d.host.Number) {
		d.note(ruleSubjectParty, p, d.name(p))
	}
	for _, p := range d.names.InFull(d.text, d.host.Number) {
		d.note(ruleMailParty, p, d.name(p))
	}
	for _, p := range d.judge.names.Organisations(d.text) {
		if p != d.host.Number {
			d.note(ruleOrgNumber, p, d.name(p), "the mail")
		}
	}
	for _, c := range d.carried {
		for _, p := range d.names.Bare(strings.NewReplacer("_", " ", "-", " ").Replace(c.attachment.Name), d.host.Number) {
			d.note(ruleFileParty, p, d.name(p))
		}
	}
}

// sentFrom weighs the sender's address and what our receiver says of it.
func (d *dossier) sentFrom() {
	l := d.letter
	from, domain := "an unreadable address", ""
	if len(l.From) > 0 {
		from, domain = l.From[0].Mailbox, l.From[0].Domain()
	}
	proven := d.auth.Result == AuthenticationPass
	switch {
	case d.sender != "" && proven && d.contact:
		d.note(ruleContact, d.sender, d.name(d.sender), d.auth.Reason)
	case d.sender != "" && proven:
		d.note(ruleSenderDomain, d.sender, d.name(d.sender), d.auth.Reason)
	case d.sender != "":
		d.note(ruleDomainUnproven, d.sender, d.name(d.sender))
	case d.fromHost:
		d.note(ruleFromHost, "")
	case d.oldParty != "":
		d.note(ruleOldDomain, d.oldParty, d.name(d.oldParty), domain)
		d.note(ruleOldSender, "")
	default:
		if p := d.lookalike(domain); p != "" {
			d.note(ruleLookalike, "", domain, d.name(p))
		} else {
			d.note(ruleNoTie, "", from)
		}
	}
	switch d.auth.Result {
	case AuthenticationPass:
	case AuthenticationFail:
		d.note(ruleForged, "", d.auth.Reason)
	default:
		d.note(ruleUnauthenticated, "", d.auth.Reason)
	}
}

// lookalike returns the party whose domain the given one resembles: "askoy-kommune.no".
//
// Names under kommune.no and herad.no are given to municipalities alone, so
// what is there is another municipality and no imitation.
func (d *dossier) lookalike(domain string) string {
	if strings.HasSuffix(domain, ".kommune.no") || strings.HasSuffix(domain, ".herad.no") {
		return ""
	}
	flat := strings.NewReplacer("-", "", ".", "", "0", "o", "1", "l", "_", "").Replace(domain)
	for _, p := range d.roster {
		if p.Number == d.host.Number {
			continue
		}
		own := strings.NewReplacer("-", "", ".", "").Replace(p.Domain)
		label, _, _ := strings.Cut(p.Domain, ".")
		near := len(flat) > 8 && distance(flat, own) <= 2
		if near || len(label) > 3 && strings.Contains(flat, label) && (strings.Contains(flat, "kommune") || strings.Contains(flat, "herad")) {
			return p.Number
		}
	}
	return ""
}

// contradictions looks for whatever does not fit together.
func (d *dossier) contradictions() {
	var owners []string
	for _, p := range d.papers {
		if !p.concerns() || p.background {
			continue
		}
		for _, owner := range p.parties {
			if !slices.Contains(owners, owner) {
				owners = append(owners, owner)
			}
			if d.sender != "" && owner != d.sender {
				d.note(ruleOtherParty, "", d.name(d.sender), p.name, d.name(owner))
			}
		}
		if len(p.parties) == 0 && p.delivers() && p.unread == "" && p.kind == kindDecision {
			d.note(ruleNoParty, "", p.name)
		}
	}
	if len(owners) > 1 {
		d.note(ruleSeveralParties, "", d.namesOf(owners))
	} else if named := d.names.InFull(d.ownWords(), d.host.Number); len(named) > 1 && d.forSeveral() {
		d.note(ruleJointBody, "")
	}
	if d.thread != "" && d.sender != "" && d.thread != d.sender {
		d.note(ruleThreadOther, "", d.name(d.thread), d.name(d.sender))
	}
	d.contradictingForward()
	d.signedBeforeRound()
	d.contradictingDates()
	for _, flaw := range d.letter.Flaws {
		if seriousFlaws[flaw.Code] {
			d.note(ruleFlaw, "", flaw.Code)
		}
	}
}

func (d *dossier) namesOf(parties []string) string {
	names := make([]string, len(parties))
	for i, p := range parties {
		names[i] = d.name(p)
	}
	return strings.Join(names, ", ")
}

func (d *dossier) ownWords() string { return d.letter.Subject + "\n" + d.text }

func (d *dossier) forSeveral() bool {
	return containsAny(strings.ToLower(d.ownWords()), []string{
		"på vegner av", "på vegne av", "for kommunane", "for kommunene", "kommunane i", "begge kommun", "regionråd",
		"alle kommunane", "dei to kommun", "felles svar", "samla svar",
	})
}

// contradictingForward: papers inside a mail that another than the proven
// sender wrote are proven by nobody.
func (d *dossier) contradictingForward() {
	for _, p := range d.papers {
		if !p.inside || !p.delivers() || d.sender != "" && slices.Contains(p.parties, d.sender) {
			continue
		}
		if len(d.letter.From) > 0 {
			d.note(ruleForwarded, "", d.letter.From[0].Mailbox)
		}
	}
}

// halfYear is how many days a meeting may lie after the mail for the sender's
// clock to be what is wrong, rather than the year in the minutes.
const halfYear = 183

// signedBeforeRound notes an agreement dated before there was one to sign.
func (d *dossier) signedBeforeRound() {
	if d.agreement == nil || d.agreement.Date == "" {
		return
	}
	if signed, err := workflows.ParseDate(d.agreement.Date); err == nil && signed.Before(d.round.Starts) {
		d.note(ruleSignedEarly, "", signed)
	}
}

func (d *dossier) contradictingDates() {
	if d.decision == nil || d.decision.Meeting.IsZero() {
		return
	}
	meeting := d.decision.Meeting
	if d.agreement != nil && d.agreement.Date != "" {
		if signed, err := workflows.ParseDate(d.agreement.Date); err == nil && signed.Before(meeting) {
			d.note(ruleSignedBefore, "", signed, meeting)
		}
	}
	if d.letter.Date.IsZero() {
		return
	}
	switch ahead := workflows.DateOf(d.letter.Date, d.letter.Date.Location()).DaysUntil(meeting); {
	case ahead > halfYear:
		d.note(ruleMeetingFar, "", meeting)
	case ahead > 0:
		d.note(ruleMeetingAhead, "", meeting)
	}
}

// seriousFlaws are those that may have hidden a paper.
var seriousFlaws = map[string]bool{"boundary": true, "too-deep": true, "too-many-parts": true, "too-large": true, "archive": true, "encrypted": true,
	"smime": true, "tnef": true, "outlook-msg": true, "partial": true, "reader": true}
