package paper

import (
	"archive/zip"
	"bytes"
	"testing"
)

// What holds of every reader: it returns, and what it returns is within the limits.
func checkFuzzed(t *testing.T, p Paper) {
	total := 0
	for _, page := range p.Pages {
		total += len(page.Text)
		if fold(page.Text) != page.Text {
			t.Errorf("not folded: %q", page.Text)
		}
	}
	if total > 6*maxText { // NFKC may lengthen what was counted
		t.Errorf("%d bytes of text", total)
	}
}

func part(name, content string) []byte {
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	p, _ := w.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Store})
	_, _ = p.Write([]byte(content))
	_ = w.Close()
	return out.Bytes()
}

func FuzzWord(f *testing.F) {
	f.Add(`<w:document><w:p><w:pPr><w:sectPr><w:type w:val="x"/></w:sectPr></w:pPr><w:r><w:t>a</w:t><w:br w:type="page"/></w:r></w:p></w:document>`)
	f.Add(`<w><tbl><tr><tc><p><r><t>a</t></r></p></tc></tr></tbl><del><t>b</t></del><t>`)
	f.Fuzz(func(t *testing.T, document string) {
		p, _ := readDocx(part("word/document.xml", document), 1<<20)
		checkFuzzed(t, p)
	})
}

func FuzzOpenDocument(f *testing.F) {
	f.Add(`<d><style name="a"><paragraph-properties break-before="page"/></style><p style-name="a">x<s c="9"/></p><table-row><table-cell/></table-row></d>`)
	f.Fuzz(func(t *testing.T, content string) {
		p, _ := readOdt(part("content.xml", content), 1<<20)
		checkFuzzed(t, p)
	})
}

func FuzzZip(f *testing.F) {
	f.Add(part("word/document.xml", "<w/>"))
	f.Fuzz(func(t *testing.T, content []byte) {
		p, _ := readDocx(content, 1<<20)
		checkFuzzed(t, p)
	})
}

func FuzzRTF(f *testing.F) {
	f.Add([]byte(`{\rtf1\ansi\uc2{\*\x y}\u-10179?\u-8704?\'e6\bin3 abc\page\cell{\v x}\~\\\{}`))
	f.Fuzz(func(t *testing.T, content []byte) {
		p, _ := readRTF(content)
		checkFuzzed(t, p)
	})
}

func FuzzHTML(f *testing.F) {
	f.Add([]byte(`<html><title>x</title><p style="page-break-before:always">a<script></script><td>b</pre>`))
	f.Fuzz(func(t *testing.T, content []byte) {
		p, _ := readHTML(content)
		checkFuzzed(t, p)
	})
}

func FuzzText(f *testing.F) {
	f.Add([]byte("\xFF\xFEa\x00\f\x00"))
	f.Fuzz(func(t *testing.T, content []byte) {
		sniff("", "", content)
		p, _ := readText(content)
		checkFuzzed(t, p)
		evidence(p.Pages)
	})
}

func FuzzImage(f *testing.F) {
	f.Add([]byte("\x89PNG\r\n\x1A\n\x00\x00\x00\rIHDR"))
	f.Fuzz(func(t *testing.T, content []byte) {
		_, _ = readImage(content)
		if len(content) < 1<<12 {
			_, _ = renderImage(content, request{})
		}
	})
}

func FuzzSignature(f *testing.F) {
	f.Add([]byte("1 0 obj\n<< /Type /Sig /SubFilter /adbe.pkcs7.detached /M (D:2025) /ByteRange [0 9 9 9] /Contents <3080308000000000> >>"))
	f.Add([]byte("1 0 obj << /V << /ByteRange [0 40 50 5] /Contents <30> /X [<< /Y (\\051) >>] >> >>"))
	f.Fuzz(func(t *testing.T, content []byte) {
		for _, s := range signatures(content) {
			if s.Intact == Yes && s.Signer == "" && s.Organisation == "" && s.Time.IsZero() {
				t.Errorf("intact, and by nobody: %+v", s)
			}
		}
	})
}

func FuzzCMS(f *testing.F) {
	f.Add([]byte{0x30, 0x80, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, 0x02, 0xa0, 0x80, 0, 0, 0, 0})
	f.Fuzz(func(t *testing.T, raw []byte) {
		if length, ok := measureBER(raw); ok && length > len(raw) {
			t.Errorf("%d of %d bytes", length, len(raw))
		}
		if m, err := parseCMS(raw); err == nil {
			_ = verifyMessage(m)
		}
	})
}
