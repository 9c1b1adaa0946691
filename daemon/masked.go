package daemon

import (
	"context"
	"log/slog"
	"regexp"
)

// masked keeps mail addresses out of a log that is not for finding faults: of
// each only the domain is left, whoever put it into the line, a server's answer
// included. At debug the lines are as they are.
type masked struct{ slog.Handler }

// mailAddress is what looks like a mail address (RFC 5322 section 3.4.1), loosely:
// a word too many that is masked does no harm.
var mailAddress = regexp.MustCompile(`[^\s<>"'(),:;@\[\]=]+@([\w-]+(\.[\w-]+)*)`)

// mask gives a log that masks.
func mask(log *slog.Logger) *slog.Logger {
	if log.Enabled(context.Background(), slog.LevelDebug) {
		return log
	}
	return slog.New(masked{log.Handler()})
}

// Handle masks the message and everything that is text.
func (h masked) Handle(ctx context.Context, r slog.Record) error {
	clean := slog.NewRecord(r.Time, r.Level, maskText(r.Message), r.PC)
	r.Attrs(func(a slog.Attr) bool {
		clean.AddAttrs(maskAttr(a))
		return true
	})
	return h.Handler.Handle(ctx, clean)
}

// WithAttrs masks what all later lines carry.
func (h masked) WithAttrs(attrs []slog.Attr) slog.Handler {
	var clean []slog.Attr
	for _, a := range attrs {
		clean = append(clean, maskAttr(a))
	}
	return masked{h.Handler.WithAttrs(clean)}
}

// WithGroup keeps masking within the group.
func (h masked) WithGroup(name string) slog.Handler { return masked{h.Handler.WithGroup(name)} }

func maskAttr(a slog.Attr) slog.Attr {
	switch v := a.Value.Resolve(); v.Kind() {
	case slog.KindString:
		return slog.String(a.Key, maskText(v.String()))
	case slog.KindGroup:
		var inner []any
		for _, b := range v.Group() {
			inner = append(inner, maskAttr(b))
		}
		return slog.Group(a.Key, inner...)
	case slog.KindAny:
		if err, is := v.Any().(error); is {
			return slog.String(a.Key, maskText(err.Error()))
		}
	}
	return a
}

func maskText(text string) string { return mailAddress.ReplaceAllString(text, "***@$1") }
