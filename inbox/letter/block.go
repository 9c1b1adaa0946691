package letter

import (
	"strings"
)

// block is the header of an inline letter as a text prints it:
//
//	Frå: Kari Vik <kari@example.no>
//	Sendt: torsdag 6. mars 2025 10:12
//	Til: …
//	Emne: …
type block struct {
	from, to, cc, date, subject string
	writer                      string // in place of a block: "Den … skreiv Kari <…>:"
}

type label int

const (
	noLabel label = iota
	fromLabel
	toLabel
	ccLabel
	dateLabel
	subjectLabel
	otherLabel
)

// labelOf knows the words of header blocks in Nynorsk, Bokmål, Danish,
// Swedish, English and German.
func labelOf(word string) label {
	switch word {
	case "frå", "fra", "from", "från", "von":
		return fromLabel
	case "til", "to", "till", "an", "recipient", "mottaker", "mottakar":
		return toLabel
	case "kopi", "kopi til", "cc", "kopia", "blindkopi", "bcc":
		return ccLabel
	case "sendt", "send", "sent", "skickat", "gesendet", "dato", "date", "datum", "sendt dato":
		return dateLabel
	case "emne", "subject", "ämne", "betreff", "tema":
		return subjectLabel
	case "vedlegg", "attachments", "bilagor", "anlagen", "vedhæftede filer", "vedhæftet", "viktighet", "viktigheit",
		"prioritet", "importance", "priority", "reply-to", "svar til", "svar-til", "organization", "sensitivity", "følsomhet",
		"vigtighed", "message-id", "hvem", "when", "where", "når", "sted":
		return otherLabel
	}
	return noLabel
}

// cutLabel reads "Frå: Kari" and "*Frå:*\tKari".
func cutLabel(line string) (label, string) {
	line = strings.TrimLeft(line, " \t*")
	word, value, ok := strings.Cut(line, ":")
	if !ok || len(word) > 20 || word == "" {
		return noLabel, ""
	}
	return labelOf(strings.ToLower(strings.Trim(word, " \t*"))), strings.Trim(value, " \t*")
}

// readBlock reads the header block that lines begin with and returns how many
// lines it takes, 0 where there is none. It needs a sender, and a date or
// subject; without a separator above it, a third field too.
func readBlock(lines []string, announced bool) (*block, int) {
	if len(lines) == 0 {
		return nil, 0
	}
	if first, _ := cutLabel(lines[0]); first == noLabel || first == otherLabel {
		return nil, 0
	}
	var b block
	seen := make(map[label]bool, 6)
	end, last := 0, noLabel
	for i := 0; i < len(lines) && i < 60; i++ {
		kind, value := cutLabel(lines[i])
		switch {
		case kind != noLabel && seen[kind] && kind != otherLabel:
			i = len(lines) // a second block begins
			continue
		case kind != noLabel:
			seen[kind] = true
			b.set(kind, value)
			last, end = kind, i+1
		case strings.TrimSpace(lines[i]) == "":
			if !labelNext(lines[i+1:], 1) {
				i = len(lines)
			}
		case last == toLabel || last == ccLabel || last == otherLabel || last == subjectLabel && labelNext(lines[i+1:], 1):
			if !labelNext(lines[i+1:], 10) {
				i = len(lines)
				continue
			}
			b.set(last, value0(lines[i]))
			end = i + 1
		default:
			i = len(lines)
		}
	}
	fields := len(seen)
	if seen[otherLabel] {
		fields--
	}
	if !seen[fromLabel] || !seen[dateLabel] && !seen[subjectLabel] || fields < 3 && !announced {
		return nil, 0
	}
	return &b, end
}

func value0(line string) string { return strings.TrimSpace(line) }

// labelNext reports whether one of the next lines, before an empty one, has a
// label: recipients run over several lines.
func labelNext(lines []string, within int) bool {
	for i := 0; i < len(lines) && i < within; i++ {
		if strings.TrimSpace(lines[i]) == "" {
			return false
		}
		if kind, _ := cutLabel(lines[i]); kind != noLabel {
			return true
		}
	}
	return false
}

func (b *block) set(kind label, value string) {
	field := map[label]*string{fromLabel: &b.from, toLabel: &b.to, ccLabel: &b.cc, dateLabel: &b.date, subjectLabel: &b.subject}[kind]
	if field == nil {
		return
	}
	if *field != "" {
		value = *field + " " + value
	}
	*field = value
}

// letter makes the letter that the block heads.
func (b *block) letter(kind Kind) *Letter {
	l := &Letter{Kind: kind, MediaType: "text/plain"}
	if b.writer != "" {
		l.From = writerOf(b.writer)
		l.Date = plausible(parsePrintedDate(b.writer))
		return l
	}
	l.From = ParseAddresses(b.from)
	l.To = ParseAddresses(b.to)
	l.Cc = ParseAddresses(b.cc)
	l.Subject = strings.Join(strings.Fields(b.subject), " ")
	if strings.Contains(b.date, " +") || strings.Contains(b.date, "GMT") { // copied from a Date field, zone and all
		l.Date = parseDate(b.date)
	} else {
		l.Date = plausible(parsePrintedDate(b.date))
	}
	return l
}

// writerOf finds the writer in "Den 3. mars 2025 skreiv Kari Vik <kari@…>:",
// by his address; a bare name among the words of a date cannot be told.
func writerOf(line string) []Address {
	for word := range strings.FieldsSeq(line) {
		if m := mailbox(strings.TrimRight(word, ":")); strings.Contains(m, "@") {
			return []Address{{Mailbox: strings.Trim(m, "()")}}
		}
	}
	return nil
}
