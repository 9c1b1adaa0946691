package paper_test

import (
	"testing"

	"fristvakt/inbox/paper"
)

// Some programs put all that a page shows on the fields of a form.
func TestAPageThatShowsOnlyFieldsOfAFormIsNotEmpty(t *testing.T) {
	file := handwritten("")
	file.revise(map[int]string{
		1: "<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields [6 0 R] >> >>",
		3: "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Annots [6 0 R] >>",
		6: "<< /Type /Annot /Subtype /Widget /FT /Btn /Ff 65536 /T (a) /F 4 /Rect [50 50 550 800] /AP << /N 7 0 R >> >>",
		7: "<< /Type /XObject /Subtype /Form /BBox [0 0 500 750] /Length 45 >>\nstream\n0 0 0 rg 100 100 200 200 re f 10 600 m 90 700 l S\nendstream",
	})
	p := read(t, "skjema.pdf", file.bytes)
	if p.Unreadable != "" || len(p.Pages) != 1 || !p.Pages[0].Scan {
		t.Errorf("want a page to look at, got %+v", p)
	}
	file.revise(map[int]string{7: "<< /Type /XObject /Subtype /Form /BBox [0 0 500 750] /Length 0 >>\nstream\n\nendstream"})
	if p := read(t, "skjema.pdf", file.bytes); p.Unreadable != paper.ReasonEmpty {
		t.Errorf("an empty field is an empty page, got %+v", p)
	}
}
