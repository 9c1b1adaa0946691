package papers

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"strings"
)

// Packed is one file of a zip archive.
type Packed struct {
	Name    string
	Content []byte
}

// Zip packs files as an archive.
func Zip(files ...Packed) []byte {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, f := range files {
		w, err := z.Create(f.Name)
		if err == nil {
			_, err = w.Write(f.Content)
		}
		if err != nil {
			panic("an archive of the demo cannot be written: " + err.Error())
		}
	}
	if err := z.Close(); err != nil {
		panic("an archive of the demo cannot be written: " + err.Error())
	}
	return b.Bytes()
}

// Word writes the paper as a Word document (ECMA-376, the least that opens).
func (m Minutes) Word() []byte {
	var body strings.Builder
	for _, l := range m.Lines() {
		text, heading := strings.CutPrefix(l, "# ")
		body.WriteString("<w:p>")
		if heading {
			body.WriteString(`<w:pPr><w:pStyle w:val="Heading1"/></w:pPr>`)
		}
		body.WriteString(`<w:r><w:t xml:space="preserve">`)
		xml.EscapeText(&body, []byte(text)) // a strings.Builder takes everything
		body.WriteString("</w:t></w:r></w:p>")
	}
	const (
		prolog   = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n"
		relation = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
		wordType = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
	)
	return Zip(
		Packed{"[Content_Types].xml", []byte(prolog + `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="` + wordType + `"/></Types>`)},
		Packed{"_rels/.rels", []byte(prolog + `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="` + relation + `" Target="word/document.xml"/></Relationships>`)},
		Packed{"word/document.xml", []byte(prolog + `<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>` + body.String() + `</w:body></w:document>`)},
	)
}
