package workflows_test

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"fristvakt/workflows"
)

func TestOffsetsAreReadAsPeopleWriteThem(t *testing.T) {
	for text, want := range map[string]workflows.Offset{
		"8 weeks before": {Days: -56}, "1 week after": {Days: 7}, "10 days after": {Days: 10}, "1 day before": {Days: -1},
		"3 working days after": {Open: 3}, "1 working day before": {Open: -1}, "on the day": {}, "last working day": {LastDay: true},
		"2025-08-14": {On: date("2025-08-14")},
	} {
		if got, err := workflows.ParseOffset(text); err != nil || got != want {
			t.Errorf("%q is %+v, %v", text, got, err)
		}
	}
}

func TestAnOffsetThatCannotBeReadSaysWhatToWrite(t *testing.T) {
	for text, says := range map[string]string{
		"": "8 weeks before", "soon": "8 weeks before", "before": "8 weeks before", "8 weeks": "8 weeks before", "0 days after": "from 1 to 400", "401 days after": "from 1 to 400",
		"-1 days after": "from 1 to 400", "x days after": "from 1 to 400", "2 days under": "before or after", "2 months before": "days, weeks or working days",
		"2025-04-31": "2025-04-30", "14.08.2025": "year-month-day",
	} {
		if got, err := workflows.ParseOffset(text); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%q is %+v, %v; want %q", text, got, err, says)
		}
	}
}

func TestAnOffsetSaysItselfAsItIsWritten(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 400).Draw(t, "n") * rapid.SampledFrom([]int{-1, 1}).Draw(t, "side")
		o := rapid.SampledFrom([]workflows.Offset{{Days: n}, {Open: n}, {LastDay: true}, {}, {On: date("2025-01-01").AddDays(n)}}).Draw(t, "offset")
		back, err := workflows.ParseOffset(o.String())
		if err != nil || back != o {
			t.Fatalf("%q is read as %+v, not %+v: %v", o.String(), back, o, err)
		}
	})
}

func TestAfterTellsTheSideOfTheDate(t *testing.T) {
	on := date("2025-05-31")
	for text, want := range map[string]bool{"1 week after": true, "2 working days after": true, "2025-06-01": true, "2025-05-31": false,
		"1 week before": false, "on the day": false, "last working day": false} {
		if o, err := workflows.ParseOffset(text); err != nil || o.After(on) != want {
			t.Errorf("%q after %s: %v, %v", text, on, o.After(on), err)
		}
	}
}

func FuzzParseOffset(f *testing.F) {
	for _, text := range []string{"8 weeks before", "3 working days after", "on the day", "last working day", "2025-08-14", "2025-04-31", "9 weekss before"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		o, err := workflows.ParseOffset(text)
		if err != nil {
			return
		}
		if back, err := workflows.ParseOffset(o.String()); err != nil || back != o {
			t.Errorf("%q is %q is %+v, %v", text, o.String(), back, err)
		}
	})
}
