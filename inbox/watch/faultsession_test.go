package watch_test

import (
	"bufio"
	"crypto/tls"
	"encoding/base64"
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"
	"time"
)

// The commands of a faultServer as an honest server would answer them.

func (s *session) startTLS(tag string) {
	s.say("%s OK begin", tag)
	conn := tls.Server(s.conn, &tls.Config{Certificates: []tls.Certificate{*s.server.certificate}})
	s.conn, s.reader = conn, bufio.NewReader(s.server.Server(conn))
}

func (s *session) authenticate(tag, mechanism string) {
	s.say("+ ")
	response, _ := s.reader.ReadString('\n')
	decoded, _ := base64.StdEncoding.DecodeString(strings.TrimSpace(response))
	if strings.Contains(string(decoded), "wrong") {
		if !strings.HasPrefix(mechanism, "PLAIN") {
			s.say("+ %s", base64.StdEncoding.EncodeToString([]byte(`{"status":"401"}`)))
			s.reader.ReadString('\n')
		}
		s.say("%s NO [AUTHENTICATIONFAILED] AUTHENTICATE failed.", tag)
		return
	}
	s.say("%s OK welcome", tag)
}

func (s *session) examine(tag string) {
	f := s.server
	f.mu.Lock()
	n, validity, next := len(f.mails), f.validity, f.nextLocked()
	f.mu.Unlock()
	s.say("* %d EXISTS\r\n* FLAGS (\\Seen)\r\n* OK [UIDVALIDITY %d] v\r\n* OK [UIDNEXT %d] n\r\n%s OK [READ-ONLY] done", n, validity, next, tag)
}

func (s *session) setIdle(on bool) {
	s.mu.Lock()
	s.idle = on
	if on {
		s.idler = s.tag
	}
	s.mu.Unlock()
	if on {
		s.server.idling <- struct{}{}
	}
}

func (s *session) uid(tag, rest string) {
	verb, arguments, _ := strings.Cut(rest, " ")
	s.server.mu.Lock()
	mails := append([]mail(nil), s.server.mails...)
	item := s.server.item
	s.server.mu.Unlock()
	if verb == "SEARCH" {
		var found strings.Builder
		for _, m := range mails {
			if matches(mails, m, arguments) {
				fmt.Fprintf(&found, " %d", m.uid)
			}
		}
		s.say("* SEARCH%s\r\n%s OK done", found.String(), tag)
		return
	}
	set, ask, _ := strings.Cut(arguments, " ")
	s.fetch(mails, set, ask, item)
	s.say("%s OK done", tag)
}

// fetch writes through a buffer, as servers do, so that what a fault says stands among what went before it.
func (s *session) fetch(mails []mail, set, ask string, item func(mail, string) (string, bool)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	out := bufio.NewWriterSize(s.conn, 64<<10)
	defer out.Flush()
	for i, m := range mails {
		if !in(mails, m.uid, set) {
			continue
		}
		if item != nil {
			if odd, ok := item(m, ask); ok {
				out.WriteString(odd)
				out.Flush()
				if strings.HasSuffix(odd, cut) {
					s.conn.Close()
				}
				if strings.HasSuffix(odd, stall) {
					io.Copy(io.Discard, s.reader)
				}
				continue
			}
		}
		fmt.Fprintf(out, "* %d FETCH (UID %d", i+1, m.uid)
		if strings.Contains(ask, "INTERNALDATE") {
			fmt.Fprintf(out, " INTERNALDATE %q RFC822.SIZE %d", m.received.Format("02-Jan-2006 15:04:05 -0700"), len(m.text))
		}
		name, text := part(m.text, ask)
		fmt.Fprintf(out, " %s {%d}\r\n", name, len(text))
		out.WriteString(text)
		out.WriteString(")\r\n")
	}
}

// The ends of an odd answer after which the server hangs up or falls silent.
const (
	cut   = "\x00cut"
	stall = "\x00stall"
)

func part(text, ask string) (name, data string) {
	header, _, _ := strings.Cut(text, "\r\n\r\n")
	header += "\r\n\r\n"
	switch {
	case strings.Contains(ask, "[HEADER.FIELDS"):
		return `BODY[HEADER.FIELDS ("Message-ID")]`, header
	case strings.Contains(ask, "[HEADER]"):
		return "BODY[HEADER]", header
	case strings.Contains(ask, "<0.65536>"):
		return "BODY[]<0>", text[:min(len(text), 65536)]
	}
	return "BODY[]", text
}

func matches(mails []mail, m mail, criteria string) bool {
	key, value, _ := strings.Cut(criteria, " ")
	value = strings.Trim(value, `"`)
	switch key {
	case "UID":
		return in(mails, m.uid, value)
	case "SINCE":
		since, err := time.Parse("2-Jan-2006", value)
		return err == nil && !m.received.Before(since)
	case "HEADER":
		_, id, _ := strings.Cut(value, " ")
		return strings.Contains(m.text, strings.Trim(id, `"`))
	}
	return key == "ALL"
}

// in follows RFC 9051: "n:*" contains the last mail also when its UID is below n.
func in(mails []mail, uid uint32, set string) bool {
	for part := range strings.SplitSeq(set, ",") {
		low, high, isRange := strings.Cut(part, ":")
		from, _ := strconv.ParseUint(low, 10, 32)
		to := from
		if isRange {
			if to, _ = strconv.ParseUint(high, 10, 32); high == "*" {
				to = math.MaxUint32
				from = min(from, uint64(mails[len(mails)-1].uid))
			}
		}
		if uint64(uid) >= from && uint64(uid) <= to {
			return true
		}
	}
	return false
}
