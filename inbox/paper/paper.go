package paper

import "time"

// Format is the kind of file, told by its bytes before its name and its media type.
type Format string

// The formats that are told apart. FormatUnknown is what Read has no reader for.
const (
	FormatPDF     Format = "pdf"
	FormatDocx    Format = "docx"
	FormatOdt     Format = "odt"
	FormatRTF     Format = "rtf"
	FormatText    Format = "text"
	FormatHTML    Format = "html"
	FormatImage   Format = "image"
	FormatUnknown Format = "unknown"
)

// Reasons for Paper.Unreadable. They are stable and may be stored.
const (
	ReasonEncrypted     = "encrypted"       // a password is needed
	ReasonDamaged       = "damaged"         // cut off or broken; pages may be missing
	ReasonTooLarge      = "too-large"       // more bytes than Options.MaxBytes, or unpacks to too many
	ReasonTooLong       = "too-long"        // took longer than Options.Timeout
	ReasonTooManyPages  = "too-many-pages"  // more than Options.PageLimit; the first ones are there
	ReasonTooMuchMemory = "too-much-memory" // needed more than Options.MemoryMB
	ReasonEmpty         = "empty"           // no bytes, or pages with nothing on them
	ReasonUnknownFormat = "unknown-format"  // no reader for this kind of file
	ReasonOldWord       = "old-word"        // Word 97-2003 (.doc), for which there is no reader
	ReasonCrashed       = "crashed"         // the child failed on it
	ReasonNoReader      = "no-reader"       // the child could not be started
	ReasonStopped       = "stopped"         // the caller gave up first
)

// Paper is what could be read from one file. Where Unreadable is set the rest is
// what was found before the reading ended: fit for a guess, never for a decision.
type Paper struct {
	Name       string            // as the mail named it
	Format     Format            // what the bytes say
	Pages      []Page            // one per page, or per explicit page break
	Signatures []Signature       // cryptographic ones, in file order
	Evidence   []Evidence        // pages written by signing services, in page order
	Properties Properties        // as the file claims
	Fields     map[string]string // filled form fields (AcroForm); nil where there are none
	SHA256     string            // hex, of the bytes as they came
	Size       int64             // bytes as they came
	Unreadable string            // "" or one of the Reason constants
}

// Page is one page, in the order of the file.
type Page struct {
	Text     string // NFKC-folded, lines in order, "" where there is none
	Pictures int    // raster images larger than an ornament, those of the letterhead left out
	Strokes  int    // places drawn upon as a pen does, each counted once, the letterhead left out
	Ink      bool   // drawn upon: an ink or stamp annotation, or marks without text
	Scan     bool   // a picture (or lost letters) without usable text of its own; a stamp's words may be in Text
	OCR      bool   // Text was read from the picture
}

// Properties are the document's own claims about itself. Times are UTC, zero when absent.
type Properties struct {
	Title    string
	Author   string
	Producer string
	Creator  string
	Created  time.Time
	Modified time.Time
}

// Tri is an answer that may be unknown, which is never rounded to yes or no.
type Tri int8

// The three answers. The zero value is Unknown.
const (
	Unknown Tri = iota
	Yes
	No
)

// String returns "unknown", "yes" or "no".
func (t Tri) String() string {
	switch t {
	case Yes:
		return "yes"
	case No:
		return "no"
	}
	return "unknown"
}

// Signature is a cryptographic signature in a PDF (ISO 32000-1 section 12.8). The
// names are those of the certificate, which is not checked against any
// trust list: anybody can make a certificate in any name. That is for a person.
type Signature struct {
	Signer       string    // common name of the signer's certificate
	Organisation string    // organisation of the signer's certificate
	Time         time.Time // UTC, as the signer claims; zero when not stated
	SubFilter    string    // for instance "ETSI.CAdES.detached"
	Timestamp    bool      // a time stamp over the document, which is nobody's signature
	WholeFile    bool      // it covers every byte but its own value
	Intact       Tri       // Yes only when what it covers is as signed and nothing unsigned was added
	Flaw         string    // what is wrong or unusual, in English; "" when nothing
}

// Evidence is a page, or the margin of one, that a signing service has written.
// It is text that anybody can write: a pointer for a person, not a proof.
type Evidence struct {
	Service   string   // "Penneo", "Posten signering", "Scrive", "Adobe Sign", "DocuSign", "Visma Sign", "Signicat", "Verified"
	Page      int      // counted from 1
	Reference string   // the service's own document number, where printed
	Closing   bool     // a closing page that lists signers, not only a mark in the margin
	Signers   []Signer // in the order printed
}

// Signer is one line of evidence.
type Signer struct {
	Name     string
	Capacity string    // what is printed after the name, such as office and municipality
	Time     time.Time // UTC, zero when not printed beside the name; a time without a zone is taken as UTC
}
