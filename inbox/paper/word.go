package paper

import (
	"encoding/xml"
	"strings"
)

// What of a Word part is not its text: what was deleted or moved away, the older copy of
// a drawing for older readers, and the codes of fields.
var wordSkipped = map[string]bool{"del": true, "moveFrom": true, "Fallback": true, "instrText": true, "delText": true}

// readDocx reads WordprocessingML (ECMA-376 part 1).
func readDocx(content []byte, limit int64) (Paper, error) {
	parcel, err := openParcel(content, limit)
	if err != nil {
		return Paper{}, err
	}
	var paper Paper
	paper.Properties = parcel.properties("docProps/core.xml")
	for range parcel.matching("_xmlsignatures/sig*.xml") {
		paper.Signatures = append(paper.Signatures, Signature{SubFilter: "XMLDSig", Flaw: "signatures in Word files are not checked"})
	}
	w := &word{}
	err = w.parts(parcel)
	paper.Pages = w.done()
	return paper, err
}

// word reads the parts of a Word file in the order a reader meets them.
type word struct {
	sheet
	inText   bool
	hidden   bool // the run is hidden
	inMark   bool // in the properties of a paragraph
	breaking bool // a section ends with this paragraph
}

func (w *word) parts(p *parcel) error {
	main := "word/document.xml"
	if p.files[main] == nil {
		if named := p.matching("word/document*.xml"); len(named) > 0 {
			main = named[0]
		}
	}
	if p.files[main] == nil {
		return stop(ReasonDamaged)
	}
	names := p.matching("word/header*.xml")
	names = append(names, main)
	for _, pattern := range []string{"word/footer*.xml", "word/footnotes.xml", "word/endnotes.xml"} {
		names = append(names, p.matching(pattern)...)
	}
	for _, name := range names {
		part, err := p.part(name)
		if err != nil {
			return err
		}
		if err := walk(part, wordSkipped, w); err != nil {
			return err
		}
	}
	return nil
}

func (w *word) start(e xml.StartElement) error {
	switch e.Name.Local {
	case "t":
		w.inText = true
	case "r":
		w.hidden = false
	case "vanish":
		w.hidden = !w.inMark && !off(e)
	case "pPr":
		w.inMark = true
	case "pageBreakBefore":
		if !off(e) {
			w.turnIfWritten()
		}
	case "sectPr":
		w.breaking = w.inMark
	case "type":
		w.breaking = w.breaking && attribute(e, "val") != "continuous"
	case "tab":
		if !w.inMark {
			return w.write("\t")
		}
	case "noBreakHyphen":
		return w.write("-")
	case "blip", "imagedata":
		w.page.Pictures++
	case "br", "cr":
		if attribute(e, "type") == "page" {
			w.turn()
			return nil
		}
		return w.write("\n")
	}
	return nil
}

func (w *word) end(name string) error {
	switch name {
	case "t":
		w.inText = false
	case "pPr":
		w.inMark = false
	case "tc":
		return w.cell()
	case "tr":
		return w.line()
	case "p":
		if w.breaking {
			w.breaking = false
			w.turn()
			return nil
		}
		return w.line()
	}
	return nil
}

func (w *word) chars(text string) error {
	if !w.inText || w.hidden {
		return nil
	}
	return w.write(text)
}

func (w *word) turnIfWritten() {
	if strings.TrimSpace(w.text.String()) != "" {
		w.turn()
	}
}

// off says whether a property is switched off (ECMA-376 part 1, section 17.17.4).
func off(e xml.StartElement) bool {
	switch attribute(e, "val") {
	case "0", "false", "off":
		return true
	}
	return false
}
