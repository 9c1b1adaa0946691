package demo

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/emersion/go-message"
)

// Keep writes every mail that was sent to a party into the folder sent, and
// every digest into the folder digests, as mail and as a page.
func (w *World) Keep(dir string) error {
	for _, folder := range []string{"sent", "digests"} {
		if err := os.MkdirAll(filepath.Join(dir, folder), 0o755); err != nil {
			return fmt.Errorf("make a folder: %w", err)
		}
	}
	for i, m := range w.sent {
		folder := "sent"
		if m.IsDigest() {
			folder = "digests"
		}
		name := filepath.Join(dir, folder, m.fileName(i+1))
		if err := os.WriteFile(name+".eml", m.Bytes, 0o644); err != nil {
			return fmt.Errorf("keep a mail: %w", err)
		}
		if !m.IsDigest() {
			continue
		}
		page, err := m.page()
		if err == nil {
			err = os.WriteFile(name+".html", page, 0o644)
		}
		if err != nil {
			return fmt.Errorf("keep the digest %s: %w", m.Key, err)
		}
	}
	return nil
}

var errNoPage = errors.New("it has no part in HTML")

// page is the mail's part in HTML.
func (s Sent) page() ([]byte, error) {
	m, err := message.Read(bytes.NewReader(s.Bytes))
	if err != nil {
		return nil, fmt.Errorf("read the mail: %w", err)
	}
	var page []byte
	err = m.Walk(func(_ []int, part *message.Entity, err error) error {
		if media, _, _ := part.Header.ContentType(); err != nil || media != "text/html" || page != nil {
			return err
		}
		page, err = io.ReadAll(part.Body)
		return err
	})
	if err == nil && page == nil {
		err = errNoPage
	}
	return page, err
}
