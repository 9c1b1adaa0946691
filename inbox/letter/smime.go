package letter

import (
	"errors"
	"strings"
)

// smime opens S/MIME content (RFC 8551): the mail inside an opaque signature
// becomes part of this letter. No signature is judged. What is encrypted stays
// closed.
func (r *reading) smime(a Attachment, depth int) {
	if depth >= r.limits.Depth {
		r.keepClosed(a, FlawDepth, "signed content was left unopened")
		return
	}
	content, err := openSigned(a.Content)
	switch {
	case errors.Is(err, errEnveloped):
		r.keepClosed(a, FlawEncrypted, "encrypted with S/MIME")
	case err != nil:
		r.keepClosed(a, FlawSMIME, "signed content: "+err.Error())
	case !r.spend(len(content)):
		r.keepClosed(a, FlawSize, "signed content is larger than the limit")
	default:
		header, body, flaws := splitHeader(content, r.limits.HeaderBytes)
		r.flaws(flaws)
		if len(header) == 0 {
			name := strings.TrimSuffix(strings.TrimSuffix(a.Name, ".p7m"), ".P7M")
			r.leaf(Attachment{Name: name, MediaType: mediaTypeOf(name), Content: content}, nil, depth+1)
			return
		}
		r.entity(header, body, depth+1, "text/plain")
	}
}

var (
	errEnveloped = errors.New("enveloped data")
	errNotSigned = errors.New("no signed data")
	errDamaged   = errors.New("damaged ASN.1")
)

// Object identifiers of RFC 5652, the bytes after tag and length.
const (
	oidSignedData     = "\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02"
	oidEnvelopedData  = "\x2a\x86\x48\x86\xf7\x0d\x01\x07\x03"
	oidAuthEnveloped  = "\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x01\x17"
	oidCompressedData = "\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x01\x09"
)

// openSigned takes the content out of a CMS SignedData (RFC 5652 section 5).
// Mail programs write BER, with lengths left open and the content in pieces,
// so the reader for DER in the standard library does not do.
func openSigned(raw []byte) ([]byte, error) {
	info, _, err := cutElement(raw)
	if err != nil {
		return nil, err
	}
	kind, rest, err := cutElement(info.content)
	if err != nil {
		return nil, err
	}
	switch string(kind.content) {
	case oidSignedData:
	case oidEnvelopedData, oidAuthEnveloped:
		return nil, errEnveloped
	case oidCompressedData:
		return nil, errors.New("compressed data")
	default:
		return nil, errNotSigned
	}
	wrapper, _, err := cutElement(rest)
	if err != nil {
		return nil, err
	}
	signed, _, err := cutElement(wrapper.content)
	if err != nil {
		return nil, err
	}
	fields := signed.content
	for range 2 { // version, digestAlgorithms
		if _, fields, err = cutElement(fields); err != nil {
			return nil, err
		}
	}
	encapsulated, _, err := cutElement(fields)
	if err != nil {
		return nil, err
	}
	_, rest, err = cutElement(encapsulated.content)
	if err != nil {
		return nil, err
	}
	if len(rest) == 0 {
		return nil, errors.New("a detached signature without content")
	}
	explicit, _, err := cutElement(rest)
	if err != nil {
		return nil, err
	}
	return octets(nil, explicit.content, 0)
}
