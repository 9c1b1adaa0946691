package web

import (
	"fmt"
	"strings"
	"time"

	"fristvakt/workflows"
)

// figure is how many have delivered everything over time, with the milestones
// and today on the same line of time. All measures are of the SVG.
type figure struct {
	Width, Height      int
	Left, Right        int
	Top, Base          int
	Line, Area         string // of what has been delivered
	Goal               int    // y of all that owe
	Today              mark
	InTime             bool // today is within the figure
	Milestones         []mark
	Months             []mark
	Steps              []mark // of the axis of counts
	Done, Owing        int
	Deadline           workflows.Date
	DeadlineTitle      string
	DaysLeft, WorkLeft int
	Summary            string
	Table              []count
}

// mark is a place on an axis.
type mark struct {
	X, Y   int
	Number int
	Label  string
	Date   workflows.Date
	Until  workflows.Date
	Kind   workflows.MilestoneKind
	Passed bool
}

// count is how many had delivered everything by the end of a day.
type count struct {
	Date workflows.Date
	Done int
}

// draw lays the round out.
func draw(l *workflows.Ledger, now time.Time, language workflows.Language) figure {
	f := figure{Width: 960, Height: 250, Left: 44, Right: 940, Top: 34, Base: 200}
	today := l.Calendar.DateOf(now)
	from, to := span(l, today)
	scale := func(d workflows.Date) int {
		return f.Left + from.DaysUntil(d)*(f.Right-f.Left)/max(1, from.DaysUntil(to))
	}
	for _, s := range l.Standings {
		if s.Owes() {
			f.Owing++
		}
	}
	f.Table = completions(l)
	f.plot(scale, from, minDate(today, to))
	f.milestones(l, scale, today, to, language)
	f.axes(scale, from, to, language)
	if f.InTime = !today.Before(from) && !today.After(to); f.InTime {
		f.Today = mark{X: scale(today), Date: today}
	}
	f.deadline(l, today, language)
	return f
}

// span is from the first milestone, or the start, until a month after the last
// deadline, or a little after today; what is later stands in the list alone.
func span(l *workflows.Ledger, today workflows.Date) (from, to workflows.Date) {
	from, to = l.Round.Starts, today.AddDays(14)
	if to.After(l.Round.Ends) {
		to = l.Round.Ends
	}
	for _, m := range l.Round.Milestones {
		on := l.DateOf(m, nil)
		if on.IsZero() {
			continue
		}
		from = minDate(from, on)
		if after := on.AddDays(30); m.Kind == workflows.Deadline && after.After(to) {
			to = after
		}
	}
	return from.AddDays(-5), to
}

func minDate(a, b workflows.Date) workflows.Date {
	if b.Before(a) {
		return b
	}
	return a
}

// completions counts, day by day, who had delivered everything.
func completions(l *workflows.Ledger) []count {
	days := map[workflows.Date]int{}
	var first, last workflows.Date
	for _, s := range l.Standings {
		if l.State(s) != workflows.Complete {
			continue
		}
		day := l.Calendar.DateOf(completed(s))
		days[day]++
		if first.IsZero() || day.Before(first) {
			first = day
		}
		if day.After(last) {
			last = day
		}
	}
	var all []count
	n := 0
	for d := first; len(days) > 0 && !d.After(last); d = d.AddDays(1) {
		if days[d] > 0 {
			n += days[d]
			all = append(all, count{d, n})
		}
	}
	return all
}

// completed is when the last of what the party delivered came.
func completed(s *workflows.Standing) time.Time {
	var last time.Time
	for _, d := range s.Delivered {
		if d.At.After(last) {
			last = d.At
		}
	}
	return last
}

