package store_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"fristvakt/store"
	"fristvakt/workflows"
)

func mustKeep(t *testing.T, s *store.Store, l store.Letter, text string) store.Letter {
	t.Helper()
	kept, _, err := s.KeepLetter(t.Context(), l, strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	return kept
}

func TestALetterIsKeptByteForByte(t *testing.T) {
	t.Parallel()
	s := mustOpen(t, newPath(t), options())
	noise := make([]byte, 3<<20) // does not compress, fills several parts
	random := rand.NewChaCha8([32]byte{1})
	random.Read(noise)
	for name, body := range map[string][]byte{
		"a short one":  []byte("Message-ID: <x@kinn.example>\r\n\r\nHei\x00\xff"),
		"an empty one": {}, "a large one": noise, "a repetitive one": bytes.Repeat([]byte("Kinn "), 1<<19),
	} {
		t.Run(name, func(t *testing.T) {
			in := store.Letter{Mailbox: "INBOX", UIDValidity: 4294967295, UID: 4294967294, MessageID: "<" + name + "@x>",
				Received: noon.In(time.FixedZone("CEST", 7200))}
			kept, fresh, err := s.KeepLetter(t.Context(), in, bytes.NewReader(body))
			if err != nil || !fresh {
				t.Fatalf("fresh %v, %v", fresh, err)
			}
			got, err := s.Letter(t.Context(), kept.ID)
			if err != nil {
				t.Fatal(err)
			}
			sum := sha256.Sum256(body)
			if !bytes.Equal(got.Bytes, body) || got.SHA256 != hex.EncodeToString(sum[:]) || got.ID != got.SHA256[:10] {
				t.Errorf("letter %s with %d bytes, want %d", got.ID, len(got.Bytes), len(body))
			}
			if got.MessageID != name+"@x" || got.UID != in.UID || got.UIDValidity != in.UIDValidity || got.Received != noon || got.Judged {
				t.Errorf("got %+v", got)
			}
		})
	}
}

func TestALetterIsKeptOnceWhereverItLies(t *testing.T) {
	t.Parallel()
	s := mustOpen(t, newPath(t), options())
	first := mustKeep(t, s, store.Letter{Mailbox: "INBOX", UIDValidity: 1, UID: 7, MessageID: "a@x"}, "To: us\r\n\r\none")
	mustKeep(t, s, store.Letter{MessageID: "other@x"}, "other")
	tests := []struct {
		name, id, text string
		fresh          bool
	}{
		{"moved to another mailbox", "a@x", "To: us\r\n\r\none", false},
		{"the same bytes without Message-ID", "", "To: us\r\n\r\none", false},
		{"the same Message-ID by another route", "<a@x>", "Received: again\r\nTo: us\r\n\r\none", false},
		{"the same Message-ID with other content", "<a@x>", "To: us\r\n\r\nanother one", true},
		{"that again", "<a@x>", "Received: again\r\nTo: us\r\n\r\nanother one", false},
		{"the bytes decide before the Message-ID", "other@x", "To: us\r\n\r\none", false},
		{"no Message-ID", "", "two", true},
		{"neither has this one", "", "three", true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			kept, fresh, err := s.KeepLetter(t.Context(), store.Letter{Mailbox: "Done", UIDValidity: 2, UID: 1, MessageID: tt.id}, strings.NewReader(tt.text))
			if err != nil || fresh != tt.fresh {
				t.Errorf("fresh %v, %v; want %v", fresh, err, tt.fresh)
			}
			if !fresh && tt.name != "that again" && kept.ID != first.ID {
				t.Errorf("it was taken for %s, want %s", kept.ID, first.ID)
			}
		})
	}
}

func TestALetterIsFoundByTheBeginningOfItsID(t *testing.T) {
	t.Parallel()
	s := mustOpen(t, newPath(t), options())
	// Two texts whose SHA-256 begin with the same ten digits.
	a := mustKeep(t, s, store.Letter{}, "letter 1210359")
	b := mustKeep(t, s, store.Letter{}, "letter 1491412")
	if len(a.ID) != 10 || len(b.ID) != 11 || !strings.HasPrefix(b.ID, a.ID) {
		t.Fatalf("ids %s and %s", a.ID, b.ID)
	}
	for _, tt := range []struct {
		id   string
		want string
		err  error
	}{
		{a.ID, "letter 1210359", nil}, {b.ID, "letter 1491412", nil}, {a.ID[:5], "", store.ErrAmbiguous},
		{"", "", store.ErrNotFound}, {"zz", "", store.ErrNotFound}, {"%", "", store.ErrNotFound}, {b.ID + "0", "", store.ErrNotFound},
	} {
		got, err := s.Letter(t.Context(), tt.id)
		if !errors.Is(err, tt.err) || string(got.Bytes) != tt.want {
			t.Errorf("%q: %q, %v; want %q, %v", tt.id, got.Bytes, err, tt.want, tt.err)
		}
	}
	c := mustKeep(t, s, store.Letter{}, "alone")
	if got, err := s.Letter(t.Context(), c.ID[:4]); err != nil || got.ID != c.ID {
		t.Errorf("%s: %v, %v", c.ID[:4], got.ID, err)
	}
}

