package workflows_test

import (
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"fristvakt/workflows"
)

func written(days []workflows.Due) string {
	var b strings.Builder
	for _, d := range days {
		fmt.Fprintf(&b, "%s %s %s\n", d.Date, d.Date.Weekday().String()[:3], d.Step.ID)
		for _, why := range d.Why {
			fmt.Fprintf(&b, "    %s\n", why)
		}
		if d.Dropped != "" {
			fmt.Fprintf(&b, "    not sent: %s\n", d.Dropped)
		}
	}
	return b.String()
}

func TestTheDaysOfTheDeadlinesAndWhy(t *testing.T) {
	for id, rounds := range map[string]string{"deadline-31-may": "digivestland-2025", "deadline-30-june": "digivestland-2024", "deadline-5-november": "digivestland-2024"} {
		m := milestone(t, round(t, rounds), id)
		golden(t, "testdata/schedules/"+id+".txt", written(workflows.Schedule(calendar, m, m.Date)))
	}
}

func TestAnExtensionMovesTheSteps(t *testing.T) {
	m := milestone(t, round(t, "digivestland-2025"), "deadline-31-may")
	golden(t, "testdata/schedules/deadline-31-may-extended-to-20-june.txt", written(workflows.Schedule(calendar, m, date("2025-06-20"))))
	golden(t, "testdata/schedules/deadline-31-may-extended-past-summer.txt", written(workflows.Schedule(calendar, m, date("2025-08-29"))))
}

func TestWithoutADateThereAreNoDays(t *testing.T) {
	m := milestone(t, round(t, "digivestland-2025"), "agreement-sent")
	if days := workflows.Schedule(calendar, m, workflows.Date{}); days != nil {
		t.Error(days)
	}
}

func step(t *testing.T, id string) workflows.Step {
	t.Helper()
	when, err := workflows.ParseOffset(id)
	if err != nil {
		t.Fatal(err)
	}
	return workflows.Step{ID: id, When: when, Template: "x"}
}

func TestStepsTooCloseCollapseIntoTheOneNearerTheDate(t *testing.T) {
	for deadline, x := range map[string]struct{ steps, goes string }{
		"2025-05-31": {"4 days before,2 days before,last working day", "last working day"},                                           // 28 May, 28 May, 28 May
		"2025-06-05": {"6 days before,2 days before,on the day", "6 days before,on the day"},                                         // Wed 28 May; Tue 3; Thu 5 June
		"2025-06-12": {"1 week before,on the day,1 day after,3 working days after", "1 week before,on the day,3 working days after"}, // after the date the earlier goes
	} {
		m := workflows.Milestone{ID: "m", Kind: workflows.Deadline, Date: date(deadline)}
		for _, id := range strings.Split(x.steps, ",") {
			m.Steps = append(m.Steps, step(t, id))
		}
		var goes []string
		for _, d := range workflows.Schedule(calendar, m, m.Date) {
			if d.Dropped == "" {
				goes = append(goes, d.Step.ID)
			} else if !strings.Contains(d.Dropped, "collapsed into") {
				t.Errorf("%s: %s", d.Step.ID, d.Dropped)
			}
		}
		if got := strings.Join(goes, ","); got != x.goes {
			t.Errorf("before %s go %s, want %s", deadline, got, x.goes)
		}
	}
}

func TestAFixedDateStaysOnItsSideOfTheDeadline(t *testing.T) {
	before, after := step(t, "2025-05-20"), step(t, "2025-08-14")
	m := workflows.Milestone{ID: "m", Kind: workflows.Deadline, Date: date("2025-05-31"), Steps: []workflows.Step{before, after}}
	for on, goes := range map[string]string{"2025-05-31": "2025-05-20 2025-08-14", "2025-05-15": "2025-08-14", "2025-08-29": "2025-05-20"} {
		var got []string
		for _, d := range workflows.Schedule(calendar, m, date(on)) {
			if d.Dropped == "" {
				got = append(got, d.Date.String())
			}
		}
		if strings.Join(got, " ") != goes {
			t.Errorf("with the deadline on %s go %v, want %s", on, got, goes)
		}
	}
}

func TestNoStepFallsOnAClosedDayOrOnTheWrongSide(t *testing.T) {
	rounds, err := workflows.EmbeddedRounds()
	if err != nil {
		t.Fatal(err)
	}
	rapid.Check(t, func(t *rapid.T) {
		r := rapid.SampledFrom(rounds).Draw(t, "round")
		m := rapid.SampledFrom(r.Milestones).Draw(t, "milestone")
		on := date("2024-01-01").AddDays(rapid.IntRange(0, 8*365).Draw(t, "day"))
		last := workflows.Date{}
		for _, d := range workflows.Schedule(calendar, m, on) {
			if d.Dropped != "" {
				continue
			}
			if !calendar.Open(d.Date) {
				t.Fatalf("%s goes on %s: %s", d.Step.ID, d.Date, calendar.Closed(d.Date))
			}
			if after := d.Date.After(on); m.Kind == workflows.Deadline && after != d.Step.When.After(on) {
				t.Fatalf("%s of %s goes on %s", d.Step.ID, on, d.Date)
			}
			if !last.IsZero() && calendar.OpenDaysBetween(last, d.Date) < workflows.MinGap {
				t.Fatalf("%s and %s are too close", last, d.Date)
			}
			last = d.Date
		}
	})
}
