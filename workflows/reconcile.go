package workflows

// Reconcile compares what is planned with what lies in the outbox. It returns
// the actions to compose and queue (new ones, and queued ones whose content
// has changed) and the keys of queued mails that are not wanted any more.
// print gives the fingerprint that a mail composed from the action would have.
func Reconcile(planned []Action, outbox []Mail, print func(Action) string) (enqueue []Action, withdraw []string) {
	wanted := make(map[string]bool, len(planned))
	lies := make(map[string]Mail, len(outbox))
	for _, m := range outbox {
		lies[m.Key] = m
	}
	for _, a := range planned {
		wanted[a.Key] = true
		m, known := lies[a.Key]
		stale := m.State == Withdrawn || m.State == Queued && m.Print != print(a)
		if !known || stale {
			enqueue = append(enqueue, a)
		}
	}
	for _, m := range outbox {
		if m.State == Queued && !m.Kind.ToOurselves() && !wanted[m.Key] {
			withdraw = append(withdraw, m.Key)
		}
	}
	return enqueue, withdraw
}
