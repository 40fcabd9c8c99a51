package starttls_test

import (
	"net"
	"slices"
	"strings"
	"testing"

	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/capture/starttls"
	"github.com/tlsteach/tlsteach/handshake/peertest/peer"
)

// TestAgreements comes to TLS, and says and takes nothing that it should not.
func TestAgreements(t *testing.T) {
	for _, a := range agreements {
		t.Run(a.protocol+"/"+a.name, func(t *testing.T) {
			if err := play(t, a.protocol, a.script, goesOn); err != nil {
				t.Error(err)
			}
		})
	}
}

// TestProtocols holds the list together with what is tested of it.
func TestProtocols(t *testing.T) {
	var names, tested []string
	for _, p := range starttls.Protocols() {
		names = append(names, p.Name)
		if p.Title == "" || p.Port == "" {
			t.Errorf("%+v is not whole", p)
		}
	}
	for _, a := range agreements {
		tested = append(tested, a.protocol)
	}
	if tested = slices.Compact(tested); !slices.Equal(names, tested) {
		t.Errorf("there are %s, and tests of %s", names, tested)
	}
	err := starttls.Start(nil, "gopher", "")
	if err == nil || !strings.Contains(err.Error(), "smtp, imap, pop3, ftp, xmpp, postgres, mysql, ldap") {
		t.Errorf("gopher: %v", err)
	}
}

// TestEHLO names the client by the address that it has.
func TestEHLO(t *testing.T) {
	for _, c := range []struct{ listen, want string }{
		{"127.0.0.1:0", "EHLO [127.0.0.1]\r\n"},
		{"[::1]:0", "EHLO [IPv6:::1]\r\n"},
	} {
		l, err := net.Listen("tcp", c.listen)
		if err != nil {
			t.Logf("%s: %v", c.listen, err) // a machine without IPv6
			continue
		}
		defer l.Close()
		client, err := net.Dial("tcp", l.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		defer client.Close()
		server, err := l.Accept()
		if err != nil {
			t.Fatal(err)
		}
		played := make(chan error, 1)
		go func() {
			defer server.Close()
			played <- script{says("220\r\n"), hears(c.want)}.play(server, client, closes)
		}()
		failed(t, starttls.Start(client, "smtp", "example.com"))
		if err := <-played; err != nil {
			t.Error(err)
		}
	}
}

// TestRecorded finds each message of a dialogue in one piece in its recording.
func TestRecorded(t *testing.T) {
	l := peer.Listen(t)
	server := usual("smtp")
	go func() {
		conn, err := l.Accept()
		if err == nil {
			_ = server.play(conn, conn, closes)
			conn.Close()
		}
	}()
	conn, err := net.Dial("tcp", l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	recorder := capture.NewRecorder(capture.Options{})
	if err := starttls.Start(recorder.Conn(conn, capture.Client), "smtp", "example.com"); err != nil {
		t.Fatal(err)
	}
	var got, want []string
	for _, e := range recorder.Recording().Events {
		got = append(got, string(e.Data))
	}
	for _, turn := range server {
		want = append(want, turn.says+turn.hears)
	}
	if !slices.Equal(got, want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
}
