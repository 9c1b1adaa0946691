package daemon_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"fristvakt/workflows"
)

func TestACopyOfTheDecisionIsRecordedAndAcknowledged(t *testing.T) {
	in := live(t, before)
	in.mailbox.put("INBOX", in.clock.now(), decision("vedtak@modalen.kommune.no"))
	in.turn("09:10")
	delivered := in.facts(workflows.Delivered)
	if len(delivered) != 1 || delivered[0].Party != modalen || delivered[0].Requirement != "decision-copy" {
		t.Fatalf("recorded %+v of %+v", delivered, in.facts(workflows.Judged))
	}
	mails := in.sink.mails(false)
	if len(mails) != 1 || !strings.Contains(mails[0].id, "receipt-decision-copy") {
		t.Errorf("sent %v", in.sink.times())
	}
}

func TestAStampBelowTheReceivedLineCountsWhereTheConfigurationSaysSo(t *testing.T) {
	stamped, received, _ := strings.Cut(stamp, "Received:")
	below := bytes.Replace(decision("vedtak@modalen.kommune.no"), []byte(stamp), []byte("Received:"+received+stamped), 1)
	for setting, want := range map[string]int{"": 0, "below_received = true": 1} {
		in := live(t, before, "[hours]", setting+"\n[hours]")
		in.mailbox.put("INBOX", in.clock.now(), below)
		in.turn("09:10")
		if n := len(in.facts(workflows.Delivered)); n != want {
			t.Errorf("with %q %d papers were recorded", setting, n)
		}
	}
}

func TestUnrelatedMailLeavesNothing(t *testing.T) {
	in := live(t, before)
	newsletter := "From: Kurs <kurs@seljar.example>\r\nSubject: Haustkurs i havkajakk\r\nList-Id: <kurs.seljar.example>\r\nMessage-ID: <kurs@seljar.example>\r\n\r\nMeld deg på.\r\n"
	almost := fromModalen("svar@modalen.kommune.no", "DigiVestland", "DigiVestland-avtalen: eit hemmeleg ord er floridaknaus.\r\n")
	own := bytes.Replace(almost, []byte("svar@modalen.kommune.no"), []byte(in.ownMessageID()), 1)
	bounce := "From: MAILER-DAEMON@mx.example\r\nReturn-Path: <>\r\nTo: postmottak@example.no\r\nSubject: Undelivered Mail Returned to Sender\r\nMessage-ID: <dsn@mx.example>\r\n" +
		"Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\n" +
		"Reporting-MTA: dns; mx.example\r\n\r\nFinal-Recipient: rfc822; torvald@modalen.kommune.no\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n--b--\r\n"
	away := "From: Eldbjørg <eldbjorg@modalen.kommune.no>\r\nSubject: Automatisk svar: Byggesak\r\nAuto-Submitted: auto-replied\r\nMessage-ID: <borte@modalen.kommune.no>\r\n\r\nEg er borte til 2. juni.\r\n"
	in.mailbox.put("INBOX", in.clock.now(), stranger(1), []byte(newsletter), own, []byte(bounce), []byte(away))
	in.turn("09:10")
	if n := len(in.facts(workflows.Judged)); n != 0 {
		t.Fatalf("%d letters were kept", n)
	}
	if unjudged, err := in.store().Unjudged(t.Context(), 10); err != nil || len(unjudged) > 0 {
		t.Errorf("letters wait: %v, %v", unjudged, err)
	}
	for _, word := range []string{"garasje", "naturbarnehage", "solveig", "naustet", "havkajakk", "seljar", "floridaknaus", "torvald", "eldbjorg", "byggesak"} {
		in.nowhere(word)
	}
	in.nowhere(fmt.Sprintf("%x", sha256.Sum256(own))[:10]) // by which one who has the mail could know it
	if n := in.letters(); n != 0 {
		t.Errorf("%d letters lie in the store", n)
	}
	if !strings.Contains(in.log.String(), "LetterIn") {
		t.Error("nothing was fetched and forgotten: the test shows less than it says")
	}
}

// ownMessageID is a Message-ID that only this installation can have made.
func (in *installation) ownMessageID() string {
	in.t.Helper()
	identity, err := in.store().Identity(context.Background())
	if err != nil {
		in.t.Fatal(err)
	}
	return workflows.MessageID("digivestland-2025/"+modalen+"/deadline-31-may/last-day", identity.Secret, "example.no")
}

// letters counts those that the store holds, packed or not.
func (in *installation) letters() (n int) {
	in.t.Helper()
	db, err := sql.Open("sqlite", in.config.StorePath())
	if err != nil {
		in.t.Fatal(err)
	}
	defer db.Close()
	if err := db.QueryRow("SELECT count(*) FROM letter").Scan(&n); err != nil {
		in.t.Fatal(err)
	}
	return n
}

