package export_test

import (
	"bytes"
	"encoding/binary"
	"strings"
	"testing"
	"time"

	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/capture/export"
)

// blocks are the types of the blocks of a file, in order: S a section, I an
// interface, K a block of secrets, p a packet.
func blocks(t *testing.T, file []byte) string {
	t.Helper()
	var b strings.Builder
	for len(file) >= 12 {
		kind, ok := map[uint32]byte{0x0a0d0d0a: 'S', 1: 'I', 10: 'K', 6: 'p'}[binary.LittleEndian.Uint32(file)]
		n := int(binary.LittleEndian.Uint32(file[4:]))
		if !ok || n < 12 || n > len(file) {
			t.Fatalf("a block of type %x with %d bytes", file[:4], n)
		}
		b.WriteByte(kind)
		file = file[n:]
	}
	return b.String()
}

// TestGroupsStandBehindTheirSecrets, in the order in which they are given, and under
// one seed the file is one.
func TestGroupsStandBehindTheirSecrets(t *testing.T) {
	start := time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)
	rec := func(server string, at time.Time) *capture.Recording {
		return &capture.Recording{Server: server, Start: at, Events: []capture.Event{{From: capture.Client, Kind: capture.Data, Data: []byte("x")}}}
	}
	groups := func(at time.Time, port string) []export.Group {
		return []export.Group{
			{[]*capture.Recording{rec("127.0.0.1:"+port, at.Add(time.Hour))}, []byte("a\n")},
			{[]*capture.Recording{rec("127.0.0.1:80", at), rec("127.0.0.1:"+port, at)}, []byte("b\n")},
			{nil, []byte("c\n")},
			{[]*capture.Recording{rec(":443", at)}, nil},
		}
	}
	write := func(groups []export.Group, o export.Options) []byte {
		var b bytes.Buffer
		if err := export.WriteGroups(&b, groups, o); err != nil {
			t.Fatal(err)
		}
		return b.Bytes()
	}
	seeded := export.Options{Reproducible: true}
	one := write(groups(start, "40001"), seeded)
	if got := strings.ReplaceAll(strings.TrimLeft(blocks(t, one), "SI"), "p", ""); got != "KKK" {
		t.Errorf("blocks %s", blocks(t, one))
	}
	if got := blocks(t, one); !strings.Contains(got, "Kp") || !strings.Contains(got, "pK") {
		t.Errorf("the packets do not stand between the secrets: %s", got)
	}
	if !bytes.Equal(one, write(groups(start.Add(time.Minute), "50123"), seeded)) {
		t.Error("another time, and another port of the system's choice, give another file")
	}
	if bytes.Equal(one, write(groups(start, "8443"), seeded)) {
		t.Error("a port that the system did not choose is not written")
	}
	plain := write(groups(start, "40001"), export.Options{})
	if got := blocks(t, plain); strings.ReplaceAll(strings.TrimLeft(got, "SI"), "p", "") != "KKK" {
		t.Errorf("blocks %s", got)
	}
}
