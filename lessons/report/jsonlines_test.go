package report_test

import (
	"bufio"
	"bytes"
	"crypto/tls"
	"encoding/json"
	"testing"

	"github.com/tlsteach/tlsteach/handshake"
	"github.com/tlsteach/tlsteach/handshake/follow"
	"github.com/tlsteach/tlsteach/lessons/report"
)

func TestLinesAreWhatWasChosen(t *testing.T) {
	c := talk(t, tls.VersionTLS12, "school.example", 1, nil)
	for name, test := range map[string]struct {
		choice report.Choice
		want   map[string]int // lines by kind
	}{
		"all": {report.Choice{}, map[string]int{"record": len(c.items) / 2 * 3, "connection": 3}},
		"a connection": {report.Choice{Connections: []report.Range{{First: 2, Last: 2}}},
			map[string]int{"record": len(c.items) / 2, "connection": 1}},
		"messages": {report.Choice{Messages: []string{"clienthello", "ServerHello"}}, map[string]int{"handshake": 6}},
		"the ends": {report.Choice{Messages: []string{"connection"}}, map[string]int{"connection": 3}},
	} {
		t.Run(name, func(t *testing.T) {
			var b bytes.Buffer
			l := report.NewLines(&b, test.choice, false, false)
			if err := l.Close(visit(l, 3, c)); err != nil {
				t.Fatal(err)
			}
			got := map[string]int{}
			for s := bufio.NewScanner(&b); s.Scan(); {
				var line struct{ Kind string }
				if err := json.Unmarshal(s.Bytes(), &line); err != nil {
					t.Fatal(err)
				}
				got[line.Kind]++
			}
			for kind, n := range test.want {
				if got[kind] != n {
					t.Errorf("%d lines of kind %s, want %d", got[kind], kind, n)
				}
			}
			if _, all := test.want["record"]; !all && got["record"] > 0 {
				t.Errorf("%d records were not asked for", got["record"])
			}
		})
	}
}

func TestLinesCanBeFlushedAtEveryItem(t *testing.T) {
	c := talk(t, tls.VersionTLS13, "school.example", 1, nil)
	var whole, parts bytes.Buffer
	l := report.NewLines(&whole, report.Choice{}, true, false)
	if err := l.Close(visit(l, 2, c)); err != nil {
		t.Fatal(err)
	}
	f := &flushing{report.NewLines(&parts, report.Choice{}, true, false), &parts}
	if err := f.Close(visit(f, 2, c)); err != nil {
		t.Fatal(err)
	}
	if whole.String() != parts.String() {
		t.Error("flushed at every item the lines are others")
	}
}

// flushing flushes at every item.
type flushing struct {
	*report.Lines
	out *bytes.Buffer
}

func (f *flushing) Item(c *follow.Connection, it *handshake.Item) {
	before := f.out.Len()
	f.Lines.Item(c, it)
	if err := f.Flush(); err != nil || f.out.Len() == before {
		panic("a flush wrote nothing")
	}
}
