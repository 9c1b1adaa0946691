package store_test

import (
	"strings"
	"testing"

	"fristvakt/store"
)

func TestAMailIsKnownAgainByMessageIDOrHeader(t *testing.T) {
	t.Parallel()
	s := mustOpen(t, newPath(t), options())
	err := s.MarkSeen(t.Context(),
		store.SeenMail{MessageID: "<a@x>", Header: []byte("From: a"), UID: 1},
		store.SeenMail{Header: []byte("From: b\r\nDate: today\r\n\r\n"), UID: 2},
		store.SeenMail{MessageID: "a@x", UID: 3},
		store.SeenMail{MessageID: "sized@x", BodySize: 7})
	if err != nil {
		t.Fatal(err)
	}
	mustKeep(t, s, store.Letter{MessageID: "kept@x"}, "From: c\r\n\r\nbody")
	mustKeep(t, s, store.Letter{}, "From: d\r\nTo: e\r\n\r\nbody\r\n\r\nmore")
	if err := s.ForgetLetters(t.Context(), mustKeep(t, s, store.Letter{MessageID: "forgotten@x", BodySize: 9}, "gone").ID); err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		name, id, header string
		size             int64
		want             bool
	}{
		{"by Message-ID", "a@x", "", 0, true},
		{"by Message-ID with brackets and another header", " <a@x>\r\n", "From: z", 0, true},
		{"another Message-ID with the same header", "b@x", "From: a", 0, false},
		{"the same Message-ID with a body of another size", "a@x", "", 7, false},
		{"by Message-ID and size", "sized@x", "", 7, true},
		{"by header with its empty line", "", "From: b\r\nDate: today\r\n\r\n", 0, true},
		{"by header without it", "", "From: b\r\nDate: today", 0, true},
		{"another header", "", "From: b\r\nDate: tomorrow\r\n", 0, false},
		{"a Message-ID does not count as header", "", "a@x", 0, false},
		{"a kept letter, which only its content tells from another", "kept@x", "", 0, false},
		{"a letter that was kept and forgotten", "forgotten@x", "", 9, true},
		{"a kept letter without Message-ID", "", "From: d\r\nTo: e\r\n", 0, true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if seen, err := s.Seen(t.Context(), store.SeenMail{MessageID: tt.id, BodySize: tt.size, Header: []byte(tt.header)}); err != nil || seen != tt.want {
				t.Errorf("seen %v, %v; want %v", seen, err, tt.want)
			}
		})
	}
}

func TestTheHashOfAMailIsKeyed(t *testing.T) {
	t.Parallel()
	path, other := newPath(t), newPath(t)
	for _, p := range []string{path, other} {
		if err := mustOpen(t, p, options()).MarkSeen(t.Context(), store.SeenMail{MessageID: "a@x"}); err != nil {
			t.Fatal(err)
		}
	}
	var mac, otherMac string
	for p, m := range map[string]*string{path: &mac, other: &otherMac} {
		if err := raw(t, p).QueryRow("SELECT hex(mac) FROM seen").Scan(m); err != nil {
			t.Fatal(err)
		}
	}
	if mac == otherMac {
		t.Errorf("two stores give the same mail the same hash %s", mac)
	}
}

func TestTheCursorFollowsTheMailboxAlsoBack(t *testing.T) {
	t.Parallel()
	s := mustOpen(t, newPath(t), options())
	steps := []struct{ validity, uid, wantValidity, wantUID uint32 }{
		{0, 0, 0, 0}, {7, 10, 7, 10}, {7, 9, 7, 9}, {7, 11, 7, 11}, {3, 2, 3, 2}, {3, 4294967295, 3, 4294967295}, {3, 1, 3, 1},
	}
	for i, step := range steps {
		if i > 0 {
			if err := s.Advance(t.Context(), "INBOX/Ærleg", step.validity, step.uid); err != nil {
				t.Fatal(err)
			}
		}
		validity, uid, err := s.Cursor(t.Context(), "INBOX/Ærleg")
		if err != nil || validity != step.wantValidity || uid != step.wantUID {
			t.Errorf("step %d: cursor %d %d, %v; want %d %d", i, validity, uid, err, step.wantValidity, step.wantUID)
		}
	}
	if validity, uid, err := s.Cursor(t.Context(), "Elsewhere"); err != nil || validity+uid != 0 {
		t.Errorf("another mailbox: %d %d, %v", validity, uid, err)
	}
}

func TestAMailboxOfHundredThousandIsMarkedInBatches(t *testing.T) {
	t.Parallel()
	s := mustOpen(t, newPath(t), options())
	batch := make([]store.SeenMail, 5000)
	for i := range batch {
		batch[i] = store.SeenMail{MessageID: strings.Repeat("m", 1+i%40) + string(rune('a'+i%26)) + "@x", Mailbox: "INBOX", UID: uint32(i)}
	}
	if err := s.MarkSeen(t.Context(), batch...); err != nil {
		t.Fatal(err)
	}
	if seen, err := s.Seen(t.Context(), store.SeenMail{MessageID: batch[4999].MessageID}); err != nil || !seen {
		t.Errorf("seen %v, %v", seen, err)
	}
}
