package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"time"

	"fristvakt/inbox"
	"fristvakt/inbox/letter"
	"fristvakt/inbox/paper"
	"fristvakt/workflows"
)

type explainCmd struct {
	Round          string   `help:"Round to judge for; without it, the newest." placeholder:"ID"`
	Reference      []string `help:"The agreement as it was sent." placeholder:"PDF" type:"existingfile" sep:"none"`
	AuthservID     string   `name:"authserv-id" help:"Name our own receiver signs Authentication-Results with." placeholder:"ID"`
	ExchangeOnline bool     `help:"Our receiver is Exchange Online, which stamps without a name."`
	JSON           bool     `help:"One JSON object a line."`
	OCR            bool     `help:"Read scans with Tesseract where it is installed." default:"true" negatable:""`
	DryRun         bool     `help:"With --against: change nothing, list what would change."`
	Against        string   `help:"Judge the letters of this store again under the present rules." placeholder:"STORE" type:"existingfile"`
	Paths          []string `arg:"" optional:"" name:"file" help:"Mail files, or directories of .eml files." type:"path"`
}

// maxMail is the size in bytes above which a mail is not read.
const maxMail = 150 << 20

// Run judges the mails in the order given.
func (c *explainCmd) Run(ctx context.Context) error {
	papers := paper.New(c.paperOptions())
	defer papers.Close()
	settings, err := c.settings(ctx, papers)
	if err != nil {
		return err
	}
	if c.Against != "" || c.DryRun {
		return c.rejudge(ctx, settings, papers)
	}
	files, err := mailFiles(c.Paths)
	if err != nil {
		return err
	}
	e := explainer{judge: inbox.NewJudge(settings), papers: papers, patience: c.patience()}
	return c.print(e.judgeAll(ctx, files), settings.Roster)
}

// settings are what the flags say about the judge.
func (c *explainCmd) settings(ctx context.Context, papers *paper.Reader) (inbox.Settings, error) {
	round, roster, err := c.roundAndRoster()
	if err != nil {
		return inbox.Settings{}, err
	}
	settings := inbox.Settings{Rounds: []workflows.Round{round}, Roster: roster,
		Receiver:   inbox.Receiver{AuthservID: c.AuthservID, ExchangeOnline: c.ExchangeOnline},
		References: map[string][]paper.Paper{}}
	for _, name := range c.Reference {
		ref, err := readReference(ctx, papers, name)
		if err != nil {
			return settings, err
		}
		settings.References[round.ID] = append(settings.References[round.ID], ref)
	}
	return settings, nil
}

// patience is how long the papers of one mail may take.
func (c *explainCmd) patience() time.Duration {
	if c.tesseract() != "" {
		return 2 * time.Minute
	}
	return 9 * time.Second
}

func (c *explainCmd) roundAndRoster() (workflows.Round, workflows.Roster, error) {
	rounds, err := workflows.EmbeddedRounds()
	if err != nil {
		return workflows.Round{}, nil, err
	}
	i := slices.IndexFunc(rounds, func(r workflows.Round) bool { return r.ID == c.Round })
	if c.Round == "" {
		newest := slices.MaxFunc(rounds, func(a, b workflows.Round) int { return b.Starts.DaysUntil(a.Starts) })
		i = slices.IndexFunc(rounds, func(r workflows.Round) bool { return r.ID == newest.ID })
	}
	if i < 0 {
		return workflows.Round{}, nil, fmt.Errorf("there is no round %q in the program", c.Round)
	}
	roster, err := workflows.EmbeddedRoster(rounds[i].Roster)
	return rounds[i], roster, err
}

func (c *explainCmd) tesseract() string {
	if !c.OCR {
		return ""
	}
	return paper.LookTesseract("nor")
}

func (c *explainCmd) paperOptions() paper.Options {
	o := paper.Options{Children: runtime.GOMAXPROCS(0), Tesseract: c.tesseract()}
	if dir, err := os.UserCacheDir(); err == nil {
		o.CacheDir = filepath.Join(dir, "fristvakt")
	}
	return o
}

func readReference(ctx context.Context, papers *paper.Reader, name string) (paper.Paper, error) {
	content, err := os.ReadFile(name)
	if err != nil {
		return paper.Paper{}, fmt.Errorf("read the agreement as sent: %w", err)
	}
	p := papers.Read(ctx, filepath.Base(name), "application/pdf", content)
	if p.Unreadable != "" {
		return paper.Paper{}, fmt.Errorf("read the agreement as sent: %s could not be read (%s)", name, p.Unreadable)
	}
	return p, nil
}

