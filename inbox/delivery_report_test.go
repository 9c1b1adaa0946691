package inbox_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"fristvakt/inbox"
	"fristvakt/inbox/letter"
)

// Each golden report stands beside what must be read out of it: one line per
// recipient, "failed ola@example.no 5.1.1".
func TestADeliveryReportTellsWhoWasNotReached(t *testing.T) {
	reports, err := filepath.Glob("testdata/reports/*.eml")
	if err != nil || len(reports) < 50 {
		t.Fatalf("only %d golden reports: %v", len(reports), err)
	}
	for _, file := range reports {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".eml"), func(t *testing.T) {
			report, ok := inbox.ReadDeliveryReport(readLetter(t, file))
			if !ok {
				t.Fatal("not recognised as a delivery report")
			}
			want := readFile(t, strings.TrimSuffix(file, ".eml")+".want")
			if got := recipients(report); got != want {
				t.Errorf("got:\n%swant:\n%s%+v", got, want, report)
			}
		})
	}
}

func recipients(report inbox.Report) string {
	var lines strings.Builder
	for _, group := range []struct {
		name string
		list []inbox.Recipient
	}{{"failed", report.Failed}, {"delayed", report.Delayed}, {"delivered", report.Delivered}} {
		for _, r := range group.list {
			lines.WriteString(group.name + " " + r.Address + " " + r.Status + "\n")
		}
	}
	return lines.String()
}

func TestAReportNamesTheLetterItIsAbout(t *testing.T) {
	report, ok := inbox.ReadDeliveryReport(readLetter(t, "testdata/reports/01-postfix.eml"))
	if !ok || report.OriginalMessageID != "paaminning-1@example.org" || report.OriginalReference != "runde/1/steg" ||
		len(report.OriginalTo) != 1 || report.OriginalTo[0] != "ola.dal@vika.example.no" {
		t.Errorf("ok %v, report %+v", ok, report)
	}
}

func TestWhatIsNoDeliveryReport(t *testing.T) {
	for name, raw := range map[string]string{
		"a person writes about a bounce":      "From: Kari Vik <kari@vika.example.no>\nSubject: SV: Undeliverable: Påminning\n\nHei, meldinga kom i retur med 550 5.1.1, bruk kari@vika.example.no.\n",
		"a person asks why mail bounces":      "From: Kari Vik <kari@vika.example.no>\nSubject: Kan ikkje sende til dykk\n\nEg får feil når eg sender.\n",
		"an automatic reply":                  "Return-Path: <>\nFrom: Kari Vik <kari@vika.example.no>\nSubject: Automatisk svar: Undeliverable\nAuto-Submitted: auto-replied\n\nEg er ute av kontoret.\n",
		"a read receipt":                      "Return-Path: <>\nFrom: kari@vika.example.no\nSubject: Ikke lest: Påminning\nContent-Type: multipart/report; report-type=disposition-notification; boundary=b\n\n--b\n\nMeldinga vart sletta utan å bli lesen og kan ikkje leverast.\n--b\nContent-Type: message/disposition-notification\n\nDisposition: automatic-action/MDN-sent-automatically; deleted\n--b--\n",
		"an agreement":                        "From: postmottak@vika.example.no\nSubject: Signert avtale\n\nVedlagt.\n",
		"the postmaster writes like a person": "From: postmaster@vika.example.no\nSubject: Møte om e-post\n\nPasser tysdag?\n",
	} {
		t.Run(name, func(t *testing.T) {
			if report, ok := inbox.ReadDeliveryReport(letter.Read([]byte(raw), letter.Limits{})); ok {
				t.Errorf("taken for a delivery report: %+v", report)
			}
		})
	}
}

// The corpus labels what each mail is; only its bounces and automatic replies
// concern us here, and that nothing else is taken for one.
func TestTheCorpusIsToldApart(t *testing.T) {
	const corpus = "../../shared/corpus/"
	labels, err := os.ReadFile(corpus + "truth.jsonl")
	if err != nil {
		t.Skip("the corpus is not at hand")
	}
	for line := range strings.Lines(string(labels)) {
		var label struct{ File, Expect string }
		if err := json.Unmarshal([]byte(line), &label); err != nil {
			t.Fatal(err)
		}
		l := readLetter(t, corpus+"mail/"+label.File)
		got := "other"
		if _, ok := inbox.ReadDeliveryReport(l); ok {
			got = "bounce"
		} else if _, ok := inbox.ReadAutomaticReply(l); ok {
			got = "autoreply"
		}
		want := label.Expect
		if want != "bounce" && want != "autoreply" {
			want = "other"
		}
		if got != want || len(l.Flaws) > 0 {
			t.Errorf("%s: got %s, want %s, flaws %v", label.File, got, want, l.Flaws)
		}
	}
}

func readLetter(t testing.TB, file string) *letter.Letter {
	t.Helper()
	return letter.Read([]byte(readFile(t, file)), letter.Limits{})
}

func readFile(t testing.TB, file string) string {
	t.Helper()
	raw, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}
