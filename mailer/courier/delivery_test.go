package courier_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/emersion/go-smtp"
	"pgregory.net/rapid"

	"fristvakt/mailer/courier"
)

func TestAMessageArrivesByteForByte(t *testing.T) {
	head := "Subject: Frist\r\n\r\n"
	for name, message := range map[string]string{
		"ordinary":         head + "Hei.\r\n",
		"leading dots":     head + ".\r\n..\r\n...x\r\n.",
		"dot first":        ".signature\r\n",
		"lone dot line":    head + "a\r\n.\r\nMAIL FROM:<x@example.no>\r\n",
		"long line":        head + strings.Repeat("x", 20000) + "\r\n",
		"no final CRLF":    head + "slutt",
		"empty lines last": head + "\r\n\r\n\r\n",
		"only CRLF":        "\r\n",
		"large":            head + strings.Repeat(".En linje til.\r\n", 100_000),
	} {
		t.Run(name, func(t *testing.T) {
			server := newPost(t, nil, false)
			c := courier.New(plain(server.address))
			defer c.Close()
			e := reminder()
			e.Message = []byte(message)
			if got := c.Deliver(t.Context(), e); got.Outcome != courier.Accepted {
				t.Fatalf("got %v", got)
			}
			want := message
			if !strings.HasSuffix(want, "\r\n") {
				want += "\r\n" // the end of the last line is also the beginning of CRLF.CRLF
			}
			if got := server.last(t).message; string(got) != want || string(e.Message) != message {
				t.Errorf("got %d bytes, want %d", len(got), len(want))
			}
		})
	}
}

func TestAnyMessageOfWholeLinesArrivesByteForByte(t *testing.T) {
	server := newPost(t, nil, false)
	c := courier.New(plain(server.address))
	defer c.Close()
	rapid.Check(t, func(t *rapid.T) {
		lines := rapid.SliceOfN(rapid.StringMatching(`\.{0,3}[ -~\t]{0,40}`), 1, 30).Draw(t, "lines")
		e := reminder()
		e.Message = []byte(strings.Join(lines, "\r\n") + "\r\n")
		if got := c.Deliver(t.Context(), e); got.Outcome != courier.Accepted {
			t.Fatalf("got %v", got)
		}
		server.mu.Lock()
		defer server.mu.Unlock()
		if got := server.arrived[len(server.arrived)-1].message; !bytes.Equal(got, e.Message) {
			t.Fatalf("got %q, want %q", got, e.Message)
		}
	})
}

func TestOneRefusedRecipientDoesNotStopTheOthers(t *testing.T) {
	server := newPost(t, nil, false)
	unknown := &smtp.SMTPError{Code: 550, EnhancedCode: smtp.EnhancedCode{5, 1, 1}, Message: "unknown"}
	grey := &smtp.SMTPError{Code: 451, EnhancedCode: smtp.EnhancedCode{4, 7, 1}, Message: "greylisted"}
	server.rcpt = map[string]*smtp.SMTPError{"a@example.no": unknown, "b@example.no": grey}
	c := courier.New(plain(server.address))
	defer c.Close()
	tests := []struct {
		to      string
		outcome courier.Outcome
		code    int
		refused string
	}{
		{"a@example.no c@example.no d@example.no", courier.Accepted, 250, "550 5.1.1 unknown"},
		{"c@example.no a@example.no", courier.Accepted, 250, "550 5.1.1 unknown"},
		{"a@example.no", courier.Refused, 550, ""},
		{"a@example.no b@example.no", courier.Deferred, 451, ""},
		{"b@example.no a@example.no", courier.Deferred, 451, ""},
	}
	for _, test := range tests {
		got := c.Deliver(t.Context(), reminder(strings.Fields(test.to)...))
		if got.Outcome != test.outcome || got.Code != test.code || got.Refused["a@example.no"] != test.refused {
			t.Errorf("to %s: got %v, refused %v", test.to, got, got.Refused)
		}
	}
	if n := len(server.arrived); n != 2 {
		t.Errorf("%d mails arrived, want 2", n)
	}
	if to := server.arrived[0].to; strings.Join(to, " ") != "c@example.no d@example.no" {
		t.Errorf("arrived for %v", to)
	}
}

func TestWhatCannotBeSentUnchangedIsRefusedUnsent(t *testing.T) {
	server := newScriptedServer(script{"EHLO": {"250-mx\r\n250 SIZE 100"}})
	c := courier.New(plain(server.listen(t)))
	defer c.Close()
	tests := map[string]func(*courier.Envelope){
		"CR or LF stands alone at byte 3": func(e *courier.Envelope) { e.Message = []byte("Hei\nhallo\r\n") },
		"CR or LF stands alone at byte 0": func(e *courier.Envelope) { e.Message = []byte("\rHei\r\n") },
		"CR or LF stands alone at byte 5": func(e *courier.Envelope) { e.Message = []byte("Hei\r\n\n") },
		"the message is empty":            func(e *courier.Envelope) { e.Message = nil },
		"no recipient":                    func(e *courier.Envelope) { e.To = nil },
		`recipient: address contains '>'`: func(e *courier.Envelope) { e.To = []string{"a@example.no> NOTIFY=NEVER"} },
		`sender: address contains '\r'`:   func(e *courier.Envelope) { e.From = "a@example.no\r\nDATA" },
		"not local-part@domain":           func(e *courier.Envelope) { e.To = []string{"postmottak"} },
		"longer than RFC 5321 allows":     func(e *courier.Envelope) { e.To = []string{strings.Repeat("x", 300) + "@example.no"} },
		"needs 8BITMIME":                  func(e *courier.Envelope) { e.Message = []byte("Ærø\r\n") },
		"needs SMTPUTF8":                  func(e *courier.Envelope) { e.To = []string{"ærø@example.no"} },
		"the server takes 100":            func(e *courier.Envelope) { e.Message = bytes.Repeat([]byte("x\r\n"), 50) },
	}
	for text, spoil := range tests {
		e := reminder()
		spoil(&e)
		if got := c.Deliver(t.Context(), e); got.Outcome != courier.Refused || got.Code != 0 || !strings.Contains(got.Text, text) {
			t.Errorf("want %q, got %v", text, got)
		}
	}
	if strings.Contains(server.words(), "MAIL") {
		t.Errorf("said %q", server.words())
	}
}

func TestOnlyAMailThatNeedsAnExtensionAsksForIt(t *testing.T) {
	server := newPost(t, nil, false)
	c := courier.New(plain(server.address))
	defer c.Close()
	e := reminder()
	c.Deliver(t.Context(), e)
	if got := server.last(t).options; got.Body != "" || got.UTF8 || got.Size != int64(len(e.Message)) {
		t.Errorf("asked for %+v", got)
	}
	e.From, e.Message = "ærø@example.no", []byte("Ærø\r\n")
	if got := c.Deliver(t.Context(), e); got.Outcome != courier.Accepted {
		t.Fatalf("got %v", got)
	}
	if got := server.last(t); got.options.Body != smtp.Body8BitMIME || !got.options.UTF8 || got.from != e.From {
		t.Errorf("asked for %+v from %q", got.options, got.from)
	}
	e = reminder()
	e.From = ""
	if got := c.Deliver(t.Context(), e); got.Outcome != courier.Accepted || server.last(t).from != "" {
		t.Errorf("null sender: got %v", got)
	}
}
