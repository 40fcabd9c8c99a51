package lab

import (
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/tlsteach/tlsteach/handshake/peertest/peer"
)

func TestOpenSSLTakesPart(t *testing.T) {
	peer.Need(t, "openssl")
	l := open(t, Options{})
	root, err := l.Authority("root")
	if err != nil {
		t.Fatal(err)
	}
	cert, err := root.Issue("school.example")
	if err != nil {
		t.Fatal(err)
	}
	o, err := l.OpenSSL()
	if err != nil {
		t.Fatal(err)
	}

	t.Run("as a server of two connections", func(t *testing.T) {
		s, err := o.Server(cert, "-rev")
		if err != nil {
			t.Fatal(err)
		}
		folder := s.p.folder
		for range 2 {
			session, err := l.Talk(TLSClient(l.ClientConfig("client", root, "school.example"), func(c *tls.Conn) error {
				if _, err := io.WriteString(c, "abc\n"); err != nil {
					return err
				}
				b := make([]byte, 4)
				if _, err := io.ReadFull(c, b); err != nil || string(b) != "cba\n" {
					t.Errorf("the server answers %q, %v", b, err)
				}
				return nil
			}), s.Peer())
			if err := BothFine(session, err); err != nil {
				t.Fatal(err)
			}
		}
		s.Stop()
		if _, err := os.Stat(string(folder)); !errors.Is(err, os.ErrNotExist) {
			t.Errorf("the folder with its key is left: %v", err)
		}
	})

	t.Run("as a client", func(t *testing.T) {
		var run Run
		got := make(chan string, 1)
		session, err := l.Talk(o.Client(&run, "hello\n", "-servername", "school.example", "-brief"),
			TLSServer(l.ServerConfig("server", cert), func(c *tls.Conn) error {
				b := make([]byte, 6)
				_, err := io.ReadFull(c, b)
				got <- string(b)
				return err
			}))
		if err := BothFine(session, err); err != nil {
			t.Fatalf("%v\n%s", err, run.Output)
		}
		if s := <-got; s != "hello\n" || !strings.Contains(run.Output, "Protocol version: TLSv1.3") || run.Code != 0 {
			t.Errorf("the server got %q; the client says %d %s", s, run.Code, run.Output)
		}
		items, _ := session.Opened()
		if len(items) < 10 || len(session.KeyLog) == 0 {
			t.Errorf("%d items, key log %q", len(items), session.KeyLog)
		}
	})

	t.Run("as both sides of a session that goes on", func(t *testing.T) {
		folder, err := NewFolder()
		if err != nil {
			t.Fatal(err)
		}
		s, err := o.Server(cert, "-rev", "-no_ticket")
		if err != nil {
			t.Fatal(err)
		}
		defer s.Stop()
		for _, argument := range []string{"-sess_out", "-sess_in"} {
			var run Run
			session, err := l.Talk(o.Client(&run, "Q\n", "-tls1_2", argument, folder.Path("session.pem")), s.Peer())
			if err := BothFine(session, err); err != nil {
				t.Fatalf("%v\n%s", err, run.Output)
			}
			items, state := session.Opened()
			opened := 0
			for _, it := range items {
				if it.Decrypted {
					opened++
				}
			}
			if n := strings.Count(string(session.KeyLog), "\n"); n != 1 || state.Resumed != (argument == "-sess_in") || opened < 2 {
				t.Errorf("%s: %d lines of key log, %d messages opened, resumed: %t", argument, n, opened, state.Resumed)
			}
		}
		if err := folder.Remove(); err != nil {
			t.Error(err)
		}
		if _, err := os.Stat(string(folder)); !errors.Is(err, os.ErrNotExist) {
			t.Errorf("the folder is left: %v", err)
		}
	})

	t.Run("as a client that refuses", func(t *testing.T) {
		var run Run
		session, err := l.Talk(o.Client(&run, "", "-verify_return_error", "-CAfile", os.DevNull),
			TLSServer(l.ServerConfig("server", cert), func(*tls.Conn) error { return nil }))
		if err != nil || session.ServerErr == nil || run.Code == 0 {
			t.Errorf("%v, the server: %v, the client: %d", err, session.ServerErr, run.Code)
		}
	})

	t.Run("as a client that does not know its arguments", func(t *testing.T) {
		var run Run
		session, err := l.Talk(o.Client(&run, "", "-no-such-argument"), func(net.Conn) error { return nil })
		if err != nil || session.ClientErr == nil || !strings.Contains(session.ClientErr.Error(), "no-such-argument") {
			t.Errorf("%v, the client: %v", err, session.ClientErr)
		}
	})
}

