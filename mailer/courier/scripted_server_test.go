package courier_test

import (
	"bufio"
	"bytes"
	"context"
	"crypto/tls"
	"io"
	"net"
	"strings"
	"sync"
	"testing"
	"time"

	"fristvakt/mailer/courier"
)

// What a script may say instead of, or after, an answer.
const (
	stall = "(stall)" // keep the connection open and say nothing more
	cut   = "(cut)"   // close the connection
)

// script gives for each word of the client the server's answers in turn; the last one is repeated. Besides the commands
// there are GREETING, TLS (only stall or cut), BODY (only cut, after the first line) and DOT.
type script map[string][]string

// scriptedServer plays scripts: the first connection the first script, and so on; the last script is repeated.
type scriptedServer struct {
	tls     *tls.Config
	scripts []script

	reached chan string // each word at which the server began to stall

	mu          sync.Mutex
	connections int
	said        []string
	bodies      [][]byte
}

func newScriptedServer(scripts ...script) *scriptedServer {
	return &scriptedServer{scripts: scripts, reached: make(chan string, 10)}
}

// listen serves on loopback until the test ends and returns the address.
func (s *scriptedServer) listen(t *testing.T) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	var served sync.WaitGroup
	served.Go(func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			t.Cleanup(func() { conn.Close() })
			served.Go(func() { s.serve(conn) })
		}
	})
	t.Cleanup(func() { listener.Close() })
	return listener.Addr().String()
}

// dial serves one end of a pipe and returns the other. A pipe lets time stand still in a synctest bubble.
func (s *scriptedServer) dial(context.Context, string, string) (net.Conn, error) {
	client, server := net.Pipe()
	go s.serve(server)
	return client, nil
}

func (s *scriptedServer) serve(conn net.Conn) {
	defer conn.Close()
	s.mu.Lock()
	turn := &performance{server: s, conn: conn, spoken: map[string]int{}}
	turn.script = s.scripts[min(s.connections, len(s.scripts)-1)]
	s.connections++
	s.mu.Unlock()
	turn.play()
}

// performance is one connection to a scripted server.
type performance struct {
	server *scriptedServer
	script script
	conn   net.Conn
	lines  *bufio.Reader
	spoken map[string]int
}

func (p *performance) play() {
	p.lines = bufio.NewReader(p.conn)
	if !p.answer("GREETING") {
		return
	}
	for {
		line, err := p.lines.ReadString('\n')
		if err != nil {
			return
		}
		line = strings.TrimRight(line, "\r\n")
		word, _, _ := strings.Cut(line, " ")
		p.server.mu.Lock()
		p.server.said = append(p.server.said, line)
		p.server.mu.Unlock()
		if !p.answer(word) || word == "QUIT" {
			return
		}
		if word == "STARTTLS" && !p.protect() || word == "DATA" && p.latest("DATA")[0] == '3' && !p.body() {
			return
		}
	}
}

// protect does the server's side of the handshake.
func (p *performance) protect() bool {
	if _, scripted := p.script["TLS"]; scripted {
		return p.answer("TLS")
	}
	protected := tls.Server(p.conn, p.server.tls)
	p.conn, p.lines = protected, bufio.NewReader(protected)
	return protected.Handshake() == nil
}

// body reads up to the final dot, keeping every byte as it was on the wire.
func (p *performance) body() bool {
	var wire bytes.Buffer
	for {
		line, err := p.lines.ReadBytes('\n')
		if err != nil {
			return false
		}
		wire.Write(line)
		if _, scripted := p.script["BODY"]; scripted {
			return p.answer("BODY")
		}
		if string(line) == ".\r\n" {
			break
		}
	}
	p.server.mu.Lock()
	p.server.bodies = append(p.server.bodies, wire.Bytes())
	p.server.mu.Unlock()
	return p.answer("DOT")
}

// answer says what the script has for the word and reports whether the dialogue goes on.
func (p *performance) answer(word string) bool {
	p.spoken[word]++
	text := p.latest(word)
	words, cutting := strings.CutSuffix(text, cut)
	words, stalling := strings.CutSuffix(words, stall)
	if words != "" {
		if _, err := io.WriteString(p.conn, words+"\r\n"); err != nil {
			return false
		}
	}
	if stalling {
		p.server.reached <- word
		_, _ = io.Copy(io.Discard, p.conn)
	}
	return !cutting && !stalling
}

// latest is the answer whose turn it is.
func (p *performance) latest(word string) string {
	list, scripted := p.script[word]
	if !scripted {
		return ordinary[word]
	}
	return list[min(max(p.spoken[word]-1, 0), len(list)-1)]
}

// ordinary is what a server says when nothing is wrong.
var ordinary = map[string]string{
	"GREETING": "220 mx.example.no ESMTP", "EHLO": "250-mx.example.no\r\n250-STARTTLS\r\n250-8BITMIME\r\n250 AUTH PLAIN XOAUTH2 OAUTHBEARER",
	"HELO": "250 mx.example.no", "STARTTLS": "220 go ahead", "AUTH": "235 2.7.0 welcome", "RSET": "250 2.0.0 flushed",
	"MAIL": "250 2.1.0 sender ok", "RCPT": "250 2.1.5 recipient ok", "DATA": "354 go ahead", "DOT": "250 2.0.0 queued as 4711",
	"QUIT": "221 2.0.0 bye", "*": "501 cancelled",
}

// words are the first words of what clients said, in order.
func (s *scriptedServer) words() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	var words []string
	for _, line := range s.said {
		word, _, _ := strings.Cut(line, " ")
		words = append(words, word)
	}
	return strings.Join(words, " ")
}

// received is how many whole messages have arrived.
func (s *scriptedServer) received() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.bodies)
}

// trickle dials a server that greets with one byte every ten seconds until it is left.
func trickle(context.Context, string, string) (net.Conn, error) {
	client, server := net.Pipe()
	left := make(chan struct{})
	go func() {
		defer close(left)
		_, _ = io.Copy(io.Discard, server)
	}()
	go func() {
		for tick := time.Tick(10 * time.Second); ; {
			select {
			case <-left:
				return
			case <-tick:
				_, _ = server.Write([]byte("2"))
			}
		}
	}()
	return client, nil
}

// plain is a courier to a scripted server without TLS and login, over a pipe or TCP.
func plain(address string) courier.Server {
	return courier.Server{Address: address, TLS: courier.Plaintext, Helo: "fristvakt.example.no"}
}

func reminder(to ...string) courier.Envelope {
	if len(to) == 0 {
		to = []string{"postmottak@nordvik.example.no"}
	}
	return courier.Envelope{From: "frist@fylke.example.no", To: to,
		Message: []byte("Subject: Frist\r\nMessage-ID: <1@fylke.example.no>\r\n\r\nHei.\r\n")}
}
