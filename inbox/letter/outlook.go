package letter

import (
	"bytes"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/richardlehane/mscfb"
)

const oleSignature = "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

// outlook opens an Outlook .msg (MS-OXMSG): the letter in it becomes a letter
// inside this one. A letter that the .msg itself encloses stays closed and is
// named as a flaw of it.
func (r *reading) outlook(a Attachment, depth int) {
	r.letters++
	if r.letters > r.limits.Letters || depth >= r.limits.Depth {
		r.keepClosed(a, FlawOutlook, a.Name+" was left unopened")
		return
	}
	m := message{reading: &reading{budget: r.budget, letter: &Letter{Kind: Attached, MediaType: "text/plain"}}, files: make(map[string]*Attachment)}
	if err := m.read(a.Content); err != nil {
		r.keepClosed(a, FlawOutlook, a.Name+": "+err.Error())
		return
	}
	m.finishMessage(depth + 1)
	r.letter.Letters = append(r.letter.Letters, m.letter)
}

// message is an Outlook .msg being read, stream by stream.
type message struct {
	*reading
	html   string
	files  map[string]*Attachment // by the storage they lie in
	order  []string
	sender Address
}

func (m *message) read(content []byte) error {
	ole, err := mscfb.New(bytes.NewReader(content))
	if err != nil {
		return err
	}
	found := false
	for f, err := ole.Next(); err == nil; f, err = ole.Next() {
		id, unicode, ok := streamProperty(f.Name)
		if !ok || len(f.Path) > 1 {
			continue
		}
		value, err := m.stream(f, len(content))
		if err != nil {
			return fmt.Errorf("stream %s: %w", f.Name, err)
		}
		found = true
		switch {
		case len(f.Path) == 0:
			m.property(id, value, unicode)
		case strings.HasPrefix(f.Path[0], "__attach_"):
			m.file(f.Path[0]).property(id, value, unicode)
		}
	}
	if !found {
		return fmt.Errorf("no Outlook message")
	}
	return nil
}

// streamProperty reads the name of a stream that holds one property:
// "__substg1.0_0037001F". Objects are storages, not streams.
func streamProperty(name string) (id uint16, unicode, ok bool) {
	tag, ok := strings.CutPrefix(name, "__substg1.0_")
	if !ok || len(tag) != 8 {
		return 0, false, false
	}
	n, err := strconv.ParseUint(tag, 16, 32)
	kind := uint16(n)
	return uint16(n >> 16), kind == mapiUnicode, err == nil && (kind == mapiUnicode || kind == mapiString || kind == mapiBinary)
}

// stream reads one stream, piece by piece: the library's work on one read
// grows faster than its length.
func (m *message) stream(f *mscfb.File, most int) ([]byte, error) {
	if f.Size < 0 || f.Size > int64(most) || !m.spend(int(f.Size)) {
		return nil, errBomb
	}
	value := make([]byte, f.Size)
	for rest := value; len(rest) > 0; {
		n, err := io.ReadFull(f, rest[:min(len(rest), 32<<10)])
		if err != nil {
			return nil, err
		}
		rest = rest[n:]
	}
	return value, nil
}

// file returns the attachment that lies in a storage.
func (m *message) file(storage string) *Attachment {
	if m.files[storage] == nil {
		m.files[storage] = &Attachment{MediaType: "application/octet-stream"}
		m.order = append(m.order, storage)
	}
	return m.files[storage]
}

func (m *message) property(id uint16, value []byte, unicode bool) {
	switch id {
	case mapiSubject:
		m.letter.Subject = strings.Join(strings.Fields(mapiText(value, unicode)), " ")
	case mapiSentName:
		m.sender.Name = mapiText(value, unicode)
	case mapiSentSMTP:
		m.sender.Mailbox = mailbox(mapiText(value, unicode))
	case mapiSentAddress:
		if address := mailbox(mapiText(value, unicode)); m.sender.Mailbox == "" && strings.Contains(address, "@") {
			m.sender.Mailbox = address
		}
	case mapiBody:
		m.passages = append(m.passages, passage{text: mapiText(value, unicode)})
	case mapiHTML:
		m.html, _ = decodeText(value, "")
	case mapiHeaders:
		m.letter.Header, _, _ = splitHeader(skipEnvelope([]byte(mapiText(value, unicode))), m.limits.HeaderBytes)
	}
}

// finishMessage puts the letter together. Its transport headers, where it kept
// them, say more than the properties do.
func (m *message) finishMessage(depth int) {
	l := m.letter
	subject := l.Subject
	if len(l.Header) > 0 {
		l.fillFromHeader()
	}
	if l.Subject == "" {
		l.Subject = subject
	}
	if len(l.From) == 0 && (m.sender.Name != "" || m.sender.Mailbox != "") {
		l.From = []Address{m.sender}
	}
	if len(m.passages) == 0 && m.html != "" {
		m.passages = append(m.passages, passage{m.html, true})
	}
	for _, storage := range m.order {
		if m.parts++; m.parts > m.limits.Parts {
			m.flaw(FlawParts, "the message holds more files than the limit")
			break
		}
		file := *m.files[storage]
		if file.Content == nil {
			m.keepClosed(file, FlawOutlook, "a letter within the message was left unopened")
			continue
		}
		if file.MediaType == "application/octet-stream" {
			file.MediaType = mediaTypeOf(file.Name)
		}
		m.leaf(file, nil, depth)
	}
	m.finish(depth)
}
