package daemon

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"maps"
	"mime"
	"net/mail"
	"slices"
	"strings"
	"time"

	"fristvakt/mailer/courier"
	"fristvakt/workflows"
)

// finish records the outcome of one delivery.
func (d *Daemon) finish(ctx context.Context, m workflows.Mail, r courier.Result, now time.Time) (bool, error) {
	state, notBefore := workflows.Queued, time.Time{}
	var facts []workflows.Fact
	switch r.Outcome {
	case courier.Accepted:
		state, facts = workflows.SentState, append([]workflows.Fact{sentFact(workflows.Sent, m, now, r)}, d.refusals(m, r, now)...)
	case courier.Refused:
		state, facts = workflows.FailedState, []workflows.Fact{sentFact(workflows.Failed, m, now, r)}
	case courier.Uncertain:
		state, facts = workflows.UncertainState, []workflows.Fact{sentFact(workflows.Uncertain, m, now, r)}
	default:
		if !unreachable(r) { // then the mail is not at fault
			notBefore = now.Add(max(r.RetryAfter, retryPause(m.Attempts)))
		}
	}
	if m.Kind.ToOurselves() && state == workflows.UncertainState {
		state, facts = workflows.Queued, nil // it goes to ourselves: a second copy is better than none
	}
	if m.Kind == workflows.Digest && state == workflows.FailedState {
		state, facts, notBefore = workflows.Queued, nil, now.Add(refusedDigestPause)
	}
	if _, err := d.store.Finish(ctx, m.Key, state, notBefore, r.String(), facts...); err != nil {
		return false, fmt.Errorf("record what became of %s: %w", m.Key, err)
	}
	d.trace("finished")
	if err := d.remember(context.WithoutCancel(ctx)); err != nil {
		return false, err
	}
	return d.afterwards(ctx, m, r, state, now)
}

// afterwards draws the conclusions about the server itself. One that cannot be
// reached, or that no mail passes, is left alone for a while.
func (d *Daemon) afterwards(ctx context.Context, m workflows.Mail, r courier.Result, state workflows.OutboxState, now time.Time) (bool, error) {
	if r.Outcome == courier.Accepted {
		d.journal.sent(m, r.Text)
	} else {
		d.journal.notSent(m, state, r.String())
	}
	switch {
	case r.Outcome == courier.Accepted || r.Outcome == courier.Refused:
		d.sending = patience{}
		return true, errors.Join(d.outageEnded(ctx, "smtp", now), d.digestTaken(ctx, m, r, now))
	case ctx.Err() != nil:
		return false, ctx.Err()
	case r.Outcome == courier.Misconfigured:
		d.sending.refused(now)
		d.distrustToken()
		return false, d.outageBegan(ctx, "smtp", now, r.String())
	case unreachable(r):
		d.sending.lost(now, serverPause)
		d.distrustToken()
		return false, d.outageBegan(ctx, "smtp", now, r.String())
	case r.Code == throttled:
		d.sending.rest(now, r.RetryAfter)
		return false, nil
	}
	return true, nil
}

// unreachable reports whether the server itself cannot be reached or does not
// let us in, whatever the mail.
func unreachable(r courier.Result) bool {
	return r.Outcome == courier.Misconfigured || r.Outcome == courier.Deferred && r.Code == 0
}

// refusedDigestPause is how long a digest waits that the server refused. Its
// readers would miss it if it waited for the next day; each try is written anew.
const refusedDigestPause = time.Hour

// digestTaken keeps it as one incident that the digest is refused, which the
// digest that is taken at last then tells of.
func (d *Daemon) digestTaken(ctx context.Context, m workflows.Mail, r courier.Result, now time.Time) error {
	switch {
	case m.Kind != workflows.Digest:
		return nil
	case r.Outcome == courier.Accepted:
		return d.outageEnded(ctx, "digest", now)
	}
	return d.outageBegan(ctx, "digest", now, r.String())
}

// throttled is Exchange Online's answer to more mails a minute, or more
// connections, than a mailbox may have. The next mail would get it too.
const throttled = 432

// distrustToken lets the next login have another token than one that may just
// have been refused.
func (d *Daemon) distrustToken() {
	if d.tokens != nil {
		d.tokens.Forget()
	}
}

// refusals notes recipients that the server refused while it took others.
func (d *Daemon) refusals(m workflows.Mail, r courier.Result, now time.Time) []workflows.Fact {
	var facts []workflows.Fact
	for _, address := range slices.Sorted(maps.Keys(r.Refused)) {
		answer := r.Refused[address]
		facts = append(facts, workflows.Fact{Kind: workflows.Bounced, At: now, Party: m.Party, Key: m.Key, Address: strings.ToLower(address),
			Hard: strings.HasPrefix(answer, "5"), Actor: workflows.Robot, Reason: answer})
	}
	return facts
}

func sentFact(kind workflows.FactKind, m workflows.Mail, now time.Time, r courier.Result) workflows.Fact {
	p := workflows.ParseKey(m.Key)
	return workflows.Fact{Kind: kind, At: now, Round: m.Round, Party: m.Party, Milestone: p.Milestone, Step: m.Step, Key: m.Key,
		Covers: m.Covers, Rehearse: m.Rehearse, Status: r.Enhanced, Subject: subjectOf(m.Bytes), Address: strings.Join(m.To, ", "),
		Actor: workflows.Robot, Reason: r.String()}
}

func subjectOf(raw []byte) string {
	m, err := mail.ReadMessage(bytes.NewReader(raw))
	if err != nil {
		return ""
	}
	subject, err := new(mime.WordDecoder).DecodeHeader(m.Header.Get("Subject"))
	if err != nil {
		return m.Header.Get("Subject")
	}
	return subject
}

// retryPause grows from two minutes to two hours with the attempts made.
func retryPause(attempts int) time.Duration {
	return min(2*time.Hour, 2*time.Minute<<min(max(attempts-1, 0), 6))
}
