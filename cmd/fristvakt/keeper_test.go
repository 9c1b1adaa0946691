package main_test

import (
	"bufio"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"os/exec"
	"sync"
	"syscall"
	"time"
)

// keeper runs the daemon and starts it again, as an init system does, each time
// it was killed.
type keeper struct {
	*installation
	mu      sync.Mutex
	fates   map[string]int // how often this event is the last of a life
	met     map[string]int
	mails   int // that were in the mailboxes when they were last looked at
	process *exec.Cmd
	kills   int
	stopped bool
	ended   chan struct{}
	said    []string // what the life now running has logged
}

// logged is one line of the daemon's log.
type logged struct {
	Event   string `json:"event"`
	Message string `json:"msg"`
}

// Events that no log tells: a mail in a mailbox, and the end of what was waited
// for.
const (
	mailArrived = "a mail has arrived"
	nothingToDo = "nothing to do"
)

// keep begins the first life. In fates stand events of the journal, other lines
// of the log, or events as above, and how often the daemon is killed as soon as
// one is seen.
func (in *installation) keep(fates map[string]int) *keeper {
	k := &keeper{installation: in, fates: fates, met: map[string]int{}, ended: make(chan struct{})}
	in.t.Cleanup(k.bury)
	go func() {
		defer close(k.ended)
		for k.live() {
		}
	}()
	return k
}

// live is one life. It reports whether there is to be another.
func (k *keeper) live() bool {
	process := exec.Command(k.binary, "run", "--config", k.config, "--clock", k.now().Format(time.RFC3339Nano), "--log-level", "debug")
	stderr, err := process.StderrPipe()
	if err == nil {
		err = k.begin(process)
	}
	if err != nil {
		k.t.Errorf("start the daemon: %v", err)
		return false
	}
	lines := bufio.NewScanner(stderr)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		k.hear(lines.Text())
	}
	err = process.Wait()
	k.mu.Lock()
	defer k.mu.Unlock()
	var exit *exec.ExitError
	killed := errors.As(err, &exit) && exit.Sys().(syscall.WaitStatus).Signal() == syscall.SIGKILL
	if !killed && (err != nil || !k.stopped) {
		k.t.Errorf("the daemon ended by itself: %v\n%s", err, k.said)
		return false
	}
	return !k.stopped
}

func (k *keeper) begin(process *exec.Cmd) error {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.stopped {
		return errors.New("stopped between two lives")
	}
	k.process, k.said = process, nil
	return process.Start()
}

// hear notes what the daemon said.
func (k *keeper) hear(line string) {
	var l logged
	if err := json.Unmarshal([]byte(line), &l); err != nil {
		l.Message = line // a panic, which is no JSON
	}
	k.mu.Lock()
	k.said = append(k.said, line)
	k.mu.Unlock()
	k.meet(cmp.Or(l.Event, l.Message))
}

// look notes mails that have arrived.
func (k *keeper) look() {
	if n := len(k.parties.Mails(k.t)) + len(k.secretariat.Mails(k.t)); n > k.mails {
		k.mails = n
		k.meet(mailArrived)
	}
}

// meet ends the life at once where that is its fate.
func (k *keeper) meet(event string) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.fates[event] <= k.met[event] {
		return
	}
	if err := k.process.Process.Kill(); err == nil {
		k.met[event]++
		k.kills++
	}
}

// terminate asks the daemon to end and gives it five seconds.
func (k *keeper) terminate() {
	k.t.Helper()
	k.mu.Lock()
	k.stopped = true
	err := k.process.Process.Signal(syscall.SIGTERM)
	k.mu.Unlock()
	patience, cancel := context.WithTimeout(k.t.Context(), 5*time.Second)
	defer cancel()
	select {
	case <-k.ended:
	case <-patience.Done():
		k.t.Errorf("the daemon did not end within five seconds of SIGTERM (%v)", err)
	}
	k.bury()
}

// bury ends whatever still lives, and waits for it.
func (k *keeper) bury() {
	k.mu.Lock()
	k.stopped = true
	if k.process != nil && k.process.Process != nil {
		_ = k.process.Process.Kill()
	}
	k.mu.Unlock()
	<-k.ended
}

// wake makes the daemon turn at once. One that has said nothing yet begins with
// a turn anyway.
func (k *keeper) wake() {
	k.mu.Lock()
	defer k.mu.Unlock()
	if len(k.said) > 0 {
		_ = k.process.Process.Signal(syscall.SIGHUP)
	}
}
