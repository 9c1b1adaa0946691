package inbox

import (
	"slices"
	"strings"

	"fristvakt/inbox/letter"
	"fristvakt/inbox/paper"
	"fristvakt/workflows"
)

// Settings are what a judge must know.
type Settings struct {
	Rounds     []workflows.Round
	Roster     workflows.Roster
	Receiver   Receiver
	Own        []string                 // our own addresses
	Domain     string                   // of our own Message-IDs
	Secret     []byte                   // that our own Message-IDs are sealed with
	References map[string][]paper.Paper // by round id: the agreement as it was sent
	Contacts   map[string][]string      // further known addresses, by party number
}

// Judge judges letters. It may be used by several goroutines at once.
type Judge struct {
	Settings
	names    *Names
	subjects []subject // one per round, newest first
	refs     map[string][]*reference
	domains  map[string]string // party by domain
	old      map[string]string // party by former domain
	contacts map[string]string // party by address
	own      map[string]bool
}

// Judgement is a verdict with everything it rests on.
type Judgement struct {
	workflows.Verdict
	Bounce         *Report
	Reply          *AutomaticReply
	Ours           bool // a delivery report or automatic reply is about a mail of ours, or names a round
	Authentication Authentication
	Decision       *Decision  // the reading that weighed most; nil where none
	Agreement      *Agreement // likewise

	Evidence       []workflows.Reason // what speaks for the verdict, with weights
	Against        []workflows.Reason // what speaks against accepting it
	WouldBeCertain []workflows.Reason // what would have made it certain
}

// NewJudge makes a judge.
func NewJudge(s Settings) *Judge {
	j := &Judge{Settings: s, names: NewNames(s.Roster), refs: map[string][]*reference{}, domains: map[string]string{},
		old: map[string]string{}, contacts: map[string]string{}, own: map[string]bool{}}
	for _, p := range s.Roster {
		j.domains[p.Domain] = p.Number
		j.contacts[strings.ToLower(p.Mailroom)] = p.Number
		for _, d := range p.OldDomains {
			j.old[strings.ToLower(d)] = p.Number
		}
	}
	for party, addresses := range s.Contacts {
		for _, a := range addresses {
			j.contacts[strings.ToLower(a)] = party
		}
	}
	for _, a := range s.Own {
		j.own[strings.ToLower(a)] = true
	}
	rounds := slices.Clone(s.Rounds)
	slices.SortStableFunc(rounds, func(a, b workflows.Round) int { return a.Starts.DaysUntil(b.Starts) })
	for _, r := range rounds {
		host, _ := s.Roster.Party(r.Host)
		sub := subject{round: r, host: host, names: j.names, roster: s.Roster, topics: topicsOf(r, s.References[r.ID])}
		for _, p := range s.References[r.ID] {
			j.refs[r.ID] = append(j.refs[r.ID], newReference(p, sub))
		}
		j.subjects = append(j.subjects, sub)
	}
	return j
}

// At is the judge of a letter received on d: rounds that had not begun then are
// not its to give.
func (j *Judge) At(d workflows.Date) *Judge {
	at := *j
	at.subjects = slices.DeleteFunc(slices.Clone(j.subjects), func(s subject) bool { return d.Before(s.round.Starts) })
	if len(at.subjects) == 0 {
		at.subjects = j.subjects
	}
	return &at
}

// Judge says what becomes of a letter. read is called for attachments that
// are worth reading, and never for a letter that is surely unrelated. Of
// several rounds the one whose papers it carries decides, else the newest.
func (j *Judge) Judge(l *letter.Letter, read func(letter.Attachment) paper.Paper) Judgement {
	if j.isOwnMail(l) {
		return simple(workflows.Unrelated, ruleOwnMail)
	}
	if report, ok := ReadDeliveryReport(l); ok {
		return j.bounce(l, report)
	}
	reply, automatic := ReadAutomaticReply(l)
	if automatic {
		return j.automatic(l, reply)
	}
	mail := j.open(l)
	mail.robot = reply.Kind == AutomaticRobot
	if !mail.worthReading() {
		return mail.unrelated()
	}
	mail.readPapers(read)
	var best *dossier
	for _, s := range j.subjects {
		d := mail.judgeFor(s)
		if best == nil || d.rank() > best.rank() {
			best = d
		}
	}
	if best == nil {
		return mail.unrelated()
	}
	return best.judgement()
}

