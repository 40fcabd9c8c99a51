package tap_test

import (
	"bufio"
	"bytes"
	"context"
	"crypto/tls"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/capture/keylog"
	"github.com/tlsteach/tlsteach/capture/relay"
	"github.com/tlsteach/tlsteach/handshake/peertest"
	"github.com/tlsteach/tlsteach/handshake/peertest/peer"
	"github.com/tlsteach/tlsteach/lessons/live"
	"github.com/tlsteach/tlsteach/lessons/tamper"
	"github.com/tlsteach/tlsteach/lessons/tap"
	"github.com/tlsteach/tlsteach/lessons/transcript"
)

const patience = 30 * time.Second

// A tapping is a tap that runs until the test ends.
type tapping struct {
	*testing.T
	addr     string
	told     chan *tap.Told
	troubles chan error
	stop     func()
	served   chan error
}

func startTap(t *testing.T, server string, o tap.Options) *tapping {
	t.Helper()
	s := &tapping{T: t, told: make(chan *tap.Told, 100), troubles: make(chan error, 10), served: make(chan error, 1)}
	l := peer.Listen(t)
	s.addr = l.Addr().String()
	o.Relay.Dial = func(ctx context.Context) (net.Conn, error) {
		return new(net.Dialer).DialContext(ctx, "tcp", server)
	}
	o.Server = server
	o.Tell = func(told *tap.Told) { s.told <- told }
	o.Trouble = func(of string, err error) { s.troubles <- fmt.Errorf("%s: %w", of, err) }
	ctx, stop := context.WithCancel(t.Context())
	s.stop = stop
	go func() { s.served <- tap.Serve(ctx, l, o) }()
	t.Cleanup(func() {
		stop()
		select {
		case <-s.served:
		case <-time.After(patience):
			t.Error("the tap did not end")
		}
	})
	return s
}

func (s *tapping) next() *tap.Told {
	s.Helper()
	select {
	case told := <-s.told:
		return told
	case <-time.After(patience):
		s.Fatal("no connection was told")
	}
	return nil
}

