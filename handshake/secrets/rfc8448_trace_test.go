package secrets

import (
	"bufio"
	"bytes"
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// A trace is a file of testdata/rfc8448: who does what, and the values of it.
type trace struct {
	name   string
	blocks []*traceBlock
}

type traceBlock struct {
	who, what string
	values    []*traceValue
}

type traceValue struct {
	name     string
	bytes    []byte
	compared bool // or used as an input whose outcome was compared
}

var (
	blockLine = regexp.MustCompile(`^\{(client|server)\} (.+)$`)
	valueLine = regexp.MustCompile(`^([A-Za-z0-9 ]+) \((\d+)\) =(?: ([0-9a-f]+))?$`)
	moreLine  = regexp.MustCompile(`^    ([0-9a-f]+)$`)
)

// parseTrace reads a trace. What it does not understand, and a value that is
// not as long as its line says, is an error: a file that was cut cannot pass.
func parseTrace(name string, text []byte) (*trace, error) {
	tr := &trace{name: name}
	var digits []string // of the last value
	var values []*traceValue
	var lengths []int
	lines := bufio.NewScanner(bytes.NewReader(text))
	for n := 1; lines.Scan(); n++ {
		line := lines.Text()
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		if m := blockLine.FindStringSubmatch(line); m != nil {
			tr.blocks = append(tr.blocks, &traceBlock{who: m[1], what: m[2]})
		} else if m := valueLine.FindStringSubmatch(line); m != nil && len(tr.blocks) > 0 {
			length, err := strconv.Atoi(m[2])
			if err != nil {
				return nil, err
			}
			b := tr.blocks[len(tr.blocks)-1]
			b.values = append(b.values, &traceValue{name: m[1]})
			values, lengths, digits = append(values, b.values[len(b.values)-1]), append(lengths, length), append(digits, m[3])
		} else if m := moreLine.FindStringSubmatch(line); m != nil && len(digits) > 0 {
			digits[len(digits)-1] += m[1]
		} else {
			return nil, fmt.Errorf("%s:%d is no line of a trace", name, n)
		}
	}
	if len(values) == 0 {
		return nil, fmt.Errorf("%s holds no values", name)
	}
	for i, v := range values {
		b, err := hex.DecodeString(digits[i])
		if err != nil || len(b) != lengths[i] {
			return nil, fmt.Errorf("%s: value %d, %s, is not %d bytes", name, i, v.name, lengths[i])
		}
		v.bytes = b
	}
	return tr, nil
}

func openTrace(t *testing.T, name string) *trace {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("testdata", "rfc8448", name+".txt"))
	if err != nil {
		t.Fatal(err)
	}
	tr, err := parseTrace(name, text)
	if err != nil {
		t.Fatal(err)
	}
	return tr
}

// use returns a value of a block as an input, nil where it has none.
func (b *traceBlock) use(name string) []byte {
	for _, v := range b.values {
		if v.name == name {
			v.compared = true
			return v.bytes
		}
	}
	return nil
}

// is compares a value with what was computed.
func (b *traceBlock) is(t *testing.T, name string, got []byte) {
	t.Helper()
	for _, v := range b.values {
		if v.name == name {
			v.compared = true
			if !bytes.Equal(v.bytes, got) {
				t.Errorf("{%s} %s: %s is %x, want %x", b.who, b.what, name, got, v.bytes)
			}
			return
		}
	}
	t.Errorf("{%s} %s has no %s", b.who, b.what, name)
}

// finish fails where a value was left over, and returns how many there are.
func (tr *trace) finish(t *testing.T) (compared int) {
	t.Helper()
	for _, b := range tr.blocks {
		for _, v := range b.values {
			if !v.compared {
				t.Errorf("%s: nothing compares %s of {%s} %s", tr.name, v.name, b.who, b.what)
				continue
			}
			compared++
		}
	}
	return compared
}

func TestATraceThatWasDamagedIsRefused(t *testing.T) {
	good := "{client} send alert record\npayload (2) = 0100\n"
	if _, err := parseTrace("good", []byte(good)); err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{
		"empty":             "",
		"comments alone":    "# RFC 8448\n",
		"a block alone":     "{client} send alert record\n",
		"a value cut":       "{client} send alert record\npayload (2) = 01\n",
		"a digit cut":       "{client} send alert record\npayload (2) = 010\n",
		"a value too long":  good + "    00\n",
		"a value alone":     "payload (2) = 0100\n",
		"a line of no kind": good + "and so on\n",
	} {
		if _, err := parseTrace(name, []byte(text)); err == nil {
			t.Errorf("%s was read as a trace", name)
		}
	}
}

// EachTraceValue tells the values of a trace, in their order, to the tests that stand
// outside of this package.
func EachTraceValue(t *testing.T, trace string, tell func(who, what, name string, value []byte)) {
	for _, b := range openTrace(t, trace).blocks {
		for _, v := range b.values {
			tell(b.who, b.what, v.name, v.bytes)
		}
	}
}
