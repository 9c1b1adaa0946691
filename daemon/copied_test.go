package daemon_test

import (
	"bytes"
	"context"
	"path/filepath"
	"strings"
	"testing"

	"fristvakt/store"
	"fristvakt/workflows"
)

// restore ends the life, puts the backup in the store's place and begins anew.
func (in *installation) restore(backup string) {
	in.t.Helper()
	in.stop()
	if err := store.Restore(context.Background(), backup, in.config.StorePath(), in.config.StorePath()+".aside", store.Options{Now: in.clock.now}); err != nil {
		in.t.Fatal(err)
	}
	in.start()
}

func (in *installation) backup() string {
	in.t.Helper()
	file := filepath.Join(in.t.TempDir(), "backup.db")
	if err := in.store().Backup(context.Background(), file); err != nil {
		in.t.Fatal(err)
	}
	return file
}

func (in *installation) resume() {
	in.append(workflows.Fact{Kind: workflows.Resumed, Actor: "kari", Reason: "alt er sett på"})
}

const withSent = "password_file = \"imap-password\"\nsent = \"Sendt\""

func TestARestoredStoreSendsNothingThatWentAfterTheBackup(t *testing.T) {
	for name, queued := range map[string]bool{"queued when the backup was made": true, "not yet planned when the backup was made": false} {
		t.Run(name, func(t *testing.T) {
			in := live(t, before)
			if queued {
				in.turn("2025-05-16 08:00")
			}
			backup := in.backup()
			in.turn(firstDay)
			if n := len(in.sink.mails(false)); n != 3 {
				t.Fatalf("%d mails went before the restore", n)
			}
			in.at("09:30")
			in.restore(backup)
			in.turn("09:35")
			in.resume()
			for _, now := range []string{"09:40", "2025-05-19 09:00"} {
				in.turn(now)
			}
			if n := len(in.sink.mails(false)); n != 3 || in.states()[workflows.UncertainState] != 3 {
				t.Errorf("%d mails went, outbox %v", n, in.states())
			}
			for _, f := range in.facts(workflows.Uncertain) { // a person says of one that it did not go after all
				if f.Party == fedje {
					in.append(workflows.Ruling{Actor: "kari", Reason: "ringde", At: in.clock.now()}.Settle(f, false))
				}
			}
			in.turn("09:05")
			if n := len(in.sink.mails(false)); n != 4 || in.states()[workflows.UncertainState] != 2 {
				t.Errorf("%d mails went after the ruling, outbox %v", n, in.states())
			}
			in.turn(secondDay)
			if n := len(in.sink.mails(false)); n != 7 {
				t.Errorf("%d mails went in all: what is due later is nobody's doubt", n)
			}
		})
	}
}

func TestTheSentFolderSaysWhatWentAfterTheBackup(t *testing.T) {
	in := live(t, before, `password_file = "imap-password"`, withSent)
	backup := in.backup()
	in.turn(firstDay)
	for _, m := range in.sink.mails(false) {
		if !strings.Contains(m.id, fedje) {
			in.mailbox.put("Sendt", in.clock.now(), []byte(m.text))
		}
	}
	in.at("09:30")
	in.restore(backup)
	in.turn("09:35")
	if states := in.states(); states[workflows.SentState] != 2 || states[workflows.UncertainState] != 1 || len(in.sink.mails(false)) != 3 {
		t.Errorf("outbox %v", states)
	}
	digests := in.sink.mails(true)
	if last := plain(t, digests[len(digests)-1]); !strings.Contains(last, "Fedje") {
		t.Errorf("no person is asked about the one that was not found:\n%s", last)
	}
}

func TestALetterThatCameAfterTheBackupIsReadAgainAndAcknowledgedOnce(t *testing.T) {
	in := live(t, before)
	in.turn("09:05")
	backup := in.backup()
	in.mailbox.put("INBOX", in.clock.now(), decision("vedtak@modalen.kommune.no"))
	in.turn("09:10")
	if n := len(in.sink.mails(false)); n != 1 {
		t.Fatalf("%d receipts before the restore", n)
	}
	in.at("2025-05-13 17:00")
	in.restore(backup)
	in.turn("2025-05-14 09:05") // the paper is recorded anew on this day
	in.resume()
	for _, now := range []string{"09:40", "2025-05-15 09:00"} {
		in.turn(now)
	}
	if n := len(in.facts(workflows.Delivered)); n != 1 {
		t.Errorf("the paper is recorded %d times", n)
	}
	if n := len(in.sink.mails(false)); n != 1 {
		t.Errorf("%d receipts went: %v", n, in.sink.times())
	}
}

func TestTheArchiveCopyInTheMailboxSettlesAnUncertainMail(t *testing.T) {
	in := uncertain(t, `address = "digivestland@example.no"`, "address = \"digivestland@example.no\"\narchive = \"postmottak@example.no\"")
	for _, m := range in.sink.mails(false) {
		if strings.Contains(m.id, modalen) {
			copied := bytes.Replace([]byte(m.text), []byte("\r\n"), []byte("\r\nReceived: from mx.example.no; Fri, 16 May 2025 09:00:10 +0200\r\n"), 1)
			in.mailbox.put("INBOX", in.clock.now(), copied)
		}
	}
	in.turn("09:05")
	if states := in.states(); states[workflows.SentState] != 1 || states[workflows.UncertainState] != 2 || len(in.sink.mails(false)) != 3 {
		t.Errorf("outbox %v", states)
	}
	if settled := in.facts(workflows.Settled); len(settled) != 1 || settled[0].Party != modalen || settled[0].Reason != "found in INBOX" {
		t.Errorf("%+v", settled)
	}
}
