package papers

import (
	"bytes"
	"time"

	"github.com/go-pdf/fpdf"
)

// sheet is a PDF being written, A4, with Norwegian letters.
type sheet struct {
	pdf  *fpdf.Fpdf
	text func(string) string // from UTF-8 to the encoding of the fonts
}

func newSheet(title string) *sheet {
	s := &sheet{pdf: fpdf.New("P", "mm", "A4", "")}
	s.text = s.pdf.UnicodeTranslatorFromDescriptor("")
	s.pdf.SetTitle(title, true)
	s.pdf.SetCreationDate(epoch)
	s.pdf.SetModificationDate(epoch)
	s.pdf.SetCatalogSort(true)
	s.pdf.SetMargins(25, 22, 25)
	s.pdf.SetAutoPageBreak(true, 22)
	s.pdf.AddPage()
	return s
}

// epoch dates every paper, so that the same paper is the same bytes.
var epoch = time.Date(2025, 1, 2, 9, 0, 0, 0, time.UTC)

func (s *sheet) heading(text string, size float64) {
	s.pdf.SetFont("Helvetica", "B", size)
	s.pdf.MultiCell(0, size*0.5, s.text(text), "", "L", false)
	s.pdf.Ln(1.5)
}

func (s *sheet) paragraph(text string) {
	s.pdf.SetFont("Helvetica", "", 10.5)
	s.pdf.MultiCell(0, 5, s.text(text), "", "L", false)
	s.pdf.Ln(2)
}

func (s *sheet) line(text string) {
	s.pdf.SetFont("Helvetica", "", 10.5)
	s.pdf.MultiCell(0, 5, s.text(text), "", "L", false)
}

// columns writes two texts beside each other.
func (s *sheet) columns(left, right string) {
	s.pdf.SetFont("Helvetica", "", 10.5)
	s.pdf.CellFormat(85, 5, s.text(left), "", 0, "L", false, 0, "")
	s.pdf.CellFormat(0, 5, s.text(right), "", 1, "L", false, 0, "")
}

// bytes ends the paper. Writing to a buffer fails only on a mistake in the
// program, which the tests of this package would show.
func (s *sheet) bytes() []byte {
	var b bytes.Buffer
	if err := s.pdf.Output(&b); err != nil {
		panic("a paper of the demo cannot be written: " + err.Error())
	}
	return b.Bytes()
}
