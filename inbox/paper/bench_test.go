package paper_test

import (
	"strings"
	"testing"

	"fristvakt/inbox/paper"
)

// BenchmarkTextPDF reads a decision of three pages with a warm child.
func BenchmarkTextPDF(b *testing.B) {
	page := strings.Repeat("Kommunestyret vedtok samrøystes å be kommunedirektøren signere avtalen om samarbeidet.\n", 35)
	content := written(b, page, page, page)
	r := newReader(b, paper.Options{})
	r.Read(b.Context(), "", "", content)
	for b.Loop() {
		if p := r.Read(b.Context(), "", "", content); p.Unreadable != "" {
			b.Fatal(p.Unreadable)
		}
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "documents/s")
}

// BenchmarkStart starts a child, with PDFium compiled before, and reads one line.
func BenchmarkStart(b *testing.B) {
	content := written(b, "Hei")
	for b.Loop() {
		r := newReader(b, paper.Options{})
		r.Read(b.Context(), "", "", content)
		_ = r.Close()
	}
}
