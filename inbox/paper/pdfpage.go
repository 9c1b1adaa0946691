package paper

import (
	"github.com/klippa-app/go-pdfium/enums"
	"github.com/klippa-app/go-pdfium/references"
	"github.com/klippa-app/go-pdfium/requests"
	"github.com/klippa-app/go-pdfium/responses"
)

// Limits on what of a page is looked at one by one.
const (
	maxObjects     = 5000
	maxAnnotations = 500
	maxDrawnPages  = 12 // what is signed by hand is short
)

// page reads one page. Only where text is short is the page looked at as a picture.
func (d pdf) page(index int, paper *Paper) (Page, error) {
	loaded, err := d.FPDF_LoadPage(&requests.FPDF_LoadPage{Document: d.document, Index: index})
	if err != nil {
		if d.memory.refused || d.failed(err) == stop(ReasonCrashed) {
			return Page{}, d.failed(err)
		}
		return Page{}, nil // one page that cannot be loaded is an empty one
	}
	defer func() { _, _ = d.FPDF_ClosePage(&requests.FPDF_ClosePage{Page: loaded.Page}) }()
	ref := requests.Page{ByReference: &loaded.Page}
	page, err := d.look(ref, index, paper)
	if err == nil && d.form && page == (Page{}) {
		return d.flattened(ref, index, paper)
	}
	return page, err
}

// flattened reads a page on which nothing shows but fields of a form. PDFium does not
// draw these by itself: a filled form, a stamp on a button and a signature's picture
// would pass for an empty page.
func (d pdf) flattened(page requests.Page, index int, paper *Paper) (Page, error) {
	done, err := d.FPDFPage_Flatten(&requests.FPDFPage_Flatten{Page: page, Usage: requests.FPDFPage_FlattenUsageNormalDisplay})
	if err != nil || done.Result != responses.FPDFPage_FlattenResultSuccess {
		return Page{}, nil
	}
	again, err := d.FPDF_LoadPage(&requests.FPDF_LoadPage{Document: d.document, Index: index})
	if err != nil {
		return Page{}, nil
	}
	defer func() { _, _ = d.FPDF_ClosePage(&requests.FPDF_ClosePage{Page: again.Page}) }()
	return d.look(requests.Page{ByReference: &again.Page}, index, paper)
}

// look judges a loaded page.
func (d pdf) look(ref requests.Page, index int, paper *Paper) (Page, error) {
	raw, err := d.text(ref)
	if err != nil {
		return Page{}, d.failed(err)
	}
	m := marks{dark: -1, garbled: !legible(raw)}
	written := d.annotations(ref, &m, paper)
	text := fold(raw + "\n" + written)
	if d.images || len(text) < stampLength || index < maxDrawnPages {
		d.objects(ref, &m)
	}
	if text == "" && m.cover < 0.4 {
		m.dark = d.darkness(ref)
	}
	return m.page(text), nil
}

func (d pdf) text(page requests.Page) (string, error) {
	loaded, err := d.FPDFText_LoadPage(&requests.FPDFText_LoadPage{Page: page})
	if err != nil {
		return "", err
	}
	defer func() { _, _ = d.FPDFText_ClosePage(&requests.FPDFText_ClosePage{TextPage: loaded.TextPage}) }()
	count, err := d.FPDFText_CountChars(&requests.FPDFText_CountChars{TextPage: loaded.TextPage})
	if err != nil {
		return "", err
	}
	if count.Count <= 0 {
		return "", nil
	}
	if count.Count > maxPageText {
		return "", stop(ReasonTooLarge)
	}
	text, err := d.FPDFText_GetText(&requests.FPDFText_GetText{TextPage: loaded.TextPage, Count: count.Count})
	if err != nil {
		return "", err
	}
	return text.Text, nil
}

// annotations returns what has been typed upon the page, marks drawing, and collects
// the filled fields of a form.
func (d pdf) annotations(page requests.Page, m *marks, paper *Paper) string {
	count, err := d.FPDFPage_GetAnnotCount(&requests.FPDFPage_GetAnnotCount{Page: page})
	if err != nil || count.Count == 0 {
		return ""
	}
	if d.form {
		d.fields(page, paper)
	}
	typed := ""
	for i := range min(count.Count, maxAnnotations) {
		annotation, err := d.FPDFPage_GetAnnot(&requests.FPDFPage_GetAnnot{Page: page, Index: i})
		if err != nil {
			continue
		}
		typed += d.annotation(annotation.Annotation, m)
		_, _ = d.FPDFPage_CloseAnnot(&requests.FPDFPage_CloseAnnot{Annotation: annotation.Annotation})
	}
	return typed
}

