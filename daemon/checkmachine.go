package daemon

import (
	"os"
	"path/filepath"
	"time"

	"fristvakt/token"
)

// The limits of what a clock may be off: a minute changes no date, but beyond
// five a signed assertion is refused.
const (
	skewNoted = 30 * time.Second
	skewWrong = 5 * time.Minute
)

// skew holds the clock against that of the token endpoint.
func (k *checker) skew(tokens *token.Source) {
	if tokens == nil {
		return
	}
	skew, known := tokens.Skew()
	switch {
	case !known:
		return
	case skew.Abs() >= skewWrong:
		k.say(Wrong, "clock", "it is %s off the token endpoint's (%s): set it, with timedatectl set-ntp true", skew.Abs(), aheadOrBehind(skew))
	case skew.Abs() >= skewNoted:
		k.say(Warning, "clock", "it is %s off the token endpoint's (%s): timedatectl set-ntp true", skew.Abs(), aheadOrBehind(skew))
	default:
		k.say(Fine, "clock", "it agrees with the token endpoint's")
	}
}

func aheadOrBehind(skew time.Duration) string {
	if skew > 0 {
		return "ahead"
	}
	return "behind"
}

// clock says what the kernel knows of it.
func (k *checker) clock() {
	kept, err := clockKept()
	switch {
	case err != nil:
		k.say(Warning, "clock", "cannot tell whether it is kept right (%v): see timedatectl", err)
	case !kept:
		k.say(Warning, "clock", "no time service keeps it right: timedatectl set-ntp true")
	default:
		k.say(Fine, "clock", "a time service keeps it right")
	}
}

// zone sees that summer time comes and goes where the rounds are.
func (k *checker) zone() {
	zone, now := k.calendar.Zone(), k.options.Now()
	_, winter := time.Date(now.Year(), time.January, 15, 12, 0, 0, 0, zone).Zone()
	_, summer := time.Date(now.Year(), time.July, 15, 12, 0, 0, 0, zone).Zone()
	if winter != 3600 || summer != 7200 {
		k.say(Wrong, "zone", "%s has neither its winter nor its summer time on this machine: install its package tzdata anew", zone)
		return
	}
	k.say(Fine, "zone", "it is %s in %s", now.In(zone).Format("15:04 MST on 2006-01-02"), zone)
}

func (k *checker) folder() {
	folder := k.config.near(k.config.State)
	info, err := os.Stat(folder)
	switch {
	case os.IsNotExist(err):
		k.say(Warning, "state", "the folder %s is not there yet; run makes it", folder)
	case err != nil:
		k.say(Wrong, "state", "%v", err)
	case !info.IsDir():
		k.say(Wrong, "state", "%s is no folder", folder)
	default:
		k.say(Fine, "state", "%s", folder)
	}
	k.disk(folder)
}

// What must be free for the store, its backups and the letters of a round, in
// bytes: below the first nothing works for long.
const (
	diskWrong = 100 << 20
	diskNoted = 1 << 30
)

// disk looks at the file system of the folder, or of the one it will be in.
func (k *checker) disk(folder string) {
	for _, err := os.Stat(folder); os.IsNotExist(err) && folder != filepath.Dir(folder); _, err = os.Stat(folder) {
		folder = filepath.Dir(folder)
	}
	free, err := diskFree(folder)
	level, what := Fine, ""
	switch {
	case err != nil:
		k.say(Warning, "disk", "cannot tell how much is free under %s: %v", folder, err)
		return
	case free < diskWrong:
		level, what = Wrong, ": make room, or put state elsewhere"
	case free < diskNoted:
		level, what = Warning, ": make room, or put state elsewhere"
	}
	k.say(level, "disk", "%d MB free under %s%s", free>>20, folder, what)
}