func TestALetterAboveTheLimitLeavesNothing(t *testing.T) {
	t.Parallel()
	path := newPath(t)
	o := options()
	o.LetterLimit = 1000
	s := mustOpen(t, path, o)
	if _, fresh, err := s.KeepLetter(t.Context(), store.Letter{}, strings.NewReader(strings.Repeat("x", 1000))); err != nil || !fresh {
		t.Errorf("at the limit: %v, %v", fresh, err)
	}
	_, _, err := s.KeepLetter(t.Context(), store.Letter{MessageID: "big@x"}, strings.NewReader(strings.Repeat("x", 1001)))
	wantError(t, err, store.ErrTooLarge)
	errCut := errors.New("connection cut")
	_, _, err = s.KeepLetter(t.Context(), store.Letter{MessageID: "cut@x"}, io.MultiReader(strings.NewReader("half"), failing{errCut}))
	wantError(t, err, errCut)
	if ids, err := s.Unjudged(t.Context(), 10); err != nil || len(ids) != 1 {
		t.Errorf("unjudged %q, %v", ids, err)
	}
	if seen, err := s.Seen(t.Context(), store.SeenMail{MessageID: "cut@x"}); err != nil || seen {
		t.Errorf("half a letter counts as seen: %v, %v", seen, err)
	}
	if left, err := filepath.Glob(filepath.Join(filepath.Dir(path), ".*")); err != nil || len(left) != 0 {
		t.Errorf("left behind: %q, %v", left, err)
	}
}

type failing struct{ err error }

func (f failing) Read([]byte) (int, error) { return 0, f.err }

func TestAJudgementIsRecordedOnce(t *testing.T) {
	t.Parallel()
	s := mustOpen(t, newPath(t), options())
	late := mustKeep(t, s, store.Letter{Received: noon.Add(time.Hour)}, "late")
	early := mustKeep(t, s, store.Letter{Received: noon}, "early")
	if ids, err := s.Unjudged(t.Context(), 10); err != nil || !slices.Equal(ids, []string{early.ID, late.ID}) {
		t.Fatalf("unjudged %q, %v", ids, err)
	}
	for want := 1; want <= 3; want++ {
		if n, err := s.TryLetter(t.Context(), early.ID); err != nil || n != want {
			t.Errorf("attempt %d, %v; want %d", n, err, want)
		}
	}
	judged := workflows.Fact{Kind: workflows.Judged, Letter: early.ID}
	if made, err := s.RecordJudgement(t.Context(), early.ID, judged, judged); err != nil || len(made) != 2 {
		t.Fatalf("made %+v, %v", made, err)
	}
	if made, err := s.RecordJudgement(t.Context(), early.ID, judged); err != nil || len(made) != 0 {
		t.Errorf("a second time made %+v, %v", made, err)
	}
	if facts := mustFacts(t, s); len(facts) != 2 {
		t.Errorf("facts %+v", facts)
	}
	if ids, err := s.Unjudged(t.Context(), 10); err != nil || !slices.Equal(ids, []string{late.ID}) {
		t.Errorf("unjudged %q, %v", ids, err)
	}
	if l, err := s.Letter(t.Context(), early.ID); err != nil || !l.Judged {
		t.Errorf("letter %+v, %v", l, err)
	}
	_, err := s.RecordJudgement(t.Context(), "0000000000", judged)
	wantError(t, err, store.ErrNotFound)
	_, err = s.TryLetter(t.Context(), "0000000000")
	wantError(t, err, store.ErrNotFound)
	wantError(t, s.ForgetLetters(t.Context(), "0000000000"), store.ErrNotFound)
}

