package inbox

import (
	"slices"
	"strings"

	"fristvakt/inbox/letter"
)

// Recipient is one address that a delivery report speaks of.
type Recipient struct {
	Address    string // lower-cased; "" where the report does not say
	Original   string // the address first written to, where the report names another than Address
	Status     string // enhanced status code (RFC 3463), such as "5.1.1"; "" where none is given
	Diagnostic string // what the mail server said, one line; "" where nothing is given
}

// Report is what a delivery status notification says of a letter of ours. It
// changes what is known of a contact, never of a requirement.
type Report struct {
	Failed    []Recipient // given up
	Delayed   []Recipient // still being tried
	Delivered []Recipient // delivered, relayed or expanded

	OriginalMessageID  string   // of the letter reported on, without angle brackets
	OriginalReferences []string // its thread
	OriginalReference  string   // its X-Fristvakt-Ref
	OriginalSubject    string
	OriginalTo         []string // its addressees, lower-cased
}

// ReadDeliveryReport reads a letter as a delivery report: by its
// machine-readable part (RFC 3464) where it has one, whatever its type calls
// itself, otherwise by what such reports say in prose. It must be asked before
// ReadAutomaticReply, for many reports call themselves automatic replies. ok
// is false for everything else, a person's letter about a bounce too.
func ReadDeliveryReport(l *letter.Letter) (report Report, ok bool) {
	status := readDeliveryStatus(l)
	if !status.found() && (isOtherReport(l) || !isProseReport(l)) {
		return Report{}, false
	}
	report = status
	if inner, ok := reportWithin(l); ok && !report.found() {
		return inner, true
	}
	body, original := splitReport(l)
	report.readOriginal(l, original)
	if !report.named() {
		report.readProse(l, body)
	}
	report.readExpansions(strings.Split(body, "\n"))
	report.dropNameless()
	return report, true
}

// Named lists the addresses that the report is about, the failed ones before
// the delayed and those before the delivered, each as it was written to where
// the report says so, with its status. It is "" where no address is named.
func (r *Report) Named() string {
	var named []string
	for _, list := range [][]Recipient{r.Failed, r.Delayed, r.Delivered} {
		for _, recipient := range list {
			text := recipient.Address
			if recipient.Original != "" {
				text += " (written to as " + recipient.Original + ")"
			}
			if text != "" && len(named) < maxNamed {
				named = append(named, strings.TrimSpace(text+" "+recipient.Status))
			}
		}
	}
	return strings.Join(named, ", ")
}

// maxNamed bounds the addresses that one sentence names.
const maxNamed = 20

// reportWithin reads the report that a gateway only passed on: its own words
// name nobody, and what it encloses is a report again.
func reportWithin(l *letter.Letter) (Report, bool) {
	said, _ := splitReport(l)
	if len(l.Letters) == 0 || l.Letters[0].Kind != letter.Attached || !fromMailSystem(l.Letters[0]) || len(addressesIn(said)) > 0 {
		return Report{}, false
	}
	return ReadDeliveryReport(l.Letters[0])
}

// found reports whether a machine-readable part spoke of any recipient.
func (r *Report) found() bool { return len(r.Failed)+len(r.Delayed)+len(r.Delivered) > 0 }

// named reports whether any recipient has an address.
func (r *Report) named() bool {
	for _, list := range [][]Recipient{r.Failed, r.Delayed, r.Delivered} {
		for _, recipient := range list {
			if strings.Contains(recipient.Address, "@") {
				return true
			}
		}
	}
	return false
}

// dropNameless leaves out the recipients that a report gives no address of,
// where it does of others.
func (r *Report) dropNameless() {
	if !r.named() {
		return
	}
	for _, list := range []*[]Recipient{&r.Failed, &r.Delayed, &r.Delivered} {
		*list = slices.DeleteFunc(*list, func(recipient Recipient) bool { return recipient.Address == "" })
	}
}

// readOriginal takes over what the returned letter, or its header alone, says.
func (r *Report) readOriginal(l *letter.Letter, original letter.Header) {
	for _, inner := range l.Letters {
		if inner.Kind == letter.Attached && len(inner.Header) > 0 {
			original = inner.Header
			break
		}
	}
	if original == nil {
		original = returnedHeader(l)
	}
	if original == nil {
		return
	}
	returned := letter.Read([]byte(headerText(original)), letter.Limits{})
	r.OriginalMessageID = returned.MessageID
	r.OriginalReferences = returned.References
	r.OriginalReference = strings.TrimSpace(original.Get("X-Fristvakt-Ref"))
	r.OriginalSubject = returned.Subject
	for _, a := range append(returned.To, returned.Cc...) {
		if a.Mailbox != "" {
			r.OriginalTo = append(r.OriginalTo, a.Mailbox)
		}
	}
}

// returnedHeader finds the header of the returned letter where it came as a
// part of its own (RFC 3462 section 2).
func returnedHeader(l *letter.Letter) letter.Header {
	for _, a := range l.Attachments {
		if a.MediaType == "text/rfc822-headers" || a.MediaType == "message/rfc822-headers" || a.MediaType == "text/rfc822" || a.MediaType == "message/global-headers" || a.MediaType == "message/partial" {
			return letter.ReadHeader(a.Content)
		}
	}
	return nil
}

// headerText writes the fields that readOriginal wants, to be read like any
// letter's.
func headerText(h letter.Header) string {
	var out strings.Builder
	for _, name := range []string{"Message-ID", "References", "Subject", "To", "Cc"} {
		if value := h.Get(name); value != "" {
			out.WriteString(name + ": " + value + "\n")
		}
	}
	return out.String() + "\n"
}
