package main_test

import (
	"maps"
	"mime"
	"net/mail"
	"slices"
	"strings"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapclient"

	"fristvakt/demo/realserver"
)

// fillMailbox puts mail of strangers into the watched mailbox, with every kind
// of flag.
func (in *installation) fillMailbox() {
	in.t.Helper()
	for _, flags := range []string{"", "S", "FS", "R", "T"} {
		in.post.Deliver(in.t, "From: ola@example.com\r\nTo: postmottak@example.no\r\nSubject: Byggjesak\r\nMessage-ID: <sak"+flags+"@example.com>\r\n\r\nSjå vedlegg.\r\n", flags)
	}
}

// mailboxFlags is the watched mailbox as it lies on disk and as Dovecot tells it.
type mailboxFlags struct {
	names []string
	told  map[imap.UID][]imap.Flag
}

func (in *installation) flags() mailboxFlags {
	in.t.Helper()
	c, err := imapclient.DialInsecure(in.aside, nil)
	if err != nil {
		in.t.Fatal(err)
	}
	defer c.Close()
	err = c.Login("post@example.no", realserver.Password).Wait()
	if err == nil {
		_, err = c.Select("INBOX", &imap.SelectOptions{ReadOnly: true}).Wait()
	}
	if err != nil {
		in.t.Fatal(err)
	}
	mails, err := c.Fetch(imap.UIDSet{imap.UIDRange{Start: 1}}, &imap.FetchOptions{UID: true, Flags: true}).Collect()
	if err != nil {
		in.t.Fatal(err)
	}
	all := mailboxFlags{in.post.Flags(in.t), map[imap.UID][]imap.Flag{}}
	for _, m := range mails {
		slices.Sort(m.Flags)
		all.told[m.UID] = m.Flags
	}
	return all
}

// nothingChanged compares the watched mailbox with what it was before, and sees
// that what came in since has no flag but Dovecot's own \Recent.
func (in *installation) nothingChanged(before mailboxFlags) {
	in.t.Helper()
	after := in.flags()
	fresh := slices.DeleteFunc(slices.Clone(after.names), func(name string) bool { return slices.Contains(before.names, name) })
	if len(after.names) != len(before.names)+3 || len(fresh) != 3 || slices.ContainsFunc(fresh, func(name string) bool { return !strings.HasSuffix(name, ":") }) {
		in.t.Errorf("the mailbox was changed:\n%q\n%q", before.names, after.names)
	}
	maps.DeleteFunc(after.told, func(uid imap.UID, flags []imap.Flag) bool {
		_, old := before.told[uid]
		return !old && len(slices.DeleteFunc(flags, func(f imap.Flag) bool { return f == `\Recent` })) == 0
	})
	if !maps.EqualFunc(before.told, after.told, slices.Equal[[]imap.Flag]) {
		in.t.Errorf("flags were changed:\n%v\n%v", before.told, after.told)
	}
}

// digest is the name of today's digest.
func (in *installation) digest() string { return "digest/" + in.today.String() }

// reminder is the one mail that a party got first.
func (in *installation) reminder(party string) *mail.Message {
	in.t.Helper()
	for _, m := range in.mails(in.parties) {
		if strings.HasPrefix(m.Header.Get("Message-ID"), "<fv.fjordsamarbeidet."+party+".decision.2-weeks-before.") {
			return m
		}
	}
	in.t.Fatalf("no reminder to %s", party)
	return nil
}

func subject(m *mail.Message) string {
	text, err := new(mime.WordDecoder).DecodeHeader(m.Header.Get("Subject"))
	if err != nil {
		return m.Header.Get("Subject")
	}
	return text
}

// stored reports whether there is a store to look into yet.
func (in *installation) stored() bool {
	in.t.Helper()
	_, _, status := in.command("history")
	return status == 0
}
