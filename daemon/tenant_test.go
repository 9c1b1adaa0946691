package daemon_test

import (
	"bytes"
	"net/mail"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"fristvakt/daemon"
	"fristvakt/demo/tenant"
	"fristvakt/workflows"
)

// hosted is an installation whose mail is at Microsoft 365. Its clock is that
// of the tenant too.
func hosted(t *testing.T, now string, oauth ...string) (*installation, *tenant.Tenant) {
	t.Helper()
	in, n := install(t, now), tenant.Open(t)
	n.Change(func(s *tenant.Setup) { s.Clock = in.clock.now })
	text, _, _ := strings.Cut(configuration, "[imap]")
	in.write("fristvakt.toml", text+strings.NewReplacer("IMAP", n.IMAP, "SMTP", n.SMTP, "ENDPOINT", n.TokenEndpoint(""), "CLIENT", n.Setup().Client).Replace(`[imap]
address = "IMAP"
ca = "ca.pem"
auth = "xoauth2"
user = "postmottak@example.no"
[smtp]
address = "SMTP"
ca = "ca.pem"
auth = "xoauth2"
user = "digivestland@example.no"
per_minute = 0
[oauth]
token_endpoint = "ENDPOINT"
ca = "ca.pem"
client_id = "CLIENT"
secret_file = "oauth-secret"
`+strings.Join(oauth, "\n")+`
[receiver]
exchange_online = true
[hours]
turn = "24h"
`))
	in.write("ca.pem", string(n.Authority))
	in.write("oauth-secret", n.Setup().Secret+"\n")
	var err error
	if in.config, err = daemon.ReadConfig(filepath.Join(in.dir, "fristvakt.toml")); err != nil {
		t.Fatal(err)
	}
	in.start()
	in.append(workflows.Fact{Kind: workflows.WentLive, At: in.clock.now(), Actor: "kari", Reason: "alt er prøvd"})
	return in, n
}

// received is how often each subject was taken for a party.
func received(n *tenant.Tenant) (reminders map[string]int, digests int) {
	reminders = map[string]int{}
	for _, m := range n.Taken() {
		if m.To[0] == "sekretariat@example.no" {
			digests++
		} else {
			reminders[m.To[0]]++
		}
	}
	return reminders, digests
}

func TestARoundRunsInATenantOfMicrosoft365(t *testing.T) {
	in, n := hosted(t, before)
	n.Receive(bytes.Replace(decision("vedtak@modalen.kommune.no"), []byte(stamp), nil, 1), "modalen.kommune.no", in.clock.now())
	in.turn("09:10")
	if delivered := in.facts(workflows.Delivered); len(delivered) != 1 || delivered[0].Party != modalen {
		t.Fatalf("recorded %+v of %+v", delivered, in.facts(workflows.Judged))
	}
	if reminders, _ := received(n); len(reminders) != 1 {
		t.Errorf("the receipt went to %v", reminders)
	}
	if n.Tokens() != 1 || !slices.Contains(n.Logins(), "IMAP postmottak@example.no") || !slices.Contains(n.Logins(), "SMTP digivestland@example.no") {
		t.Errorf("%d tokens for %v", n.Tokens(), n.Logins())
	}
	in.nothingSecretIsKept(n)
}

// nothingSecretIsKept looks for secret and tokens in everything that was
// written.
func (in *installation) nothingSecretIsKept(n *tenant.Tenant) {
	in.t.Helper()
	written := map[string][]byte{"the log": []byte(in.log.String())}
	files, err := filepath.Glob(filepath.Join(in.dir, "state", "store*"))
	if err != nil || len(files) == 0 {
		in.t.Fatal(files, err)
	}
	for _, name := range files {
		if written[name], err = os.ReadFile(name); err != nil {
			in.t.Fatal(err)
		}
	}
	for name, text := range written {
		for _, secret := range append(n.Given(), n.Setup().Secret) {
			if bytes.Contains(text, []byte(secret)) {
				in.t.Errorf("%s holds a secret", name)
			}
		}
	}
}

func TestASessionThatEndsInMidIdleWithItsTokenCostsNothing(t *testing.T) {
	in, n := hosted(t, before)
	r := run(t, in)
	n.AwaitIdle()
	in.clock.set(in.clock.now().Add(61 * time.Minute))
	if over := n.Expire(); over != 1 {
		t.Fatalf("%d sessions ended", over)
	}
	n.Receive(bytes.Replace(question(1), []byte(stamp), nil, 1), "modalen.kommune.no", in.clock.now())
	r.woken()
	n.AwaitIdle() // it listens again
	if judged, outages := in.facts(workflows.Judged), in.facts(workflows.OutageBegan); len(judged) != 1 || len(outages) != 0 || n.Tokens() != 2 {
		t.Errorf("%d letters, outages %+v, %d tokens", len(judged), outages, n.Tokens())
	}
}

