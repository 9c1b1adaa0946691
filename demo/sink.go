package demo

import (
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"sync"

	"github.com/emersion/go-smtp"
)

// maxMail bounds one mail that the sink takes, in bytes.
const maxMail = 30 << 20

// sink takes all mail that the program sends and delivers none of it.
type sink struct {
	server  *smtp.Server
	address string
	clock   *Clock

	mu      sync.Mutex
	refused map[string]bool // addresses that do not exist, in lower case
	taken   []Sent
	read    int // of taken, how many the cast has seen
}

func openSink(clock *Clock) (*sink, error) {
	s := &sink{clock: clock, refused: map[string]bool{}}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, fmt.Errorf("listen for SMTP: %w", err)
	}
	s.address = l.Addr().String()
	s.server = smtp.NewServer(smtp.BackendFunc(s.session))
	s.server.Domain = "mx.demo.example"
	s.server.MaxMessageBytes = maxMail
	s.server.ErrorLog = quiet{}
	go s.server.Serve(l)
	return s, nil
}

// quiet drops what a server says of connections that end.
type quiet struct{}

func (quiet) Printf(string, ...any) {}
func (quiet) Println(...any)        {}

func (s *sink) session(c *smtp.Conn) (smtp.Session, error) {
	host, _, _ := net.SplitHostPort(c.Conn().RemoteAddr().String())
	if ip := net.ParseIP(host); ip == nil || !ip.IsLoopback() {
		return nil, errors.New("the demo takes mail from this machine only")
	}
	return &delivery{sink: s}, nil
}

// kill makes an address one that does not exist.
func (s *sink) kill(address string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.refused[strings.ToLower(address)] = true
}

// fresh returns what was taken since it was last asked.
func (s *sink) fresh() []Sent {
	s.mu.Lock()
	defer s.mu.Unlock()
	news := s.taken[s.read:]
	s.read = len(s.taken)
	return news
}

// delivery is one SMTP transaction.
type delivery struct {
	sink *sink
	from string
	to   []string
}

func (d *delivery) Reset()        { d.from, d.to = "", nil }
func (d *delivery) Logout() error { return nil }

func (d *delivery) Mail(from string, _ *smtp.MailOptions) error {
	d.from = from
	return nil
}

func (d *delivery) Rcpt(to string, _ *smtp.RcptOptions) error {
	d.sink.mu.Lock()
	defer d.sink.mu.Unlock()
	if d.sink.refused[strings.ToLower(to)] {
		return &smtp.SMTPError{Code: 550, EnhancedCode: smtp.EnhancedCode{5, 1, 1}, Message: "No such user here"}
	}
	d.to = append(d.to, to)
	return nil
}

func (d *delivery) Data(r io.Reader) error {
	text, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	m, err := readSent(d.from, d.to, text, d.sink.clock.Now())
	if err != nil {
		return &smtp.SMTPError{Code: 554, EnhancedCode: smtp.EnhancedCode{5, 6, 0}, Message: "This is no mail: " + err.Error()}
	}
	d.sink.mu.Lock()
	defer d.sink.mu.Unlock()
	d.sink.taken = append(d.sink.taken, m)
	return nil
}

func (s *sink) close() error { return s.server.Close() }
