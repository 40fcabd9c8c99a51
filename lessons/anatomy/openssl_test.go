package anatomy_test

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/handshake/peertest/peer"
	"github.com/tlsteach/tlsteach/lessons/anatomy"
	"github.com/tlsteach/tlsteach/lessons/lab"
)

// greeted puts on the scene a connection that was there before, and one with
// OpenSSL or, where there is none, its recording.
func greeted(t *testing.T, o lab.Options, recorded []byte) (*anatomy.Scene, *lab.Lab, error) {
	t.Helper()
	l, err := lab.New(context.Background(), o)
	if err != nil {
		t.Fatal(err)
	}
	root, err := l.Authority("root")
	if err != nil {
		t.Fatal(err)
	}
	cert, err := root.Issue("school.example")
	if err != nil {
		t.Fatal(err)
	}
	listen := func(c *tls.Conn) error { _, err := io.Copy(io.Discard, c); return err }
	nothing := func(*tls.Conn) error { return nil }
	server := func() lab.Peer { return lab.TLSServer(l.ServerConfig("server", cert), nothing) }
	s := anatomy.NewScene()
	session, err := l.Talk(lab.TLSClient(l.ClientConfig("client", root, "school.example"), listen), server())
	if err := lab.BothFine(session, err); err != nil {
		t.Fatal(err)
	}
	s.Add("go", "Go", session)
	s.Facts["before"] = "there"
	return s, l, s.WithOpenSSL(l, recorded, func(openssl *lab.OpenSSL) error {
		var run lab.Run
		session, err := l.Talk(openssl.Client(&run, "Q\n", "-servername", "school.example"), server())
		if err := lab.BothFine(session, err); err != nil {
			return err
		}
		session.ServerErr = errors.New("what it said")
		s.AddOpened("other", "OpenSSL's", session)
		if session, err = l.Talk(openssl.Client(&run, "Q\n", "-servername", "school.example"), server()); err != nil {
			return err
		}
		s.Add("after it", "", session)
		s.Facts["code"] = fmt.Sprint(run.Code)
		return nil
	})
}

func TestARunWithOpenSSLIsPlayedWhereThereIsNone(t *testing.T) {
	peer.Need(t, "openssl")
	live, l, err := greeted(t, lab.Options{}, nil)
	if err != nil {
		t.Fatal(err)
	}
	if who := live.Facts[anatomy.OpenSSL]; !strings.HasPrefix(who, "OpenSSL 3") || !strings.HasSuffix(who, ", live") {
		t.Errorf("it is %q", who)
	}
	recorded, err := live.Recorded()
	if err != nil {
		t.Fatal(err)
	}
	for _, not := range []string{`"before"`, `"go"`, `"openssl"`} {
		if bytes.Contains(recorded, []byte(not)) {
			t.Errorf("what was no part of OpenSSL's is recorded, too: %s", not)
		}
	}

	var told []*lab.Session
	played, _, err := greeted(t, lab.Options{Transport: lab.Memory, Ended: func(s *lab.Session) { told = append(told, s) }}, recorded)
	if err != nil {
		t.Fatal(err)
	}
	if who, day := played.Facts[anatomy.OpenSSL], l.Now().UTC().Format("2006-01-02"); !strings.HasPrefix(who, "a recording of OpenSSL 3") || !strings.HasSuffix(who, " made on "+day+", because another program cannot be joined in memory") {
		t.Errorf("it is %q, recorded on %s", who, day)
	}
	a, b := live.Act("other"), played.Act("other")
	if len(told) != 3 || told[1] != b.Session || told[2] != played.Act("after it").Session {
		t.Errorf("%d connections were told of, or in another order", len(told))
	}
	for _, side := range []capture.Side{capture.Client, capture.Server} {
		if x, y := a.Session.Recording.Bytes(side), b.Session.Recording.Bytes(side); len(x) == 0 || !bytes.Equal(x, y) {
			t.Errorf("the %s sent %x, and %x is played", side, x, y)
		}
	}
	if len(a.Items) != len(b.Items) || b.Title != a.Title || b.Session.ClientErr != nil || fmt.Sprint(b.Session.ServerErr) != "what it said" {
		t.Errorf("%d items, %d played; %q, %v, %v", len(a.Items), len(b.Items), b.Title, b.Session.ClientErr, b.Session.ServerErr)
	}
	for i := range a.Items {
		if a.Items[i].Name != b.Items[i].Name || a.Items[i].Decrypted != b.Items[i].Decrypted || a.Items[i].At != b.Items[i].At {
			t.Errorf("item %d: %+v, played %+v", i, a.Items[i], b.Items[i])
		}
	}
	if played.Facts["code"] != "0" || played.Facts["before"] != "there" {
		t.Errorf("facts %q", played.Facts)
	}
	if _, err := played.Recorded(); err == nil {
		t.Error("a recording is recorded again")
	}
}

