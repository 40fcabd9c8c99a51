package keylog

import (
	"bytes"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"io"
	"runtime"
	"strings"
	"testing"
)

// An endless reader gives lines that next makes.
type endless struct {
	next func(n int) []byte
	n    int
	rest []byte
	left int // bytes
}

func (e *endless) Read(p []byte) (int, error) {
	if e.left <= 0 {
		return 0, io.EOF
	}
	if len(e.rest) == 0 {
		e.rest = e.next(e.n)
		e.n++
	}
	n := copy(p, e.rest)
	e.rest = e.rest[n:]
	e.left -= n
	return n, nil
}

// lineOf is a line of the n-th connection.
func lineOf(label string, n, size int) []byte {
	random := make([]byte, 32)
	binary.BigEndian.PutUint64(random, uint64(n)*0x9e3779b97f4a7c15)
	line := append([]byte(label), ' ')
	line = append(hex.AppendEncode(line, random), ' ')
	return append(hex.AppendEncode(line, bytes.Repeat([]byte{byte(n)}, size)), '\n')
}

func heap() uint64 {
	var m runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

func TestMemoryIsBoundedWhateverALogHolds(t *testing.T) {
	names := []string{ClientHandshakeTraffic, ServerHandshakeTraffic, ClientTraffic0, ServerTraffic0, Exporter}
	tests := map[string]struct {
		next  func(n int) []byte
		files int // of 36 MiB
		want  string
	}{
		"connections": {func(n int) []byte { return lineOf(ClientRandom, n, 48) }, 1, "no room for more secrets: 8 MiB are kept"},
		"pre-master secrets by 8 bytes": {func(n int) []byte {
			return append(append(append([]byte("RSA "), lineOf("", n, 48)[1:17]...), ' '), lineOf("", n, 48)[66:]...)
		}, 1, "no room for more secrets: 8 MiB are kept"},
		"short secrets":             {func(n int) []byte { return lineOf(PMSClientRandom, n, 1) }, 1, "no room for more secrets: 8 MiB are kept"},
		"long secrets":              {func(n int) []byte { return lineOf(PMSClientRandom, n, maxSecret) }, 1, "no room for more secrets: 8 MiB are kept"},
		"secrets of one connection": {func(n int) []byte { return lineOf(PMSClientRandom, 0, n%maxSecret+1) }, 1, "second secret"},
		"numbers of one connection": {func(n int) []byte { return lineOf(fmt.Sprintf("CLIENT_TRAFFIC_SECRET_%d", n%70_000), 0, 32) }, 1, "another label"},
		"labels":                    {func(n int) []byte { return lineOf(fmt.Sprintf("LABEL_X%d", n), 0, 32) }, 1, "still other labels"},
		"nonsense":                  {func(int) []byte { return bytes.Repeat([]byte{0}, 4096) }, 1, "more than 16384 bytes"},
		"five lines each":           {func(n int) []byte { return lineOf(names[n%5], n/5, 32) }, 2, "64 MiB are the limit"},
		"blank lines":               {func(int) []byte { return append(bytes.Repeat([]byte(" "), 4095), '\n') }, 2, "64 MiB are the limit"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			before := heap()
			l := new(Log)
			for range tt.files { // the bounds are of the log, whatever their number
				if err := l.Read(&endless{next: tt.next, left: 36 << 20}, "keys"); err != nil {
					t.Fatal(err)
				}
			}
			if grown := int64(heap()) - int64(before); grown > maxKept+1<<20 {
				t.Errorf("%d MiB are held", grown>>20)
			}
			notes := l.Notes()
			if text := fmt.Sprint(notes); !strings.Contains(text, tt.want) || len(notes) > 40 {
				t.Errorf("%d notes: %.1000s", len(notes), text)
			}
			if l.text > maxText+maxLine {
				t.Errorf("%d bytes were read", l.text)
			}
			runtime.KeepAlive(l)
		})
	}
}

// 9,000 connections of five lines each take a few times their bytes.
func TestManyConnectionsCostLittle(t *testing.T) {
	var text bytes.Buffer
	for n := range 9000 {
		for _, label := range []string{ClientHandshakeTraffic, ServerHandshakeTraffic, ClientTraffic0, ServerTraffic0, Exporter} {
			text.Write(lineOf(label, n, 48))
		}
	}
	before := heap()
	l := new(Log)
	if err := l.Read(bytes.NewReader(text.Bytes()), "keys"); err != nil {
		t.Fatal(err)
	}
	grown := int64(heap()) - int64(before)
	if l.Len() != 45_000 || len(l.Notes()) != 0 || grown > 5<<20 { // the bare secrets are 2.1 MB
		t.Errorf("%d secrets, %d notes, %d KiB", l.Len(), len(l.Notes()), grown>>10)
	}
	if allocs := testing.AllocsPerRun(1, func() {
		_ = new(Log).Read(bytes.NewReader(text.Bytes()), "keys")
	}); allocs > 2000 {
		t.Errorf("%v allocations", allocs)
	}
	runtime.KeepAlive(l)
}

// BenchmarkRead reads 45,000 lines.
func BenchmarkRead(b *testing.B) {
	var text bytes.Buffer
	for n := range 45_000 {
		text.Write(lineOf(ServerTraffic0, n/5*5+n%5, 32))
	}
	b.SetBytes(int64(text.Len()))
	b.ReportAllocs()
	for b.Loop() {
		if err := new(Log).Read(bytes.NewReader(text.Bytes()), "keys"); err != nil {
			b.Fatal(err)
		}
	}
}
