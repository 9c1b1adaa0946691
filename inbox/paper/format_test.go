package paper_test

import (
	"os"
	"slices"
	"strings"
	"testing"

	"fristvakt/inbox/paper"
)

const wordHead = `<?xml version="1.0"?><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:mc="x"><w:body>`
const wordTail = `</w:body></w:document>`

func docx(t testing.TB, body string, more ...string) []byte {
	return zipped(t, append([]string{"word/document.xml", wordHead + body + wordTail}, more...)...)
}

const odtHead = `<office:document-content xmlns:office="o" xmlns:text="t" xmlns:table="b" xmlns:style="s" xmlns:fo="f">`

func odt(t testing.TB, content string, more ...string) []byte {
	return zipped(t, append([]string{"mimetype", "application/vnd.oasis.opendocument.text",
		"content.xml", odtHead + content + `</office:document-content>`}, more...)...)
}

func TestTextIsReadFromEveryFormat(t *testing.T) {
	cases := map[string]struct {
		content []byte
		format  paper.Format
		want    []string // the text of each page
	}{
		"a paragraph, a table and a page break in Word": {docx(t,
			`<w:p><w:r><w:t>Særutskrift</w:t></w:r></w:p><w:tbl><w:tr><w:tc><w:p><w:r><w:t>Sak</w:t></w:r></w:p></w:tc>`+
				`<w:tc><w:p><w:r><w:t>31/25</w:t></w:r></w:p></w:tc></w:tr></w:tbl><w:p><w:r><w:br w:type="page"/><w:t>VEDTAK</w:t></w:r></w:p>`),
			paper.FormatDocx, []string{"Særutskrift\nSak\t31/25", "VEDTAK"}},
		"deleted and hidden words in Word are not there": {docx(t,
			`<w:p><w:r><w:t>Saka vert </w:t></w:r><w:del><w:r><w:t>ikkje </w:t><w:delText>ikkje</w:delText></w:r></w:del>`+
				`<w:ins><w:r><w:t>utsett</w:t></w:r></w:ins><w:r><w:rPr><w:vanish/></w:rPr><w:t> løynd</w:t></w:r></w:p>`),
			paper.FormatDocx, []string{"Saka vert utsett"}},
		"a text box in Word is read once": {docx(t,
			`<w:p><w:r><mc:AlternateContent><mc:Choice><w:txbxContent><w:p><w:r><w:t>Boks</w:t></w:r></w:p></w:txbxContent></mc:Choice>`+
				`<mc:Fallback><w:p><w:r><w:t>Boks</w:t></w:r></w:p></mc:Fallback></mc:AlternateContent></w:r></w:p>`),
			paper.FormatDocx, []string{"Boks"}},
		"headers and footers of Word": {docx(t, `<w:p><w:r><w:t>Brødtekst</w:t></w:r></w:p>`,
			"word/header1.xml", wordHead+`<w:p><w:r><w:t>Vik kommune</w:t></w:r></w:p>`+wordTail,
			"word/footer1.xml", wordHead+`<w:p><w:r><w:t>Side 1</w:t></w:r></w:p>`+wordTail),
			paper.FormatDocx, []string{"Vik kommune\nBrødtekst\nSide 1"}},
		"OpenDocument with a break before a style": {odt(t,
			`<style:style style:name="P1"><style:paragraph-properties fo:break-before="page"/></style:style><office:text>`+
				`<text:tracked-changes><text:p>sletta</text:p></text:tracked-changes><text:h>Møtebok</text:h>`+
				`<text:p>to<text:s text:c="2"/>ord<text:tab/>tre</text:p><text:p text:style-name="P1">Side to</text:p></office:text>`),
			paper.FormatOdt, []string{"Møtebok\nto ord\ttre", "Side to"}},
		"the footer of OpenDocument": {odt(t, `<text:p>Brev</text:p>`, "styles.xml",
			`<x xmlns:style="s" xmlns:text="t"><text:p>ikkje tekst</text:p><style:footer><text:p>Vik kommune</text:p></style:footer></x>`),
			paper.FormatOdt, []string{"Brev\nVik kommune"}},
		"RTF with letters in hex and in Unicode": {[]byte(`{\rtf1\ansi\ansicpg1252{\fonttbl{\f0 Arial;}}{\*\generator Riched20;}\pard ` +
			`S\'e6rutskrift fr\u229?  {\b heradsstyret}\par\uc0\u8211 v\'f8lt{\v gøymt}{\deleted sletta}\page Side to}`),
			paper.FormatRTF, []string{"Særutskrift frå heradsstyret\n–vølt", "Side to"}},
		"HTML without its scripts": {[]byte(`<html><head><title>Brev</title><style>p{}</style></head><body><p>Hei&nbsp;p&aring;` +
			"\n" + `deg</p><script>alert("x")</script><table><tr><td>a</td><td>b</td></tr></table>slutt`),
			paper.FormatHTML, []string{"Hei på deg\n\na\tb\n\nslutt"}},
		"text in windows-1252, with a form feed": {[]byte("B\xf8mlo \x96 s\xe6rutskrift\r\n\r\n\r\nslutt\fside to"),
			paper.FormatText, []string{"Bømlo – særutskrift\n\nslutt", "side to"}},
		"text in UTF-16 without a mark": {wide("Sak 31/25"), paper.FormatText, []string{"Sak 31/25"}},
		"text in UTF-16 with a mark":    {append([]byte("\xFF\xFE"), wide("Sak 31/25")...), paper.FormatText, []string{"Sak 31/25"}},
		"ligatures and decomposed letters are folded": {[]byte("o\uFB03siell A\u030Ardal so\u00ADknad"),
			paper.FormatText, []string{"offisiell Årdal soknad"}},
		"PDF, a page each": {written(t, "Særutskrift frå Bømlo", "Årdal: vedteke samrøystes"),
			paper.FormatPDF, []string{"Særutskrift frå Bømlo", "Årdal: vedteke samrøystes"}},
	}
	reader := newReader(t, paper.Options{})
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			p := reader.Read(t.Context(), "vedlegg", "application/octet-stream", c.content)
			var got []string
			for _, page := range p.Pages {
				got = append(got, page.Text)
			}
			if p.Unreadable != "" || p.Format != c.format || !slices.Equal(got, c.want) {
				t.Errorf("got %s %q %q,\nwant %s %q", p.Format, p.Unreadable, got, c.format, c.want)
			}
		})
	}
}

