package main

import (
	"context"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"io"
	"net"
	"os"
	"sync"

	"github.com/rogpeppe/go-internal/testscript"
	"github.com/tlsteach/tlsteach/lessons/lab"
)

// servers answer a connection of a script, by the name that the script gives them.
// Those of TLS have certificates for localhost and 127.0.0.1.
var servers = map[string]func(c net.Conn, w *lab.Workshop) error{
	"http":      saying("HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n"),
	"ssh":       saying("SSH-2.0-OpenSSH_9.2\r\n"),
	"silent":    saying(""),
	"evil":      saying("220 \x1b[31m\u202e<script>|`\r\n"),
	"tls1.0":    answering(lab.Good, func(c *tls.Config) { c.MinVersion, c.MaxVersion = tls.VersionTLS10, tls.VersionTLS10 }),
	"mtls":      answering(lab.Good, func(c *tls.Config) { c.ClientAuth = tls.RequireAnyClientCert }),
	"smtp":      behind(answering(lab.Good, nil), "220 mail.example ESMTP\r\n", "250-mail.example\r\n250 STARTTLS\r\n", "220 go ahead\r\n"),
	"no-tls":    behind(saying(""), "220 mail.example ESMTP\r\n", "250 mail.example\r\n"),
	"proxy":     behind(answering(lab.Good, nil), "", "HTTP/1.1 200 Connection established\r\n\r\n"),
	"busy":      behind(saying(""), "", "HTTP/1.1 503 Service Unavailable\r\n\r\n"),
	"h2":        answering(lab.Good, func(c *tls.Config) { c.NextProtos = []string{"h2"} }),
	"no-ticket": answering(lab.Good, func(c *tls.Config) { c.SessionTicketsDisabled = true }),
}

// saying is a server that says its words whatever it hears.
func saying(words string) func(net.Conn, *lab.Workshop) error {
	return func(c net.Conn, _ *lab.Workshop) error {
		io.WriteString(c, words)
		_, err := io.Copy(io.Discard, c)
		return err
	}
}

// behind is a server that greets, answers what it hears with each word in turn, and
// then is another server.
func behind(then func(net.Conn, *lab.Workshop) error, greeting string, words ...string) func(net.Conn, *lab.Workshop) error {
	return func(c net.Conn, w *lab.Workshop) error {
		io.WriteString(c, greeting)
		for _, word := range words {
			if _, err := c.Read(make([]byte, 4096)); err != nil {
				return err
			}
			io.WriteString(c, word)
		}
		return then(c, w)
	}
}

// answering is a server of TLS that answers what it hears with a page.
func answering(fault lab.Fault, edit func(*tls.Config)) func(net.Conn, *lab.Workshop) error {
	return func(c net.Conn, w *lab.Workshop) error {
		made.Lock()
		cert, err := w.Certificate(fault)
		made.Unlock()
		if err != nil {
			return err
		}
		config := &tls.Config{Certificates: []tls.Certificate{cert}, MinVersion: tls.VersionTLS10}
		config.SetSessionTicketKeys([][32]byte{{1}})
		if edit != nil {
			edit(config)
		}
		s := tls.Server(c, config)
		defer s.Close()
		if _, err := s.Read(make([]byte, 4096)); err != nil {
			return err
		}
		_, err = io.WriteString(s, "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\na page of the school\n")
		return err
	}
}

var made sync.Mutex

// serve KIND: starts a server until the script ends. ADDR and PORT are where, and
// the file ca.pem has the root of its certificate, client.pem a client's with its key.
func serve(ts *testscript.TestScript, _ bool, args []string) {
	l, err := lab.New(context.Background(), lab.Options{})
	ts.Check(err)
	w, err := l.Workshop(lab.ECDSAKey, "localhost", "127.0.0.1")
	ts.Check(err)
	ts.Check(os.WriteFile(ts.MkAbs("ca.pem"), lab.PEM(w.Root.Certificate.Raw), 0o600))
	key, err := lab.ECDSAKey(rand.Reader)
	ts.Check(err)
	client, err := w.Root.IssueClient("a student", key)
	ts.Check(err)
	der, err := x509.MarshalPKCS8PrivateKey(key)
	ts.Check(err)
	pair := append(lab.PEM(client.Certificate...), pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der})...)
	ts.Check(os.WriteFile(ts.MkAbs("client.pem"), pair, 0o600))
	answer, ok := servers[args[0]]
	if !ok {
		answer = answering(lab.Fault(args[0]), nil)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	ts.Check(err)
	ts.Defer(func() { listener.Close() })
	_, port, _ := net.SplitHostPort(listener.Addr().String())
	ts.Setenv("ADDR", listener.Addr().String())
	ts.Setenv("PORT", port)
	go func() {
		for {
			c, err := listener.Accept()
			if err != nil {
				return
			}
			go func() { defer c.Close(); _ = answer(c, w) }() // how it ended is the client's to tell
		}
	}()
}
