package paper

import (
	"errors"
	"time"
)

// What a document may yield. Beyond these it is too large, whatever its file size.
const (
	maxPageText = 1 << 20 // bytes
	maxText     = 16 << 20
	maxDepth    = 100 // nested elements or groups
)

// stop ends the reading of a document with a Reason constant.
type stop string

func (s stop) Error() string { return string(s) }

// read returns what the document holds. What every format shares is done here.
func (e *engine) read(req request, content []byte, deadline time.Time) Paper {
	var paper Paper
	var err error
	switch req.Format {
	case FormatPDF:
		paper, err = e.readPDF(content, req.PageLimit, deadline)
	case FormatDocx:
		paper, err = readDocx(content, req.Bytes)
	case FormatOdt:
		paper, err = readOdt(content, req.Bytes)
	case FormatRTF:
		paper, err = readRTF(content)
	case FormatHTML:
		paper, err = readHTML(content)
	case FormatText:
		paper, err = readText(content)
	case FormatImage:
		paper, err = readImage(content)
	default:
		err = stop(ReasonUnknownFormat)
	}
	paper.Unreadable = reasonOf(err)
	finish(&paper, req.PageLimit)
	return paper
}

// reasonOf returns the reason in err, and that the document is damaged for any error
// that has none.
func reasonOf(err error) string {
	var s stop
	switch {
	case err == nil:
		return ""
	case errors.As(err, &s):
		return string(s)
	}
	return ReasonDamaged
}

// finish keeps the limits on pages and text, and looks for evidence.
func finish(p *Paper, pageLimit int) {
	if len(p.Pages) > pageLimit {
		p.Pages = p.Pages[:pageLimit]
		p.Unreadable = ReasonTooManyPages
	}
	total := 0
	for i := range p.Pages {
		page := &p.Pages[i]
		if len(page.Text) > maxPageText || total > maxText {
			page.Text = ""
			p.Unreadable = ReasonTooLarge
		}
		total += len(page.Text)
	}
	p.Evidence = evidence(p.Pages)
	if p.Unreadable == "" && blank(*p) {
		p.Unreadable = ReasonEmpty
	}
}

func blank(p Paper) bool {
	for _, page := range p.Pages {
		if page.Text != "" || page.Scan || page.Ink || page.Pictures > 0 {
			return false
		}
	}
	return len(p.Fields) == 0
}
