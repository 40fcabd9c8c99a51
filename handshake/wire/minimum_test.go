package wire

import "testing"

func TestAVectorBelowItsMinimumIsAnError(t *testing.T) {
	length, list := Field{Name: "list_length"}, Field{Name: "list", Min: 2}
	for _, c := range []struct {
		name  string
		input []byte
		wrong bool
	}{
		{"empty", []byte{0}, true},
		{"too short", []byte{1, 9}, true},
		{"just enough", []byte{2, 9, 9}, false},
	} {
		for kind, read := range map[string]func(*Cursor){
			"vector": func(c *Cursor) { v := c.Vector8(&length, &list); c.Rest(&list); c.End(v) },
			"data":   func(c *Cursor) { c.Data8(&length, &list) },
		} {
			var trace Trace
			cur := Read(c.input, &trace)
			read(&cur)
			err := cur.Done()
			if (err != nil) != c.wrong {
				t.Errorf("%s %s: error %v", c.name, kind, err)
			}
			if c.wrong && (cur.Err().Field != "list" || cur.Err().Need != 2 || cur.Err().Offset != 1) {
				t.Errorf("%s %s: %+v", c.name, kind, cur.Err())
			}
			if gap, ok := trace.Gap(len(c.input)); !ok {
				t.Errorf("%s %s: gap at %d", c.name, kind, gap)
			}
		}
	}
}
