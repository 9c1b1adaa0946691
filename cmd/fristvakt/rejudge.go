package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"fristvakt/inbox"
	"fristvakt/inbox/letter"
	"fristvakt/inbox/paper"
	"fristvakt/store"
	"fristvakt/workflows"
)

// rejudge judges the letters of a store again under the present rules and
// lists only those whose verdict would be another. It changes nothing: what
// was recorded is for people to take back.
func (c *explainCmd) rejudge(ctx context.Context, settings inbox.Settings, papers *paper.Reader) error {
	if c.Against == "" || !c.DryRun || len(c.Paths) > 0 {
		return errors.New("--dry-run and --against STORE go together, without files")
	}
	kept, err := store.Open(ctx, c.Against, store.Options{ReadOnly: true})
	if err != nil {
		return err
	}
	defer kept.Close()
	identity, err := kept.Identity(ctx)
	if err != nil {
		return err
	}
	settings.Secret = identity.Secret
	facts, err := kept.Facts(ctx, 0)
	if err != nil {
		return err
	}
	judge, calendar := inbox.NewJudge(settings), workflows.DefaultCalendar()
	changed, judged := 0, 0
	for _, f := range lastJudged(facts, settings.Rounds[0].ID) {
		l, err := kept.Letter(ctx, f.Letter)
		if errors.Is(err, store.ErrNotFound) {
			continue // an answer in a form, or purged
		}
		if err != nil {
			return err
		}
		judged++
		now := c.judgeAgain(ctx, judge.At(calendar.DateOf(l.Received)), papers, l)
		if difference := differs(*f.Verdict, now); difference != "" {
			changed++
			fmt.Printf("%s  %s  fact %d: %s\n", f.Letter, calendar.DateOf(l.Received), f.Seq, difference)
		}
	}
	fmt.Printf("%d letters judged again, %d would be judged otherwise\n", judged, changed)
	return foundIf(changed > 0)
}

func (c *explainCmd) judgeAgain(ctx context.Context, judge *inbox.Judge, papers *paper.Reader, l store.Letter) workflows.Verdict {
	ctx, cancel := context.WithTimeout(ctx, c.patience()+time.Second)
	defer cancel()
	return judge.Judge(letter.Read(l.Bytes, letter.Limits{}), func(a letter.Attachment) paper.Paper {
		return papers.Read(ctx, a.Name, a.MediaType, a.Content)
	}).Verdict
}

// lastJudged is the program's newest verdict on each letter of the round, or of
// no round, in order.
func lastJudged(facts []workflows.Fact, round string) []workflows.Fact {
	var last []workflows.Fact
	for _, f := range facts {
		if f.Kind != workflows.Judged || f.Verdict == nil || f.Actor != workflows.Robot || f.Round != "" && f.Round != round {
			continue
		}
		last = slices.DeleteFunc(last, func(o workflows.Fact) bool { return o.Letter == f.Letter })
		last = append(last, f)
	}
	return last
}

// differs says what would change, and "" where nothing would.
func differs(was, now workflows.Verdict) string {
	papers := func(v workflows.Verdict) (all []string) {
		for _, d := range v.Documents {
			if d.Delivers {
				all = append(all, printable(d.Name)+" "+d.Kind+" "+string(d.Outcome))
			}
		}
		return all
	}
	switch {
	case was.Disposition != now.Disposition:
		return fmt.Sprintf("%s would be %s", was.Disposition, now.Disposition)
	case was.Party != now.Party:
		return fmt.Sprintf("party %q would be %q", was.Party, now.Party)
	case !slices.Equal(papers(was), papers(now)):
		return fmt.Sprintf("%q would be %q", papers(was), papers(now))
	}
	return ""
}
