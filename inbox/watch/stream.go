package watch

import (
	"errors"
	"fmt"
	"io"

	"github.com/emersion/go-imap/v2"
)

// stream is a literal on its way in. The library ends one that was cut off with io.EOF as if it were whole; here that is an
// error. A literal that has failed must never be read again, not even by the library in passing it over, because its
// decoder has gone on reading the same buffer: so a command whose literal failed is abandoned and not closed.
type stream struct {
	literal io.Reader
	left    int64 // bytes still to come
	failed  error
}

func newStream(literal imap.LiteralReader) *stream {
	return &stream{literal: literal, left: literal.Size()}
}

func (s *stream) Read(p []byte) (int, error) {
	if s.failed != nil {
		return 0, s.failed
	}
	n, err := s.literal.Read(p)
	s.left -= int64(n)
	if errors.Is(err, io.EOF) && s.left > 0 {
		err = io.ErrUnexpectedEOF
	}
	if err != nil && !errors.Is(err, io.EOF) {
		s.failed = fmt.Errorf("cut off %d bytes before the end: %w", s.left, err)
		return n, s.failed
	}
	return n, err
}

// abandon ends the connection in the middle of a literal and lets the library's decoder, which waits for the literal to be
// read, run into that end.
func (c *connection) abandon(s *stream) {
	c.wire.Close()
	_, _ = io.Copy(io.Discard, s)
}
