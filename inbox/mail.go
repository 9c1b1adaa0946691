package inbox

import (
	"path"
	"slices"
	"strings"

	"fristvakt/inbox/letter"
	"fristvakt/inbox/paper"
	"fristvakt/workflows"
)

// opened is a letter laid out for judgement, before any round is asked.
type opened struct {
	judge  *Judge
	letter *letter.Letter
	robot  bool // a machine sent it of its own accord

	auth     Authentication
	sender   string // party of the sender's domain or address, proven or not
	contact  bool   // it is a known address rather than a domain
	oldParty string // party of a former domain
	thread   string // party our own mail, which this one answers, was to
	fromHost bool   // the sender is the host
	inner    []*letter.Letter
	carried  []carried
	text     string // what the writer, and the writers of forwarded letters, say
	quoted   string // what the host wrote, forwarded back to it
}

// carried is one paper of the letter.
type carried struct {
	attachment letter.Attachment
	paper      paper.Paper
	inside     bool // it came inside another mail
}

func (j *Judge) open(l *letter.Letter) *opened {
	m := &opened{judge: j, letter: l, auth: j.Receiver.Authenticate(l), text: l.Text}
	if len(l.From) > 0 {
		from := l.From[0]
		m.sender = j.partyOfAddress(from.Mailbox)
		m.contact = m.sender != "" && j.partyOfDomain(from.Domain()) == ""
		m.oldParty = j.old[from.Domain()]
	}
	for _, s := range j.subjects {
		if m.sender == s.round.Host {
			m.fromHost, m.sender = true, ""
		}
	}
	m.thread = j.partyOfThread(append([]string{l.InReplyTo}, l.References...))
	for inner := range l.Walk() {
		switch {
		case inner == l || inner.Kind == letter.QuotedReply:
		case m.isHosts(inner.From):
			m.quoted += "\n" + inner.Subject + "\n" + inner.Text
		default:
			m.inner = append(m.inner, inner)
			m.text += "\n" + inner.Text
		}
	}
	for in := range l.Walk() {
		for _, a := range in.Attachments {
			if isPaper(a) {
				m.carried = append(m.carried, carried{attachment: a, inside: in != l && !in.Inline()})
			}
		}
	}
	return m
}

// isHosts reports whether the host, or we on its behalf, is among addresses.
func (m *opened) isHosts(addresses []letter.Address) bool {
	return slices.ContainsFunc(addresses, func(a letter.Address) bool {
		party := m.judge.partyOfAddress(a.Mailbox)
		hosts := func(s subject) bool { return party != "" && party == s.round.Host }
		return m.judge.own[a.Mailbox] || slices.ContainsFunc(m.judge.subjects, hosts)
	})
}

// betweenColleagues reports whether an inner letter was written by one at the
// sender's municipality to another: what it asks is not asked of us.
func (m *opened) betweenColleagues(inner *letter.Letter) bool {
	own := func(a letter.Address) bool { return m.sender != "" && m.judge.partyOfAddress(a.Mailbox) == m.sender }
	return slices.ContainsFunc(inner.From, own) && slices.ContainsFunc(inner.To, own) && !m.isHosts(slices.Concat(inner.To, inner.Cc))
}

// ornament is the size in bytes below which a picture holds no page.
const ornament = 12_000

// isPaper leaves out what mail programs and signing services attach by
// themselves: logos, visiting cards, calendar entries, signatures over the
// mail, the XAdES file beside a signed paper.
func isPaper(a letter.Attachment) bool {
	name := strings.ToLower(path.Base(a.Name))
	switch strings.TrimPrefix(path.Ext(name), ".") {
	case "p7s", "ics", "vcf", "vcard", "asc", "sig", "css", "xml", "wmz", "emz", "gif", "svg", "ico":
		return false
	case "png", "jpg", "jpeg", "bmp":
		shown := a.Inline && a.ContentID != "" && len(a.Content) < 60_000
		if shown || startsWithAny(name, []string{"image0", "logo"}) || len(a.Content) < ornament {
			return false
		}
	case "htm", "html":
		if strings.HasPrefix(name, "att0") || name == "" {
			return false
		}
	}
	switch {
	case strings.HasPrefix(a.MediaType, "text/calendar"), strings.HasPrefix(a.MediaType, "text/vcard"), a.MediaType == "text/x-vcard",
		strings.HasPrefix(a.MediaType, "message/"), strings.Contains(a.MediaType, "pkcs7-signature"), strings.Contains(a.MediaType, "pgp-signature"),
		strings.HasPrefix(a.MediaType, "audio/"), strings.HasPrefix(a.MediaType, "video/"):
		return a.Flaw != ""
	}
	return len(a.Content) > 0 || a.Flaw != ""
}

