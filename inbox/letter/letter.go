package letter

import (
	"fmt"
	"iter"
	"time"
)

// Letter is one mail, or one that was found inside another.
type Letter struct {
	Kind   Kind
	Header Header // all fields, topmost first; empty for an inline letter

	MessageID  string // without angle brackets
	InReplyTo  string // without angle brackets; the first where several stand
	References []string

	From, Sender, ReplyTo, To, Cc []Address
	ReturnPath                    []Address // nil where absent; one Address with an empty Mailbox for the null path "<>"

	Subject string
	// Date is what the sender's clock said, and zero where that is absent or
	// unreadable. An inline letter prints no zone: its Date carries the clock
	// reading as if it were UTC.
	Date time.Time

	MediaType  string            // of the whole letter, lower-cased, such as "multipart/report"
	Parameters map[string]string // of the media type, names lower-cased

	Body   string // the whole text as the reader sees it, quotations included
	Text   string // the sender's own words: Body without quotations and inline letters
	Quoted string // what was taken away from Body, as it stood there
	Links  []string

	Attachments []Attachment // every leaf that is not body text, in order
	Letters     []*Letter    // letters inside, in order
	Flaws       []Flaw       // what was broken or over a limit in this letter, not in those inside
}

// Kind says how a letter came to us.
type Kind int

const (
	Received    Kind = iota // the mail itself
	Attached                // a mail within the mail: message/rfc822, .eml, .msg
	Forwarded               // forwarded in the text: the matter of the letter above it
	QuotedReply             // quoted in the text: what the letter above it answers, often our own
)

// String returns the name of the kind in English.
func (k Kind) String() string {
	switch k {
	case Received:
		return "received"
	case Attached:
		return "attached"
	case Forwarded:
		return "forwarded"
	case QuotedReply:
		return "quoted-reply"
	}
	return fmt.Sprintf("Kind(%d)", int(k))
}

// Inline reports whether the letter stood in the text of another.
func (l *Letter) Inline() bool { return l.Kind == Forwarded || l.Kind == QuotedReply }

// NullReturnPath reports whether the letter says it was sent with the null
// reverse-path of RFC 5321 section 4.5.5, as reports and automatic replies are.
func (l *Letter) NullReturnPath() bool {
	return len(l.ReturnPath) == 1 && l.ReturnPath[0].Mailbox == ""
}

// Walk yields the letter and every letter inside it, outermost first.
func (l *Letter) Walk() iter.Seq[*Letter] {
	return func(yield func(*Letter) bool) { l.walk(yield) }
}

func (l *Letter) walk(yield func(*Letter) bool) bool {
	if !yield(l) {
		return false
	}
	for _, inner := range l.Letters {
		if !inner.walk(yield) {
			return false
		}
	}
	return true
}

// Attachment is a paper that came with a letter.
type Attachment struct {
	// Name is the file name as meant: decoded, in Unicode NFC, without control
	// characters. One out of an archive reads "archive.zip/inner.pdf".
	Name      string
	MediaType string // as declared, lower-cased; a claim of the sender
	Content   []byte // decoded; may share memory with the raw mail, so it must not be written to
	ContentID string // without angle brackets
	Inline    bool   // meant to be shown within the text
	Flaw      string // code of what hinders reading it, "" where nothing does
}

// Flaw is something that was broken or over a limit.
type Flaw struct {
	Code   string // one of the Flaw constants
	Detail string // what and where, in English, at most a line
}

// Codes of flaws. They are stable: verdicts and golden files name them.
const (
	FlawHeaderLine  = "header-line"      // a header line that is no field
	FlawHeaderLimit = "header-limit"     // the header block is longer than Limits.HeaderBytes
	FlawBoundary    = "boundary"         // a multipart without a usable boundary
	FlawEpilogue    = "epilogue"         // text after the last part
	FlawEncoding    = "encoding"         // a transfer encoding that is unknown or does not hold
	FlawCharset     = "charset"          // a charset that is unknown or a label that lies
	FlawDepth       = "too-deep"         // nested deeper than Limits.Depth
	FlawParts       = "too-many-parts"   // more parts than Limits.Parts
	FlawSize        = "too-large"        // decodes to more than Limits.DecodedBytes
	FlawLetters     = "too-many-letters" // more letters inside than Limits.Letters
	FlawArchive     = "archive"          // a zip archive that is damaged or over a limit
	FlawEncrypted   = "encrypted"        // content we hold no key to
	FlawSMIME       = "smime"            // a signed wrapping that could not be opened
	FlawTNEF        = "tnef"             // a winmail.dat that could not be read
	FlawOutlook     = "outlook-msg"      // an Outlook .msg that could not be read
	FlawPartial     = "partial"          // content that is elsewhere: message/partial, message/external-body
	FlawReader      = "reader"           // the reader itself stumbled; the mail is its next golden letter
)

// Limits bound the work one mail may cause. A zero field takes the value of
// DefaultLimits.
type Limits struct {
	Depth        int   // nesting of multiparts, letters and archives
	Parts        int   // parts in all
	Letters      int   // letters inside in all
	HeaderBytes  int   // one header block
	DecodedBytes int64 // all parts together, after decoding and unpacking
	ArchiveFiles int   // files in all archives together
	ArchiveRatio int64 // unpacked size to packed size of one file above a megabyte
}

// DefaultLimits returns the limits that hold any mail people write.
func DefaultLimits() Limits {
	return Limits{
		Depth:        20,
		Parts:        1000,
		Letters:      100,
		HeaderBytes:  1 << 20,
		DecodedBytes: 128 << 20,
		ArchiveFiles: 500,
		ArchiveRatio: 100,
	}
}

func (l Limits) withDefaults() Limits {
	d := DefaultLimits()
	l.Depth = orDefault(l.Depth, d.Depth)
	l.Parts = orDefault(l.Parts, d.Parts)
	l.Letters = orDefault(l.Letters, d.Letters)
	l.HeaderBytes = orDefault(l.HeaderBytes, d.HeaderBytes)
	l.DecodedBytes = orDefault(l.DecodedBytes, d.DecodedBytes)
	l.ArchiveFiles = orDefault(l.ArchiveFiles, d.ArchiveFiles)
	l.ArchiveRatio = orDefault(l.ArchiveRatio, d.ArchiveRatio)
	return l
}

func orDefault[N int | int64](n, otherwise N) N {
	if n == 0 {
		return otherwise
	}
	return n
}
