package courier

import (
	"context"
	"errors"
	"fmt"
)

// transact carries one envelope through a transaction.
func (c *Courier) transact(ctx context.Context, e Envelope) Result {
	s, err := c.begin(ctx, e)
	if err != nil {
		return judge(c.server.Login, err)
	}
	refused, err := s.recipients(ctx, e.To)
	var result Result
	if err == nil {
		result, err = s.data(ctx, e.Message)
	}
	c.rest(s, err)
	if err != nil {
		result = judge(c.server.Login, err)
	}
	result.Refused = refused
	return result
}

// mail names the sender and what the message needs.
func (s *session) mail(ctx context.Context, e Envelope) error {
	command := "MAIL FROM:<" + e.From + ">"
	if size, limit := s.client.Extension("SIZE"); size {
		if tooLarge(len(e.Message), limit) {
			return &failure{step: stepMAIL, local: true,
				err: fmt.Errorf("not sent: the message has %d bytes and the server takes %s", len(e.Message), limit)}
		}
		command += fmt.Sprintf(" SIZE=%d", len(e.Message))
	}
	for extension, parameter := range needs(e) {
		if offered, _ := s.client.Extension(extension); !offered {
			return &failure{step: stepMAIL, local: true,
				err: fmt.Errorf("not sent: it needs %s and the server does not offer it", extension)}
		}
		command += parameter
	}
	return s.ask(ctx, stepMAIL, 250, command)
}

// needs are the extensions without which the envelope cannot be sent, each with its parameter to MAIL.
func needs(e Envelope) map[string]string {
	needed := map[string]string{}
	if e.eightBit() {
		needed["8BITMIME"] = " BODY=8BITMIME"
	}
	if e.international() {
		needed["SMTPUTF8"] = " SMTPUTF8"
	}
	return needed
}

// tooLarge reads the argument of the SIZE extension (RFC 1870); none or zero is no limit.
func tooLarge(size int, limit string) bool {
	var most int
	_, err := fmt.Sscan(limit, &most)
	return err == nil && most > 0 && size > most
}

// recipients names each recipient. It fails only if none was accepted; what it returns besides are the recipients
// refused while others were accepted.
func (s *session) recipients(ctx context.Context, to []string) (map[string]string, error) {
	refused := map[string]string{}
	var worst error
	for _, address := range to {
		err := s.ask(ctx, stepRCPT, 25, "RCPT TO:<"+address+">")
		if err == nil {
			continue
		}
		if severed(err) {
			return nil, err
		}
		refused[address] = fmt.Sprintf("%d %s", replyCode(err), reply(err))
		if worst == nil || replyCode(worst) >= 500 && replyCode(err) < 500 {
			worst = err
		}
	}
	if len(refused) == 0 {
		return nil, nil
	}
	if len(refused) == len(to) {
		return nil, worst
	}
	return refused, nil
}

// data hands the message over and returns the acceptance. Until the final dot has been
// written whole, a failure carries stepBody or stepDATA: the server must discard what it has (RFC 5321 section 4.1.1.4).
// After a failure in the body nothing more may be asked on this connection, for textproto would end the body first.
func (s *session) data(ctx context.Context, message []byte) (Result, error) {
	defer s.endWith(ctx)()
	if err := s.ask(ctx, stepDATA, 354, "DATA"); err != nil {
		return Result{}, err
	}
	s.trace("354")
	body := s.client.Text.DotWriter()
	if _, err := body.Write(message); err != nil {
		return Result{}, &failure{step: stepBody, err: because(ctx, err)}
	}
	if ctx.Err() != nil {
		return Result{}, &failure{step: stepBody, err: context.Cause(ctx)}
	}
	if err := body.Close(); err != nil {
		return Result{}, &failure{step: stepBody, err: because(ctx, err)}
	}
	s.trace("dot")
	code, said, err := s.client.Text.ReadResponse(2)
	if err != nil {
		return Result{}, &failure{step: stepDot, err: because(ctx, err)}
	}
	s.trace("250")
	return accepted(code, said), nil
}

var errOutOfStep = errors.New("the server answered before it was asked")

// ask sends one command and reads its answer, which must begin with the digits of expect.
func (s *session) ask(ctx context.Context, step string, expect int, command string) error {
	defer s.endWith(ctx)()
	s.trace(step)
	text := s.client.Text
	if text.R.Buffered() > 0 {
		return &failure{step: step, err: errOutOfStep}
	}
	id, err := text.Cmd("%s", command)
	if err != nil {
		return &failure{step: step, err: because(ctx, err)}
	}
	text.StartResponse(id)
	defer text.EndResponse(id)
	if _, _, err := text.ReadResponse(expect); err != nil {
		return &failure{step: step, err: because(ctx, err)}
	}
	return nil
}
