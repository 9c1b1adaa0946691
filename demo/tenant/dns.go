package tenant

import (
	"net"
	"strings"

	"golang.org/x/net/dns/dnsmessage"
)

// serveDNS answers for the text records of the set-up; every other name does
// not exist, and a name with a record that is empty cannot be asked for.
func (n *Tenant) serveDNS() {
	conn, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		n.t.Fatal(err)
	}
	n.DNS = conn.LocalAddr().String()
	n.t.Cleanup(func() { conn.Close() })
	go func() {
		question := make([]byte, 4096)
		for {
			size, from, err := conn.ReadFrom(question)
			if err != nil {
				return
			}
			var m dnsmessage.Message
			if m.Unpack(question[:size]) != nil || len(m.Questions) != 1 {
				continue
			}
			if answer, err := n.resolve(m).Pack(); err == nil {
				_, _ = conn.WriteTo(answer, from) // who asked may have left
			}
		}
	}()
}

func (n *Tenant) resolve(asked dnsmessage.Message) *dnsmessage.Message {
	q := asked.Questions[0]
	answer := &dnsmessage.Message{Header: dnsmessage.Header{ID: asked.ID, Response: true, RecursionDesired: true, RecursionAvailable: true}, Questions: asked.Questions}
	records, exists := n.Setup().TXT[strings.ToLower(strings.TrimSuffix(q.Name.String(), "."))]
	switch {
	case !exists:
		answer.RCode = dnsmessage.RCodeNameError
	case len(records) == 0:
		answer.RCode = dnsmessage.RCodeServerFailure
	case q.Type == dnsmessage.TypeTXT:
		for _, text := range records {
			body := &dnsmessage.TXTResource{}
			for ; len(text) > 255; text = text[255:] { // a string of a record is no longer than that
				body.TXT = append(body.TXT, text[:255])
			}
			body.TXT = append(body.TXT, text)
			answer.Answers = append(answer.Answers, dnsmessage.Resource{Header: dnsmessage.ResourceHeader{Name: q.Name, Class: dnsmessage.ClassINET, TTL: 60}, Body: body})
		}
	}
	return answer
}