func TestWhyThereIsNoOpenSSL(t *testing.T) {
	seed := uint64(1)
	for name, c := range map[string]struct {
		options Options
		program string // its script; empty: there is none
		says    string
	}{
		"a seed":      {options: Options{Seed: &seed}, says: "seed"},
		"in memory":   {options: Options{Transport: Memory}, says: "memory"},
		"absent":      {says: "not installed"},
		"too old":     {program: "echo OpenSSL 1.1.1w  11 Sep 2023", says: "too old"},
		"another one": {program: "echo LibreSSL 3.8.2", says: "LibreSSL"},
		"broken":      {program: "exit 3", says: "does not start"},
		"endless":     {program: "while :; do echo OpenSSL; done", says: "does not start"},
	} {
		t.Run(name, func(t *testing.T) {
			inPath(t, c.program)
			l, err := New(context.Background(), c.options)
			if err != nil {
				t.Fatal(err)
			}
			_, err = l.OpenSSL()
			var none *NoOpenSSLError
			if !errors.As(err, &none) || !strings.Contains(err.Error(), c.says) {
				t.Errorf("%v", err)
			}
		})
	}
}

// inPath makes a folder the whole PATH, with a script openssl in it, or without one.
func inPath(t *testing.T, script string) {
	t.Helper()
	folder := t.TempDir()
	if script != "" {
		if err := os.WriteFile(filepath.Join(folder, "openssl"), []byte("#!/bin/sh\n"+script+"\n"), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	t.Setenv("PATH", folder)
}

// TestAChildOfOpenSSLHoldsNothingUp: who interrupts a run need not wait for what a
// script has started, which holds its output and is not killed with it.
func TestAChildOfOpenSSLHoldsNothingUp(t *testing.T) {
	inPath(t, "[ $1 = version ] && { echo OpenSSL 3.9.1; exit; }\n"+peer.Need(t, "sleep")+" 5\n:")
	ctx, cancel := context.WithCancel(context.Background())
	l, err := New(ctx, Options{})
	if err != nil {
		t.Fatal(err)
	}
	o, err := l.OpenSSL()
	if err != nil {
		t.Fatal(err)
	}
	time.AfterFunc(100*time.Millisecond, cancel)
	begun := time.Now()
	var run Run
	if _, err := l.Talk(o.Client(&run, ""), func(net.Conn) error { return nil }); !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
	if took := time.Since(begun); took > 4*time.Second {
		t.Errorf("it took %s", took)
	}
}

func TestOpenSSLWithoutAFolder(t *testing.T) {
	inPath(t, "echo OpenSSL 3.9.1")
	t.Setenv("TMPDIR", filepath.Join(t.TempDir(), "absent"))
	l := open(t, Options{})
	o, err := l.OpenSSL()
	if err != nil {
		t.Fatal(err)
	}
	var run Run
	session, err := l.Talk(o.Client(&run, ""), func(net.Conn) error { return nil })
	if err != nil || session.ClientErr == nil || !strings.HasPrefix(session.ClientErr.Error(), "no folder for temporary files: ") {
		t.Errorf("%v, the client: %v", err, session.ClientErr)
	}
}
