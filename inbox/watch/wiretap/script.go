package wiretap

import (
	"bytes"
	"regexp"
	"strconv"
	"strings"
)

// script cuts what a client sends into commands (RFC 9051 section 2.2.1).
type script struct {
	heard func(command string)

	skip    int    // bytes of a literal still to come
	command []byte // as far as it has been read
	behind  int    // where in command the last literal was announced
	sasl    bool   // the last command was AUTHENTICATE: lines without a tag are its responses
}

var literal = regexp.MustCompile(`\{(\d+)\+?\}$`)

func (s *script) write(p []byte) {
	for len(p) > 0 {
		if s.skip > 0 {
			n := min(s.skip, len(p))
			s.skip, p = s.skip-n, p[n:]
			continue
		}
		end := bytes.IndexByte(p, '\n')
		if end < 0 {
			s.command = append(s.command, p...)
			return
		}
		s.command = append(s.command, p[:end]...)
		p = p[end+1:]
		s.line()
	}
}

func (s *script) line() {
	s.command = bytes.TrimRight(s.command, "\r")
	if found := literal.FindSubmatch(s.command[s.behind:]); found != nil {
		s.skip, _ = strconv.Atoi(string(found[1])) // digits by the expression
		s.behind = len(s.command)
		return
	}
	line := string(s.command)
	s.command, s.behind = s.command[:0], 0
	if s.sasl && !strings.Contains(line, " ") {
		return
	}
	command := line
	if !strings.EqualFold(line, "DONE") {
		_, command, _ = strings.Cut(line, " ")
	}
	verb, _, _ := strings.Cut(strings.ToUpper(command), " ")
	s.sasl = verb == "AUTHENTICATE"
	if s.sasl || verb == "LOGIN" {
		command = verb
	}
	s.heard(command)
}

// reading is the whole vocabulary. A FETCH may name data that does not touch the \Seen flag and nothing else.
var reading = regexp.MustCompile(`(?i)^(` + strings.Join([]string{
	`CAPABILITY`, `STARTTLS`, `LOGIN`, `AUTHENTICATE`, `EXAMINE .+`, `IDLE`, `DONE`, `NOOP`, `LOGOUT`,
	`UID SEARCH .+`,
	`UID FETCH [0-9:,*]+ \(((UID|INTERNALDATE|RFC822\.SIZE|BODY\.PEEK\[[^\]]*\](<[0-9.]+>)?) ?)+\)`,
}, `|`) + `)$`)

// Reads tells whether a command, as Commands gives it, can change nothing. What cannot be understood does not read.
func Reads(command string) bool { return reading.MatchString(command) }
