package courier

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
)

// Envelope is a message and who it goes to, as RFC 5321 section 2.3.1 has it.
type Envelope struct {
	// From is the reverse-path without angle brackets; "" is the null reverse-path.
	From string
	// To are the recipients without angle brackets, at least one.
	To []string
	// Message is an RFC 5322 message with CRLF line ends. It is sent as it is: only dots at the start of a line are
	// doubled on the wire, and the CRLF that must precede the final dot is supplied if the message does not end in one.
	Message []byte
}

// maxPath is the longest path of RFC 5321 section 4.5.3.1.3 in octets, angle brackets included.
const maxPath = 256

// validate refuses what cannot be sent unchanged or could be read as something else by the server.
func (e Envelope) validate() error {
	if e.From != "" {
		if err := validAddress(e.From); err != nil {
			return fmt.Errorf("not sent: sender: %w", err)
		}
	}
	if len(e.To) == 0 {
		return errors.New("not sent: no recipient")
	}
	for _, to := range e.To {
		if err := validAddress(to); err != nil {
			return fmt.Errorf("not sent: recipient: %w", err)
		}
	}
	if len(e.Message) == 0 {
		return errors.New("not sent: the message is empty")
	}
	if at := bareLineEnd(e.Message); at >= 0 {
		return fmt.Errorf("not sent: a CR or LF stands alone at byte %d of the message", at)
	}
	return nil
}

// validAddress keeps out what would end the path early or begin another argument or command.
func validAddress(address string) error {
	if len(address)+len("<>") > maxPath {
		return fmt.Errorf("address of %d octets is longer than RFC 5321 allows", len(address))
	}
	for _, r := range address {
		if r <= ' ' || r == 0x7f || r == '<' || r == '>' {
			return fmt.Errorf("address contains %q", r)
		}
	}
	local, domain, found := strings.Cut(address, "@")
	if !found || local == "" || domain == "" {
		return errors.New("address is not local-part@domain")
	}
	return nil
}

// bareLineEnd returns the offset of the first CR or LF outside a CRLF, or -1. Such an octet would have to be changed
// on the way (RFC 5321 section 2.3.8), and servers that do not agree on it can be made to see two messages.
func bareLineEnd(message []byte) int {
	for at := 0; at < len(message); {
		next := bytes.IndexAny(message[at:], "\r\n")
		if next < 0 {
			return -1
		}
		at += next
		if !bytes.HasPrefix(message[at:], []byte("\r\n")) {
			return at
		}
		at += 2
	}
	return -1
}

// international says whether an address needs SMTPUTF8 (RFC 6531).
func (e Envelope) international() bool {
	return !ascii(e.From) || !ascii(strings.Join(e.To, ""))
}

// eightBit says whether the message needs 8BITMIME (RFC 6152).
func (e Envelope) eightBit() bool { return !ascii(e.Message) }

func ascii[T string | []byte](s T) bool {
	for i := range len(s) {
		if s[i] >= 0x80 {
			return false
		}
	}
	return true
}
