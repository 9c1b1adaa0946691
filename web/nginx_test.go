package web_test

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"math/big"
	"net"
	"net/http"
	"net/http/cookiejar"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"fristvakt/demo/realserver"

	"fristvakt/web"
	"fristvakt/workflows"
)

// TestTheBoardWorksBehindTheExampleOfNginx runs nginx with deploy/nginx.conf,
// changed in nothing but ports and paths.
func TestTheBoardWorksBehindTheExampleOfNginx(t *testing.T) {
	path, err := exec.LookPath("nginx")
	if err != nil {
		if os.Getenv("FRISTVAKT_REQUIRE_SERVERS") != "" {
			t.Fatal(err)
		}
		t.Skip("nginx is not installed")
	}
	h := newHouse(t, func(o *web.Options) { o.Public = "https://fristvakt.example.no" })
	b := &browser{h, proxied(t, path, strings.TrimPrefix(h.site.URL, "http://"))}
	h.site.URL = "https://fristvakt.example.no"
	link, err := h.server.Link(ruler)
	if err != nil {
		t.Fatal(err)
	}
	if got := b.post(strings.TrimPrefix(link, h.site.URL), nil); got.status != http.StatusSeeOther {
		t.Fatalf("logging in: %d %.200s", got.status, got.body)
	}
	if got := b.get("/"); got.status != http.StatusOK || got.header.Get("Strict-Transport-Security") == "" || got.header.Get("Content-Security-Policy") == "" {
		t.Errorf("the board: %d %v", got.status, got.header)
	}
	r, err := http.NewRequest(http.MethodPost, h.site.URL+"/coming", strings.NewReader("order=pause&reason=x"))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Origin", "https://fristvakt.example.no") // as browsers without fetch metadata
	if got := b.do(r); got.status != http.StatusSeeOther || h.last().Kind != workflows.Paused {
		t.Errorf("a form: %d", got.status)
	}
	if got := b.post("/coming", form("reason", strings.Repeat("x", 80<<10))); got.status != http.StatusRequestEntityTooLarge {
		t.Errorf("a form of 80 kB: %d", got.status)
	}
}

// proxied starts nginx before the board and returns a client that reaches it.
func proxied(t *testing.T, nginx, board string) *http.Client {
	t.Helper()
	example, err := os.ReadFile("../deploy/nginx.conf")
	if err != nil {
		t.Fatal(err)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	listen := l.Addr().String()
	l.Close()
	dir := t.TempDir()
	roots := certificate(t, dir)
	conf := strings.NewReplacer("listen 443 ssl", "listen "+listen+" ssl", "127.0.0.1:8480", board,
		"/etc/ssl/certs/fristvakt.pem", dir+"/cert.pem", "/etc/ssl/private/fristvakt.key", dir+"/key.pem").Replace(string(example))
	whole := "daemon off; master_process off; pid " + dir + "/pid; error_log stderr;\nevents {}\nhttp {\naccess_log off;\n"
	for _, place := range []string{"client_body", "proxy", "fastcgi", "uwsgi", "scgi"} {
		whole += place + "_temp_path " + filepath.Join(dir, place) + ";\n"
	}
	if err := os.WriteFile(dir+"/nginx.conf", []byte(whole+conf+"}\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	var said strings.Builder
	cmd := exec.Command(nginx, "-p", dir, "-c", dir+"/nginx.conf")
	cmd.Stderr = &said
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		cmd.Process.Kill()
		cmd.Wait()
		if t.Failed() {
			t.Log(said.String())
		}
	})
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	realserver.Await(t, "nginx listens", func() bool {
		c, err := net.Dial("tcp", listen)
		if err == nil {
			c.Close()
		}
		return err == nil
	})
	dial := func(ctx context.Context, _, _ string) (net.Conn, error) {
		return new(net.Dialer).DialContext(ctx, "tcp", listen)
	}
	return &http.Client{Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		Transport: &http.Transport{DialContext: dial, TLSClientConfig: &tls.Config{RootCAs: roots}}}
}

func certificate(t *testing.T, dir string) *x509.CertPool {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1), DNSNames: []string{"fristvakt.example.no"}, NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour)}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	private, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	for name, block := range map[string]*pem.Block{"cert.pem": {Type: "CERTIFICATE", Bytes: der}, "key.pem": {Type: "PRIVATE KEY", Bytes: private}} {
		if err := os.WriteFile(filepath.Join(dir, name), pem.EncodeToMemory(block), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	pool := x509.NewCertPool()
	parsed, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	pool.AddCert(parsed)
	return pool
}