func TestTheLoginIsRenewedBeforeTheServerEndsIt(t *testing.T) {
	in, n := hosted(t, before)
	in.turn("09:10")
	in.turn("10:07") // 57 minutes later: not the token's end yet
	logins := n.Logins()
	in.turn("10:09")
	in.at("10:11")
	if over := n.Expire(); over != 0 || len(n.Logins()) != len(logins)+1 || n.Tokens() != 2 {
		t.Errorf("%d sessions ended by the server, logins %v", over, n.Logins())
	}
}

func TestAThrottledMailboxSendsTheRestLaterAndNothingTwice(t *testing.T) {
	in, n := hosted(t, before)
	n.Change(func(s *tenant.Setup) { s.PerMinute = 1 })
	in.turn("2025-05-16 08:00") // the digest
	for i, now := range []string{firstDay, "09:01", "09:03", "09:06"} {
		in.turn(now)
		want := map[int]int{0: 1, 1: 1, 2: 2, 3: 3}[i]
		if reminders, _ := received(n); len(reminders) != want {
			t.Fatalf("at %s: %v, outbox %v", now, reminders, in.states())
		}
	}
	reminders, digests := received(n)
	if digests != 1 || in.states()[workflows.Queued] != 0 || len(in.facts(workflows.OutageBegan)) != 0 || n.PutOff() != 2 {
		t.Errorf("in the end: %v and %d digests, outbox %v, put off %d times", reminders, digests, in.states(), n.PutOff())
	}
	for to, times := range reminders {
		if times != 1 {
			t.Errorf("%s got %d", to, times)
		}
	}
}

func TestAllMailsOfATurnGoOverOneLogin(t *testing.T) {
	in, n := hosted(t, before)
	in.turn("2025-05-16 08:00") // the digest
	in.turn(firstDay)
	reminders, _ := received(n)
	if logins := slices.DeleteFunc(n.Logins(), func(l string) bool { return !strings.HasPrefix(l, "SMTP") }); len(reminders) != 3 || len(logins) != 2 {
		t.Errorf("%v over %d logins in two turns", reminders, len(logins))
	}
}

func TestARefusedTokenIsAskedForAnew(t *testing.T) {
	in, n := hosted(t, before)
	in.turn("09:10")
	n.Change(func(s *tenant.Setup) { s.Principal = s.AppObject })
	in.clock.set(in.clock.now().Add(58 * time.Minute))
	in.turn("10:09")
	n.Change(func(s *tenant.Setup) { s.Principal = s.Enterprise })
	tokens := n.Tokens()
	in.turn("10:30")
	if began, ended := in.facts(workflows.OutageBegan), in.facts(workflows.OutageEnded); n.Tokens() != tokens+1 || len(began) != 1 || len(ended) != 1 {
		t.Errorf("%d tokens after %d, outages %+v, %+v", n.Tokens(), tokens, began, ended)
	}
}

// TestTheEndOfTheSecretIsWarnedOfInTime lets the daemon run through the 90 days
// around 16 September 2025. Sixty days ahead of it is a Friday, thirty a Sunday.
func TestTheEndOfTheSecretIsWarnedOfInTime(t *testing.T) {
	in, n := hosted(t, "2025-07-07 06:00", "secret_expires = 2025-09-16")
	first := workflows.Date{Year: 2025, Month: time.July, Day: 7}
	for d := first; !d.After(workflows.Date{Year: 2025, Month: time.September, Day: 18}); d = d.AddDays(1) {
		in.turn(d.String() + " 07:30")
	}
	var warned []string
	for _, m := range n.Taken() {
		parsed, err := mail.ReadMessage(strings.NewReader(m.Text))
		if err != nil {
			t.Fatal(err)
		}
		if _, words, found := strings.Cut(plain(t, taken{mail: parsed, text: m.Text}), "Nøkkelen som e-posten blir lesen og send med, "); found {
			words, _, _ = strings.Cut(words, ". Lag")
			warned = append(warned, words)
		}
	}
	want := []string{"går ut 16.9.2025, om 60 dagar", "går ut 16.9.2025, om 29 dagar", "går ut 16.9.2025, om 7 dagar", "går ut 16.9.2025, om 6 dagar",
		"går ut 16.9.2025, om 5 dagar", "går ut 16.9.2025, om 4 dagar", "går ut i morgon, 16.9.2025", "går ut i dag", "gjekk ut 16.9.2025", "gjekk ut 16.9.2025"}
	if !slices.Equal(warned, want) {
		t.Errorf("warned: %q", warned)
	}
}

func TestTheDigestNamesTheCauseWhenTheSecretHasExpired(t *testing.T) {
	in, n := hosted(t, before)
	n.Change(func(s *tenant.Setup) { s.SecretEnds = in.clock.now() })
	in.turn("09:10")
	began := in.facts(workflows.OutageBegan)
	if len(began) == 0 || began[0].Subject != "imap" || !strings.Contains(began[0].Reason, "The client secret has expired. Make a new one") {
		t.Errorf("%+v", began)
	}
	in.nothingSecretIsKept(n)
}