func wide(ascii string) []byte {
	return []byte(strings.Join(strings.Split(ascii, ""), "\x00") + "\x00")
}

func TestTheBytesTellTheFormatAndNotTheName(t *testing.T) {
	compound := "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1" + strings.Repeat("\x00", 504)
	cases := map[string]struct {
		name    string
		content string
		format  paper.Format
		reason  string
	}{
		"a program that calls itself PDF": {"avtale.pdf", "MZ\x90\x00\x03\x00\x00\x00", paper.FormatUnknown, paper.ReasonUnknownFormat},
		"an old Word file":                {"vedtak.doc", compound + string(wide("WordDocument")), paper.FormatUnknown, paper.ReasonOldWord},
		"a Word file with a password":     {"vedtak.docx", compound + string(wide("EncryptedPackage")), paper.FormatUnknown, paper.ReasonEncrypted},
		"a message of Outlook":            {"sak.msg", compound + string(wide("__properties")), paper.FormatUnknown, paper.ReasonUnknownFormat},
		"another zip":                     {"alt.docx", string(zipped(t, "a.txt", "a")), paper.FormatUnknown, paper.ReasonUnknownFormat},
		"nothing":                         {"tom.pdf", "", paper.FormatUnknown, paper.ReasonEmpty},
		"only blanks":                     {"tom.txt", " \r\n ", paper.FormatUnknown, paper.ReasonEmpty},
		"words called PDF":                {"avtale.pdf", "Hei, avtalen kjem seinare.", paper.FormatText, ""},
		"HTML called text":                {"brev.txt", "<!DOCTYPE html><p>Hei", paper.FormatHTML, ""},
		"HTML by its name alone":          {"brev.htm", "Hei <b>du</b>", paper.FormatHTML, ""},
		"a photo of a telephone":          {"bilete", "\x00\x00\x00\x18ftypheic\x00\x00\x00\x00", paper.FormatImage, ""},
	}
	reader := newReader(t, paper.Options{})
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			p := reader.Read(t.Context(), c.name, "", []byte(c.content))
			if p.Format != c.format || p.Unreadable != c.reason {
				t.Errorf("got %s %q, want %s %q", p.Format, p.Unreadable, c.format, c.reason)
			}
			if p.Size != int64(len(c.content)) || len(p.SHA256) != 64 {
				t.Errorf("size %d and digest %q are those of the bytes as they came", p.Size, p.SHA256)
			}
		})
	}
}

