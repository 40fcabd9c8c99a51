package keylog

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func TestTail(t *testing.T) {
	name := filepath.Join(t.TempDir(), "keys")
	one, two := []byte(strings.Repeat("\x01", 32)), []byte(strings.Repeat("\x02", 32))
	line := func(label string, random []byte, secret string) string {
		return fmt.Sprintf("%s %x %s\n", label, random, secret)
	}
	tail := NewTail(name)
	poll := func() {
		t.Helper()
		tail.looked = time.Time{}
		if err := tail.Poll(); err != nil {
			t.Fatal(err)
		}
	}
	write := func(text string, flags int) {
		t.Helper()
		f, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|flags, 0o600)
		if err == nil {
			_, err = f.WriteString(text)
			f.Close()
		}
		if err != nil {
			t.Fatal(err)
		}
		poll()
	}
	poll() // it is not there yet
	first := line("CLIENT_HANDSHAKE_TRAFFIC_SECRET", one, "aa")
	write("# a comment\n"+first+"nonsense\n", os.O_APPEND)
	if got := string(tail.Lines(one)); got != first {
		t.Errorf("%q, want %q", got, first)
	}
	second := line("SERVER_HANDSHAKE_TRAFFIC_SECRET", one, "bb")
	write(second[:len(second)-3], os.O_APPEND)
	if tail.Has(one, "SERVER_HANDSHAKE_TRAFFIC_SECRET") {
		t.Error("a line without its end counts")
	}
	write(second[len(second)-3:]+first+line("CLIENT_RANDOM", two, "cc"), os.O_APPEND)
	if got := string(tail.Lines(one)); got != first+second {
		t.Errorf("%q, want %q", got, first+second)
	}
	if !tail.Has(one, "SERVER_HANDSHAKE_TRAFFIC_SECRET", "CLIENT_HANDSHAKE_TRAFFIC_SECRET") || !tail.Has(two, "CLIENT_RANDOM") || tail.Has(one, "CLIENT_RANDOM") || tail.Has(nil) {
		t.Error("labels are not found as they stand")
	}
	third := line("EXPORTER_SECRET", one, "dd")
	write(third, os.O_TRUNC) // begun anew
	if got := string(tail.Lines(one)); got != first+second+third {
		t.Errorf("%q, want %q", got, first+second+third)
	}
	if err := os.Remove(name); err != nil {
		t.Fatal(err)
	}
	poll()
	write(strings.Repeat("x", 2*maxLine)+"\n"+line("CLIENT_RANDOM", one, "ee"), os.O_APPEND)
	if !tail.Has(one, "CLIENT_RANDOM") {
		t.Error("nothing is read behind a line that is too long")
	}
}

// The oldest connections go first.
func TestTailIsBounded(t *testing.T) {
	name := filepath.Join(t.TempDir(), "keys")
	random := func(i int) string { return fmt.Sprintf("%064x", i) }
	var b strings.Builder
	const n = 20_000
	for i := range n {
		fmt.Fprintf(&b, "CLIENT_TRAFFIC_SECRET_0 %s %s\n", random(i), strings.Repeat("ab", 256))
	}
	if err := os.WriteFile(name, []byte(b.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	tail := NewTail(name)
	if err := tail.Poll(); err != nil {
		t.Fatal(err)
	}
	var id [32]byte
	decode(id[:], []byte(random(n-1)))
	if tail.kept > maxTail || !tail.Has(id[:], "CLIENT_TRAFFIC_SECRET_0") || len(tail.lines) != len(tail.order) {
		t.Errorf("%d bytes, %d and %d connections", tail.kept, len(tail.lines), len(tail.order))
	}
	if decode(id[:], []byte(random(0))); len(tail.Lines(id[:])) != 0 {
		t.Error("the oldest is still there")
	}
}

func TestTailOfWhatCannotGrow(t *testing.T) {
	if err := NewTail(t.TempDir()).Poll(); err == nil {
		t.Error("a folder is read")
	}
}

// Of a file that is larger than anything that is kept, the end is read.
func TestTailOfAHugeFile(t *testing.T) {
	name := filepath.Join(t.TempDir(), "keys")
	f, err := os.Create(name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if err := f.Truncate(1 << 40); err != nil {
		t.Skip(err)
	}
	id := bytes.Repeat([]byte{7}, 32)
	if _, err := fmt.Fprintf(io.NewOffsetWriter(f, 1<<40), "\nCLIENT_RANDOM %x %s\n", id, strings.Repeat("ab", 48)); err != nil {
		t.Skip(err)
	}
	tail := NewTail(name)
	if err := tail.Poll(); err != nil || !tail.Has(id, "CLIENT_RANDOM") {
		t.Errorf("%v, %q", err, tail.Lines(id))
	}
}
