package letter

import (
	"encoding/binary"
	"unicode/utf16"
)

const tnefSignature = "\x78\x9f\x3e\x22"

// Attributes of MS-OXTNEF section 2.1.3.2 that carry attachments and text.
const (
	tnefBody        = 0x0002800c
	tnefMessage     = 0x00069003 // MAPI properties of the letter
	tnefRenderData  = 0x00069002 // begins an attachment
	tnefTitle       = 0x00018010
	tnefData        = 0x0006800f
	tnefAttachment  = 0x00069005 // MAPI properties of an attachment
	tnefOEMCodepage = 0x00069007
)

// tnef opens a winmail.dat: the attachments in it become attachments of the
// letter, and its text that of a letter which has none.
func (r *reading) tnef(a Attachment, depth int) {
	if depth >= r.limits.Depth {
		r.keepClosed(a, FlawDepth, "winmail.dat was left unopened")
		return
	}
	w, ok := readTNEF(a.Content)
	if w.text != "" && len(r.passages) == 0 {
		r.passages = append(r.passages, passage{text: w.text})
	}
	if !ok || len(w.files) == 0 && w.text == "" {
		r.keepClosed(a, FlawTNEF, a.Name+" could not be read to its end")
	}
	for _, f := range w.files {
		r.parts++
		if r.parts > r.limits.Parts || !r.spend(len(f.Content)) {
			r.flaw(FlawParts, "winmail.dat holds more than the limits allow")
			return
		}
		r.leaf(f, nil, depth+1)
	}
}

// winmail is what a winmail.dat holds for us.
type winmail struct {
	text  string
	files []Attachment
}

// readTNEF reads the attributes one by one. ok is false where they end in the
// middle; what was read until then is kept.
func readTNEF(raw []byte) (w winmail, ok bool) {
	if !hasPrefix(raw, tnefSignature) || len(raw) < 6 {
		return w, false
	}
	raw = raw[6:]
	for len(raw) > 0 {
		if len(raw) < 9 {
			return w, false
		}
		id := binary.LittleEndian.Uint32(raw[1:])
		length := int64(binary.LittleEndian.Uint32(raw[5:]))
		if length+11 > int64(len(raw)) {
			return w, false
		}
		w.attribute(id, raw[9:9+length])
		raw = raw[11+length:] // with the checksum
	}
	return w, true
}

func (w *winmail) attribute(id uint32, value []byte) {
	switch id {
	case tnefBody:
		if w.text == "" {
			w.text, _ = decodeText(untilNUL(value), "")
		}
		return
	case tnefMessage:
		readProperties(value, func(id uint16, value []byte, unicode bool) {
			if id == mapiBody {
				w.text = mapiText(value, unicode)
			}
		})
		return
	case tnefRenderData:
		w.files = append(w.files, Attachment{MediaType: "application/octet-stream"})
		return
	}
	if len(w.files) == 0 {
		return
	}
	file := &w.files[len(w.files)-1]
	switch id {
	case tnefTitle:
		title, _ := decodeText(untilNUL(value), "")
		if file.Name == "" {
			file.Name = fileName(title)
		}
	case tnefData:
		file.Content = value
	case tnefAttachment:
		readProperties(value, file.property)
	}
	if file.MediaType == "application/octet-stream" {
		file.MediaType = mediaTypeOf(file.Name)
	}
}

// property takes over what a MAPI property says of an attachment.
func (a *Attachment) property(id uint16, value []byte, unicode bool) {
	switch id {
	case mapiLongFileName:
		a.Name = fileName(mapiText(value, unicode))
	case mapiFileName, mapiDisplayName:
		if a.Name == "" {
			a.Name = fileName(mapiText(value, unicode))
		}
	case mapiMediaType:
		if m := mapiText(value, unicode); m != "" {
			a.MediaType = m
		}
	case mapiContentID:
		a.ContentID = mapiText(value, unicode)
	case mapiData:
		if len(value) > 16 && hasPrefix(value[16:], tnefSignature) { // an object, after its interface identifier
			value = value[16:]
			a.MediaType = "application/ms-tnef"
		}
		if len(a.Content) == 0 {
			a.Content = value
		}
	}
}

func untilNUL(b []byte) []byte {
	for i, c := range b {
		if c == 0 {
			return b[:i]
		}
	}
	return b
}

// mapiText reads a MAPI string, in UTF-16 or in the code page of the sender,
// which for those who write to us is windows-1252.
func mapiText(value []byte, unicode bool) string {
	if !unicode {
		text, _ := decodeText(untilNUL(value), "")
		return text
	}
	units := make([]uint16, 0, len(value)/2)
	for i := 0; i+1 < len(value); i += 2 {
		u := binary.LittleEndian.Uint16(value[i:])
		if u == 0 {
			break
		}
		units = append(units, u)
	}
	return tidy(string(utf16.Decode(units)))
}
