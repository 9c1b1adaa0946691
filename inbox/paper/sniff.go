package paper

import (
	"bytes"
	"path"
	"strings"
	"unicode/utf8"
)

// sniff tells the format by the bytes, and only where they are plain text by the name
// and then the media type. For FormatUnknown it also gives the reason.
func sniff(name, mediaType string, content []byte) (Format, string) {
	head := content[:min(len(content), 1024)]
	switch {
	case len(bytes.TrimSpace(head)) == 0 && len(content) <= len(head):
		return FormatUnknown, ReasonEmpty
	case bytes.Contains(head, []byte("%PDF-")):
		return FormatPDF, ""
	case bytes.HasPrefix(content, []byte("PK\x03\x04")):
		return sniffZip(content)
	case bytes.HasPrefix(content, []byte("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1")):
		return FormatUnknown, sniffCompound(content)
	case bytes.HasPrefix(bytes.TrimLeft(head, " \t\r\n\uFEFF"), []byte(`{\rtf`)):
		return FormatRTF, ""
	case imageKind(content) != "":
		return FormatImage, ""
	case !texty(content):
		return FormatUnknown, ReasonUnknownFormat
	case marked(head) || named(name, ".html", ".htm", ".xhtml") || strings.HasPrefix(mediaType, "text/html"):
		return FormatHTML, ""
	}
	return FormatText, ""
}

// sniffZip tells Word and OpenDocument text from other zips, by the names of the parts,
// which stand in a zip as they are.
func sniffZip(content []byte) (Format, string) {
	head := content[:min(len(content), 4096)]
	switch {
	case bytes.Contains(head, []byte("mimetypeapplication/vnd.oasis.opendocument.text")):
		return FormatOdt, ""
	case bytes.Contains(content, []byte("word/document")):
		return FormatDocx, ""
	}
	return FormatUnknown, ReasonUnknownFormat
}

// sniffCompound tells why a compound file (MS-CFB) cannot be read. Word files with a
// password are compound files too.
func sniffCompound(content []byte) string {
	switch {
	case bytes.Contains(content, wide("EncryptedPackage")):
		return ReasonEncrypted
	case bytes.Contains(content, wide("WordDocument")):
		return ReasonOldWord
	}
	return ReasonUnknownFormat
}

// wide returns the text in UTF-16 little endian, as names stand in a compound file.
func wide(ascii string) []byte {
	out := make([]byte, 0, 2*len(ascii))
	for i := range len(ascii) {
		out = append(out, ascii[i], 0)
	}
	return out
}

// texty says whether the bytes can be text of any charset.
func texty(content []byte) bool {
	if bytes.HasPrefix(content, []byte("\xFF\xFE")) || bytes.HasPrefix(content, []byte("\xFE\xFF")) ||
		zeros(content, 0) || zeros(content, 1) {
		return true
	}
	sample := content[:min(len(content), 16<<10)]
	controls := 0
	for _, c := range sample {
		if c < 0x20 && !strings.ContainsRune("\t\n\v\f\r\x1b", rune(c)) || c == 0x7F {
			controls++
		}
	}
	if bytes.HasPrefix(sample, []byte("MZ")) || bytes.HasPrefix(sample, []byte("\x7FELF")) {
		return false
	}
	return controls*50 <= len(sample) && (utf8.Valid(sample[:cut(sample)]) || controls == 0)
}

// cut returns the length of the sample without a last letter that was cut in two.
func cut(sample []byte) int {
	for n := len(sample); n > max(0, len(sample)-utf8.UTFMax); n-- {
		if utf8.RuneStart(sample[n-1]) {
			if utf8.FullRune(sample[n-1:]) {
				return len(sample)
			}
			return n - 1
		}
	}
	return len(sample)
}

// marked says whether text begins as HTML does.
func marked(head []byte) bool {
	head = bytes.ToLower(bytes.TrimLeft(head, " \t\r\n\uFEFF"))
	for _, mark := range []string{"<!doctype html", "<html", "<head", "<body", "<!--[if", "<div", "<table", "<meta "} {
		if bytes.HasPrefix(head, []byte(mark)) {
			return true
		}
	}
	return bytes.HasPrefix(head, []byte("<?xml")) && bytes.Contains(head, []byte("<html"))
}

func named(name string, extensions ...string) bool {
	ext := strings.ToLower(path.Ext(name))
	for _, e := range extensions {
		if ext == e {
			return true
		}
	}
	return false
}
