package daemon

import (
	"log/slog"
	"time"

	"fristvakt/inbox"
	"fristvakt/inbox/watch"
	"fristvakt/workflows"
)

// journal is the diary of the trade, apart from the debug log: one line an
// event, with stable names and keys. It names no address, subject or text of a
// letter, because unrelated mail must leave nothing here either.
type journal struct{ log *slog.Logger }

// letterIn names the position and not the letter's id, which is taken from its
// content: it may turn out to be a stranger's.
func (j journal) letterIn(at watch.Cursor, size int64) {
	j.log.Info("letter in", "event", "LetterIn", "mailbox", at.Mailbox, "uid", at.UID, "bytes", size)
}

func (j journal) judged(id string, v inbox.Judgement) {
	if v.Disposition == workflows.Unrelated {
		j.log.Debug("unrelated letter forgotten", "event", "Judged", "disposition", v.Disposition)
		return
	}
	var rules []string
	for _, r := range v.Reasons {
		rules = append(rules, r.Rule)
	}
	j.log.Info("letter judged", "event", "Judged", "letter", id, "disposition", v.Disposition, "round", v.Round, "party", v.Party, "rules", rules)
}

func (j journal) queued(key string) { j.log.Info("mail queued", "event", "Queued", "key", key) }

func (j journal) withdrawn(key string) {
	j.log.Info("mail withdrawn", "event", "Withdrawn", "key", key)
}

func (j journal) sent(m workflows.Mail, answer string) {
	if m.Kind.ToOurselves() {
		j.log.Info("mail sent", "event", "Digest", "key", m.Key, "answer", answer)
		return
	}
	j.log.Info("mail sent", "event", "Sent", "key", m.Key, "answer", answer)
}

func (j journal) notSent(m workflows.Mail, state workflows.OutboxState, why string) {
	j.log.Warn("mail not sent", "event", "NotSent", "key", m.Key, "state", state, "why", why)
}

func (j journal) quarantined(at watch.Cursor, why string) {
	j.log.Warn("mail set aside", "event", "Quarantined", "mailbox", at.Mailbox, "uid", at.UID, "why", why)
}

func (j journal) tripped(sent int) {
	j.log.Error("sending is paused: more went out today than could be meant", "event", "BreakerTripped", "sent", sent)
}

func (j journal) purged(letters int) {
	if letters > 0 {
		j.log.Info("old letters dropped", "event", "Purged", "letters", letters)
	}
}

func (j journal) backedUp(file string) {
	j.log.Info("backup made and checked", "event", "BackedUp", "file", file)
}

func (j journal) backupFailed(why error) {
	j.log.Error("backup failed", "event", "BackupFailed", "error", why)
}

func (j journal) outageBegan(subject, why string) {
	j.log.Error("outage began", "event", "OutageBegan", "subject", subject, "why", why)
}

func (j journal) outageEnded(began workflows.Fact, now time.Time) {
	j.log.Info("outage ended", "event", "OutageEnded", "subject", began.Subject, "since", began.At, "lasted", now.Sub(began.At).String(), "why", began.Reason)
}
