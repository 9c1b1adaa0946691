package daemon_test

import (
	"encoding/base64"
	"fmt"
	"strings"
	"testing"
	"time"

	"fristvakt/workflows"
)

// bottomless is a PDF whose page draws itself twenty times at each of a dozen
// depths, so that reading it never ends.
func bottomless() []byte {
	var file strings.Builder
	at := map[int]int{}
	object := func(n int, text string) {
		at[n] = file.Len()
		fmt.Fprintf(&file, "%d 0 obj\n%s\nendobj\n", n, text)
	}
	draw := strings.Repeat("/X Do ", 20)
	file.WriteString("%PDF-1.4\n")
	object(1, "<< /Type /Catalog /Pages 2 0 R >>")
	object(2, "<< /Type /Pages /Kids [3 0 R] /Count 1 >>")
	object(3, "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /XObject << /X 6 0 R >> >> >>")
	object(4, fmt.Sprintf("<< /Length %d >>\nstream\n%s\nendstream", len(draw), draw))
	object(5, "<< >>")
	for n := 6; n < 18; n++ {
		object(n, fmt.Sprintf("<< /Type /XObject /Subtype /Form /BBox [0 0 500 500] /Resources << /XObject << /X %d 0 R >> >> /Length %d >>\nstream\n%s\nendstream", n+1, len(draw), draw))
	}
	object(18, "<< >>")
	table := file.Len()
	file.WriteString("xref\n0 19\n0000000000 65535 f \n")
	for n := 1; n < 19; n++ {
		fmt.Fprintf(&file, "%010d 00000 n \n", at[n])
	}
	fmt.Fprintf(&file, "trailer << /Size 19 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n", table)
	return []byte(file.String())
}

func withPDF(id string, content []byte) []byte {
	return fmt.Appendf(nil, "%sFrom: Modalen kommune <postmottak@modalen.kommune.no>\r\nTo: postmottak@example.no\r\nSubject: Signert DigiVestland-avtale\r\n"+
		"Date: Mon, 12 May 2025 08:00:00 +0200\r\nMessage-ID: <%s>\r\nMIME-Version: 1.0\r\nContent-Type: application/pdf\r\nContent-Transfer-Encoding: base64\r\n"+
		"Content-Disposition: attachment; filename=\"avtale.pdf\"\r\n\r\n%s\r\n", stamp, id, base64.StdEncoding.EncodeToString(content))
}

// TestASlowPaperCostsNoConnectionAndNoSecondFetch lets the server hang up while
// a document is read that never ends.
func TestASlowPaperCostsNoConnectionAndNoSecondFetch(t *testing.T) {
	in := live(t, before, "[hours]", "[papers]\ntimeout = \"1s\"\n[hours]")
	in.mailbox.put("INBOX", in.clock.now().Add(-time.Minute), withPDF("slow@modalen.kommune.no", bottomless()))
	in.mailbox.put("INBOX", in.clock.now(), question(1))
	hungUp := 0
	in.trace = func(point string) {
		if point == "judging" {
			hungUp++
			in.mailbox.cut()
		}
	}
	in.turn("09:05")
	judged := in.facts(workflows.Judged)
	if len(judged) != 2 || judged[0].Verdict.Disposition != workflows.Review || len(judged[0].Verdict.Documents) != 1 || judged[0].Verdict.Documents[0].Kind != "unreadable" {
		t.Fatalf("%+v", judged)
	}
	if hungUp != 2 || len(in.facts(workflows.OutageBegan)) != 0 {
		t.Errorf("%d letters judged, outages %+v", hungUp, in.facts(workflows.OutageBegan))
	}
	fetched := in.log.count("LetterIn")
	in.turn("09:10")
	if n := in.log.count("LetterIn"); fetched != 2 || n != 2 || hungUp != 2 {
		t.Errorf("%d letters fetched, then %d; %d judged", fetched, n-fetched, hungUp)
	}
}
