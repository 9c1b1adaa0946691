package courier

import (
	"context"
	"errors"
)

// begin returns a session in which MAIL was accepted. A connection at rest that turns out dead is replaced once.
func (c *Courier) begin(ctx context.Context, e Envelope) (*session, error) {
	if s := c.rested(); s != nil {
		err := s.mailAgain(ctx, e)
		if err == nil || !severed(err) {
			return c.settled(s, err)
		}
		s.drop()
		c.server.Log.Debug("smtp connection at rest was dead", "code", replyCode(err))
	}
	s, err := c.connect(ctx)
	if err != nil {
		return nil, err
	}
	return c.settled(s, s.mail(ctx, e))
}

// settled returns the session, or puts it to rest when MAIL was refused.
func (c *Courier) settled(s *session, err error) (*session, error) {
	if err != nil {
		c.rest(s, err)
		return nil, err
	}
	return s, nil
}

// rested takes the connection at rest, unless it is too old or its token runs out.
func (c *Courier) rested() *session {
	s := c.session
	c.session = nil
	if s == nil {
		return nil
	}
	now := c.server.Now()
	expiring := !s.expires.IsZero() && now.Add(tokenMargin).After(s.expires)
	if expiring || now.Sub(s.rested) > idleLimit {
		s.drop()
		return nil
	}
	return s
}

// rest keeps the connection for the next delivery if the dialogue is still in step.
func (c *Courier) rest(s *session, err error) {
	if severed(err) {
		s.drop()
		return
	}
	s.rested = c.server.Now()
	c.session = s
}

// severed says whether the dialogue cannot go on: no answer, an answer out of step, or a server taking its leave.
func severed(err error) bool {
	if err == nil {
		return false
	}
	var f *failure
	if errors.As(err, &f) && (f.local || f.step == stepRSET) {
		return !f.local
	}
	code := replyCode(err)
	return code < 400 || code == 421
}

// mailAgain begins another transaction on a connection at rest. RSET clears what the last one left and shows whether
// anyone is there.
func (s *session) mailAgain(ctx context.Context, e Envelope) error {
	if err := s.ask(ctx, stepRSET, 250, "RSET"); err != nil {
		return err
	}
	return s.mail(ctx, e)
}
