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

func TestAReportNamesTheAddressWrittenToBesideTheOneThatFailed(t *testing.T) {
	for file, want := range map[string]string{
		"60-generated-from-the-address-written-to":  "intern-7@lager.example.com (written to as ola.dal@vika.example.no) 5.1.1",
		"05-rfc3464-two-recipients":                 "ola.dal@vika.example.no 5.2.2, kari.vik@vika.example.no 2.0.0",
		"62-our-own-address-is-not-the-failing-one": "",
	} {
		report, _ := inbox.ReadDeliveryReport(readLetter(t, "testdata/reports/"+file+".eml"))
		if got := report.Named(); got != want {
			t.Errorf("%s: got %q, want %q", file, got, want)
		}
	}
}

func TestWhatIsNoDeliveryReport(t *testing.T) {
	for name, raw := range map[string]string{
		"a person writes about a bounce":       "From: Kari Vik <kari@vika.example.no>\nSubject: SV: Undeliverable: Påminning\n\nHei, meldinga kom i retur med 550 5.1.1, bruk kari@vika.example.no.\n",
		"a person asks why mail bounces":       "From: Kari Vik <kari@vika.example.no>\nSubject: Kan ikkje sende til dykk\n\nEg får feil når eg sender.\n",
		"an automatic reply":                   "Return-Path: <>\nFrom: Kari Vik <kari@vika.example.no>\nSubject: Automatisk svar: Undeliverable\nAuto-Submitted: auto-replied\n\nEg er ute av kontoret.\n",
		"a read receipt":                       "Return-Path: <>\nFrom: kari@vika.example.no\nSubject: Ikke lest: Påminning\nContent-Type: multipart/report; report-type=disposition-notification; boundary=b\n\n--b\n\nMeldinga vart sletta utan å bli lesen og kan ikkje leverast.\n--b\nContent-Type: message/disposition-notification\n\nDisposition: automatic-action/MDN-sent-automatically; deleted\n--b--\n",
		"a shop that could not deliver goods":  "From: ordre@butikk.example.net\nSubject: Levering av varer\n\nVarene kunne ikke leveres til denne adressen:\n\nStorgata 1\n\nSpørsmål: ordre@butikk.example.net\n",
		"an answer with the report below":      "From: Kari Vik <kari@vika.example.no>\nSubject: VS: Undeliverable: Påminning\n\nSjå under, han har slutta.\n\nYour message could not be delivered to the following recipients:\n\nola@vika.example.no\n",
		"a report forwarded with an agreement": "From: Kari Vik <kari@vika.example.no>\nSubject: Avtale\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\nE-posten kunne ikkje leverast til:\n\nola@vika.example.no\n\nHer er avtalen.\n--b\nContent-Type: application/pdf; name=avtale.pdf\n\n%PDF\n--b--\n",
		"an agreement":                         "From: postmottak@vika.example.no\nSubject: Signert avtale\n\nVedlagt.\n",
		"the postmaster writes like a person":  "From: postmaster@vika.example.no\nSubject: Møte om e-post\n\nPasser tysdag?\n",
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
