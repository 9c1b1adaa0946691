package workflows

import (
	"fmt"
	"strings"
)

// Because says in Norwegian why the mail goes on its day: the rule, seen from
// the milestone's date, and the closed day that it was moved from.
func (f Forecast) Because() Text {
	moved := Text{}
	if f.Naive != f.Date && !f.Naive.IsZero() {
		moved = Text{", flytta frå " + nynorskDay(f.Naive) + " som er stengd", ", flyttet fra " + nynorskDay(f.Naive) + " som er stengt"}
	}
	rule := f.rule()
	return Text{rule.Nynorsk + moved.Nynorsk, rule.Bokmaal + moved.Bokmaal}
}

func (f Forecast) rule() Text {
	o, on := f.Step.When, nynorskDay(f.On)
	if f.Milestone.Kind == Deadline {
		on = "fristen " + on
	}
	switch {
	case strings.HasPrefix(f.Step.ID, "after-meeting-"):
		return Text{"etter det varsla møtet", "etter det varslede møtet"}
	case f.Milestone.Kind == Dispatch:
		return Text{"utsendinga er sett til " + on, "utsendingen er satt til " + on}
	case !o.On.IsZero():
		return Text{"fast dato", "fast dato"}
	case o.LastDay:
		return Text{"siste arbeidsdag før " + on, "siste arbeidsdag før " + on}
	case o.Days == 0 && o.Open == 0:
		return Text{"på sjølve dagen", "på selve dagen"}
	case o.Open != 0:
		return countedText(o.Open, on, Text{"arbeidsdag", "arbeidsdag"}, Text{"arbeidsdagar", "arbeidsdager"})
	case o.Days%7 == 0:
		return countedText(o.Days/7, on, Text{"veke", "uke"}, Text{"veker", "uker"})
	}
	return countedText(o.Days, on, Text{"dag", "dag"}, Text{"dagar", "dager"})
}

func countedText(n int, on string, one, many Text) Text {
	side := "etter"
	if n < 0 {
		n, side = -n, "før"
	}
	unit := many
	if n == 1 {
		unit = one
	}
	return Text{fmt.Sprintf("%d %s %s %s", n, unit.Nynorsk, side, on), fmt.Sprintf("%d %s %s %s", n, unit.Bokmaal, side, on)}
}

func droppedText(d Due) Text {
	if !d.Step.When.On.IsZero() {
		return Text{"passar ikkje lenger med fristen", "passer ikke lenger med fristen"}
	}
	return Text{"slått saman med ei anna påminning like ved", "slått sammen med en annen påminnelse like ved"}
}

// heldText is held in Norwegian.
func (p *planner) heldText(s *Standing) Text {
	c := p.l.Calendar
	switch {
	case s.Declined != nil:
		return Text{"har takka nei", "har takket nei"}
	case len(s.Waiting) > 0:
		return Text{"eit brev ventar på avklaring", "et brev venter på avklaring"}
	case !s.Snoozed.Before(p.today):
		return same("utsett til og med ", s.Snoozed)
	case !s.LastHeard.IsZero() && c.WorkdaysBetween(c.DateOf(s.LastHeard), p.today) <= QuietAfterLetter:
		return same("skreiv til oss ", c.DateOf(s.LastHeard))
	}
	return Text{}
}

func same(words string, d Date) Text {
	return Text{words + nynorskDate(d), strings.NewReplacer("utsett", "utsatt", "skreiv", "skrev", "utsendinga tok til", "utsendingen begynte").Replace(words) + nynorskDate(d)}
}

// nynorskDay says a date as "12. juni".
func nynorskDay(d Date) string {
	text, _, _ := strings.Cut(nynorskDate(d), fmt.Sprintf(" %d", d.Year))
	return text
}