// isOwnMail recognises our own mail coming back: by a Message-ID that only we
// can have made, or an own address with nothing added.
func (j *Judge) isOwnMail(l *letter.Letter) bool {
	if key, ok := workflows.KeyOfMessageID(l.MessageID, j.Secret); ok && key != "" && len(j.Secret) > 0 {
		return true
	}
	return len(l.From) == 1 && j.own[l.From[0].Mailbox] && len(l.Attachments) == 0 && len(l.Letters) == 0
}

func simple(d workflows.Disposition, rule string, args ...any) Judgement {
	reason := reasonOf(rule, "", args...)
	return Judgement{
		Verdict:  workflows.Verdict{Disposition: d, Rules: RulesVersion, Reasons: []workflows.Reason{reason}},
		Evidence: []workflows.Reason{reason},
	}
}

func (j *Judge) bounce(l *letter.Letter, report Report) Judgement {
	about := "no address is named"
	party := ""
	for _, list := range [][]Recipient{report.Failed, report.Delayed, report.Delivered} {
		for _, r := range list {
			if party == "" {
				party = j.partyOfAddress(r.Address)
			}
			if party == "" {
				party = j.partyOfAddress(r.Original)
			}
		}
	}
	if named := report.Named(); named != "" {
		about = "about " + named
	}
	if key := j.partyOfThread(append([]string{report.OriginalMessageID}, report.OriginalReferences...)); key != "" {
		party = key
	}
	for _, to := range report.OriginalTo {
		if party == "" {
			party = j.partyOfAddress(to)
		}
	}
	v := simple(workflows.Bounce, ruleBounce, about)
	v.Party, v.Bounce = party, &report
	v.Ours = j.partyOfThread(append([]string{report.OriginalMessageID}, report.OriginalReferences...)) != "" ||
		report.OriginalReference != "" || j.namesRound(l.Subject+"\n"+report.OriginalSubject+"\n"+l.Body)
	return v
}

func (j *Judge) automatic(l *letter.Letter, reply AutomaticReply) Judgement {
	v := simple(workflows.AutoReply, ruleAutoReply, strings.TrimSpace(string(reply.Kind)+" "+reply.Until))
	v.Reply = &reply
	if reply.Deputy != "" {
		v.Evidence = append(v.Evidence, reasonOf(ruleDeputyNamed, "", reply.Deputy))
	}
	if v.Party = j.partyOfThread(append([]string{l.InReplyTo}, l.References...)); v.Party == "" {
		for _, a := range l.From {
			v.Party = j.partyOfAddress(a.Mailbox)
		}
	}
	v.Ours = j.partyOfThread(append([]string{l.InReplyTo}, l.References...)) != "" || j.namesRound(l.Subject+"\n"+l.Body)
	return v
}

// namesRound reports whether a text carries one of our references or the name
// of a round's matter.
func (j *Judge) namesRound(text string) bool {
	low := strings.ToLower(text)
	return slices.ContainsFunc(j.subjects, func(s subject) bool {
		named := slices.ContainsFunc(s.round.Topic, func(t string) bool { return strings.Contains(low, strings.ToLower(t)) })
		return named || workflows.FindReference(text, s.round, s.roster) != ""
	})
}

// partyOfAddress returns the party of a mail address: a known one, or by its
// whole domain. The registrable domain would not do: kommune.no is a public
// suffix, and so are many names of parties under .no (domain.md section 3.8).
func (j *Judge) partyOfAddress(address string) string {
	if p := j.contacts[address]; p != "" {
		return p
	}
	_, domain, _ := strings.Cut(address, "@")
	return j.partyOfDomain(domain)
}

func (j *Judge) partyOfDomain(domain string) string {
	domain = strings.TrimSuffix(domain, ".")
	for domain != "" {
		if p := j.domains[domain]; p != "" {
			return p
		}
		_, domain, _ = strings.Cut(domain, ".")
	}
	return ""
}

// partyOfThread returns the party that a Message-ID of ours was written to.
func (j *Judge) partyOfThread(ids []string) string {
	if len(j.Secret) == 0 {
		return ""
	}
	for _, id := range ids {
		if key, ok := workflows.KeyOfMessageID(id, j.Secret); ok {
			if parts := strings.Split(strings.TrimPrefix(key, "rehearsal/"), "/"); len(parts) > 1 {
				if _, known := j.Roster.Party(parts[1]); known {
					return parts[1]
				}
			}
		}
	}
	return ""
}
