package daemon

import (
	"context"
	"fmt"
	"net"
	"time"

	"fristvakt/workflows"
)

// Level is how grave a finding is.
type Level string

// The levels of findings.
const (
	Fine    Level = "ok"
	Warning Level = "warning"
	Wrong   Level = "error"
)

// Finding is one line of a check, with what to do where something is wrong.
type Finding struct {
	Level   Level  `json:"level"`
	Subject string `json:"subject"`
	Text    string `json:"text"`
}

// CheckOptions are how a check is made. The zero value asks everything.
type CheckOptions struct {
	Offline  bool             // connect to nothing
	Resolver *net.Resolver    // of the sender domain's records, nil for that of the system
	Now      func() time.Time // nil for the machine's clock
}

// Check goes through everything that a configuration names, in the order in
// which one thing needs the other. Unless offline it logs in to both servers; it
// never sends and never changes anything.
func Check(ctx context.Context, c Config, o CheckOptions) []Finding {
	k := &checker{config: c, options: o, calendar: workflows.DefaultCalendar()}
	if k.options.Now == nil {
		k.options.Now = time.Now
	}
	k.say(Fine, "config", "%s can be read", c.path)
	k.rounds(ctx)
	k.texts()
	k.credentials()
	if !o.Offline {
		k.servers(ctx)
		k.senderDomain(ctx)
	}
	k.clock()
	k.zone()
	k.folder()
	return k.found
}

type checker struct {
	config   Config
	options  CheckOptions
	calendar workflows.Calendar
	found    []Finding
}

func (k *checker) say(level Level, subject, format string, args ...any) {
	k.found = append(k.found, Finding{level, subject, fmt.Sprintf(format, args...)})
}

func (k *checker) today() workflows.Date { return k.calendar.DateOf(k.options.Now()) }
