package wiretap_test

import (
	"context"
	"io"
	"net"
	"slices"
	"testing"

	"fristvakt/inbox/watch/wiretap"
)

func TestOnlyReadingCommandsAreOnTheList(t *testing.T) {
	for command, reads := range map[string]bool{
		"CAPABILITY": true, "NOOP": true, "IDLE": true, "DONE": true, "LOGOUT": true, "STARTTLS": true,
		`EXAMINE "INBOX"`:    true,
		"UID SEARCH UID 7:*": true,
		"UID FETCH 1:3,9 (UID INTERNALDATE RFC822.SIZE BODY.PEEK[HEADER])": true,
		"UID FETCH 1 (UID BODY.PEEK[]<0.65536>)":                           true,
		"UID FETCH 1 (UID BODY.PEEK[HEADER.FIELDS (Message-ID)])":          true,
		"UID FETCH 1 (UID BODY[])":                                         false,
		"UID FETCH 1 (UID BODY.PEEK[] BODY[TEXT])":                         false,
		"UID FETCH 1 (UID RFC822)":                                         false,
		"UID FETCH 1 (ENVELOPE)":                                           false,
		"FETCH 1 (BODY.PEEK[])":                                            false,
		`SELECT "INBOX"`:                                                   false,
		`UID STORE 1 +FLAGS (\Seen)`:                                       false,
		"UID MOVE 1 Trash":                                                 false,
		"EXPUNGE":                                                          false,
		"CLOSE":                                                            false,
		"APPEND INBOX {3}":                                                 false,
		"":                                                                 false,
	} {
		if got := wiretap.Reads(command); got != reads {
			t.Errorf("Reads(%q) = %v", command, got)
		}
	}
}

func TestCommandsAreHeardWithoutTheirSecretsHoweverTheyAreCut(t *testing.T) {
	sent := "A1 LOGIN {4}\r\nuser secret\r\nA2 AUTHENTICATE PLAIN\r\nAHVzZXIAc2VjcmV0\r\nA3 EXAMINE INBOX\r\n" +
		"A4 IDLE\r\nDONE\r\nA5 APPEND INBOX {10}\r\nA1 NOOP\r\nx\r\nA6 UID STORE 1 FLAGS (x)\r\n"
	want := []string{"LOGIN", "AUTHENTICATE", "EXAMINE INBOX", "IDLE", "DONE", "APPEND INBOX {10}", "UID STORE 1 FLAGS (x)"}
	for _, cut := range []int{1, 3, 7, len(sent)} {
		var r wiretap.Recorder
		conn := pipe(t, &r)
		for piece := range slices.Chunk([]byte(sent), cut) {
			if _, err := conn.Write(piece); err != nil {
				t.Fatal(err)
			}
		}
		if got := r.Commands(); !slices.Equal(got, want) {
			t.Errorf("cut every %d bytes: %q", cut, got)
		}
		if got, want := r.Forbidden(), want[5:]; !slices.Equal(got, want) {
			t.Errorf("forbidden: %q", got)
		}
	}
}

func pipe(t *testing.T, r *wiretap.Recorder) net.Conn {
	t.Helper()
	client, server := net.Pipe()
	t.Cleanup(func() { client.Close() })
	go io.Copy(io.Discard, server)
	conn, err := r.Dialer(func(context.Context, string, string) (net.Conn, error) { return client, nil })(t.Context(), "tcp", "")
	if err != nil {
		t.Fatal(err)
	}
	return conn
}
