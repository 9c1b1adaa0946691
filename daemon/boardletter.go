package daemon

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"fristvakt/inbox/letter"
	"fristvakt/inbox/paper"
	"fristvakt/web"
	"fristvakt/workflows"
)

// letter reads a stored letter and its papers anew.
func (b *boardDoor) letter(ctx context.Context, id string) (web.Letter, error) {
	kept, err := b.store.Letter(ctx, id)
	if err != nil {
		return web.Letter{}, missing(err)
	}
	l := letter.Read(kept.Bytes, letter.Limits{})
	out := web.Letter{ID: kept.ID, Subject: l.Subject, Received: kept.Received, Text: l.Body}
	for _, from := range l.From {
		out.From = strings.TrimSpace(out.From + " " + from.Name + " <" + from.Mailbox + ">")
	}
	for _, a := range attachments(l) {
		out.Papers = append(out.Papers, b.paper(ctx, a))
	}
	return out, nil
}

// attachments are what a letter carries, those of letters inside it among them.
func attachments(l *letter.Letter) []letter.Attachment {
	var all []letter.Attachment
	for in := range l.Walk() {
		all = append(all, in.Attachments...)
	}
	return all
}

// paper reads one attachment. Only PDF and pictures have pages to show; the
// rest is shown as its text.
func (b *boardDoor) paper(ctx context.Context, a letter.Attachment) web.Paper {
	p := web.Paper{Name: a.Name, Size: int64(len(a.Content)), Unreadable: a.Flaw}
	if a.Flaw != "" {
		return p
	}
	read := b.papers.Read(ctx, a.Name, a.MediaType, a.Content)
	p.Unreadable = read.Unreadable
	if read.Format == paper.FormatPDF || read.Format == paper.FormatImage {
		p.Pages = len(read.Pages)
	}
	for _, page := range read.Pages {
		p.Text = append(p.Text, page.Text)
	}
	return p
}

// boardDPI is how finely pages are shown: legible on a screen, a few hundred
// kB.
const boardDPI = 110

func (b *boardDoor) page(ctx context.Context, id string, n, page int) ([]byte, error) {
	a, err := b.attachment(ctx, id, n)
	if err != nil {
		return nil, err
	}
	picture, err := b.papers.Render(ctx, a.Content, page, boardDPI)
	if err != nil {
		return nil, fmt.Errorf("show a page of letter %s: %w", id, err)
	}
	return picture, nil
}

func (b *boardDoor) original(ctx context.Context, id string, n int) (web.File, error) {
	a, err := b.attachment(ctx, id, n)
	return web.File{Name: a.Name, Content: a.Content}, err
}

func (b *boardDoor) attachment(ctx context.Context, id string, n int) (letter.Attachment, error) {
	kept, err := b.store.Letter(ctx, id)
	if err != nil {
		return letter.Attachment{}, missing(err)
	}
	all := attachments(letter.Read(kept.Bytes, letter.Limits{}))
	if n >= len(all) {
		return letter.Attachment{}, web.ErrNotFound
	}
	return all[n], nil
}

// dossier is everything about a party: the facts, the letters that they rest
// on, the mails.
func (b *boardDoor) dossier(ctx context.Context, number string) ([]web.File, error) {
	desk, err := b.desk(ctx)
	if err != nil {
		return nil, err
	}
	if _, known := desk.Roster.Party(number); !known {
		return nil, web.ErrNotFound
	}
	about := slices.DeleteFunc(slices.Clone(desk.Facts), func(f workflows.Fact) bool { return f.Party != number })
	text, err := json.MarshalIndent(about, "", "  ")
	if err != nil {
		return nil, fmt.Errorf("write the facts: %w", err)
	}
	files := []web.File{{Name: "facts.json", Content: text}}
	taken := map[string]bool{}
	for _, f := range about {
		if f.Letter != "" && !taken[f.Letter] {
			taken[f.Letter] = true
			if kept, err := b.store.Letter(ctx, f.Letter); err == nil {
				files = append(files, web.File{Name: "letters/" + kept.ID + ".eml", Content: kept.Bytes})
			} else if missing(err) != web.ErrNotFound {
				return nil, err
			}
		}
		if f.Key != "" && !taken[f.Key] {
			taken[f.Key] = true
			if m, err := b.store.Mail(ctx, f.Key); err == nil {
				files = append(files, web.File{Name: "mails/" + strings.ReplaceAll(f.Key, "/", "_") + ".eml", Content: m.Bytes})
			} else if missing(err) != web.ErrNotFound {
				return nil, err
			}
		}
	}
	return files, nil
}
