package watch

import (
	"bytes"
	"net"
	"strconv"
)

// listener is a connection that hears the server say BYE, which the library passes over in silence. It follows lines and
// literals (RFC 9051 section 4.3), so that a mail which contains such a line does not count.
type listener struct {
	net.Conn
	bye func(line string)

	skip      int64  // bytes of a literal still to come
	start     []byte // beginning of the line being read
	tail      []byte // end of the line being read, where a literal is announced
	continued bool   // the line goes on behind a literal
}

const (
	maxLineStart = maxServerText
	maxLineTail  = 24 // "{" 19 digits "}" CR, and some room
)

func (l *listener) Read(p []byte) (int, error) {
	n, err := l.Conn.Read(p)
	l.hear(p[:n])
	return n, err
}

func (l *listener) hear(p []byte) {
	for len(p) > 0 {
		if l.skip > 0 {
			n := min(int64(len(p)), l.skip)
			l.skip, p = l.skip-n, p[n:]
			continue
		}
		end := bytes.IndexByte(p, '\n')
		if end < 0 {
			l.collect(p)
			return
		}
		l.collect(p[:end])
		l.line()
		p = p[end+1:]
	}
}

func (l *listener) collect(p []byte) {
	if room := maxLineStart - len(l.start); room > 0 {
		l.start = append(l.start, p[:min(room, len(p))]...)
	}
	l.tail = append(l.tail, p[max(0, len(p)-maxLineTail):]...)
	l.tail = append(l.tail[:0], l.tail[max(0, len(l.tail)-maxLineTail):]...)
}

func (l *listener) line() {
	text := bytes.TrimRight(l.start, "\r")
	if !l.continued && len(text) >= 5 && bytes.EqualFold(text[:5], []byte("* BYE")) {
		l.bye(string(text))
	}
	l.skip = announced(bytes.TrimRight(l.tail, "\r"))
	l.continued = l.skip > 0
	l.start, l.tail = l.start[:0], l.tail[:0]
}

// announced gives the length of the literal that a line ends with, or 0.
func announced(line []byte) int64 {
	open := bytes.LastIndexByte(line, '{')
	if open < 0 || line[len(line)-1] != '}' {
		return 0
	}
	n, err := strconv.ParseInt(string(line[open+1:len(line)-1]), 10, 64)
	if err != nil || n < 0 {
		return 0
	}
	return n
}
