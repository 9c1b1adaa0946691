package letter

import (
	"archive/zip"
	"bytes"
	"errors"
	"io"
	"mime"
	"path"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
)

// archive opens a zip archive: its files become attachments named
// "archive.zip/inner.pdf". One that is damaged, locked or over a limit stays
// as it came, with its flaw.
func (r *reading) archive(a Attachment, depth int) {
	if depth >= r.limits.Depth {
		r.keepClosed(a, FlawDepth, a.Name+" was left unopened")
		return
	}
	// The directory is read before its length can be asked for.
	if bytes.Count(a.Content, []byte("PK\x01\x02")) > 20*r.limits.ArchiveFiles {
		r.keepClosed(a, FlawArchive, a.Name+" holds too many files")
		return
	}
	z, err := zip.NewReader(bytes.NewReader(a.Content), int64(len(a.Content)))
	if err != nil {
		r.keepClosed(a, FlawArchive, a.Name+": "+err.Error())
		return
	}
	for _, f := range z.File {
		if strings.HasSuffix(f.Name, "/") || strings.HasPrefix(f.Name, "__MACOSX/") {
			continue
		}
		if r.files++; r.files > r.limits.ArchiveFiles {
			r.keepClosed(a, FlawArchive, a.Name+" holds more files than the limit")
			return
		}
		r.unpack(a, f, depth)
	}
}

func (r *reading) unpack(a Attachment, f *zip.File, depth int) {
	name := archivedName(f)
	inner := Attachment{
		Name:      a.Name + "/" + name,
		MediaType: mediaTypeOf(name),
	}
	if f.Flags&1 != 0 {
		r.keepClosed(inner, FlawEncrypted, inner.Name+" is locked with a password")
		return
	}
	content, err := r.inflate(f)
	if errors.Is(err, errBomb) {
		r.keepClosed(inner, FlawArchive, inner.Name+" unpacks to more than the limits allow")
		return
	}
	if err != nil {
		inner.Content = content
		r.keepClosed(inner, FlawArchive, inner.Name+": "+err.Error())
		return
	}
	inner.Content = content
	r.leaf(inner, nil, depth+1)
}

func (r *reading) keepClosed(a Attachment, code, detail string) {
	r.flaw(code, detail)
	a.Flaw = code
	r.add(a)
}

var errBomb = errors.New("more than the limits allow")

// inflate unpacks one file within the limits, whatever its header claims.
func (r *reading) inflate(f *zip.File) ([]byte, error) {
	most := max(1<<20, int64(f.CompressedSize64)*r.limits.ArchiveRatio)
	if most <= 0 || most > r.bytes {
		most = r.bytes
	}
	rc, err := f.Open()
	if err != nil {
		return nil, err
	}
	defer rc.Close()
	content, err := io.ReadAll(io.LimitReader(rc, most+1))
	if int64(len(content)) > most || !r.spend(len(content)) {
		return nil, errBomb
	}
	return content, err
}

// archivedName reads the name of a file in an archive. Before UTF-8 was agreed
// on, Windows in the Nordic countries wrote them in code page 865 or 850.
func archivedName(f *zip.File) string {
	name := f.Name
	if !utf8.ValidString(name) {
		name = decodeCharmap([]byte(name), charmap.CodePage865)
	}
	return fileName(strings.TrimLeft(strings.ReplaceAll(name, `\`, "/"), "/"))
}

// mediaTypeOf names the type of a file by its extension. The list is fixed: a
// verdict must not depend on the machine's own tables.
func mediaTypeOf(name string) string {
	switch extension := strings.ToLower(path.Ext(name)); extension {
	case ".pdf":
		return "application/pdf"
	case ".docx":
		return "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
	case ".odt":
		return "application/vnd.oasis.opendocument.text"
	case ".doc":
		return "application/msword"
	case ".rtf":
		return "application/rtf"
	case ".txt":
		return "text/plain"
	case ".htm", ".html":
		return "text/html"
	case ".zip":
		return "application/zip"
	case ".eml":
		return "message/rfc822"
	case ".tif", ".tiff":
		return "image/tiff"
	case ".jpg", ".jpeg", ".png", ".gif":
		kind, _, _ := strings.Cut(mime.TypeByExtension(extension), ";")
		return kind
	}
	return "application/octet-stream"
}
