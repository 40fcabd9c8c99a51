package wire

import "testing"

func TestGapFindsWhatDoesNotTile(t *testing.T) {
	leaf := func(offset, length int) Span { return Span{Field: &fA, Offset: offset, Length: length} }
	group := func(offset, length int) Span {
		return Span{Field: &fGroup, Offset: offset, Length: length, Group: true}
	}
	part := func(offset, length int) Span { return Span{Field: &fB, Offset: offset, Length: length, Depth: 1} }
	for _, tt := range []struct {
		name  string
		spans []Span
		at    int
		ok    bool
	}{
		{"whole", []Span{leaf(0, 1), group(1, 2), part(1, 1), part(2, 1), leaf(3, 1)}, 4, true},
		{"hole", []Span{leaf(0, 1), leaf(2, 2)}, 1, false},
		{"overlap", []Span{leaf(0, 2), leaf(1, 3)}, 2, false},
		{"short", []Span{leaf(0, 3)}, 3, false},
		{"long", []Span{leaf(0, 5)}, 5, false},
		{"group longer than its parts", []Span{group(0, 3), part(0, 2), leaf(2, 2)}, 0, false},
		{"group shorter than its parts", []Span{group(0, 1), part(0, 2), leaf(2, 2)}, 0, false},
		{"group without parts that owns bytes", []Span{group(0, 4), leaf(0, 4)}, 0, false},
		{"negative", []Span{leaf(0, -1), leaf(-1, 5)}, 0, false},
	} {
		tr := Trace{Spans: tt.spans}
		if at, ok := tr.Gap(4); ok != tt.ok || at != tt.at {
			t.Errorf("%s: %d, %v; want %d, %v", tt.name, at, ok, tt.at, tt.ok)
		}
	}
}

func TestReadingAgainReusesTheTrace(t *testing.T) {
	var tr Trace
	nested([]byte{7, 5, 0, 0, 0, 1, 9}, &tr)
	long := cap(tr.Spans)
	nested([]byte{7, 0}, &tr)
	if got := outline(&tr); got != "a[0:1] length[1:2] vector[2:2]() " || cap(tr.Spans) != long {
		t.Errorf("%s", got)
	}
}

func TestTexts(t *testing.T) {
	for _, tt := range []struct {
		text func([]byte) string
		in   string
		want string
	}{
		{nil, "\x01\xff", "01ff"},
		{nil, "", "empty"},
		{Number, "\x01\x00", "256"},
		{Count, "a", "1 byte"},
		{Count, "ab", "2 bytes"},
		{Plain, "a.example", "a.example"},
	} {
		f := Field{Text: tt.text}
		if got := f.Value([]byte(tt.in)); got != tt.want {
			t.Errorf("%q: %q, want %q", tt.in, got, tt.want)
		}
	}
	if Uint([]byte{1, 2, 3, 4, 5, 6, 7, 8, 9}) != 0x0203040506070809 || Uint(nil) != 0 {
		t.Error("Uint takes the last eight bytes")
	}
}
