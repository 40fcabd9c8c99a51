package tap_test

import (
	"crypto/tls"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/tlsteach/tlsteach/capture/keylog"
	"github.com/tlsteach/tlsteach/handshake/peertest/peer"
	"github.com/tlsteach/tlsteach/lessons/tap"
)

// Of TLS 1.2, crypto/tls logs full handshakes only. Where a session is resumed it is
// said why nothing opens.
func TestResumedWithoutALine(t *testing.T) {
	l := tls.NewListener(peer.Listen(t), &tls.Config{Certificates: []tls.Certificate{peer.ECDSA()}, MaxVersion: tls.VersionTLS12})
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go func() {
				defer c.Close()
				_, _ = io.WriteString(c, "hello")
			}()
		}
	}()
	name := filepath.Join(t.TempDir(), "keys")
	log, err := os.OpenFile(name, os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o600)
	if err != nil {
		t.Fatal(err)
	}
	defer log.Close()
	s := startTap(t, l.Addr().String(), tap.Options{KeyLog: keylog.NewTail(name)})
	config := &tls.Config{InsecureSkipVerify: true, ServerName: "example.com", KeyLogWriter: log, ClientSessionCache: tls.NewLRUClientSessionCache(1)}
	for _, resumed := range []bool{false, true} {
		c, err := tls.Dial("tcp", s.addr, config)
		if err != nil {
			t.Fatal(err)
		}
		_, _ = io.ReadAll(c)
		if got := c.ConnectionState().DidResume; got != resumed {
			t.Fatalf("resumed: %v", got)
		}
		c.Close()
		told := s.next()
		if got := strings.Contains(text(t, told.Tell()), "log only full handshakes"); got != resumed {
			t.Errorf("resumed %v, and it is told why it stays closed: %v\n%s", resumed, got, text(t, told.Headline()))
		}
	}
}