func TestADamagedBundleIsAnError(t *testing.T) {
	if _, _, err := greeted(t, lab.Options{Transport: lab.Memory}, []byte("{")); err == nil || !strings.Contains(err.Error(), "bundled recording") {
		t.Errorf("%v", err)
	}
}

// pretended puts a program openssl into the PATH that is a script: it knows its
// version, and then does this.
func pretended(t *testing.T, script string) {
	t.Helper()
	folder := t.TempDir()
	script = "#!/bin/sh\n[ $1 = version ] && { echo OpenSSL 3.9.1 1 Jan 2026; exit; }\n" + script + "\n"
	if err := os.WriteFile(filepath.Join(folder, "openssl"), []byte(script), 0o700); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", folder)
	if out, err := exec.Command("openssl", "version").Output(); err != nil || !strings.HasPrefix(string(out), "OpenSSL 3.9.1") {
		peer.Without(t, fmt.Sprintf("no script can be a program here: %v", err))
	}
}

// saved is a recording of nothing but a fact.
const saved = `{"made": "OpenSSL 3.0.1 made on 2026-01-02", "facts": {"code": "0"}}`

func TestWhereOpenSSLFailsARecordingIsPlayed(t *testing.T) {
	pretended(t, "echo no such provider. >&2; exit 1")
	s, _, err := greeted(t, lab.Options{}, []byte(saved))
	if err != nil {
		t.Fatal(err)
	}
	const want = "a recording of OpenSSL 3.0.1 made on 2026-01-02, because a run with OpenSSL 3.9.1 failed: client: openssl s_client did not connect: no such provider"
	if who := s.Facts[anatomy.OpenSSL]; who != want {
		t.Errorf("it is %q, not %q", who, want)
	}
	if s.Facts["before"] != "there" || s.Facts["code"] != "0" || !s.Has("go") {
		t.Errorf("facts %q", s.Facts)
	}
}

func TestOfALiveRunThatFailsNothingIsLeft(t *testing.T) {
	pretended(t, "")
	for name, c := range map[string]struct {
		err     error
		because string // the end of the fact; empty: it stays an error
	}{
		"another behaviour": {errors.New("it accepts it.\nand more"), "failed: it accepts it"},
		"much to say":       {errors.New(strings.Repeat("é", 300)), "éé…"},
		"no connection":     {fmt.Errorf("client: %w", &lab.ConnectError{Err: io.EOF}), ""},
	} {
		t.Run(name, func(t *testing.T) {
			l, err := lab.New(context.Background(), lab.Options{})
			if err != nil {
				t.Fatal(err)
			}
			before := l.Now()
			s := anatomy.NewScene()
			s.Facts["before"] = "there"
			err = s.WithOpenSSL(l, []byte(saved), func(*lab.OpenSSL) error {
				s.Facts["before"], s.Facts["half"] = "gone", "done"
				s.Add("half", "", &lab.Session{Recording: &capture.Recording{}})
				l.SetClock(before.Add(time.Hour))
				return c.err
			})
			if c.because == "" {
				if !errors.Is(err, c.err) {
					t.Errorf("%v", err)
				}
				return
			}
			who := s.Facts[anatomy.OpenSSL]
			if err != nil || s.Has("half") || s.Facts["half"] != "" || s.Facts["before"] != "there" || !l.Now().Equal(before) {
				t.Errorf("%v, %q", err, s.Facts)
			}
			if !strings.HasSuffix(who, c.because) || len([]rune(who)) > 300 {
				t.Errorf("it is %q", who)
			}
		})
	}
}

func TestAnInterruptedRunIsNotPlayed(t *testing.T) {
	pretended(t, "")
	for name, interruptFirst := range map[string]bool{"before": true, "meanwhile": false} {
		ctx, cancel := context.WithCancelCause(context.Background())
		l, err := lab.New(ctx, lab.Options{})
		if err != nil {
			t.Fatal(err)
		}
		why := errors.New("somebody wants it to end")
		if interruptFirst {
			cancel(why)
		}
		s := anatomy.NewScene()
		err = s.WithOpenSSL(l, []byte(saved), func(*lab.OpenSSL) error { cancel(why); return errors.New("killed") })
		if !errors.Is(err, why) || s.Facts["code"] != "" {
			t.Errorf("%s: %v, %q", name, err, s.Facts)
		}
	}
}
