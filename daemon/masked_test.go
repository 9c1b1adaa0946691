package daemon_test

import (
	"bytes"
	"context"
	"log/slog"
	"strings"
	"testing"

	"github.com/emersion/go-smtp"

	"fristvakt/daemon"
	"fristvakt/workflows"
)

// TestAddressesAreInTheLogAtDebugAlone lets the sending server refuse mail with
// an answer that quotes the recipient, and each answer reaches the log.
func TestAddressesAreInTheLogAtDebugAlone(t *testing.T) {
	for _, level := range []slog.Level{slog.LevelDebug, slog.LevelInfo} {
		t.Run(level.String(), func(t *testing.T) {
			in := install(t, before)
			var log bytes.Buffer
			options := in.options()
			options.Log = slog.New(slog.NewJSONHandler(&log, &slog.HandlerOptions{Level: level}))
			var err error
			if in.d, err = daemon.New(context.Background(), options); err != nil {
				t.Fatal(err)
			}
			in.append(workflows.Fact{Kind: workflows.WentLive, At: in.clock.now(), Actor: "kari", Reason: "alt er prøvd"})
			in.sink.set(func(s *sink) {
				s.answer = func(m taken) error {
					return &smtp.SMTPError{Code: 550, EnhancedCode: smtp.EnhancedCode{5, 1, 1}, Message: "<" + m.to[0] + ">: no such user"}
				}
			})
			in.turn(firstDay)
			text := log.String()
			if n := strings.Count(text, `"event":"NotSent"`); n != 4 {
				t.Fatalf("%d refusals in the log:\n%s", n, text)
			}
			if told := strings.Contains(text, "postmottak@modalen.kommune.no"); told != (level == slog.LevelDebug) {
				t.Errorf("the address is in the log: %v\n%s", told, text)
			}
			if level == slog.LevelInfo && (strings.Contains(strings.ReplaceAll(text, "***@", ""), "@") || !strings.Contains(text, "***@modalen.kommune.no")) {
				t.Errorf("not masked:\n%s", text)
			}
		})
	}
}
