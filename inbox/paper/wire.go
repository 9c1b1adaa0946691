package paper

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"io"
	"time"
)

// Between parent and child go frames: two big-endian lengths of four bytes, a JSON
// header, and a body of raw bytes (the document one way, a rendering the other).
// JSON and not gob, because the child's answer is hostile too once it is broken.
const (
	maxHeader = 48 << 20
	maxBody   = 256 << 20
)

// request asks the child for one thing about the document in the body.
type request struct {
	Render    bool          // render a page, instead of reading the document
	Format    Format        // as sniffed
	Name      string        // as the mail named it
	PageLimit int           // pages to read at most
	Page      int           // to render, counted from 0
	DPI       int           // to render at
	PNG       bool          // render to PNG in colour, instead of PGM in grey
	Time      time.Duration // the child stops between pages when this has passed
	Bytes     int64         // what an archive may unpack to
}

// answer is the child's reply. The first, sent unasked, says that it is ready.
type answer struct {
	Paper    Paper
	Landlock bool   // in the first: the kernel denies paths and TCP as well
	Reason   string // why a rendering failed; "" when it did not
	Last     bool   // the child ends after this answer
}

func writeFrame(w io.Writer, header any, body []byte) error {
	var encoded bytes.Buffer
	encoder := json.NewEncoder(&encoded)
	encoder.SetEscapeHTML(false) // it would make a text six times as long
	if err := encoder.Encode(header); err != nil {
		return fmt.Errorf("encode frame: %w", err)
	}
	h := encoded.Bytes()
	if len(h) > maxHeader || len(body) > maxBody {
		return fmt.Errorf("frame of %d and %d bytes is too large", len(h), len(body))
	}
	lengths := binary.BigEndian.AppendUint32(nil, uint32(len(h)))
	lengths = binary.BigEndian.AppendUint32(lengths, uint32(len(body)))
	for _, b := range [][]byte{lengths, h, body} {
		if _, err := w.Write(b); err != nil {
			return fmt.Errorf("write frame: %w", err)
		}
	}
	return nil
}

func readFrame(r io.Reader, header any) ([]byte, error) {
	var lengths [8]byte
	if _, err := io.ReadFull(r, lengths[:]); err != nil {
		return nil, err
	}
	h, b := binary.BigEndian.Uint32(lengths[:4]), binary.BigEndian.Uint32(lengths[4:])
	if h > maxHeader || b > maxBody {
		return nil, fmt.Errorf("frame of %d and %d bytes is too large", h, b)
	}
	frame := make([]byte, int(h)+int(b))
	if _, err := io.ReadFull(r, frame); err != nil {
		return nil, fmt.Errorf("read frame: %w", err)
	}
	if err := json.Unmarshal(frame[:h], header); err != nil {
		return nil, fmt.Errorf("decode frame: %w", err)
	}
	return frame[h:], nil
}