func (d pdf) annotation(annotation references.FPDF_ANNOTATION, m *marks) string {
	kind, err := d.FPDFAnnot_GetSubtype(&requests.FPDFAnnot_GetSubtype{Annotation: annotation})
	if err != nil {
		return ""
	}
	switch kind.Subtype {
	case enums.FPDF_ANNOT_SUBTYPE_INK, enums.FPDF_ANNOT_SUBTYPE_STAMP:
		m.drawn = true
	case enums.FPDF_ANNOT_SUBTYPE_FREETEXT:
		value, err := d.FPDFAnnot_GetStringValue(&requests.FPDFAnnot_GetStringValue{Annotation: annotation, Key: "Contents"})
		if err == nil {
			return value.Value + "\n"
		}
	}
	return ""
}

func (d pdf) fields(page requests.Page, paper *Paper) {
	form, err := d.GetForm(&requests.GetForm{Page: page})
	if err != nil {
		return
	}
	for _, field := range form.Fields {
		value := ""
		switch {
		case field.IsChecked != nil && *field.IsChecked:
			value = "yes"
		case field.Value != nil:
			value = clip(fold(*field.Value))
		case len(field.Values) > 0:
			value = clip(fold(field.Values[0]))
		}
		if value == "" || len(paper.Fields) >= maxAnnotations {
			continue
		}
		if paper.Fields == nil {
			paper.Fields = map[string]string{}
		}
		paper.Fields[clip(field.Name)] = value
	}
}

// objects counts what lies on the page and measures its pictures.
func (d pdf) objects(page requests.Page, m *marks) {
	count, err := d.FPDFPage_CountObjects(&requests.FPDFPage_CountObjects{Page: page})
	if err != nil || count.Count == 0 {
		return
	}
	width, errWidth := d.FPDF_GetPageWidthF(&requests.FPDF_GetPageWidthF{Page: page})
	height, errHeight := d.FPDF_GetPageHeightF(&requests.FPDF_GetPageHeightF{Page: page})
	if errWidth != nil || errHeight != nil {
		return
	}
	sheet := sheetSize{float64(width.PageWidth), float64(height.PageHeight)}
	for i := range min(count.Count, maxObjects) {
		object, err := d.FPDFPage_GetObject(&requests.FPDFPage_GetObject{Page: page, Index: i})
		if err == nil {
			d.object(object.PageObject, sheet, m)
		}
	}
}

func (d pdf) object(object references.FPDF_PAGEOBJECT, sheet sheetSize, m *marks) {
	kind, err := d.FPDFPageObj_GetType(&requests.FPDFPageObj_GetType{PageObject: object})
	if err != nil {
		return
	}
	switch kind.Type {
	case enums.FPDF_PAGEOBJ_PATH:
		m.paths++
		if d.isFreehand(object) {
			m.stroke(d.bounds(object), sheet)
		}
	case enums.FPDF_PAGEOBJ_IMAGE:
		m.picture(d.bounds(object), sheet)
	case enums.FPDF_PAGEOBJ_FORM:
		switch d.inForm(object, 0) {
		case enums.FPDF_PAGEOBJ_IMAGE:
			m.picture(d.bounds(object), sheet)
		case enums.FPDF_PAGEOBJ_PATH:
			m.stroke(d.bounds(object), sheet)
		}
	}
}

// isFreehand tells a line drawn by hand from rules, boxes and rounded corners: it bends often.
func (d pdf) isFreehand(object references.FPDF_PAGEOBJECT) bool {
	n, err := d.FPDFPath_CountSegments(&requests.FPDFPath_CountSegments{PageObject: object})
	return err == nil && n.Count >= 14
}

func (d pdf) bounds(object references.FPDF_PAGEOBJECT) box {
	b, err := d.FPDFPageObj_GetBounds(&requests.FPDFPageObj_GetBounds{PageObject: object})
	if err != nil {
		return box{}
	}
	return box{float64(b.Left), float64(b.Bottom), float64(b.Right), float64(b.Top)}
}

// inForm looks into a form object, which is a page within the page, for a picture or else
// for a line drawn by hand. FPDF_PAGEOBJ_UNKNOWN says that there is neither.
func (d pdf) inForm(object references.FPDF_PAGEOBJECT, depth int) enums.FPDF_PAGEOBJ {
	found := enums.FPDF_PAGEOBJ_UNKNOWN
	count, err := d.FPDFFormObj_CountObjects(&requests.FPDFFormObj_CountObjects{PageObject: object})
	if err != nil {
		return found
	}
	for i := range min(count.Count, 50) {
		inner, err := d.FPDFFormObj_GetObject(&requests.FPDFFormObj_GetObject{PageObject: object, Index: uint64(i)})
		if err != nil {
			return found
		}
		kind, err := d.FPDFPageObj_GetType(&requests.FPDFPageObj_GetType{PageObject: inner.PageObject})
		if err != nil {
			return found
		}
		of := kind.Type
		if of == enums.FPDF_PAGEOBJ_FORM && depth < 3 {
			of = d.inForm(inner.PageObject, depth+1)
		} else if of == enums.FPDF_PAGEOBJ_PATH && !d.isFreehand(inner.PageObject) {
			continue
		}
		switch of {
		case enums.FPDF_PAGEOBJ_IMAGE:
			return of
		case enums.FPDF_PAGEOBJ_PATH:
			found = of
		}
	}
	return found
}