// mailFiles lists the files meant: a directory stands for the .eml files in
// it, or for all its files where none is called so.
func mailFiles(paths []string) ([]string, error) {
	var files []string
	for _, path := range paths {
		info, err := os.Stat(path)
		if err != nil {
			return nil, fmt.Errorf("find mail to explain: %w", err)
		}
		if !info.IsDir() {
			files = append(files, path)
			continue
		}
		inside, err := os.ReadDir(path)
		if err != nil {
			return nil, fmt.Errorf("list %s: %w", path, err)
		}
		var all, mails []string
		for _, entry := range inside {
			if entry.IsDir() {
				continue
			}
			all = append(all, filepath.Join(path, entry.Name()))
			if strings.EqualFold(filepath.Ext(entry.Name()), ".eml") {
				mails = append(mails, filepath.Join(path, entry.Name()))
			}
		}
		if len(mails) == 0 {
			mails = all
		}
		files = append(files, mails...)
	}
	if len(files) == 0 {
		return nil, errors.New("there is no mail to explain: name a .eml file or a directory of them")
	}
	return files, nil
}

// explainer judges mail files, as many at a time as there are processors.
type explainer struct {
	judge    *inbox.Judge
	papers   *paper.Reader
	patience time.Duration // for all papers of one mail
}

// explained is one mail with its judgement, or why it could not be read.
type explained struct {
	file string
	inbox.Judgement
	err error
}

// judgeAll returns the judgements in the order of the files. Only a bounded
// number is judged ahead of what is taken out.
func (e *explainer) judgeAll(ctx context.Context, files []string) <-chan explained {
	workers := runtime.GOMAXPROCS(0)
	waiting := make(chan chan explained, 4*workers)
	out := make(chan explained)
	limit := make(chan struct{}, workers)
	go func() {
		defer close(waiting)
		for _, file := range files {
			slot := make(chan explained, 1)
			waiting <- slot
			limit <- struct{}{}
			go func() {
				slot <- e.judgeFile(ctx, file)
				<-limit
			}()
		}
	}()
	go func() {
		defer close(out)
		for slot := range waiting {
			out <- <-slot
		}
	}()
	return out
}

func (e *explainer) judgeFile(ctx context.Context, file string) explained {
	raw, err := readMail(file)
	if err != nil {
		return explained{file: file, err: err}
	}
	ctx, cancel := context.WithTimeout(ctx, e.patience)
	defer cancel()
	read := func(a letter.Attachment) paper.Paper {
		return e.papers.Read(ctx, a.Name, a.MediaType, a.Content)
	}
	return explained{file: file, Judgement: e.judge.Judge(letter.Read(raw, letter.Limits{}), read)}
}

func readMail(file string) ([]byte, error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	raw, err := io.ReadAll(io.LimitReader(f, maxMail+1))
	if err != nil {
		return nil, err
	}
	if len(raw) > maxMail {
		return nil, fmt.Errorf("%s is larger than %d MB", file, maxMail>>20)
	}
	return raw, nil
}

func (c *explainCmd) print(judged <-chan explained, roster workflows.Roster) error {
	out := bufio.NewWriter(os.Stdout)
	unread := 0
	for e := range judged {
		switch {
		case e.err != nil:
			unread++
			fmt.Fprintln(os.Stderr, "fristvakt: could not read a mail:", e.err)
		case c.JSON:
			if err := writeJSON(out, e); err != nil {
				return err
			}
		default:
			writeProse(out, e, roster)
		}
	}
	if err := out.Flush(); err != nil {
		return fmt.Errorf("write the verdicts: %w", err)
	}
	if unread > 0 {
		return errFound
	}
	return nil
}

// The fields of explain --json. Their names are stable: scripts use them.
type (
	explainedJSON struct {
		File        string                `json:"file"`
		Disposition workflows.Disposition `json:"disposition"`
		Party       string                `json:"party"`
		Documents   []documentJSON        `json:"documents"`
		Reasons     []reasonJSON          `json:"reasons"`
	}
	documentJSON struct {
		Name     string            `json:"name"`
		Kind     string            `json:"kind"`
		Outcome  workflows.Outcome `json:"outcome"`
		Delivers bool              `json:"delivers"`
	}
	reasonJSON struct {
		Rule string `json:"rule"`
		Text string `json:"text"`
	}
)

func writeJSON(out io.Writer, e explained) error {
	j := explainedJSON{filepath.Base(e.file), e.Disposition, e.Party, []documentJSON{}, []reasonJSON{}}
	for _, d := range e.Documents {
		j.Documents = append(j.Documents, documentJSON{d.Name, d.Kind, d.Outcome, d.Delivers})
	}
	for _, r := range e.Reasons {
		j.Reasons = append(j.Reasons, reasonJSON{r.Rule, r.Text})
	}
	line := json.NewEncoder(out)
	line.SetEscapeHTML(false)
	if err := line.Encode(j); err != nil {
		return fmt.Errorf("write the verdict on %s: %w", e.file, err)
	}
	return nil
}
