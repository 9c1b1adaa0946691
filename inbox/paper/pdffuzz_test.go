package paper_test

import (
	"bytes"
	"testing"
	"time"

	"fristvakt/inbox/paper"
)

// PDFium itself runs behind the child's walls. What must hold is that every
// document comes back, and that the reader is there for the next one.
func FuzzPDF(f *testing.F) {
	f.Add(handwritten("Vedtak i saka").bytes)
	f.Add(written(f, "Avtale", "Side to"))
	f.Add(encrypted(f))
	r := newReader(f, paper.Options{Timeout: time.Second, MaxBytes: 1 << 20})
	f.Fuzz(func(t *testing.T, content []byte) {
		content = append([]byte("%PDF-1.7\n"), bytes.TrimPrefix(content, []byte("%PDF-1.7\n"))...)
		p := r.Read(t.Context(), "a.pdf", "application/pdf", content)
		switch p.Unreadable {
		case paper.ReasonNoReader, paper.ReasonStopped:
			t.Errorf("no reader for it: %s", p.Unreadable)
		case "", paper.ReasonEmpty:
			if len(p.Pages) == 0 && p.Unreadable == "" {
				t.Error("read, and nothing there")
			}
		}
		for _, s := range p.Signatures {
			if s.Intact == paper.Yes && s.Signer == "" && s.Organisation == "" && s.Time.IsZero() {
				t.Errorf("intact, and by nobody: %+v", s)
			}
		}
	})
}