// traces returns which of the words are readable in any file beside the store.
func traces(t *testing.T, path string, words ...string) (found []string) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(filepath.Dir(path), "*"))
	if err != nil || len(files) == 0 {
		t.Fatalf("files %q, %v", files, err)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, word := range words {
			if bytes.Contains(text, []byte(word)) {
				found = append(found, fmt.Sprintf("%s in %s", word, filepath.Base(file)))
			}
		}
	}
	return found
}

func TestAStrangersMailLeavesNothing(t *testing.T) {
	t.Parallel()
	path := newPath(t)
	s := mustOpen(t, path, options())
	noise := make([]byte, 50_000)
	for i := range noise {
		noise[i] = byte('a' + rand.N(26))
	}
	// The noise makes zlib give up, so that words would be found in clear.
	text := "Message-ID: <stranger-7781@skjult.example>\r\nSubject: Legetime\r\n\r\nFortrolegorda\r\n" + string(noise)
	kept := mustKeep(t, s, store.Letter{Mailbox: "INBOX", MessageID: "stranger-7781@skjult.example", UID: 5}, text)
	mustKeep(t, s, store.Letter{MessageID: "ours@kinn.example"}, "ours")
	if err := s.MarkSeen(t.Context(), store.SeenMail{MessageID: "<passerby-9@skjult.example>", Header: []byte("Subject: Passasjer"), UID: 6}); err != nil {
		t.Fatal(err)
	}
	if len(traces(t, path, "stranger-7781")) == 0 {
		t.Fatal("the search would not find what is there")
	}
	if err := s.ForgetLetters(t.Context(), kept.ID); err != nil {
		t.Fatal(err)
	}
	words := []string{"stranger-7781", "skjult.example", "Legetime", "Fortrolegorda", kept.ID, kept.SHA256, "passerby-9", "Passasjer"}
	if found := traces(t, path, words...); len(found) > 0 {
		t.Errorf("still readable while the store is open: %q", found)
	}
	for _, id := range []string{"stranger-7781@skjult.example", "<passerby-9@skjult.example>"} {
		if seen, err := s.Seen(t.Context(), store.SeenMail{MessageID: id}); err != nil || !seen {
			t.Errorf("%s is not known any more: %v", id, err)
		}
	}
	backup := filepath.Join(filepath.Dir(path), "backup.db")
	if err := s.Backup(t.Context(), backup); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if found := traces(t, path, words...); len(found) > 0 {
		t.Errorf("still readable in the closed store or its backup: %q", found)
	}
}

func TestOldLettersThatNoFactNeedsArePurged(t *testing.T) {
	t.Parallel()
	path := newPath(t)
	s := mustOpen(t, path, options())
	ids := map[string]string{}
	for i, name := range []string{"old", "needed", "unjudged", "young"} {
		l := mustKeep(t, s, store.Letter{MessageID: name + "@x", Received: noon.AddDate(0, 0, i/3*100)}, name+" letter")
		ids[name] = l.ID
		if name != "unjudged" {
			if _, err := s.RecordJudgement(t.Context(), l.ID, workflows.Fact{Kind: workflows.Judged}); err != nil {
				t.Fatal(err)
			}
		}
	}
	old, err := s.OldLetters(t.Context(), noon.AddDate(0, 0, 50))
	if err != nil || !slices.Equal(slices.Sorted(slices.Values(old)), slices.Sorted(slices.Values([]string{ids["old"], ids["needed"]}))) {
		t.Fatalf("old are %q, %v", old, err)
	}
	wantError(t, s.Purge(t.Context(), []string{ids["old"], "0000000000"}, workflows.Fact{Kind: workflows.Purged}), store.ErrNotFound)
	if err := s.Purge(t.Context(), []string{ids["old"]}, workflows.Fact{Kind: workflows.Purged, Letter: ids["old"]}); err != nil {
		t.Fatal(err)
	}
	for name, id := range ids {
		_, err := s.Letter(t.Context(), id)
		if gone := errors.Is(err, store.ErrNotFound); gone != (name == "old") {
			t.Errorf("%s: %v", name, err)
		}
	}
	if seen, err := s.Seen(t.Context(), store.SeenMail{MessageID: "old@x"}); err != nil || !seen {
		t.Errorf("a purged letter would be judged anew: %v, %v", seen, err)
	}
	if facts := mustFacts(t, s); len(facts) != 4 || facts[3].Kind != workflows.Purged || facts[3].Letter != ids["old"] {
		t.Errorf("facts %+v", facts)
	}
	if found := traces(t, path, ids["old"]); len(found) == 0 {
		t.Error("the receipt does not name the letter")
	}
}
