package peertest

import (
	"bytes"
	"encoding/hex"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/handshake"
)

// Said is the application data of both sides.
type Said map[capture.Side][]byte

// nodes is how tshark's follow begins to tell of a connection: its number, and the
// port of the side whose protected record came first.
var nodes = regexp.MustCompile(`(?m)^Filter: tcp\.stream eq (\d+)\nNode 0: .*:(\d+)\nNode 1: .*\n`)

// TSharkDecrypts returns the application data of each recording as TShark opens it
// with a key log in NSS's format. Each recording is a connection of its own in one
// capture.
func TSharkDecrypts(t testing.TB, keylog []byte, recordings ...*capture.Recording) []Said {
	t.Helper()
	tshark := Need(t, "tshark")
	var connections [][]segment
	for _, r := range recordings {
		connections = append(connections, segments(r))
	}
	keys := filepath.Join(t.TempDir(), "keys")
	if err := os.WriteFile(keys, keylog, 0o600); err != nil {
		t.Fatal(err)
	}
	args := []string{"-r", writePackets(t, connections), "-o", "tls.keylog_file:" + keys, "-q"}
	for i := range recordings {
		args = append(args, "-z", "follow,tls,raw,"+strconv.Itoa(i))
	}
	cmd := exec.Command(tshark, args...)
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%s: %v", cmd, err)
	}
	said := make([]Said, len(recordings))
	starts := nodes.FindAllSubmatchIndex(out, -1)
	if len(starts) != len(recordings) {
		t.Fatalf("TShark follows %d connections of %d", len(starts), len(recordings))
	}
	for _, at := range starts {
		n, _ := strconv.Atoi(string(out[at[2]:at[3]]))
		rest, _, _ := strings.Cut(string(out[at[1]:]), "==")
		first := capture.Client
		if string(out[at[4]:at[5]]) == strconv.Itoa(Port) {
			first = capture.Server
		}
		said[n] = followed(t, first, rest)
	}
	return said
}

// followed reads hex, a line a record; the lines of the other side than first begin
// with a tab.
func followed(t testing.TB, first capture.Side, lines string) Said {
	t.Helper()
	said := Said{}
	for line := range strings.Lines(lines) {
		from, text := first, strings.TrimRight(line, "\n")
		if after, ok := strings.CutPrefix(text, "\t"); ok {
			from, text = first.Other(), after
		}
		b, err := hex.DecodeString(text)
		if err != nil {
			t.Fatalf("TShark says %q: %v", line, err)
		}
		said[from] = append(said[from], b...)
	}
	return said
}

// DecodeAmongOthers is handshake.DecodeWith as connections of a capture are read: with
// room that all of them share, and used again: the items have no messages.
func DecodeAmongOthers(rec *capture.Recording, keys *handshake.Keys) (items []*handshake.Item) {
	c := handshake.NewMemory().NewConversation(func(it *handshake.Item) {
		items = append(items, &handshake.Item{Kind: it.Kind, Name: it.Name, From: it.From, Bytes: bytes.Clone(it.Bytes), Protected: it.Protected, Decrypted: it.Decrypted, Verify: it.Verify, Missing: it.Missing})
	})
	c.Open(keys)
	for _, e := range rec.Events {
		if e.Kind == capture.Data {
			c.Feed(e.From, e.Data, e.At)
		}
	}
	c.End(0)
	return items
}
