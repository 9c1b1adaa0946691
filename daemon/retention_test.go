package daemon_test

import (
	"errors"
	"strings"
	"testing"

	"fristvakt/store"
	"fristvakt/workflows"
)

func TestLettersThatNoFactNeedsGoAfterTheirTimeWithAReceipt(t *testing.T) {
	in := live(t, before, "daily = 0", "daily = 0\n[retention]\nletters_days = 30")
	away := "Auto-Submitted: auto-replied\r\nIn-Reply-To: <" + in.ownMessageID() + ">\r\n"
	in.mailbox.put("INBOX", in.clock.now(), decision("vedtak@modalen.kommune.no"), question(1), question(2), question(3),
		append([]byte(away), fromModalen("borte@modalen.kommune.no", "Automatisk svar: DigiVestland", "Eg er borte til 2. juni.\r\n")...))
	in.turn("09:05")
	ids := map[string]string{}
	for _, f := range in.facts(workflows.Judged) {
		switch f.Verdict.Disposition {
		case workflows.Accept:
			ids["paper"] = f.Letter
		case workflows.AutoReply:
			ids["absence"] = f.Letter
		case workflows.Review:
			ids["waiting"], ids["rejected"], ids["taken back"] = ids["rejected"], ids["taken back"], f.Letter
		}
	}
	if len(ids) != 5 || ids["waiting"] == "" {
		t.Fatalf("judged %v", ids)
	}
	for _, name := range []string{"rejected", "taken back"} {
		in.append(workflows.Fact{Kind: workflows.Ruled, Letter: ids[name], Outcome: workflows.No, Actor: "kari", Reason: "gjeld noko anna"})
	}
	ruled := in.facts(workflows.Ruled)
	in.append(workflows.Fact{Kind: workflows.Undone, Undoes: ruled[1].Seq, Actor: "kari", Reason: "likevel ikkje"})
	in.turn("2025-06-10 09:00")
	if n := len(in.facts(workflows.Purged)); n != 0 {
		t.Fatalf("%d letters went before their time", n)
	}
	in.turn("2025-06-12 09:00")
	in.turn("2025-06-13 09:00")
	var gone []string
	for name, id := range ids {
		if _, err := in.store().Letter(t.Context(), id); errors.Is(err, store.ErrNotFound) {
			gone = append(gone, name)
		}
	}
	receipts := in.facts(workflows.Purged)
	if len(gone) != 2 || !strings.Contains(strings.Join(gone, " "), "rejected") || !strings.Contains(strings.Join(gone, " "), "absence") || len(receipts) != 2 || in.log.count("Purged") != 1 {
		t.Errorf("gone are %v, receipts %+v", gone, receipts)
	}
	in.mailbox.renew(3) // it lies in the mailbox still and is not read again
	in.mailbox.put("INBOX", in.clock.now(), question(1), question(2), question(3))
	judged := len(in.facts(workflows.Judged))
	in.turn("2025-06-13 09:30")
	if n := len(in.facts(workflows.Judged)) - judged; n != 0 {
		t.Errorf("%d letters were judged again", n)
	}
}
