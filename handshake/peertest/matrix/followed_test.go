package matrix

import (
	"context"
	"os"
	"testing"

	"github.com/tlsteach/tlsteach/handshake"
	"github.com/tlsteach/tlsteach/handshake/follow"
	"github.com/tlsteach/tlsteach/handshake/peertest"
)

// followed is what package follow shows of each of n connections of a capture: the
// items of all of them in the same memory.
func followed(t *testing.T, file string, n int, log string) [][3]sight {
	t.Helper()
	keys, err := readLog(log)
	if err != nil {
		t.Fatal(err)
	}
	in, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	v := &viewer{seen: make([][3]sight, n)}
	sum, err := follow.Read(context.Background(), in, v, follow.Options{Keys: keys})
	if err != nil {
		t.Fatal(err)
	}
	if sum.Connections != n || sum.Damaged > 0 {
		t.Errorf("%d connections of %d, %d damaged", sum.Connections, n, sum.Damaged)
	}
	return v.seen
}

// A viewer implements follow.Visitor.
type viewer struct{ seen [][3]sight }

// Begin implements follow.Visitor. Half of the connections come without traces.
func (v *viewer) Begin(c *follow.Connection) { c.Brief = c.Number%2 == 0 }

// End implements follow.Visitor.
func (v *viewer) End(*follow.Connection) {}

// Item implements follow.Visitor.
func (v *viewer) Item(c *follow.Connection, it *handshake.Item) {
	s := &v.seen[int(c.Client.Port())-peertest.FirstClientPort][it.From]
	one := ours([]*handshake.Item{it}, it.From)
	s.messages, s.data = append(s.messages, one.messages...), append(s.data, one.data...)
}
