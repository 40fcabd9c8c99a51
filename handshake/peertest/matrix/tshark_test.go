package matrix

import (
	"bufio"
	"bytes"
	"encoding/hex"
	"fmt"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/handshake"
	"github.com/tlsteach/tlsteach/handshake/peertest"
)

// A sight is what somebody sees of one direction of a connection.
type sight struct {
	messages []string // handshake messages and alerts: their numbers, and of messages the length
	data     []byte
}

// same says where two sights differ.
func (s sight) same(other sight) error {
	if !slices.Equal(s.messages, other.messages) {
		return fmt.Errorf("messages %v and %v", s.messages, other.messages)
	}
	if !bytes.Equal(s.data, other.data) {
		return fmt.Errorf("data of %d and %d bytes", len(s.data), len(other.data))
	}
	return nil
}

// beginsWith says whether the other sees the same, as far as it goes.
func (s sight) beginsWith(other sight) bool {
	n := len(other.messages)
	return n <= len(s.messages) && slices.Equal(s.messages[:n], other.messages) && bytes.HasPrefix(s.data, other.data)
}

// ours is what our items show of a direction.
func ours(items []*handshake.Item, from capture.Side) (s sight) {
	for _, it := range items {
		if it.From != from || it.Protected && !it.Decrypted {
			continue
		}
		switch it.Kind {
		case handshake.KindHandshake:
			s.messages = append(s.messages, fmt.Sprintf("%d:%d", it.Bytes[0], len(it.Bytes)-handshake.HeaderLength))
		case handshake.KindAlert:
			s.messages = append(s.messages, fmt.Sprintf("alert %d", it.Bytes[1]))
		}
	}
	s.data = data(items, from)
	return s
}

// theirs is what TShark shows of each of n connections with a key log: by side.
func theirs(t *testing.T, file string, n int, log string) [][3]sight {
	t.Helper()
	args := []string{"-r", file, "-o", "tls.keylog_file:" + log, "-d", "tls.port==" + strconv.Itoa(peertest.Port) + ",data", "--disable-protocol", "http", // else the request is HTTP, and no data
		"-T", "fields", "-e", "tcp.stream", "-e", "tcp.srcport", "-e", "tls.handshake.type", "-e", "tls.handshake.length",
		"-e", "tls.alert_message.desc", "-e", "data.data"}
	cmd := exec.Command(peertest.Need(t, "tshark"), args...)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	seen := make([][3]sight, n)
	lines := bufio.NewScanner(out)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		f := strings.Split(lines.Text(), "\t")
		n, err := strconv.Atoi(f[0])
		if len(f) != 6 || err != nil || n >= len(seen) {
			t.Fatalf("tshark: %.100q", lines.Text())
		}
		from := capture.Client
		if f[1] == strconv.Itoa(peertest.Port) {
			from = capture.Server
		}
		seen[n][from].add(t, f[2:])
	}
	if err := cmd.Wait(); err != nil {
		t.Fatalf("tshark: %v", err)
	}
	return seen
}

// add adds a packet: types and lengths of handshake messages, alerts, data.
func (s *sight) add(t *testing.T, fields []string) {
	t.Helper()
	list := func(text string) []string {
		if text == "" {
			return nil
		}
		return strings.Split(text, ",")
	}
	types, lengths := list(fields[0]), list(fields[1])
	if len(types) != len(lengths) {
		t.Fatalf("tshark: %q", fields)
	}
	for i := range types {
		s.messages = append(s.messages, types[i]+":"+lengths[i])
	}
	for _, alert := range list(fields[2]) {
		s.messages = append(s.messages, "alert "+alert)
	}
	for _, digits := range list(fields[3]) {
		b, err := hex.DecodeString(digits)
		if err != nil {
			t.Fatalf("tshark: %v", err)
		}
		s.data = append(s.data, b...)
	}
}

// judgeTShark holds what we see against what TShark sees. Where they differ, a
// difference must say why; and one that is not met any more is to go.
func judgeTShark(t *testing.T, l *lab, results []*result) {
	t.Helper()
	keys, err := readLog(l.clientLog())
	if err != nil {
		t.Fatal(err)
	}
	var recordings []*capture.Recording
	for _, r := range results {
		recordings = append(recordings, r.recording)
	}
	file := peertest.WriteCapture(t, recordings...)
	followed := followed(t, file, len(results), l.clientLog())
	for i, seen := range theirs(t, file, len(results), l.clientLog()) {
		r := results[i]
		items, _ := handshake.DecodeWith(r.recording, keys)
		for _, from := range []capture.Side{capture.Client, capture.Server} {
			if err := ours(items, from).same(followed[i][from]); err != nil {
				t.Errorf("%s: what a recording and a capture show of the %s: %v", r.cell, from, err)
			}
			err := ours(items, from).same(seen[from])
			if err == nil {
				continue
			}
			if d := r.difference(from, ours(items, from), seen[from]); d != nil {
				d.met++
				continue
			}
			t.Errorf("%s: what we and TShark see of the %s: %v", r.cell, from, err)
		}
	}
	for _, d := range differences {
		if d.met == 0 {
			t.Errorf("TShark makes no difference any more: %s", d.reason)
		}
	}
}
