package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/tlsteach/tlsteach/handshake"
	"github.com/tlsteach/tlsteach/handshake/follow"
)

// The captures hold what the measurements say of them: every kind as often, whole
// and undamaged, each connection under addresses of its own.
func TestCapturesHoldWholeHandshakes(t *testing.T) {
	folder := t.TempDir()
	small, large := filepath.Join(folder, "small"), filepath.Join(folder, "large")
	if status := run([]string{"-each", "2", "-times", "3", small, large}); status != 0 {
		t.Fatalf("exit status %d", status)
	}
	for _, test := range []struct {
		file  string
		times int
	}{{small, 1}, {large, 3}} {
		in, err := os.Open(test.file)
		if err != nil {
			t.Fatal(err)
		}
		defer in.Close()
		seen := census{}
		sum, err := follow.Read(context.Background(), in, seen, follow.Options{})
		if err != nil {
			t.Fatal(err)
		}
		for _, kind := range []string{"TLS 1.3 TLS_AES_128_GCM_SHA256", "TLS 1.2 TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256", "TLS 1.2 TLS_RSA_WITH_AES_128_GCM_SHA256"} {
			if seen[kind] != 2*test.times {
				t.Errorf("%s: %d of %s, want %d", test.file, seen[kind], kind, 2*test.times)
			}
		}
		if len(seen) != 3+6*test.times || sum.Damaged > 0 || sum.Missing > 0 || sum.BadPackets > 0 {
			t.Errorf("%s: %v, %+v", test.file, seen, sum)
		}
	}
}

// A census counts connections that are complete, by kind and by address.
type census map[string]int

func (c census) Begin(*follow.Connection)                 {}
func (c census) Item(*follow.Connection, *handshake.Item) {}
func (c census) End(conn *follow.Connection) {
	if s := conn.Report; s.Complete && !s.Damaged {
		c[fmt.Sprint(s.Version, " ", s.CipherSuite)]++
		c[conn.Client.String()]++
	}
}
