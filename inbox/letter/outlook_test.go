package letter_test

import (
	"encoding/binary"
	"strings"
	"testing"
	"unicode/utf16"
)

func TestAnOutlookMessageIsOpened(t *testing.T) {
	raw := outlookMessage([]stream{
		{"__substg1.0_0037001F", wide("Signert avtale frå Vika"), ""},
		{"__substg1.0_0C1A001F", wide("Kari Vik"), ""},
		{"__substg1.0_5D01001F", wide("Kari.Vik@vika.example.no"), ""},
		{"__substg1.0_1000001F", wide("Hei, her er avtalen.\r\n\r\nKari"), ""},
		{"__attach_version1.0_#00000000", nil, ""},
		{"__substg1.0_3707001F", wide("Særutskrift.pdf"), "__attach_version1.0_#00000000"},
		{"__substg1.0_37010102", []byte("%PDF-1.7"), "__attach_version1.0_#00000000"},
	})
	l := read(attached("Avtale.msg", "application/vnd.ms-outlook", raw))
	if len(l.Flaws) > 0 || len(l.Letters) != 1 {
		t.Fatalf("flaws %v, %d letters inside", l.Flaws, len(l.Letters))
	}
	inner := l.Letters[0]
	if inner.Subject != "Signert avtale frå Vika" || len(inner.From) != 1 || inner.From[0].String() != "Kari Vik <kari.vik@vika.example.no>" ||
		inner.Text != "Hei, her er avtalen.\n\nKari" {
		t.Errorf("got %q from %v: %q", inner.Subject, inner.From, inner.Text)
	}
	if len(inner.Attachments) != 1 || inner.Attachments[0].Name != "Særutskrift.pdf" || !strings.HasPrefix(string(inner.Attachments[0].Content), "%PDF-1.7") {
		t.Errorf("attachments %+v", inner.Attachments)
	}
}

// stream is a stream of a compound file, or a storage where content is nil.
type stream struct {
	name    string
	content []byte
	in      string
}

func wide(s string) []byte {
	var out []byte
	for _, u := range utf16.Encode([]rune(s)) {
		out = binary.LittleEndian.AppendUint16(out, u)
	}
	return out
}

// outlookMessage makes a compound file (MS-CFB) of version 3. Every stream is
// filled up to 4096 bytes, so that none goes to the mini stream.
func outlookMessage(streams []stream) []byte {
	const sector, none, end = 512, 0xffffffff, 0xfffffffe
	directorySectors := (len(streams) + 1 + 3) / 4
	fat := []uint32{0xfffffffd}
	for i := range directorySectors {
		fat = append(fat, uint32(i+2))
	}
	fat[len(fat)-1] = end
	entry := func(name string, kind byte, left, right, child, start uint32, size uint64) []byte {
		e := make([]byte, 128)
		for i, u := range utf16.Encode([]rune(name)) {
			binary.LittleEndian.PutUint16(e[2*i:], u)
		}
		binary.LittleEndian.PutUint16(e[64:], uint16(2*len(name)+2))
		e[66], e[67] = kind, 1
		for i, n := range []uint32{left, right, child} {
			binary.LittleEndian.PutUint32(e[68+4*i:], n)
		}
		binary.LittleEndian.PutUint32(e[116:], start)
		binary.LittleEndian.PutUint64(e[120:], size)
		return e
	}
	next := func(in string, after int) uint32 { // the next entry in a storage
		for i := after; i < len(streams); i++ {
			if streams[i].in == in {
				return uint32(i + 1)
			}
		}
		return none
	}
	directory := entry("Root Entry", 5, none, none, next("", 0), end, 0)
	var data []byte
	for i, s := range streams {
		if s.content == nil {
			directory = append(directory, entry(s.name, 1, none, next(s.in, i+1), next(s.name, 0), 0, 0)...)
			continue
		}
		start := uint32(len(fat))
		for n := range 8 {
			fat = append(fat, start+uint32(n)+1)
		}
		fat[len(fat)-1] = end
		directory = append(directory, entry(s.name, 2, none, next(s.in, i+1), none, start, 4096)...)
		data = append(append(data, s.content...), make([]byte, 4096-len(s.content))...)
	}
	directory = append(directory, make([]byte, directorySectors*sector-len(directory))...)
	header := make([]byte, sector)
	copy(header, "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
	for at, n := range map[int]uint16{24: 0x3e, 26: 3, 28: 0xfffe, 30: 9, 32: 6} {
		binary.LittleEndian.PutUint16(header[at:], n)
	}
	for at, n := range map[int]uint32{44: 1, 48: 1, 56: 4096, 60: end, 68: end} {
		binary.LittleEndian.PutUint32(header[at:], n)
	}
	for i := range 109 {
		binary.LittleEndian.PutUint32(header[76+4*i:], none)
	}
	binary.LittleEndian.PutUint32(header[76:], 0)
	table := make([]byte, 0, sector)
	for i := range sector / 4 {
		n := uint32(none)
		if i < len(fat) {
			n = fat[i]
		}
		table = binary.LittleEndian.AppendUint32(table, n)
	}
	return append(append(append(header, table...), directory...), data...)
}
