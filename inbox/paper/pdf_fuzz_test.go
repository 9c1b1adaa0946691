package paper_test

import (
	"os"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"fristvakt/inbox/paper"
)

// FuzzPDF sends whatever comes through the child, as a document in a mail is.
// It ends, and what it says is text or the reason why there is none.
func FuzzPDF(f *testing.F) {
	lost, err := os.ReadFile("testdata/lost-letters.pdf")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(lost)
	f.Add(handwritten("Vedtak: Eksempel kommune sluttar seg til.").bytes)
	f.Add(written(f, "Sak 12/25", "Vedtak"))
	packed := handwritten("x")
	packed.revise(map[int]string{4: deflated([]byte("BT /F1 12 Tf (Vedtak) Tj ET"))})
	f.Add(packed.bytes)
	looped := handwritten("x")
	looped.revise(map[int]string{2: "<< /Type /Pages /Kids [2 0 R] /Count 1 >>"})
	f.Add(looped.bytes)
	r := newReader(f, paper.Options{Timeout: 5 * time.Second})
	f.Fuzz(func(t *testing.T, content []byte) {
		p := r.Read(t.Context(), "avtale.pdf", "application/pdf", content)
		if p.Unreadable == "" && len(p.Pages) == 0 && strings.HasPrefix(string(content), "%PDF-") {
			t.Error("neither pages nor a reason")
		}
		for _, page := range p.Pages {
			if !utf8.ValidString(page.Text) {
				t.Errorf("%q is no UTF-8", page.Text)
			}
		}
	})
}
