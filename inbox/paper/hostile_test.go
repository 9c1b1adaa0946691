package paper_test

import (
	"bytes"
	"compress/zlib"
	"fmt"
	"strings"
	"testing"
	"time"

	"fristvakt/inbox/paper"

	"github.com/go-pdf/fpdf"
)

// deflated returns a PDF stream of that content, packed.
func deflated(content []byte) string {
	var out bytes.Buffer
	w := zlib.NewWriter(&out)
	_, _ = w.Write(content)
	_ = w.Close()
	return fmt.Sprintf("<< /Length %d /Filter /FlateDecode >>\nstream\n%s\nendstream", out.Len(), out.String())
}

// branching returns a PDF whose page draws a form that draws twenty, each of which draws
// twenty: more than can ever be drawn.
func branching() []byte {
	file := handwritten("x")
	draw := strings.Repeat("/X Do ", 20)
	objects := map[int]string{
		3: "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /XObject << /X 6 0 R >> >> >>",
		4: fmt.Sprintf("<< /Length %d >>\nstream\n%s\nendstream", len(draw), draw),
	}
	for n := 6; n < 18; n++ {
		objects[n] = fmt.Sprintf("<< /Type /XObject /Subtype /Form /BBox [0 0 500 500] /Resources << /XObject << /X %d 0 R >> >>"+
			" /Length %d >>\nstream\n%s\nendstream", n+1, len(draw), draw)
	}
	file.revise(objects)
	return file.bytes
}

func encrypted(t testing.TB) []byte {
	doc := fpdf.New("P", "mm", "A4", "")
	doc.SetProtection(fpdf.CnProtectPrint, "hemmeleg", "eigar")
	doc.AddPage()
	return output(t, doc)
}

func TestAHostileDocumentIsUnreadableWithTheReason(t *testing.T) {
	long := written(t, strings.Repeat("Vedtak. ", 500), "Slutt")
	deep := strings.Repeat("<w:tbl>", 20000)
	many := handwritten("x")
	many.revise(map[int]string{2: "<< /Type /Pages /Kids [" + strings.Repeat("3 0 R ", 3000) + "] /Count 3000 >>"})
	bomb := handwritten("x")
	bomb.revise(map[int]string{4: deflated(bytes.Repeat([]byte("BT (a) Tj ET "), 6<<20))})
	cases := map[string]struct {
		content []byte
		want    []string // any of these
	}{
		"a PDF with a password":   {encrypted(t), []string{paper.ReasonEncrypted}},
		"a PDF cut in the middle": {long[:len(long)/2], []string{paper.ReasonDamaged}},
		"a PDF of nothing":        {[]byte("%PDF-1.7\n"), []string{paper.ReasonDamaged}},
		"a PDF of garbage":        {append([]byte("%PDF-1.7\n"), bytes.Repeat([]byte("<<[("), 100000)...), []string{paper.ReasonDamaged, paper.ReasonCrashed}},
		"a PDF of too many pages": {many.bytes, []string{paper.ReasonTooManyPages}},
		"a page that unpacks to eighty megabytes": {bomb.bytes,
			[]string{paper.ReasonTooMuchMemory, paper.ReasonTooLarge, paper.ReasonTooLong, paper.ReasonCrashed}},
		"a page that can never be drawn": {branching(), []string{paper.ReasonTooLong}},
		"a Word file that unpacks to more than may be": {docx(t, "<w:p><w:r><w:t>"+strings.Repeat("a", 33<<20)+"</w:t></w:r></w:p>"),
			[]string{paper.ReasonTooLarge}},
		"a Word file of nested tables": {docx(t, deep), []string{paper.ReasonTooLarge}},
		"a billion laughs": {zipped(t, "word/document.xml", `<!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]><w>&b;</w>`),
			[]string{paper.ReasonDamaged}},
		"an OpenDocument with a password": {odt(t, "", "META-INF/manifest.xml", `<m><encryption-data/></m>`), []string{paper.ReasonEncrypted}},
		"an RTF cut off":                  {[]byte(`{\rtf1 Vedtak`), []string{paper.ReasonDamaged}},
		"an RTF of braces":                {[]byte(`{\rtf1` + strings.Repeat("{", 1<<20)), []string{paper.ReasonTooLarge}},
		"more bytes than are read":        {bytes.Repeat([]byte("a"), 33<<20), []string{paper.ReasonTooLarge}},
	}
	reader := newReader(t, paper.Options{Timeout: 2 * time.Second, MaxBytes: 32 << 20})
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			p := reader.Read(t.Context(), "", "", c.content)
			if !strings.Contains(" "+strings.Join(c.want, " ")+" ", " "+p.Unreadable+" ") || p.Unreadable == "" {
				t.Errorf("got %q with %d pages, want one of %v", p.Unreadable, len(p.Pages), c.want)
			}
			if after := reader.Read(t.Context(), "", "", written(t, "Neste")); after.Unreadable != "" || after.Pages[0].Text != "Neste" {
				t.Errorf("the next document: %+v", after)
			}
		})
	}
}

func TestPagesReadBeforeTheLimitAreThere(t *testing.T) {
	p := newReader(t, paper.Options{PageLimit: 2}).Read(t.Context(), "", "", written(t, "Ein", "To", "Tre"))
	if p.Unreadable != paper.ReasonTooManyPages || len(p.Pages) != 2 || p.Pages[1].Text != "To" {
		t.Errorf("got %q %+v", p.Unreadable, p.Pages)
	}
}