func TestAScanIsToldFromAnEmptyPageAndFromText(t *testing.T) {
	lost, err := os.ReadFile("testdata/lost-letters.pdf") // written by Chromium, rewritten by Ghostscript as PDF 1.2
	if err != nil {
		t.Fatal(err)
	}
	cases := map[string]struct {
		content []byte
		scan    bool
		reason  string
	}{
		"a page of text":                      {written(t, strings.Repeat("Kommunestyret vedtok saka samrøystes. ", 20)), false, ""},
		"a page with nothing on it":           {written(t, ""), false, paper.ReasonEmpty},
		"a photographed page":                 {photographed(t, photo(t, 800, 1100), ""), true, ""},
		"a scan with a stamp on it":           {photographed(t, photo(t, 800, 1100), "Dokument 25/01234-3 side 1 av 2"), true, ""},
		"a picture of a page":                 {photo(t, 800, 1100), true, ""},
		"a logo":                              {photo(t, 160, 60), false, ""},
		"letters lost by a rewriting program": {lost, true, ""},
		"letters without vowels":              {written(t, strings.Repeat("\u00a7\u00b6 B C D F G H J K L M N P Q R S T V W X Z. ", 20)), true, ""},
	}
	reader := newReader(t, paper.Options{})
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			p := reader.Read(t.Context(), "", "", c.content)
			if p.Unreadable != c.reason || len(p.Pages) != 1 || p.Pages[0].Scan != c.scan || p.Pages[0].OCR {
				t.Errorf("want scan=%v, reason %q, got %q %+v", c.scan, c.reason, p.Unreadable, p.Pages)
			}
		})
	}
}

func TestPropertiesAreTheDocumentsOwnClaims(t *testing.T) {
	p := read(t, "x.pdf", written(t, "Hei"))
	if p.Properties.Title != "Særutskrift" || p.Properties.Author != "Eksempel kommune" || p.Properties.Created.IsZero() {
		t.Errorf("got %+v", p.Properties)
	}
	p = read(t, "x.docx", docx(t, `<w:p/>`, "docProps/core.xml",
		`<c xmlns:d="d"><d:title>Avtale</d:title><d:creator>Kari</d:creator><d:created>2025-05-22T12:00:00+02:00</d:created></c>`))
	if p.Properties.Title != "Avtale" || p.Properties.Author != "Kari" || p.Properties.Created.Hour() != 10 {
		t.Errorf("got %+v", p.Properties)
	}
}

func TestFieldsThatWereFilledInAreRead(t *testing.T) {
	file := handwritten("Skjema")
	file.revise(map[int]string{
		1: "<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields [6 0 R] >> >>",
		3: "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Annots [6 0 R 7 0 R 8 0 R]" +
			" /Resources << /Font << /F1 5 0 R >> >> >>",
		6: "<< /Type /Annot /Subtype /Widget /FT /Tx /T (Kommune) /V (Vik kommune) /Rect [10 10 200 30] >>",
		7: "<< /Type /Annot /Subtype /FreeText /Contents (Vik, 22.05.2025) /DA (/Helv 12 Tf) /Rect [10 50 200 70] >>",
		8: "<< /Type /Annot /Subtype /Ink /InkList [[10 10 20 20]] /Rect [10 50 200 70] >>",
	})
	p := read(t, "skjema.pdf", file.bytes)
	if p.Fields["Kommune"] != "Vik kommune" {
		t.Errorf("fields: %v", p.Fields)
	}
	if len(p.Pages) != 1 || !strings.Contains(p.Pages[0].Text, "Vik, 22.05.2025") || !p.Pages[0].Ink {
		t.Errorf("what was typed and drawn upon the page: %+v", p.Pages)
	}
}
