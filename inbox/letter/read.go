package letter

import (
	"bytes"
	"fmt"
	"strings"
)

// Read reads one mail. It never fails: what could not be read stands in the
// Flaws of the letter, and its bytes in an Attachment.
func Read(raw []byte, limits Limits) *Letter {
	limits = limits.withDefaults()
	return readLetter(&budget{limits: limits, bytes: limits.DecodedBytes}, raw, Received, 0)
}

// budget is what one mail may still cost, over all letters inside it.
type budget struct {
	limits  Limits
	parts   int
	letters int
	files   int
	bytes   int64 // still to be decoded
}

// spend takes n decoded bytes off the budget and reports whether they were
// there.
func (b *budget) spend(n int) bool {
	if int64(n) > b.bytes {
		return false
	}
	b.bytes -= int64(n)
	return true
}

// reading is one letter being taken apart.
type reading struct {
	*budget
	letter   *Letter
	passages []passage
}

// passage is a piece of body text as it came.
type passage struct {
	text string
	html bool
}

func readLetter(b *budget, raw []byte, kind Kind, depth int) (l *Letter) {
	l = &Letter{Kind: kind}
	defer func() {
		// One mail that trips a decoder must not take the others with it.
		if fault := recover(); fault != nil {
			l.Flaws = append(l.Flaws, Flaw{FlawReader, clip(fmt.Sprint(fault))})
			l.Attachments = append(l.Attachments, Attachment{MediaType: "message/rfc822", Content: raw, Flaw: FlawReader})
		}
	}()
	if bytes.IndexByte(raw, '\n') < 0 && bytes.IndexByte(raw, '\r') >= 0 {
		raw = bytes.ReplaceAll(raw, []byte("\r"), []byte("\n"))
	}
	header, body, flaws := splitHeader(skipEnvelope(raw), b.limits.HeaderBytes)
	l.Header, l.Flaws = header, flaws
	l.fillFromHeader()
	r := &reading{budget: b, letter: l}
	r.entity(header, body, depth, "text/plain")
	r.finish(depth)
	return l
}

func (l *Letter) fillFromHeader() {
	h := l.Header
	l.MessageID = messageID(h.Get("Message-ID"))
	l.InReplyTo = messageID(h.Get("In-Reply-To"))
	l.References = messageIDs(h.Get("References"))
	for _, from := range h.All("From") {
		l.From = append(l.From, ParseAddresses(from)...)
	}
	l.Sender = ParseAddresses(h.Get("Sender"))
	l.ReplyTo = ParseAddresses(h.Get("Reply-To"))
	l.To = ParseAddresses(strings.Join(h.All("To"), ", "))
	l.Cc = ParseAddresses(strings.Join(h.All("Cc"), ", "))
	if h.Has("Return-Path") {
		l.ReturnPath = []Address{{Mailbox: returnPath(h.Get("Return-Path"))}}
	}
	l.Subject = strings.Join(strings.Fields(h.Text("Subject")), " ")
	l.Date = parseDate(h.Get("Date"))
	l.MediaType, l.Parameters = mediaType(h, "text/plain")
}

func returnPath(field string) string {
	if addresses := ParseAddresses(field); len(addresses) > 0 {
		return addresses[0].Mailbox
	}
	return ""
}

// mediaType reads Content-Type. A value without a slash is what stood for text
// before MIME, or nothing that can be known.
func mediaType(h Header, otherwise string) (string, map[string]string) {
	if !h.Has("Content-Type") {
		return otherwise, nil
	}
	value, parameters := parseParameters(h.Get("Content-Type"))
	kind, sub, ok := strings.Cut(value, "/")
	if sub, _, _ = strings.Cut(strings.TrimSpace(sub), " "); ok && kind != "" && sub != "" {
		return strings.TrimSpace(kind) + "/" + sub, parameters
	}
	if kind == "" || kind == "text" || kind == "plain" {
		return "text/plain", parameters
	}
	return "application/octet-stream", parameters
}

// finish makes the body of the letter out of its passages and takes apart what
// the sender wrote and what he quoted.
func (r *reading) finish(depth int) {
	l := r.letter
	var marked strings.Builder // Body with a mark where HTML says that the quotation begins
	for _, p := range r.passages {
		text := p.text
		if p.html {
			var links []string
			text, links = htmlText(p.text)
			l.Links = append(l.Links, links...)
		}
		if text = strings.Trim(text, "\n"); text == "" {
			continue
		}
		if marked.Len() > 0 {
			marked.WriteString("\n\n")
		}
		marked.WriteString(text)
	}
	r.readText(l, marked.String(), depth)
}

// add appends an attachment.
func (r *reading) add(a Attachment) {
	r.letter.Attachments = append(r.letter.Attachments, a)
}

// flaw notes what was wrong; the first hundred are enough for anybody.
func (r *reading) flaw(code, detail string) {
	if len(r.letter.Flaws) < 100 {
		r.letter.Flaws = append(r.letter.Flaws, Flaw{code, clip(detail)})
	}
}

func (r *reading) flaws(flaws []Flaw) {
	for _, f := range flaws {
		r.flaw(f.Code, f.Detail)
	}
}
