package main_test

import (
	"bufio"
	"context"
	"errors"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"time"

	"fristvakt/demo/realserver"
)

// life is one process of the program as built for make crash. It stands still
// at each point until it is let go on.
type life struct {
	in      *installation
	process *exec.Cmd
	points  *bufio.Scanner
	ours    []*os.File
	said    strings.Builder
	ended   error // how, once it is buried
	migrate bool  // between the points migrate and migrated
}

// begin starts the program with the arguments of a command.
func (in *installation) begin(args ...string) *life {
	in.t.Helper()
	points, theirPoints, err := os.Pipe()
	if err != nil {
		in.t.Fatal(err)
	}
	theirLeave, leave, err := os.Pipe()
	if err != nil {
		in.t.Fatal(err)
	}
	l := &life{in: in, points: bufio.NewScanner(points), ours: []*os.File{points, leave}}
	l.process = exec.Command(in.binary, append([]string{"--config", in.config}, args...)...)
	l.process.Env = append(os.Environ(), "FRISTVAKT_TRACED=1")
	l.process.ExtraFiles = []*os.File{theirPoints, theirLeave}
	l.process.Stderr, l.process.Stdout = &l.said, nil
	l.process.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	if err := l.process.Start(); err != nil {
		in.t.Fatal(err)
	}
	theirPoints.Close()
	theirLeave.Close()
	return l
}

// run is a life of the daemon.
func (in *installation) run() *life {
	return in.begin("run", "--clock", in.now().Format(time.RFC3339Nano))
}

// next waits for the next point and returns the group that it belongs to; ok
// is false when the process has ended.
func (l *life) next() (group string, ok bool) {
	silence := time.AfterFunc(realserver.Patience, func() { _ = l.process.Process.Kill() })
	defer silence.Stop()
	if !l.points.Scan() {
		return "", false
	}
	return l.group(l.points.Text()), true
}

// group is the point without what differs from mail to mail and letter to
// letter. What SQLite does while it migrates is a group of its own.
func (l *life) group(point string) string {
	switch point {
	case "migrate":
		l.migrate = true
	case "migrated":
		l.migrate = false
	}
	if l.migrate {
		return "migration"
	}
	first, rest, _ := strings.Cut(point, " ")
	if first == "commit" || first == "committed" {
		verb, _, _ := strings.Cut(rest, " ")
		return first + " " + verb
	}
	return point
}

// goOn lets the process go on from the point where it stands.
func (l *life) goOn() { _, _ = l.ours[1].Write([]byte{0}) }

// kill ends the life where it stands, and buries it.
func (l *life) kill() {
	_ = l.process.Process.Kill()
	l.ended = l.bury()
}

// killSoon lets the life go on and kills it after a while, wherever it is then.
// It reports whether the life did not end by itself before.
func (l *life) killSoon(after time.Duration) bool {
	time.AfterFunc(after, func() { _ = l.process.Process.Kill() })
	for l.goOn(); l.points.Scan(); {
		l.goOn()
	}
	l.ended = l.bury()
	var exit *exec.ExitError
	return errors.As(l.ended, &exit) && exit.Sys().(syscall.WaitStatus).Signal() == syscall.SIGKILL
}

// bury waits for the process, which has ended or will at once, and reports how
// it ended.
func (l *life) bury() error {
	err := l.process.Wait()
	for _, f := range l.ours {
		f.Close()
	}
	return err
}

// terminate ends a daemon as an init system does. It has five seconds.
func (l *life) terminate() {
	l.in.t.Helper()
	if err := l.process.Process.Signal(syscall.SIGTERM); err != nil {
		l.in.t.Fatal(err)
	}
	l.goOn()
	patience, cancel := context.WithTimeout(l.in.t.Context(), 5*time.Second)
	defer cancel()
	late := context.AfterFunc(patience, func() { _ = l.process.Process.Kill() })
	for l.points.Scan() {
		l.goOn()
	}
	err := l.bury()
	if !late() || err != nil {
		l.in.t.Fatalf("the daemon ended with %v after SIGTERM:\n%s", err, &l.said)
	}
}
