package paper

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime/debug"
	"syscall"
	"time"
)

// The variable by which a re-executed binary knows what it is for. Its value is the
// JSON of a role.
const roleVariable = "FRISTVAKT_PAPER_CHILD"

// lifetimeCPU is the processor time in seconds that a child may use in its whole life.
// It retires by itself at half of this, so only a hanging one is ended by it.
const lifetimeCPU = 600

// role is what a re-executed binary shall do.
type role struct {
	MemoryMB int
	CacheDir string   `json:",omitempty"`
	Again    bool     `json:",omitempty"` // it has already executed itself anew
	Tool     string   `json:",omitempty"` // a program to confine and execute, instead of reading
	Args     []string `json:",omitempty"`
	Env      []string `json:",omitempty"`
	Readable []string `json:",omitempty"` // what the tool may read
	Seconds  int      `json:",omitempty"` // processor time of the tool
}

func (r role) String() string {
	b, _ := json.Marshal(r)
	return roleVariable + "=" + string(b)
}

// Child must be called first in main and in TestMain of every binary that uses a
// Reader. It returns false, having done nothing, unless the process was started by a
// Reader; then it serves documents on standard input and output, and never returns.
func Child() bool {
	value, ok := os.LookupEnv(roleVariable)
	if !ok {
		return false
	}
	var r role
	err := json.Unmarshal([]byte(value), &r)
	switch {
	case err != nil:
	case r.Tool != "":
		err = r.execute()
	default:
		err = r.serve()
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	os.Exit(0)
	return true
}

// execute turns this process into the tool, confined.
func (r role) execute() error {
	if err := confineTool(r.MemoryMB, r.Seconds, r.Readable); err != nil {
		return err
	}
	return fmt.Errorf("execute %s: %w", r.Tool, syscall.Exec(r.Tool, append([]string{r.Tool}, r.Args...), r.Env))
}

// serve reads documents until standard input ends or it is worn out.
func (r role) serve() error {
	debug.SetMemoryLimit(int64(r.MemoryMB) << 20 * 2 / 5)
	e, err := newEngine(r.CacheDir, r.MemoryMB/2)
	if err != nil {
		return err
	}
	if e.fresh && !r.Again {
		// Compiling has taken memory that would be missed for documents.
		return r.startAnew()
	}
	debug.FreeOSMemory()
	landlocked, err := confine(r.MemoryMB)
	if err != nil {
		return err
	}
	out := bufio.NewWriter(os.Stdout)
	if err := send(out, answer{Landlock: landlocked}, nil); err != nil {
		return err
	}
	in := bufio.NewReaderSize(os.Stdin, 1<<16)
	for {
		last, err := e.serveOne(in, out)
		if last || errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
	}
}

func (r role) startAnew() error {
	path, err := os.Executable()
	if err != nil {
		return fmt.Errorf("find own executable: %w", err)
	}
	r.Again = true
	return fmt.Errorf("execute anew: %w", syscall.Exec(path, os.Args[:1], []string{r.String()}))
}

func (e *engine) serveOne(in io.Reader, out *bufio.Writer) (last bool, err error) {
	var req request
	content, err := readFrame(in, &req)
	if err != nil {
		return true, err
	}
	reply, body := e.answer(req, content)
	reply.Last = reply.Last || e.worn()
	return reply.Last, send(out, reply, body)
}

// answer does what was asked. A panic costs the document and, since nothing is
// known about the state behind it, the process.
func (e *engine) answer(req request, content []byte) (reply answer, body []byte) {
	defer func() {
		if recover() != nil {
			reply = answer{Reason: ReasonCrashed, Last: true}
			reply.Paper.Unreadable = ReasonCrashed
		}
		if e.memory.refused {
			reply.Last = true
		}
	}()
	if req.Render {
		body, reply.Reason = e.render(content, req)
		return reply, body
	}
	reply.Paper = e.read(req, content, time.Now().Add(req.Time))
	reply.Last = reply.Paper.Unreadable == ReasonCrashed
	return reply, nil
}

// worn says whether the process has used so much that a new one is better: linear
// memory never shrinks, and processor time is limited.
func (e *engine) worn() bool {
	return e.memory.size > e.memory.limit/2 || cpuUsed() > lifetimeCPU/2*time.Second
}

func send(out *bufio.Writer, reply answer, body []byte) error {
	if err := writeFrame(out, reply, body); err != nil {
		return err
	}
	return out.Flush()
}
