package courier

import (
	"context"
	"errors"
	"fmt"
	"net/textproto"
	"time"
)

// failure is what ended a dialogue, and in which step.
type failure struct {
	step  string
	err   error
	local bool // the courier itself declined; the server was not asked and the dialogue is in step
}

func (f *failure) Error() string {
	if f.local {
		return f.err.Error()
	}
	return f.step + ": " + f.err.Error()
}

func (f *failure) Unwrap() error { return f.err }

// because puts the reason why the context ended in front of the network error that this caused. A server's answer
// stands by itself.
func because(ctx context.Context, err error) error {
	if ctx.Err() == nil || replyCode(err) != 0 {
		return err
	}
	return fmt.Errorf("interrupted: %w: %w", context.Cause(ctx), err)
}

// replyCode is the server's reply code in err, or 0 if the server did not reply.
func replyCode(err error) int {
	var answer *textproto.Error
	if errors.As(err, &answer) {
		return answer.Code
	}
	return 0
}

// reply is what the server said in err, on one line, or "".
func reply(err error) string {
	var answer *textproto.Error
	if errors.As(err, &answer) {
		return clip(answer.Msg)
	}
	return ""
}

// The pauses suggested where the server names none.
const (
	pauseOffline   = time.Minute      // nobody answered
	pauseThrottled = 2 * time.Minute  // 432: too many connections or mails at once
	pauseLeaving   = 5 * time.Minute  // 421 and other troubles of the server's own
	pauseDeferred  = 15 * time.Minute // 4xx for this message; greylisting lets pass by then
	pauseQuota     = 6 * time.Hour    // a daily limit
)

// judge turns a failure into a result.
func judge(login Login, err error) Result {
	var f *failure
	if !errors.As(err, &f) {
		f = &failure{step: stepWait, err: err}
	}
	var result Result
	switch {
	case f.local:
		result = Result{Outcome: Refused, Text: clip(f.Error())}
	case replyCode(err) != 0:
		result = judgeReply(login, f)
	default:
		result = judgeSilence(f)
	}
	return result
}

// judgeReply is for a failure in which the server answered.
func judgeReply(login Login, f *failure) Result {
	said := reply(f)
	result := Result{Code: replyCode(f), Enhanced: enhancedCode(said), Text: said}
	if known := findCause(login, f.step, result); known != nil {
		result.Outcome, result.Advice, result.RetryAfter = known.outcome, known.advice, known.pause
		return result
	}
	switch {
	case result.Code >= 500 && onlyThisMail(f.step):
		result.Outcome = Refused
	case result.Code >= 500:
		result.Outcome = Misconfigured
		result.Advice = "The server refuses " + f.step + " from us, so no mail can pass. " +
			"Show its answer to whoever runs it, and check server address, login and sender."
	case result.Code >= 400:
		result.Outcome, result.RetryAfter = Deferred, pauseDeferred
		if !onlyThisMail(f.step) {
			result.RetryAfter = pauseLeaving
		}
	case f.step == stepDot:
		result.Outcome = Uncertain
	default:
		result.Outcome, result.RetryAfter = Deferred, pauseLeaving
	}
	return result
}

// onlyThisMail says whether an answer in this step concerns the message or its recipients, not every mail.
func onlyThisMail(step string) bool {
	return step == stepRCPT || step == stepDATA || step == stepBody || step == stepDot
}

// judgeSilence is for a failure without an answer: network, TLS, interruption.
func judgeSilence(f *failure) Result {
	result := Result{Outcome: Deferred, Text: clip(f.Error()), RetryAfter: pauseOffline}
	if f.step == stepDot {
		result.Outcome, result.RetryAfter = Uncertain, 0
		return result
	}
	if errors.Is(f.err, context.Canceled) || errors.Is(f.err, errClosed) {
		result.RetryAfter = 0
	}
	if outcome, advice := localCause(f); advice != "" {
		result.Outcome, result.Advice = outcome, advice
	}
	if result.Outcome == Misconfigured {
		result.RetryAfter = 0
	}
	return result
}