func text(t *testing.T, d *transcript.Document) string {
	t.Helper()
	var b strings.Builder
	if err := transcript.Terminal(&b, []*transcript.Document{d}, transcript.TextOptions{Width: 100}); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// fetch has curl ask for a page, and returns what it got.
func fetch(t *testing.T, addr, log string, args ...string) string {
	t.Helper()
	p := peertest.Program{Args: append([]string{"curl", "-sk", "--max-time", "20", "--connect-to", "example.com:443:" + addr}, append(args, "https://example.com/")...)}
	if log != "" {
		p.Env = []string{"SSLKEYLOGFILE=" + log}
	}
	return p.Run(nil)
}

// buffer is safe for concurrent use.
type buffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (w *buffer) Write(b []byte) (int, error) { w.mu.Lock(); defer w.mu.Unlock(); return w.b.Write(b) }
func (w *buffer) String() string              { w.mu.Lock(); defer w.mu.Unlock(); return w.b.String() }

// curl talks to openssl s_server through a tap, and two recorders stand on both sides
// of it: the bytes are the same. With the key log of either side, which grows
// meanwhile, everything is opened: in what is told, in the lines, and by TShark in the
// file of packets, as it stands while the tap still runs.
func TestCurlAndOpenSSL(t *testing.T) {
	for _, program := range []string{"curl", "openssl", "tshark"} {
		peertest.Need(t, program)
	}
	m := peertest.NewMaterials(t)
	for _, version := range []string{"1.2", "1.3"} {
		for _, side := range []string{"client", "server"} {
			t.Run(version+", key log of the "+side, func(t *testing.T) {
				log, file := filepath.Join(t.TempDir(), "keys"), filepath.Join(t.TempDir(), "all.pcapng")
				args := []string{"openssl", "s_server", "-accept", "HOST:PORT", "-cert", "rsa.pem", "-www"}
				if side == "server" {
					args = append(args, "-keylogfile", log)
				}
				backend, _ := peertest.Program{Args: args, Dir: m.Dir}.Serve(t)
				near, err := peertest.NewRelay(backend)
				if err != nil {
					t.Fatal(err)
				}
				packets, err := os.Create(file)
				if err != nil {
					t.Fatal(err)
				}
				defer packets.Close()
				out, err := tap.NewPackets(packets)
				if err != nil {
					t.Fatal(err)
				}
				var lines buffer
				s := startTap(t, near.Addr(), tap.Options{KeyLog: keylog.NewTail(log), Packets: out, Lines: live.NewWatcher(&lines, transcript.TextOptions{Width: 100})})
				far, err := peertest.NewRelay(s.addr)
				if err != nil {
					t.Fatal(err)
				}
				clientLog := ""
				if side == "client" {
					clientLog = log
				}
				page := fetch(t, far.Addr(), clientLog, "--tls-max", version)
				if !strings.Contains(page, "s_server") {
					t.Fatalf("curl got %q", page)
				}
				told := s.next()
				atClient, atServer := far.Finish(), near.Finish()
				if len(atClient) != 1 || len(atServer) != 1 {
					t.Fatalf("%d and %d connections", len(atClient), len(atServer))
				}
				for _, from := range []capture.Side{capture.Client, capture.Server} {
					if !bytes.Equal(atClient[0].Bytes(from), atServer[0].Bytes(from)) || !bytes.Equal(told.Recording.Bytes(from), atServer[0].Bytes(from)) {
						t.Errorf("the bytes of the %v differ on the two sides of the tap, or in its recording", from)
					}
				}
				r := told.Report
				if !r.Complete || r.Closed() > 0 || r.Opened() == 0 || r.ServerName != "example.com" || told.End.How != relay.Done {
					t.Errorf("%+v, %v", r, told.End)
				}
				if got := lines.String(); strings.Count(got, "▶ Finished") != 1 || strings.Count(got, "◀ Finished") != 1 || !strings.Contains(got, "◀ ApplicationData") {
					t.Errorf("the lines are:\n%s", got)
				}
				shown := tshark(t, file)
				if !strings.Contains(shown, "GET / HTTP/1.1") || strings.Contains(shown, "Encrypted Handshake") || strings.Contains(shown, "Application Data") {
					t.Errorf("TShark shows:\n%s", shown)
				}
			})
		}
	}
}

func tshark(t *testing.T, file string) string {
	t.Helper()
	out, err := exec.Command("tshark", "-r", file, "-o", "tls.keylog_file:", "-d", "tcp.port==0-65535,tls").CombinedOutput()
	if err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	return string(out)
}

// Each edit is noticed by real peers, and what they said of it is told. Without it
// they talk.
func TestEditsOfRealPeers(t *testing.T) {
	for _, program := range []string{"curl", "openssl"} {
		peertest.Need(t, program)
	}
	m := peertest.NewMaterials(t)
	backend, _ := peertest.Program{Args: []string{"openssl", "s_server", "-accept", "HOST:PORT", "-cert", "rsa.pem", "-www"}, Dir: m.Dir}.Serve(t)
	for _, tt := range []struct {
		edit, version string
		says          []string
	}{
		{"strip-suite", "1.3", []string{"It took TLS_AES_256_GCM_SHA384, number 1 of", "In TLS 1.3 the keys come from a hash of both hellos", "The client sent the alert bad_record_mac (20)", "The client's offer, as the server got it", "Without --edit each side gets"}},
		{"strip-suite", "1.2", []string{"number 1 of", "With extended_master_secret the master secret comes from a hash", "The server sent the alert bad_record_mac (20)"}},
		{"strip-suite=TLS_NULL_WITH_NULL_NULL", "1.3", []string{"Nothing: the ClientHello does not offer TLS_NULL_WITH_NULL_NULL. All bytes passed as they were."}},
		{"strip-versions", "1.3", []string{"supported_versions", "The server's random ends in DOWNGRD", "The client sent the alert illegal_parameter (47)"}},
		{"strip-versions", "1.2", []string{"Nothing: the ClientHello has no supported_versions"}},
		{"server-name=other.example", "1.3", []string{`the server name "other.example" into the ClientHello, in the place of "example.com"`, "The client sent the alert bad_record_mac (20)"}},
		{"wrong-length", "1.3", []string{"one too large", "no ServerHello, so the two sides have no keys", "The server sent the alert decode_error (50)", "what could not be read: the ClientHello is damaged"}},
		{"flip-finished", "1.3", []string{"which carries its Finished", "it carries Finished.", "for it the handshake is complete", "The server sent the alert bad_record_mac (20)", "In the end: The server ended the handshake with the alert bad_record_mac (20)."}},
		{"flip-finished", "1.2", []string{"which carries its Finished", "it carries Finished.", "It waits for that of the server", "The server sent the alert bad_record_mac (20)"}},
		{"replay-record", "1.3", []string{"the first with application data, twice", "it carries ApplicationData.", "The copy comes under the next number", "No alert crossed."}},
		{"replay-record", "1.2", []string{"the first with application data, twice", "it carries ApplicationData."}},
	} {
		t.Run(tt.edit+", "+tt.version, func(t *testing.T) {
			hand, err := tamper.Find(tt.edit)
			if err != nil {
				t.Fatal(err)
			}
			log := filepath.Join(t.TempDir(), "keys")
			s := startTap(t, backend, tap.Options{KeyLog: keylog.NewTail(log), Edit: hand})
			page := fetch(t, s.addr, log, "--tls-max", tt.version)
			told := s.next()
			got := strings.Join(strings.Fields(text(t, told.Tell())), " ")
			for _, want := range tt.says {
				if !strings.Contains(got, strings.Join(strings.Fields(want), " ")) {
					t.Errorf("it does not say %q:\n%s", want, text(t, told.Tell()))
				}
			}
			passed := strings.HasPrefix(tt.says[0], "Nothing") || strings.HasPrefix(tt.edit, "replay")
			if strings.Contains(page, "s_server") != passed {
				t.Errorf("curl got %d bytes", len(page))
			}
		})
	}
}

// A server that keeps reading notices a record that comes twice.
func TestReplayIsNoticed(t *testing.T) {
	peertest.Need(t, "openssl")
	m := peertest.NewMaterials(t)
	hand, err := tamper.Find("replay-record")
	if err != nil {
		t.Fatal(err)
	}
	backend, _ := peertest.Program{Args: []string{"openssl", "s_server", "-accept", "HOST:PORT", "-cert", "rsa.pem"}, Dir: m.Dir}.Serve(t)
	s := startTap(t, backend, tap.Options{Edit: hand})
	host, port, _ := net.SplitHostPort(s.addr)
	peertest.Program{Args: []string{"openssl", "s_client", "-connect", host + ":" + port, "-tls1_2", "-quiet"}}.Run(strings.NewReader("pay once\n"))
	got := text(t, s.next().Tell())
	if !strings.Contains(got, "twice") || !strings.Contains(got, "The server sent an alert that crossed encrypted") {
		t.Error(got)
	}
}

// A connection that is open when the tap is interrupted is told, as far as it went.
func TestInterrupted(t *testing.T) {
	silent := peer.Listen(t)
	s := startTap(t, silent.Addr().String(), tap.Options{KeyLog: keylog.NewTail(filepath.Join(t.TempDir(), "none"))})
	c, err := net.Dial("tcp", s.addr)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	if _, err := io.WriteString(c, "\x16\x03\x01"); err != nil {
		t.Fatal(err)
	}
	there, err := silent.Accept()
	if err != nil {
		t.Fatal(err)
	}
	defer there.Close()
	if _, err := io.ReadFull(there, make([]byte, 3)); err != nil {
		t.Fatal(err)
	}
	s.stop()
	told := s.next()
	if told.End.How != relay.Interrupted || string(told.Recording.Bytes(capture.Client)) != "\x16\x03\x01" {
		t.Errorf("%v, %+v", told.End, told.Recording)
	}
	if got := text(t, told.Tell()); !strings.Contains(got, "Ended by the tap: it was interrupted") {
		t.Error(got)
	}
}

// A server that cannot be reached is told, and the tap goes on.
func TestUnreached(t *testing.T) {
	gone := peer.Listen(t)
	addr := gone.Addr().String()
	gone.Close()
	s := startTap(t, addr, tap.Options{})
	for n := 1; n <= 2; n++ {
		if c, err := net.Dial("tcp", s.addr); err == nil {
			defer c.Close()
		}
		told := s.next()
		if told.End.How != relay.Unreached || told.Number != n {
			t.Errorf("%d, %v", told.Number, told.End)
		}
		if got := text(t, told.Tell()); !strings.Contains(got, "There was no connection to the server") || !strings.Contains(got, "→ "+addr) {
			t.Error(got)
		}
	}
}

// Secrets that never come delay what is told, and not what passes.
func TestSecretsThatNeverCome(t *testing.T) {
	for _, program := range []string{"curl", "openssl"} {
		peertest.Need(t, program)
	}
	m := peertest.NewMaterials(t)
	backend, _ := peertest.Program{Args: []string{"openssl", "s_server", "-accept", "HOST:PORT", "-cert", "rsa.pem", "-www"}, Dir: m.Dir}.Serve(t)
	var file, lines buffer
	out, err := tap.NewPackets(&file)
	if err != nil {
		t.Fatal(err)
	}
	s := startTap(t, backend, tap.Options{KeyLog: keylog.NewTail(filepath.Join(t.TempDir(), "none")), Packets: out, Lines: live.NewWatcher(&lines, transcript.TextOptions{Width: 100})})
	if page := fetch(t, s.addr, ""); !strings.Contains(page, "s_server") {
		t.Fatalf("curl got %q", page)
	}
	told := s.next()
	if told.Report.Opened() != 0 || told.Report.Closed() == 0 {
		t.Errorf("%+v", told.Report)
	}
	if got := lines.String(); !strings.Contains(got, "ServerHello") {
		t.Errorf("the lines are:\n%s", got)
	}
	if !strings.Contains(file.String(), string(told.Recording.Bytes(capture.Client)[:100])) {
		t.Error("the hello is not in the file")
	}
}

// TLS that begins behind STARTTLS is found and opened, and edited.
func TestStartTLS(t *testing.T) {
	for _, edit := range []string{"", "flip-finished"} {
		l := peer.Listen(t)
		go func() {
			for {
				c, err := l.Accept()
				if err != nil {
					return
				}
				go func() {
					defer c.Close()
					in := bufio.NewReader(c)
					for _, say := range []string{"220 mail.example.com\r\n", "250 STARTTLS\r\n", "220 go on\r\n"} {
						_, _ = io.WriteString(c, say)
						if say[:6] != "220 go" {
							_, _ = in.ReadString('\n')
						}
					}
					s := tls.Server(c, &tls.Config{Certificates: []tls.Certificate{peer.ECDSA()}})
					_, _ = io.Copy(s, s)
				}()
			}
		}()
		log := filepath.Join(t.TempDir(), "keys")
		o := tap.Options{KeyLog: keylog.NewTail(log)}
		if edit != "" {
			o.Edit, _ = tamper.Find(edit)
		}
		s := startTap(t, l.Addr().String(), o)
		c, err := net.Dial("tcp", s.addr)
		if err != nil {
			t.Fatal(err)
		}
		in := bufio.NewReader(c)
		for _, say := range []string{"EHLO me\r\n", "STARTTLS\r\n", ""} {
			if _, err := in.ReadString('\n'); err != nil {
				t.Fatal(err)
			}
			_, _ = io.WriteString(c, say)
		}
		keys, err := os.Create(log)
		if err != nil {
			t.Fatal(err)
		}
		defer keys.Close()
		client := tls.Client(c, &tls.Config{InsecureSkipVerify: true, ServerName: "mail.example.com", KeyLogWriter: keys})
		_, err = io.WriteString(client, "MAIL")
		if err == nil {
			_, err = io.ReadFull(client, make([]byte, 4))
		}
		c.Close()
		told := s.next()
		if told.Before != "SMTP STARTTLS" || !told.Report.Complete && edit == "" || told.Report.Closed() > 0 && edit == "" || (err != nil) != (edit != "") {
			t.Errorf("%q: %v, before it %q, %+v", edit, err, told.Before, told.Report)
		}
		if edit != "" && !strings.Contains(text(t, told.Tell()), "flipped the lowest bit") {
			t.Error(text(t, told.Tell()))
		}
	}
}
