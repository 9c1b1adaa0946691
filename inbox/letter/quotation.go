package letter

import "strings"

// readText divides the body of l into the sender's own words, what he quoted,
// and the letters that stand within.
func (r *reading) readText(l *Letter, marked string, depth int) {
	q := quotation{reading: r, letter: l, depth: depth, kind: kindOfSubject(l)}
	q.read(strings.Split(marked, "\n"))
	l.Text = joinLines(q.own)
	l.Quoted = joinLines(q.quoted)
	l.Body = strings.ReplaceAll(marked, quotationMark+"\n", "")
	q.nest()
}

func joinLines(lines []string) string { return strings.Trim(strings.Join(lines, "\n"), "\n ") }

// quotation is a text being divided, line by line.
type quotation struct {
	*reading
	letter *Letter
	depth  int
	kind   Kind // of a quoted letter, as far as the subject tells

	own     []string
	quoted  []string // as it stood
	arrowed []string // lines quoted with ">", one ">" taken off
	writer  string   // the line that announces them: "Den … skreiv Kari <…>:"
	block   *block   // the header lines of a letter that fills the rest
	rest    []string
}

func (q *quotation) read(lines []string) {
	for i := 0; i < len(lines); i++ {
		line := lines[i]
		switch {
		case strings.HasPrefix(line, ">") && !strings.HasPrefix(line, ">From "):
			q.quoted = append(q.quoted, line)
			q.arrowed = append(q.arrowed, strings.TrimPrefix(line[1:], " "))
		case line == quotationMark:
			q.takeRest(lines[i+1:], 0, q.kind)
			return
		case mayAnnounce(line):
			if n, kind := separator(line), q.kind; n != 0 {
				if n == forwardSeparator {
					kind = Forwarded
				}
				if !nextIsArrow(lines[i+1:]) {
					q.takeRest(lines[i:], 1, kind)
					return
				}
				q.kind = kind
				q.quoted = append(q.quoted, line)
				continue
			}
			if b, n := readBlock(lines[i:], false); n > 0 {
				q.dropRule()
				q.block = b
				q.takeRest(lines[i:], n, q.kind)
				return
			}
			if n, strong := attribution(lines[i:]); n > 0 {
				q.writer = strings.Join(lines[i:i+n], " ")
				if nextIsArrow(lines[i+n:]) {
					q.quoted = append(q.quoted, lines[i:i+n]...)
					i += n - 1
					continue
				}
				if strong {
					q.takeRest(lines[i:], n, QuotedReply)
					return
				}
				q.writer = ""
			}
			q.own = append(q.own, line)
		default:
			q.own = append(q.own, line)
		}
	}
}

// takeRest quotes everything from here on. The first n lines announce it.
func (q *quotation) takeRest(lines []string, n int, kind Kind) {
	for _, line := range lines {
		if line != quotationMark {
			q.quoted = append(q.quoted, line)
		}
	}
	q.kind = kind
	q.rest = lines[n:]
	if q.block != nil {
		return
	}
	after := q.rest
	for len(after) > 0 && (strings.TrimSpace(after[0]) == "" || after[0] == quotationMark || isRule(after[0])) {
		after = after[1:]
	}
	if b, n := readBlock(after, true); n > 0 {
		q.block, q.rest = b, after[n:]
	} else if n, _ := attribution(after); n > 0 {
		q.writer, q.rest = strings.Join(after[:n], " "), after[n:]
	}
}

// nest makes letters of what was quoted, as deep as the limits allow.
func (q *quotation) nest() {
	if q.kind == Received { // nothing said which: own words above it make it an answer
		q.kind = QuotedReply
		if q.letter.Text == "" && q.block != nil {
			q.kind = Forwarded
		}
	}
	if joinLines(q.arrowed) != "" {
		q.inner(&block{writer: q.writer}, q.arrowed)
	}
	if q.block != nil {
		q.inner(q.block, q.rest)
	} else if joinLines(q.rest) != "" {
		q.inner(&block{writer: q.writer}, q.rest)
	}
}

func (q *quotation) inner(b *block, lines []string) {
	q.letters++
	if q.depth >= q.limits.Depth || q.letters > q.limits.Letters {
		q.flaw(FlawLetters, "quotations within quotations were left as they are")
		return
	}
	l := b.letter(q.kind)
	q.readText(l, joinLines(lines), q.depth+1)
	q.letter.Letters = append(q.letter.Letters, l)
}

// dropRule takes the line drawn above a header block back from the sender's
// own words.
func (q *quotation) dropRule() {
	for n := len(q.own); n > 0; n = len(q.own) {
		if last := q.own[n-1]; strings.TrimSpace(last) != "" && !isRule(last) {
			return
		}
		q.own = q.own[:n-1]
	}
}

// kindOfSubject tells a forwarding from an answer by the first mark of the
// subject, then by the thread; Received where neither tells.
func kindOfSubject(l *Letter) Kind {
	if mark, _, ok := strings.Cut(l.Subject, ":"); ok && len(mark) < 12 {
		switch strings.ToLower(strings.TrimSpace(mark)) {
		case "vs", "fw", "fwd", "vb", "wg", "videresendt", "vidaresendt", "videresend", "vidaresend", "vidarebefordrat", "tr", "i":
			return Forwarded
		case "sv", "re", "aw", "svar", "antw", "vs sv", "ang":
			return QuotedReply
		}
	}
	if l.InReplyTo != "" {
		return QuotedReply
	}
	return Received
}

// mayAnnounce is the cheap test before the dear ones: a line that can begin
// or announce a quotation holds a colon, or is drawn with dashes, or opens a
// wrapped "Den …" line.
func mayAnnounce(line string) bool {
	if len(line) > 400 || len(line) < 3 {
		return false
	}
	if strings.IndexByte(line, ':') >= 0 || line[0] == '-' || line[0] == '_' {
		return true
	}
	return opensAttribution(line)
}

// nextIsArrow reports whether the next line that is not empty is quoted
// with ">".
func nextIsArrow(lines []string) bool {
	for _, line := range lines {
		if strings.TrimSpace(line) != "" {
			return strings.HasPrefix(line, ">")
		}
	}
	return false
}
