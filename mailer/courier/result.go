package courier

import (
	"fmt"
	"regexp"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// Outcome is what became of a delivery.
type Outcome int

const (
	// Accepted means that the server took responsibility for the message (RFC 5321 section 4.2.5), whatever happened
	// to the connection afterwards.
	Accepted Outcome = iota + 1
	// Deferred means that the server has not got the message: a 4xx answer, or nothing was handed over. It may be tried
	// again.
	Deferred
	// Refused means that the message, or every recipient of it, will not be taken: a 5xx answer, or it cannot be sent
	// as it is.
	Refused
	// Uncertain means that the whole message was handed over and no final answer came. It must not be sent again
	// without evidence.
	Uncertain
	// Misconfigured means that no message can pass before a person changes something: address, TLS, login or policy.
	// Nothing was handed over. The queue should stop.
	Misconfigured
)

// String is the outcome as one lower-case word.
func (o Outcome) String() string {
	words := [...]string{"unknown", "accepted", "deferred", "refused", "uncertain", "misconfigured"}
	if o < 0 || int(o) >= len(words) {
		return words[0]
	}
	return words[o]
}

// Result is the outcome of one delivery and what it rests on.
type Result struct {
	Outcome Outcome
	// Code is the reply code of RFC 5321, 0 where the server did not answer.
	Code int
	// Enhanced is the status code of RFC 3463 such as "5.7.30", or "".
	Enhanced string
	// Text is what the server or the network said, on one line of at most 300 bytes. It may contain addresses.
	Text string
	// Advice names the likely cause and what to do about it, in one or two sentences. It is never empty when the
	// outcome is Misconfigured.
	Advice string
	// Refused are the recipients refused one by one while others were accepted, each with the server's code and words.
	// Codes may be 4xx: the courier does not come back to them.
	Refused map[string]string
	// RetryAfter is a hint how long to wait after Deferred; 0 leaves it to the caller.
	RetryAfter time.Duration
}

// String is the result on one line for people: outcome, code, what was said, advice.
func (r Result) String() string {
	var line strings.Builder
	line.WriteString(r.Outcome.String() + ":")
	if r.Code != 0 {
		fmt.Fprintf(&line, " %d", r.Code)
	}
	line.WriteString(" " + r.Text)
	if r.Advice != "" {
		line.WriteString(" (" + r.Advice + ")")
	}
	return line.String()
}

// ProbeError says why Probe did not get through.
type ProbeError struct{ Result Result }

// Error is the result on one line.
func (e *ProbeError) Error() string { return e.Result.String() }

func accepted(code int, said string) Result {
	return Result{Outcome: Accepted, Code: code, Enhanced: enhancedCode(said), Text: clip(said)}
}

var enhanced = regexp.MustCompile(`^[245]\.\d{1,3}\.\d{1,3}\b`)

// enhancedCode is the status code that RFC 2034 puts at the start of the text, or "".
func enhancedCode(said string) string { return enhanced.FindString(said) }

// maxText is the greatest length of Result.Text in bytes.
const maxText = 300

// clip makes foreign text one line of printable characters and cuts it to maxText without splitting a character.
func clip(said string) string {
	said = said[:min(len(said), 4*maxText)]
	printable := strings.Map(func(r rune) rune {
		if !unicode.IsPrint(r) {
			return ' '
		}
		return r
	}, strings.ToValidUTF8(said, "?"))
	line := strings.Join(strings.Fields(printable), " ")
	for len(line) > maxText || !utf8.ValidString(line) {
		line = line[:min(maxText, len(line)-1)]
	}
	return line
}
