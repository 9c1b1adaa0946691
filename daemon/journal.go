package daemon

import (
	"log/slog"

	"fristvakt/inbox"
	"fristvakt/workflows"
)

// journal is the diary of the trade, apart from the debug log: one line an
// event, with stable names and keys. It names no address, subject or text of a
// letter, because unrelated mail must leave nothing here either.
type journal struct{ log *slog.Logger }

func (j journal) letterIn(id string, size int64) {
	j.log.Info("letter in", "event", "LetterIn", "letter", id, "bytes", size)
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
	event := "Sent"
	if m.Kind == workflows.Digest {
		event = "Digest"
	}
	j.log.Info("mail sent", "event", event, "key", m.Key, "answer", answer)
}

func (j journal) notSent(m workflows.Mail, state workflows.OutboxState, why string) {
	j.log.Warn("mail not sent", "event", "NotSent", "key", m.Key, "state", state, "why", why)
}

func (j journal) outage(subject string, began bool, why string) {
	if began {
		j.log.Error("outage began", "event", "OutageBegan", "subject", subject, "why", why)
		return
	}
	j.log.Info("outage ended", "event", "OutageEnded", "subject", subject)
}
