package mailer

import (
	"bytes"
	"fmt"
	"mime"
	"strings"

	gomail "github.com/wneessen/go-mail"
)

// attachment is one file of a letter.
type attachment struct {
	name    string
	media   string            // media type without parameters
	params  map[string]string // of the media type
	content []byte
}

// attach adds the file to the message. Its name stands in RFC 2231 form in
// Content-Disposition and in RFC 2047 form in Content-Type, for old readers.
func (f attachment) attach(msg *gomail.Msg) error {
	name := fileName(f.name)
	disposition := mime.FormatMediaType("attachment", map[string]string{"filename": name})
	media := mime.FormatMediaType(f.media, f.params)
	if disposition == "" || media == "" {
		return fmt.Errorf("attach %q: its name or media type %q cannot be written", f.name, f.media)
	}
	header := func(file *gomail.File) {
		file.Header.Set("Content-Disposition", strings.Replace(disposition, "; ", ";\r\n ", 1))
		file.Header.Set("Content-Type", media+";\r\n name=\""+mime.QEncoding.Encode("UTF-8", name)+"\"")
	}
	if err := msg.AttachReader(name, bytes.NewReader(f.content), header); err != nil {
		return fmt.Errorf("attach %q: %w", f.name, err)
	}
	return nil
}

// fileName returns a name that is safe in a header and in a file system, at
// most 80 characters long.
func fileName(s string) string {
	s = strings.Map(func(r rune) rune {
		if strings.ContainsRune(`"/\:<>?*|`, r) {
			return '_'
		}
		return r
	}, clean(s))
	if r := []rune(s); len(r) > 80 {
		return string(r[:40]) + string(r[len(r)-40:])
	}
	return s
}

// File returns the operator's file of that name for the round: its own
// ("digivestland-2025/agreement"), or the one for all rounds ("agreement").
func (s Settings) File(name, round string) (File, bool) {
	if f, own := s.Files[round+"/"+name]; own {
		return f, true
	}
	f, ok := s.Files[name]
	return f, ok
}

func (s Settings) filesNamed(names []string, round string) ([]File, error) {
	var files []File
	for _, name := range names {
		f, ok := s.File(name, round)
		if !ok {
			return nil, fmt.Errorf("the file %q is attached by the round, but the configuration has no file of that name", name)
		}
		if len(f.Content) == 0 {
			return nil, fmt.Errorf("the file %q (%s) is empty", name, f.Name)
		}
		files = append(files, f)
	}
	return files, nil
}
