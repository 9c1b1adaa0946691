package paper

import (
	"bytes"
	"encoding/xml"
	"strconv"
	"strings"
)

// What of an OpenDocument part is not its text: the store of tracked deletions, and notes
// of a reviewer.
var odtSkipped = map[string]bool{"tracked-changes": true, "annotation": true, "forms": true, "title": true, "desc": true}

// readOdt reads OpenDocument text (OASIS OpenDocument 1.3 part 3).
func readOdt(content []byte, limit int64) (Paper, error) {
	parcel, err := openParcel(content, limit)
	if err != nil {
		return Paper{}, err
	}
	manifest, err := parcel.part("META-INF/manifest.xml")
	if err != nil {
		return Paper{}, err
	}
	if bytes.Contains(manifest, []byte("encryption-data")) {
		return Paper{}, stop(ReasonEncrypted)
	}
	paper := Paper{Properties: parcel.properties("meta.xml")}
	if parcel.files["META-INF/documentsignatures.xml"] != nil {
		paper.Signatures = []Signature{{SubFilter: "XMLDSig", Flaw: "signatures in OpenDocument files are not checked"}}
	}
	o := &openDocument{breaks: map[string]bool{}}
	err = o.parts(parcel)
	paper.Pages = o.done()
	return paper, err
}

// openDocument reads the body, and the headers and footers that are kept with the styles.
type openDocument struct {
	sheet
	style     string          // the style being defined
	breaks    map[string]bool // styles that begin a page
	running   int             // depth within headers and footers
	inStyles  bool            // in styles.xml, of which only headers and footers are text
	paragraph int             // depth within paragraphs
}

func (o *openDocument) parts(p *parcel) error {
	if p.files["content.xml"] == nil {
		return stop(ReasonDamaged)
	}
	for _, name := range []string{"content.xml", "styles.xml"} {
		part, err := p.part(name)
		if err != nil {
			return err
		}
		o.inStyles = name == "styles.xml"
		if err := walk(part, odtSkipped, o); err != nil {
			return err
		}
	}
	return nil
}

func (o *openDocument) start(e xml.StartElement) error {
	switch e.Name.Local {
	case "style":
		o.style = attribute(e, "name")
	case "paragraph-properties":
		if attribute(e, "break-before") == "page" {
			o.breaks[o.style] = true
		}
	case "header", "footer", "header-first", "footer-first", "header-left", "footer-left":
		o.running++
	case "p", "h":
		o.paragraph++
		if o.breaks[attribute(e, "style-name")] && strings.TrimSpace(o.text.String()) != "" {
			o.turn()
		}
	case "s":
		count, _ := strconv.Atoi(attribute(e, "c"))
		return o.put(strings.Repeat(" ", max(1, min(count, 100))))
	case "tab":
		return o.put("\t")
	case "line-break":
		return o.put("\n")
	case "image":
		o.page.Pictures++
	}
	return nil
}

func (o *openDocument) end(name string) error {
	switch name {
	case "header", "footer", "header-first", "footer-first", "header-left", "footer-left":
		o.running--
	case "p", "h":
		o.paragraph--
		if o.inStyles && o.running == 0 {
			return nil
		}
		return o.line()
	case "table-cell":
		return o.cell()
	case "table-row":
		return o.line()
	}
	return nil
}

func (o *openDocument) chars(text string) error { return o.put(text) }

func (o *openDocument) put(text string) error {
	if o.paragraph == 0 || (o.inStyles && o.running == 0) {
		return nil
	}
	return o.write(text)
}