// plot draws the steps of the line up to the day until.
func (f *figure) plot(scale func(workflows.Date) int, from, until workflows.Date) {
	y := func(n int) int { return f.Base - n*(f.Base-f.Top)/max(1, f.Owing) }
	f.Goal = y(f.Owing)
	var line strings.Builder
	fmt.Fprintf(&line, "M%d %d", f.Left, f.Base)
	for _, c := range f.Table {
		f.Done = c.Done
		if !c.Date.Before(from) {
			fmt.Fprintf(&line, "H%dV%d", scale(minDate(c.Date, until)), y(c.Done))
		}
	}
	end := scale(until)
	fmt.Fprintf(&line, "H%d", max(end, f.Left))
	f.Line = line.String()
	f.Area = fmt.Sprintf("%sV%dH%dZ", f.Line, f.Base, f.Left)
	for _, n := range []int{0, f.Owing / 2, f.Owing} {
		f.Steps = append(f.Steps, mark{X: f.Left, Y: y(n), Number: n})
	}
}

func (f *figure) milestones(l *workflows.Ledger, scale func(workflows.Date) int, today, to workflows.Date, language workflows.Language) {
	for i, m := range l.Round.Milestones {
		on := l.DateOf(m, nil)
		k := mark{Number: i + 1, Label: m.Title.In(language), Date: on, Until: m.Until, Kind: m.Kind}
		if !on.IsZero() {
			if !on.After(to) {
				k.X = scale(on)
			}
			last := on
			if m.Until.After(on) {
				last = m.Until
			}
			k.Passed = last.Before(today)
		}
		f.Milestones = append(f.Milestones, k)
	}
	f.spread()
}

// spread keeps the numbers of milestones that fall close together apart: they
// go on lines of their own.
func (f *figure) spread() {
	level := map[int]int{}
	for i := range f.Milestones {
		k := &f.Milestones[i]
		if k.X == 0 {
			continue
		}
		for y := 0; ; y++ {
			if last, taken := level[y]; !taken || k.X-last >= 24 {
				level[y] = k.X
				k.Y = f.Base + 18 + 22*y
				break
			}
		}
		f.Height = max(f.Height, k.Y+38)
	}
}

func (f *figure) axes(scale func(workflows.Date) int, from, to workflows.Date, language workflows.Language) {
	lowest := f.Base
	for _, k := range f.Milestones {
		lowest = max(lowest, k.Y)
	}
	step := max(1, from.DaysUntil(to)/30/12+1)
	for d := (workflows.Date{Year: from.Year, Month: from.Month, Day: 1}); !d.After(to); d = firstOfNext(d) {
		if d.Before(from) || (int(d.Month)-1)%step != 0 {
			continue
		}
		label := months[d.Month-1][:3]
		if d.Month == 1 {
			label = fmt.Sprint(d.Year)
		}
		f.Months = append(f.Months, mark{X: scale(d), Y: lowest + 30, Label: label})
	}
	f.Height = lowest + 40
}

func firstOfNext(d workflows.Date) workflows.Date {
	next := d.AddDays(32)
	return workflows.Date{Year: next.Year, Month: next.Month, Day: 1}
}

// deadline is the next one, else the last.
func (f *figure) deadline(l *workflows.Ledger, today workflows.Date, language workflows.Language) {
	for _, m := range l.Round.Milestones {
		on := l.DateOf(m, nil)
		if m.Kind != workflows.Deadline || on.IsZero() {
			continue
		}
		if f.Deadline.IsZero() || f.Deadline.Before(today) {
			f.Deadline, f.DeadlineTitle = on, m.Title.In(language)
		}
	}
	f.DaysLeft = today.DaysUntil(f.Deadline)
	f.WorkLeft = l.Calendar.WorkdaysBetween(today, f.Deadline)
	say := func(nn, nb string) string { return workflows.Text{Nynorsk: nn, Bokmaal: nb}.In(language) }
	f.Summary = fmt.Sprintf(say("%d av %d har levert alt per %s. Fristen er %s.", "%d av %d har levert alt per %s. Fristen er %s."), f.Done, f.Owing, longDate(today), longDate(f.Deadline))
}