// deliveryWords are what people call the papers of any round.
var deliveryWords = []string{
	"avtale", "vedtak", "utskrift", "protokoll", "møtebok", "signer", "underskriv", "underteikn", "undertegn",
	"kommunestyre", "heradsstyre", "politisk", "saksframlegg", "saksfremlegg", "digi", "scan", "skann", "skm_",
	"svarut", "altinn", "sluttar seg", "slutter seg", "tilslut",
}

// worthReading reports whether the papers could concern a round: the sender
// has a tie to it, or subject, text or a file name speaks of it or of such
// papers.
func (m *opened) worthReading() bool {
	if m.tied() || m.topic() != noTopic {
		return true
	}
	if len(m.carried) == 0 {
		return containsAny(strings.ToLower(m.letter.Subject+"\n"+m.text), []string{"avtale", "vedtak", "digi"})
	}
	if containsAny(strings.ToLower(m.letter.Subject+"\n"+m.text), deliveryWords) || strings.TrimSpace(m.letter.Subject+m.text) == "" {
		return true
	}
	for _, c := range m.carried {
		if containsAny(strings.ToLower(c.attachment.Name), deliveryWords) || isScannerName(c.attachment.Name) {
			return true
		}
	}
	return false
}

// tied reports whether the sender is a party, its predecessor, the host, or
// somebody we wrote to.
func (m *opened) tied() bool {
	return m.sender != "" || m.oldParty != "" || m.fromHost || m.thread != ""
}

// topic looks for any round's topic in what the mail itself says, quotations
// included.
func (m *opened) topic() topicFound {
	best := noTopic
	for _, s := range m.judge.subjects {
		best = max(best, m.topicOf(s))
	}
	return best
}

func (m *opened) topicOf(s subject) topicFound {
	best := s.topics.in(strings.ToLower(m.letter.Subject + "\n" + m.text))
	for _, c := range m.carried {
		best = max(best, s.topics.in(strings.ToLower(c.attachment.Name)))
	}
	for _, inner := range m.inner {
		best = max(best, s.topics.in(strings.ToLower(inner.Subject)))
	}
	if best == noTopic {
		best = s.topics.in(strings.ToLower(m.letter.Quoted + m.quoted))
	}
	return best
}

// maxPapers bounds how many attachments of one mail are read.
const maxPapers = 40

func (m *opened) readPapers(read func(letter.Attachment) paper.Paper) {
	for i := range m.carried {
		a := m.carried[i].attachment
		switch {
		case a.Flaw != "":
			m.carried[i].paper = paper.Paper{Name: a.Name, Unreadable: a.Flaw}
		case i >= maxPapers:
			m.carried[i].paper = paper.Paper{Name: a.Name, Unreadable: "too-many-papers"}
		default:
			m.carried[i].paper = read(a)
			m.carried[i].paper.Name = a.Name
		}
	}
}

func (m *opened) unrelated() Judgement {
	v := simple(workflows.Unrelated, ruleUnrelated)
	v.Authentication = m.auth
	return v
}

// isScannerName recognises the names that scanners and phones give (domain.md
// section 3.6).
func isScannerName(name string) bool {
	stem := strings.ToLower(strings.TrimSuffix(path.Base(name), path.Ext(name)))
	if containsAny(stem, []string{"scan", "skann", "skm_", "img_", "img2", "xerox", "ccf"}) {
		return true
	}
	digits := 0
	for _, c := range []byte(stem) {
		if isASCIIDigit(c) {
			digits++
		}
	}
	return digits >= 8 && len(stem)-digits <= 6
}
