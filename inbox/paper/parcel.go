package paper

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"path"
	"slices"
	"time"
)

// Limits on zipped XML. Word nests some five elements for each table in a table.
const (
	maxEntries  = 10000
	maxXMLDepth = 1000
)

// parcel is a zip of XML parts, as Word and OpenDocument use it.
type parcel struct {
	files map[string]*zip.File
	names []string
	left  int64 // bytes that may still be unpacked
}

func openParcel(content []byte, limit int64) (*parcel, error) {
	archive, err := zip.NewReader(bytes.NewReader(content), int64(len(content)))
	if err != nil {
		return nil, fmt.Errorf("open zip: %w", err)
	}
	if len(archive.File) > maxEntries {
		return nil, stop(ReasonTooLarge)
	}
	p := &parcel{files: map[string]*zip.File{}, left: limit}
	for _, file := range archive.File {
		p.files[file.Name] = file
		p.names = append(p.names, file.Name)
	}
	slices.Sort(p.names)
	return p, nil
}

// part returns a part unpacked, nil when there is none of that name.
func (p *parcel) part(name string) ([]byte, error) {
	file := p.files[name]
	if file == nil {
		return nil, nil
	}
	r, err := file.Open()
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", name, err)
	}
	defer r.Close()
	part, err := io.ReadAll(io.LimitReader(r, p.left+1))
	if int64(len(part)) > p.left {
		return nil, stop(ReasonTooLarge)
	}
	p.left -= int64(len(part))
	if err != nil {
		return part, fmt.Errorf("unpack %s: %w", name, err)
	}
	return part, nil
}

// matching returns the names of the parts that match a pattern of path.Match, sorted.
func (p *parcel) matching(pattern string) []string {
	return slices.DeleteFunc(slices.Clone(p.names), func(name string) bool {
		match, err := path.Match(pattern, name)
		return err != nil || !match
	})
}

// visitor is told what an XML part holds, in order.
type visitor interface {
	start(xml.StartElement) error
	end(name string) error
	chars(string) error
}

// walk visits a part, leaving out elements named in skipped with all they hold.
func walk(part []byte, skipped map[string]bool, v visitor) error {
	decoder := xml.NewDecoder(bytes.NewReader(part))
	depth, skip := 0, 0
	for {
		token, err := decoder.Token()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("read xml: %w", err)
		}
		switch t := token.(type) {
		case xml.StartElement:
			depth++
			if depth > maxXMLDepth {
				return stop(ReasonTooLarge)
			}
			if skip == 0 && skipped[t.Name.Local] {
				skip = depth
			}
			if skip == 0 {
				err = v.start(t)
			}
		case xml.EndElement:
			if skip == 0 {
				err = v.end(t.Name.Local)
			}
			if skip == depth {
				skip = 0
			}
			depth--
		case xml.CharData:
			if skip == 0 {
				err = v.chars(string(t))
			}
		}
		if err != nil {
			return err
		}
	}
}

// attribute returns the value of the attribute with that local name.
func attribute(element xml.StartElement, name string) string {
	for _, a := range element.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

// values keeps the text of an XML part's elements by their local name.
type values struct {
	of   map[string]string
	path string
}

func (v *values) start(e xml.StartElement) error { v.path = e.Name.Local; return nil }
func (v *values) end(string) error               { v.path = ""; return nil }
func (v *values) chars(s string) error {
	if v.path != "" && len(v.of[v.path]) < 1000 {
		v.of[v.path] += s
	}
	return nil
}

// properties reads a part of Dublin Core and its relatives. What is absent stays empty.
func (p *parcel) properties(name string) Properties {
	v := &values{of: map[string]string{}}
	part, err := p.part(name)
	if err != nil || walk(part, nil, v) != nil {
		return Properties{}
	}
	first := func(names ...string) string {
		for _, n := range names {
			if s := clip(fold(v.of[n])); s != "" {
				return s
			}
		}
		return ""
	}
	return Properties{
		Title: first("title"), Author: first("initial-creator", "creator"), Creator: first("generator"),
		Created: xmlTime(first("created", "creation-date")), Modified: xmlTime(first("modified", "date")),
	}
}

// xmlTime reads a W3C date and time. Without an offset, as OpenDocument writes it, it is
// taken as UTC. It returns zero for what is no date.
func xmlTime(value string) time.Time {
	for _, layout := range []string{time.RFC3339Nano, "2006-01-02T15:04:05.999999999"} {
		if t, err := time.Parse(layout, value); err == nil {
			return inRange(t)
		}
	}
	return time.Time{}
}
