package handshake

import (
	"testing"

	"github.com/tlsteach/tlsteach/handshake/wire"
)

func TestFind(t *testing.T) {
	field := func(name string) *wire.Field { return &wire.Field{Name: name} }
	it := &Item{Bytes: make([]byte, 8)}
	it.Trace.Spans = []wire.Span{
		{Field: field("list"), Offset: 0, Length: 2, Depth: 0, Group: true},
		{Field: field("one"), Offset: 0, Length: 2, Depth: 1},
		{Field: field("list"), Offset: 2, Length: 6, Depth: 0, Group: true},
		{Field: field("grease"), Offset: 2, Length: 2, Depth: 1, Group: true},
		{Field: field("type"), Offset: 2, Length: 1, Depth: 2},
		{Field: field("grease"), Offset: 3, Length: 1, Depth: 2},
		{Field: field("grease"), Offset: 4, Length: 2, Depth: 1, Group: true},
		{Field: field("type"), Offset: 4, Length: 1, Depth: 2},
		{Field: field("grease"), Offset: 5, Length: 1, Depth: 2},
		{Field: field("end"), Offset: 6, Length: 2, Depth: 1},
	}
	for path, want := range map[string]int{
		"list": 0, "list[1]": 2, "list[2]": -1, "one": 1, "list/one": 1, "list[1]/one": -1,
		"grease": 3, "grease[1]": 6, "grease[2]": -1, "grease/grease": 5, "grease[1]/grease": 8, "grease[1]/type": 7,
		"list/end": 9, "list[0]/end": -1, "list/type[1]": 7, "end/type": -1, "": -1, "list[x]": -1, "list[-1]": -1,
	} {
		got, ok := it.Find(path)
		if ok != (want >= 0) || ok && got.Span != want {
			t.Errorf("%q leads to span %d, %v; want %d", path, got.Span, ok, want)
		}
	}
}
