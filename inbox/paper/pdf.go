package paper

import (
	"bytes"
	"errors"
	"strings"
	"time"

	"github.com/klippa-app/go-pdfium/enums"
	pdfiumerrors "github.com/klippa-app/go-pdfium/errors"
	"github.com/klippa-app/go-pdfium/references"
	"github.com/klippa-app/go-pdfium/requests"
)

// pdf is an open document.
type pdf struct {
	*engine
	document references.FPDF_DOCUMENT
	form     bool // it has a form to fill
	images   bool // it has raster images
}

// open loads the document. The caller closes it.
func (e *engine) open(content []byte) (pdf, error) {
	doc, err := e.OpenDocument(&requests.OpenDocument{File: &content})
	switch {
	case errors.Is(err, pdfiumerrors.ErrPassword), errors.Is(err, pdfiumerrors.ErrSecurity):
		return pdf{}, stop(ReasonEncrypted)
	case err != nil:
		return pdf{}, e.failed(err)
	}
	d := pdf{engine: e, document: doc.Document, images: namesImage(content)}
	if form, err := e.FPDF_GetFormType(&requests.FPDF_GetFormType{Document: d.document}); err == nil {
		d.form = form.FormType != enums.FPDF_FORMTYPE_NONE
	}
	return d, nil
}

// namesImage says whether the name Image occurs: an image is a stream, and the
// dictionary of a stream is never packed.
func namesImage(content []byte) bool {
	name := []byte("/Image")
	for {
		at := bytes.Index(content, name)
		if at < 0 {
			return false
		}
		content = content[at+len(name):]
		if len(content) == 0 || delimits(content[0]) {
			return true
		}
	}
}

func (d pdf) close() {
	_, _ = d.FPDF_CloseDocument(&requests.FPDF_CloseDocument{Document: d.document})
}

// failed tells why a call into PDFium went wrong. A trap of the WebAssembly machine
// leaves it unusable.
func (e *engine) failed(err error) error {
	var reason stop
	switch {
	case e.memory.refused:
		return stop(ReasonTooMuchMemory)
	case errors.As(err, &reason):
		return reason
	case strings.Contains(err.Error(), "wasm error"), strings.Contains(err.Error(), "panic"):
		return stop(ReasonCrashed)
	}
	return stop(ReasonDamaged)
}

func (e *engine) readPDF(content []byte, pageLimit int, deadline time.Time) (Paper, error) {
	paper := Paper{Signatures: signatures(content)}
	doc, err := e.open(content)
	if err != nil {
		return paper, err
	}
	defer doc.close()
	count, err := e.FPDF_GetPageCount(&requests.FPDF_GetPageCount{Document: doc.document})
	if err != nil || count.PageCount <= 0 {
		return paper, stop(ReasonDamaged)
	}
	paper.Properties = doc.properties()
	for i := range count.PageCount {
		switch {
		case i >= pageLimit:
			return paper, stop(ReasonTooManyPages)
		case time.Now().After(deadline):
			return paper, stop(ReasonTooLong)
		}
		page, err := doc.page(i, &paper)
		if err != nil {
			return paper, err
		}
		paper.Pages = append(paper.Pages, page)
	}
	if doc.cutOff(content) {
		return paper, stop(ReasonDamaged)
	}
	return paper, nil
}

// cutOff says whether the end of the file is missing: PDFium finds what objects it
// can, and the pages that matter may be among the lost ones.
func (d pdf) cutOff(content []byte) bool {
	tail := content[max(0, len(content)-4096):]
	if bytes.Contains(tail, []byte("%%EOF")) {
		return false
	}
	valid, err := d.FPDF_DocumentHasValidCrossReferenceTable(&requests.FPDF_DocumentHasValidCrossReferenceTable{Document: d.document})
	return err != nil || !valid.DocumentHasValidCrossReferenceTable
}

func (d pdf) properties() Properties {
	var p Properties
	tags, err := d.GetMetaData(&requests.GetMetaData{Document: d.document})
	if err != nil {
		return p
	}
	for _, tag := range tags.Tags {
		value := clip(foldLine(fold(tag.Value)))
		switch tag.Tag {
		case "Title":
			p.Title = value
		case "Author":
			p.Author = value
		case "Producer":
			p.Producer = value
		case "Creator":
			p.Creator = value
		case "CreationDate":
			p.Created = pdfTime(value)
		case "ModDate":
			p.Modified = pdfTime(value)
		}
	}
	return p
}

// pdfTime reads a date of ISO 32000-1 section 7.9.4 such as D:20250522141301+02'00'.
// It returns UTC, or zero for what is no date.
func pdfTime(value string) time.Time {
	value = strings.ReplaceAll(strings.TrimPrefix(strings.TrimSpace(value), "D:"), "'", "")
	for _, layout := range []string{"20060102150405Z0700", "20060102150405Z", "20060102150405", "200601021504", "20060102"} {
		if t, err := time.Parse(layout, value); err == nil {
			return inRange(t)
		}
	}
	return time.Time{}
}

// inRange returns the time in UTC, or zero where that is a year that JSON cannot carry.
func inRange(t time.Time) time.Time {
	t = t.UTC()
	if t.Year() < 1 || t.Year() > 9999 {
		return time.Time{}
	}
	return t
}

// clip shortens what ought to be a name or a line.
func clip(text string) string {
	const most = 1000
	if len(text) <= most {
		return text
	}
	return strings.ToValidUTF8(text[:most], "")
}
