package letter_test

import (
	"archive/zip"
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"strings"
	"testing"
	"unicode/utf16"

	"fristvakt/inbox/letter"
)

func TestPapersComeOutOfTheirWrappings(t *testing.T) {
	inner := "From: kari@vika.example.no\nSubject: Vedtak\n\nHer er det.\n"
	signedPart := mixed("\nHei", pdf+"UERG")
	for name, test := range map[string]struct {
		raw         string
		attachments string
		letters     int
		flaw        string
	}{
		"zip":                        {attached("a.zip", "application/zip", zipped(t, "avtale.pdf", "PDF", "mappe/vedtak.pdf", "PDF2")), "a.zip/avtale.pdf=PDF a.zip/mappe/vedtak.pdf=PDF2", 0, ""},
		"zip within a zip":           {attached("a.zip", "application/octet-stream", zipped(t, "b.zip", string(zipped(t, "avtale.pdf", "PDF")))), "a.zip/b.zip/avtale.pdf=PDF", 0, ""},
		"zip with a mail":            {attached("a.zip", "application/zip", zipped(t, "mail.eml", inner)), "", 1, ""},
		"zip with Nordic DOS names":  {attached("a.zip", "application/zip", zipped(t, "s\x91rutskrift.pdf", "PDF")), "a.zip/særutskrift.pdf=PDF", 0, ""},
		"zip damaged":                {attached("a.zip", "application/zip", []byte("PK\x03\x04tull")), "a.zip!archive", 0, letter.FlawArchive},
		"a bomb":                     {attached("a.zip", "application/zip", zipped(t, "null.bin", strings.Repeat("\x00", 5<<20))), "a.zip/null.bin!archive", 0, letter.FlawArchive},
		"Word is no archive to open": {attached("a.docx", "application/zip", zipped(t, "word/document.xml", "x")), "a.docx", 0, ""},
		"mail as attachment":         {mixed("\nHei", "Content-Type: message/rfc822\n\n"+inner), "", 1, ""},
		"mail in base64":             {attached("mail.eml", "message/rfc822", []byte(inner)), "", 1, ""},
		"eml as bytes":               {attached("mail.eml", "application/octet-stream", []byte(inner)), "", 1, ""},
		"mail without its wrapping":  {mixed("\nHei", "Received: from a by b\n"+inner), "", 1, ""},
		"an eml that is no mail":     {attached("mail.eml", "application/octet-stream", []byte("tull og tøys\n\nher")), "mail.eml", 0, ""},
		"signed, opaque":             {smime(t, oid("1.2"), signedPart, false), "a.pdf=PDF", 0, ""},
		"signed, opaque, in BER":     {smime(t, oid("1.2"), signedPart, true), "a.pdf=PDF", 0, ""},
		"encrypted":                  {smime(t, oid("1.3"), "x", false), "smime.p7m!encrypted", 0, letter.FlawEncrypted},
		"signed, damaged":            {attached("smime.p7m", "application/pkcs7-mime", []byte("\x30\x80tull")), "smime.p7m!smime", 0, letter.FlawSMIME},
		"signed, detached": {"Content-Type: multipart/signed; boundary=b\n\n--b\n" + pdf + "UERG\n--b\nContent-Type: application/pkcs7-signature; name=smime.p7s\n\nx\n--b--\n",
			"a.pdf=PDF smime.p7s=x", 0, ""},
		"winmail.dat":             {attached("winmail.dat", "application/ms-tnef", tnef("avtale.pdf", "Særutskrift.pdf", "PDF")), "Særutskrift.pdf=PDF", 0, ""},
		"winmail.dat by its look": {attached("noko.dat", "application/octet-stream", tnef("avtale.pdf", "", "PDF")), "avtale.pdf=PDF", 0, ""},
		"winmail.dat cut off":     {attached("winmail.dat", "application/ms-tnef", tnef("avtale.pdf", "", "PDF")[:60]), "winmail.dat!tnef avtale.pdf", 0, letter.FlawTNEF},
		"PGP":                     {mixed("Content-Type: application/pgp-encrypted\n\nVersion: 1"), "!encrypted", 0, letter.FlawEncrypted},
		"content elsewhere":       {mixed("Content-Type: message/external-body; access-type=URL\n\nx"), "!partial", 0, letter.FlawPartial},
		"an Outlook message":      {attached("a.msg", "application/octet-stream", []byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1tull")), "a.msg!outlook-msg", 0, letter.FlawOutlook},
	} {
		t.Run(name, func(t *testing.T) {
			l := read(test.raw)
			if got := list(l.Attachments); got != test.attachments {
				t.Errorf("attachments %q, want %q", got, test.attachments)
			}
			if len(l.Letters) != test.letters {
				t.Errorf("%d letters inside, want %d", len(l.Letters), test.letters)
			} else if test.letters == 1 && (l.Letters[0].Kind != letter.Attached || l.Letters[0].Text != "Her er det.") {
				t.Errorf("letter inside %+v", l.Letters[0])
			}
			if test.flaw == "" && len(l.Flaws) > 0 || test.flaw != "" && !hasFlaw(l, test.flaw) {
				t.Errorf("flaws %v, want %q", l.Flaws, test.flaw)
			}
		})
	}
}

func TestALockedArchiveIsNamedSo(t *testing.T) {
	locked := zipped(t, "avtale.pdf", "PDF")
	for _, at := range []string{"PK\x03\x04", "PK\x01\x02"} { // the flag that says locked, in both headers of the file
		i := bytes.Index(locked, []byte(at))
		locked[i+6+2*strings.Index("\x03\x01", at[2:3])] |= 1
	}
	l := read(attached("a.zip", "application/zip", locked))
	if got := list(l.Attachments); got != "a.zip/avtale.pdf!encrypted" || !hasFlaw(l, letter.FlawEncrypted) {
		t.Errorf("attachments %q, flaws %v", got, l.Flaws)
	}
}

// list writes attachments as "name=content", or "name!flaw"; of what the test
// left closed the content is of no interest.
func list(attachments []letter.Attachment) string {
	var all []string
	for _, a := range attachments {
		switch {
		case a.Flaw != "":
			all = append(all, a.Name+"!"+a.Flaw)
		case len(a.Content) < 10 && len(a.Content) > 0:
			all = append(all, fmt.Sprintf("%s=%s", a.Name, a.Content))
		default:
			all = append(all, a.Name)
		}
	}
	return strings.Join(all, " ")
}

func attached(name, mediaType string, content []byte) string {
	return mixed("\nHei", "Content-Type: "+mediaType+"\nContent-Disposition: attachment; filename=\""+name+"\"\nContent-Transfer-Encoding: base64\n\n"+base64.StdEncoding.EncodeToString(content))
}

func zipped(t testing.TB, namesAndContents ...string) []byte {
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	for i := 0; i < len(namesAndContents); i += 2 {
		w, err := z.CreateHeader(&zip.FileHeader{Name: namesAndContents[i], Method: zip.Deflate, NonUTF8: true})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write([]byte(namesAndContents[i+1])); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// oid returns the identifier of a CMS content type under 1.2.840.113549.1.7.
func oid(kind string) []byte {
	last := byte(2)
	if kind == "1.3" {
		last = 3
	}
	return []byte{0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, last}
}

// smime wraps content in the frame of a CMS ContentInfo, without signers: the
// reader judges none.
func smime(t testing.TB, kind []byte, content string, ber bool) string {
	der := func(tag byte, content []byte) []byte {
		n := len(content)
		return append([]byte{tag, 0x83, byte(n >> 16), byte(n >> 8), byte(n)}, content...)
	}
	wrap := der
	octets := der(0x04, []byte(content))
	if ber {
		wrap = func(tag byte, content []byte) []byte { return append(append([]byte{tag, 0x80}, content...), 0, 0) }
		half := len(content) / 2
		octets = wrap(0x24, append(der(0x04, []byte(content[:half])), der(0x04, []byte(content[half:]))...))
	}
	data := der(0x06, []byte{0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, 0x01})
	encapsulated := wrap(0x30, append(data, wrap(0xa0, octets)...))
	signed := wrap(0x30, append(append(der(0x02, []byte{1}), der(0x31, nil)...), encapsulated...))
	info := wrap(0x30, append(der(0x06, kind), wrap(0xa0, signed)...))
	return "Subject: Avtale\nContent-Type: application/pkcs7-mime; smime-type=signed-data; name=smime.p7m\nContent-Transfer-Encoding: base64\n\n" + base64.StdEncoding.EncodeToString(info)
}

// tnef makes a winmail.dat with one file: its short name as an attribute, the
// long one, if any, as a MAPI property.
func tnef(short, long, content string) []byte {
	out := []byte("\x78\x9f\x3e\x22\x01\x00")
	attribute := func(id uint32, value []byte) {
		out = append(out, 2)
		out = binary.LittleEndian.AppendUint32(out, id)
		out = binary.LittleEndian.AppendUint32(out, uint32(len(value)))
		out = append(append(out, value...), 0, 0)
	}
	attribute(0x00069002, make([]byte, 14))
	attribute(0x00018010, append([]byte(short), 0))
	attribute(0x0006800f, []byte(content))
	if long != "" {
		var value []byte
		for _, u := range utf16.Encode([]rune(long + "\x00")) {
			value = binary.LittleEndian.AppendUint16(value, u)
		}
		properties := binary.LittleEndian.AppendUint32(nil, 2)
		properties = append(properties, 0x03, 0x00, 0x05, 0x37, 1, 0, 0, 0) // PidTagAttachMethod, a number to pass over
		properties = append(properties, 0x1f, 0x00, 0x07, 0x37, 1, 0, 0, 0)
		properties = binary.LittleEndian.AppendUint32(properties, uint32(len(value)))
		properties = append(properties, value...)
		attribute(0x00069005, append(properties, make([]byte, (4-len(value)%4)%4)...))
	}
	return out
}
