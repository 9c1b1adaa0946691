package watch_test

import (
	"bytes"
	"log/slog"
	"net"
	"slices"
	"testing"
	"time"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapserver"
	"github.com/emersion/go-imap/v2/imapserver/imapmemserver"

	"fristvakt/inbox/watch"
	"fristvakt/inbox/watch/wiretap"
	"fristvakt/inbox/watch/wiretap/door"
)

// memserver is the library's own server with one user.
func memserver(t *testing.T) (address string, user *imapmemserver.User, heard *wiretap.Recorder) {
	t.Helper()
	server := imapmemserver.New()
	user = imapmemserver.NewUser("post@example.no", "right")
	server.AddUser(user)
	for _, mailbox := range []string{"INBOX", "Sendte element"} {
		if err := user.Create(mailbox, nil); err != nil {
			t.Fatal(err)
		}
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	imapServer := imapserver.New(&imapserver.Options{
		NewSession: func(*imapserver.Conn) (imapserver.Session, *imapserver.GreetingData, error) {
			return server.NewSession(), nil, nil
		},
		Caps:         imap.CapSet{imap.CapIMAP4rev1: {}, imap.CapIMAP4rev2: {}},
		InsecureAuth: true,
		Logger:       slog.NewLogLogger(slog.DiscardHandler, slog.LevelInfo),
	})
	guarded, heard := door.Guard(t, l)
	go imapServer.Serve(guarded)
	t.Cleanup(func() { imapServer.Close() })
	return l.Addr().String(), user, heard
}

type literal struct{ *bytes.Reader }

func (l literal) Size() int64 { return l.Reader.Size() }

func put(t *testing.T, user *imapmemserver.User, mailbox, text string) {
	t.Helper()
	if _, err := user.Append(mailbox, literal{bytes.NewReader([]byte(text))}, &imap.AppendOptions{}); err != nil {
		t.Fatal(err)
	}
}

func TestAnotherServersMailIsReadPushedAndLookedUp(t *testing.T) {
	address, user, _ := memserver(t)
	put(t, user, "INBOX", letter("take", "a"))
	put(t, user, "INBOX", letter("peek, take", "b"))
	put(t, user, "Sendte element", letter("paaminning", "c"))
	w := watch.New(watch.Server{Address: address, TLS: watch.Plaintext, Login: watch.Password("post@example.no", "right")})
	defer w.Close()
	d := newDiary()
	pass := fetch(t, w, inbox(), d)
	if pass.Taken != 2 || d.taken[1] != letter("take", "a") || d.taken[2] != letter("peek, take", "b") {
		t.Fatalf("%+v, %v", pass, d.taken)
	}
	if held, err := w.Holds(t.Context(), "Sendte element", "<paaminning@example.no>"); !held || err != nil {
		t.Errorf("sent folder: %v, %v", held, err)
	}
	facts, err := w.Probe(t.Context())
	if err != nil || !facts.Idle || facts.Mailboxes[0].Messages != 2 {
		t.Errorf("%+v, %v", facts, err)
	}
	put(t, user, "INBOX", letter("take", "late"))
	if err := w.Idle(t.Context(), "INBOX"); err != nil {
		t.Fatal(err)
	}
	if pass = fetch(t, w, pass.Cursor, d); pass.Taken != 1 {
		t.Errorf("%+v", pass)
	}
}

func TestReadingSetsNoFlagOnAServerThatWouldLetIt(t *testing.T) {
	address, user, heard := memserver(t)
	for range 3 {
		put(t, user, "INBOX", letter("peek, take", "a"))
	}
	w := watch.New(watch.Server{Address: address, TLS: watch.Plaintext, Login: watch.Password("post@example.no", "right"), Deadline: 5 * time.Second})
	defer w.Close()
	if pass := fetch(t, w, inbox(), newDiary()); pass.Taken != 3 {
		t.Fatalf("%+v", pass)
	}
	unseen, err := user.Status("INBOX", &imap.StatusOptions{NumUnseen: true, NumMessages: true})
	if err != nil || *unseen.NumUnseen != 3 || *unseen.NumMessages != 3 {
		t.Errorf("%+v, %v", unseen, err)
	}
	if slices.ContainsFunc(heard.Commands(), func(c string) bool { return c == "" }) || len(heard.Commands()) < 5 {
		t.Errorf("the recorder is deaf: %q", heard.Commands())
	}
}