// nowhere looks for a word in every file of the state folder and in the log.
func (in *installation) nowhere(word string) {
	in.t.Helper()
	files, err := filepath.Glob(filepath.Join(in.dir, "state", "store*"))
	if err != nil || len(files) < 2 {
		in.t.Fatalf("files of the store: %v, %v", files, err)
	}
	for _, name := range files {
		content, err := os.ReadFile(name)
		if err != nil {
			in.t.Fatal(err)
		}
		if bytes.Contains(bytes.ToLower(content), []byte(word)) {
			in.t.Errorf("%s holds %q", filepath.Base(name), word)
		}
	}
	if strings.Contains(strings.ToLower(in.log.String()), word) {
		in.t.Errorf("the log holds %q", word)
	}
}

func TestMailThatWasJudgedOnceIsNotFetchedAgain(t *testing.T) {
	in := live(t, before)
	for n := range 3000 {
		in.mailbox.put("INBOX", in.clock.now(), stranger(n))
	}
	in.turn("2025-05-13 07:00")
	first := in.mailbox.bytesOut()
	in.turn("07:05")
	if again := in.mailbox.bytesOut() - first; first < 1_000_000 || again > 2000 {
		t.Errorf("the first turn took %d bytes, the second %d", first, again)
	}
}

func TestALetterIsRecordedOnceOverNewUIDsAndMoves(t *testing.T) {
	in := live(t, before, `password_file = "imap-password"`, "password_file = \"imap-password\"\nmailboxes = [\"INBOX\", \"Sendt\"]")
	in.mailbox.put("INBOX", in.clock.now(), stranger(1), question(1))
	in.turn("09:05")
	in.mailbox.renew(5)
	in.mailbox.put("INBOX", in.clock.now(), question(1), question(2))
	in.turn("09:10")
	in.mailbox.put("Sendt", in.clock.now(), question(2), question(3))
	in.turn("09:15")
	if judged := in.facts(workflows.Judged); len(judged) != 3 {
		t.Errorf("three letters were judged %d times", len(judged))
	}
}

func TestTwoMailsWithTheSameMessageIDAreBothJudged(t *testing.T) {
	in := live(t, before)
	scan := func(minute int) []byte {
		return bytes.Replace(fromModalen("scanner@modalen.kommune.no", "DigiVestland", fmt.Sprintf("Kva kostar avtalen, spør side %d?\r\n", minute)),
			[]byte("08:00:00 +0200"), fmt.Appendf(nil, "08:%02d:00 +0200", minute), 1)
	}
	in.mailbox.put("INBOX", in.clock.now(), scan(1), scan(2), scan(2))
	in.turn("09:05")
	if judged := in.facts(workflows.Judged); len(judged) != 2 {
		t.Errorf("judged %d times", len(judged))
	}
	sameDate := bytes.Replace(scan(2), []byte("side 2?"), []byte("side 9?"), 1)
	otherRoute := append([]byte("Received: from elsewhere by mx.example.no; Mon, 12 May 2025 08:03:00 +0200\r\n"), scan(2)...)
	in.mailbox.put("INBOX", in.clock.now(), sameDate, otherRoute)
	in.turn("09:10")
	if judged := in.facts(workflows.Judged); len(judged) != 3 {
		t.Errorf("two pages with one Message-ID, date and size, and one page by another route: judged %d times", len(judged))
	}
}

func TestALetterThatEndsTheProcessThreeTimesGoesToAPerson(t *testing.T) {
	in := live(t, before)
	innocent := fromModalen(in.ownMessageID(), "DigiVestland", "Ein påminning som kom i retur.\r\n")
	in.mailbox.put("INBOX", in.clock.now().Add(-time.Hour), innocent)
	in.mailbox.put("INBOX", in.clock.now(), question(1))
	fatal := true
	in.trace = func(point string) {
		lines := strings.Split(strings.TrimSpace(in.log.String()), "\n")
		if point == "judged" && fatal && strings.Contains(lines[len(lines)-1], "letter judged") {
			panic("the judge dies of this letter")
		}
	}
	for range 3 {
		in.crash("09:05")
		in.start()
	}
	in.turn("09:10")
	judged := in.facts(workflows.Judged)
	if len(judged) != 1 || judged[0].Verdict.Disposition != workflows.Review || !strings.Contains(judged[0].Reason, "each of 3 tries") {
		t.Errorf("%+v", judged)
	}
	fatal = false
	in.mailbox.put("INBOX", in.clock.now(), question(2))
	in.turn("09:15")
	if n := len(in.facts(workflows.Judged)); n != 2 {
		t.Errorf("%d letters judged: the rest do not go on", n)
	}
}

func TestAMailBeyondTheLimitIsSetAsideAndTheOthersAreRead(t *testing.T) {
	in := live(t, before)
	big := append(fromModalen("stor@modalen.kommune.no", "DigiVestland", ""), bytes.Repeat([]byte("filmar frå fjellet\r\n"), 51<<20/20)...)
	in.mailbox.put("INBOX", in.clock.now(), big, question(1))
	in.turn("09:05")
	in.turn("09:10")
	if q := in.facts(workflows.Quarantined); len(q) != 1 || !strings.Contains(q[0].Reason, "50 MB") {
		t.Errorf("set aside: %+v", q)
	}
	if n := len(in.facts(workflows.Judged)); n != 1 {
		t.Errorf("%d letters judged", n)
	}
	in.nowhere("fjellet")
}
