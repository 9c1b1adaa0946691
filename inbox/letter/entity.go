package letter

import (
	"path"
	"strings"
)

// entity reads one MIME entity (RFC 2045 section 2.4): a multipart, a piece of
// body text, or a leaf.
func (r *reading) entity(h Header, body []byte, depth int, otherwise string) {
	kind, parameters := mediaType(h, otherwise)
	r.parts++
	if depth > r.limits.Depth {
		r.flaw(FlawDepth, "a part was left unopened")
		r.add(Attachment{MediaType: kind, Content: body, Flaw: FlawDepth})
		return
	}
	if strings.HasPrefix(kind, "multipart/") {
		r.multipart(h, kind, parameters["boundary"], body, depth)
		return
	}
	content, detail := decodeTransfer(body, h.Get("Content-Transfer-Encoding"))
	if detail != "" {
		r.flaw(FlawEncoding, detail)
	}
	if len(content) != len(body) && !r.spend(len(content)) {
		r.flaw(FlawSize, "the letter decodes to more than the limit")
		r.add(Attachment{MediaType: kind, Content: nil, Flaw: FlawSize})
		return
	}
	disposition, names := parseParameters(h.Get("Content-Disposition"))
	name := fileName(names["filename"])
	if name == "" {
		name = fileName(parameters["name"])
	}
	if (kind == "text/plain" || kind == "text/html") && name == "" && disposition != "attachment" {
		r.text(kind, parameters["charset"], content)
		return
	}
	leaf := Attachment{
		Name:      name,
		MediaType: kind,
		Content:   content,
		ContentID: messageID(h.Get("Content-ID")),
		Inline:    disposition == "inline" || disposition == "" && h.Has("Content-ID"),
	}
	if detail != "" {
		leaf.Flaw = FlawEncoding
	}
	r.leaf(leaf, h, depth)
}

// text keeps a piece of body text, and takes uuencoded files out of it.
func (r *reading) text(kind, charset string, content []byte) {
	if kind == "text/plain" {
		var files []uuFile
		files, content = cutUUEncoded(content, r.limits.Parts-r.parts)
		r.parts += len(files)
		for _, f := range files {
			r.add(Attachment{Name: f.name, MediaType: "application/octet-stream", Content: f.content})
		}
	}
	text, ok := decodeText(content, charset)
	if !ok {
		r.flaw(FlawCharset, "text that is not "+charset)
	}
	r.passages = append(r.passages, passage{text, kind == "text/html"})
}

// leaf files an attachment, or opens it where it is a wrapping.
func (r *reading) leaf(a Attachment, h Header, depth int) {
	extension := strings.ToLower(path.Ext(a.Name))
	switch kind := wrapping(a.MediaType, extension, a.Content); kind {
	case "letter":
		r.attachedLetter(a, depth)
	case "zip":
		r.archive(a, depth)
	case "tnef":
		r.tnef(a, depth)
	case "smime":
		r.smime(a, depth)
	case "outlook":
		r.outlook(a, depth)
	case "elsewhere":
		r.flaw(FlawPartial, a.MediaType+" holds its content elsewhere")
		a.Flaw = FlawPartial
		r.add(a)
	case "pgp":
		r.flaw(FlawEncrypted, "encrypted with OpenPGP")
		a.Flaw = FlawEncrypted
		r.add(a)
	default:
		r.add(a)
	}
}

// wrapping tells what kind of container an attachment is, "" where it is none.
// Office documents are zip files too: only the name or type zip opens one.
func wrapping(mediaType, extension string, content []byte) string {
	switch mediaType {
	case "message/rfc822", "message/global", "message/news", "application/x-eml":
		return "letter"
	case "application/ms-tnef", "application/vnd.ms-tnef":
		return "tnef"
	case "application/pkcs7-mime", "application/x-pkcs7-mime":
		return "smime"
	case "application/vnd.ms-outlook", "application/msoutlook":
		return "outlook"
	case "message/external-body", "message/partial":
		return "elsewhere"
	case "application/pgp-encrypted":
		return "pgp"
	}
	switch {
	case extension == ".eml":
		return "letter"
	case extension == ".p7m":
		return "smime"
	case extension == ".msg" && hasPrefix(content, oleSignature):
		return "outlook"
	case hasPrefix(content, tnefSignature):
		return "tnef"
	case extension == ".zip", extension == "" && (mediaType == "application/zip" || mediaType == "application/x-zip-compressed"):
		return "zip"
	}
	return ""
}

func hasPrefix(content []byte, signature string) bool {
	return len(content) >= len(signature) && string(content[:len(signature)]) == signature
}

// attachedLetter opens a mail within the mail. What has no header is no mail
// and stays a paper.
func (r *reading) attachedLetter(a Attachment, depth int) {
	r.letters++
	if r.letters > r.limits.Letters || depth >= r.limits.Depth {
		code := FlawLetters
		if depth >= r.limits.Depth {
			code = FlawDepth
		}
		r.flaw(code, "a letter inside was left unopened")
		a.Flaw = code
		r.add(a)
		return
	}
	inner := readLetter(r.budget, a.Content, Attached, depth+1)
	if len(inner.Header) == 0 || !inner.Header.looksLikeMail() {
		r.add(a)
		return
	}
	r.letter.Letters = append(r.letter.Letters, inner)
}

func (h Header) looksLikeMail() bool {
	for _, name := range []string{"From", "Subject", "To", "Date", "Message-ID", "Received", "Content-Type"} {
		if h.Has(name) {
			return true
		}
	}
	return false
}
