package keylog

import (
	"bytes"
	"fmt"
	"strings"
	"sync"
	"testing"
)

func TestLinesOfManyConnectionsStayWhole(t *testing.T) {
	var c Collector
	var all sync.WaitGroup
	for i := range 8 {
		all.Go(func() {
			for n := range 50 {
				if _, err := fmt.Fprintf(&c, "EXPORTER_SECRET %s %s\n", hexOf(byte(i), 32), hexOf(byte(n), 32)); err != nil {
					t.Error(err)
				}
				c.Bytes()
			}
		})
	}
	all.Wait()
	lines := string(c.Bytes())
	if got := strings.Count(lines, "\n"); got != 8*50 {
		t.Errorf("%d lines", got)
	}
	l := read(t, lines)
	for i := range 8 {
		if got := l.Secret(Exporter, valueOf(byte(i), 32)); !bytes.Equal(got, valueOf(49, 32)) {
			t.Errorf("connection %d: the last is %x", i, got)
		}
	}
	if l.Len() != 8 {
		t.Errorf("%d secrets", l.Len())
	}
}

func TestWhatIsCollectedIsTheCallersOwn(t *testing.T) {
	var c Collector
	_, _ = c.Write([]byte("a line\n"))
	c.Bytes()[0] = 'x'
	if got := string(c.Bytes()); got != "a line\n" {
		t.Errorf("got %q", got)
	}
	if got := string(c.Take()); got != "a line\n" {
		t.Errorf("taken: %q", got)
	}
	if got := c.Take(); len(got) != 0 {
		t.Errorf("it was not forgotten: %q", got)
	}
}

func TestACollectorThatIsFullSaysSo(t *testing.T) {
	var c Collector
	line := []byte("EXPORTER_SECRET " + hexOf(1, 32) + " " + hexOf(2, 32) + "\n")
	for range maxCollected/len(line) + 100 {
		if n, err := c.Write(line); n != len(line) || err != nil {
			t.Fatalf("got %d, %v", n, err)
		}
	}
	_, _ = c.Write([]byte("y\n")) // it would fit, but not without a hole before it
	got := string(c.Bytes())
	if len(got) > maxCollected+len(full) || !strings.HasSuffix(got, string(line)+full) || strings.Count(got, full) != 1 {
		t.Errorf("%d bytes, the last are %q", len(got), got[len(got)-100:])
	}
	if l := read(t, got); l.Len() != 1 || len(l.Notes()) != 0 {
		t.Errorf("read again: %d secrets, %q", l.Len(), told(l))
	}
	c.Take()
	_, _ = c.Write([]byte("z\n"))
	if got := string(c.Bytes()); got != "z\n" {
		t.Errorf("behind Take: %q", got)
	}
}
