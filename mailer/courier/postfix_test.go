package courier_test

import (
	"bytes"
	"strings"
	"testing"

	"fristvakt/demo/realserver"
	"fristvakt/mailer/courier"
)

func TestPostfixTakesWhatWeSendAsItIs(t *testing.T) {
	authority := newAuthority(t)
	maildirs := realserver.NewMaildirs(t)
	box := maildirs.Box(t, "box")
	server := realserver.StartPostfix(t, maildirs, authority.config.Certificates[0],
		realserver.Routes{Boxes: map[string]string{"@example.no": "box"}, Refused: []string{"ukjend@example.no"}})
	c := courier.New(courier.Server{Address: server.Address, TLS: courier.StartTLS, Roots: authority.roots})
	defer c.Close()
	if err := c.Probe(t.Context()); err != nil {
		t.Fatal(err)
	}
	e := reminder("postmottak@example.no", "ukjend@example.no")
	e.Message = append(e.Message, "..\r\n.dott\r\n.\r\nslutt\r\n"...)
	got := c.Deliver(t.Context(), e)
	if got.Outcome != courier.Accepted || !strings.HasPrefix(got.Refused["ukjend@example.no"], "550 5.1.1") {
		t.Errorf("got %v, refused %v", got, got.Refused)
	}
	if got := c.Deliver(t.Context(), reminder("ukjend@example.no")); got.Outcome != courier.Refused || got.Enhanced != "5.1.1" {
		t.Errorf("unknown recipient: got %v", got)
	}
	if got := c.Deliver(t.Context(), reminder("nokon@example.com")); got.Outcome != courier.Misconfigured || got.Code != 554 {
		t.Errorf("foreign recipient: got %v", got)
	}
	realserver.Await(t, "Postfix delivers", func() bool { return len(box.Mails(t)) > 0 })
	want := bytes.ReplaceAll(e.Message, []byte("\r\n"), []byte("\n"))
	if delivered := box.Mails(t)[0]; !bytes.HasSuffix(delivered, want[bytes.Index(want, []byte("\n\n")):]) {
		t.Errorf("delivered %q", delivered)
	}
}
