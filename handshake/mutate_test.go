package handshake_test

import (
	"math/rand/v2"
	"os"
	"runtime"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/google/gopacket"

	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/handshake"
	"github.com/tlsteach/tlsteach/handshake/der"
	"github.com/tlsteach/tlsteach/handshake/fingerprint"
	"github.com/tlsteach/tlsteach/handshake/registry"
	"github.com/tlsteach/tlsteach/handshake/wire"
)

// TestMutations gives damaged messages, certificates and connections to the
// decoder: nothing panics, the leaves tile, and reading with a trace and without
// one says the same. How many is in TLSTEACH_MUTATIONS; the same number makes the
// same inputs on every machine with as many processors. A long run needs
// -timeout 0.
func TestMutations(t *testing.T) {
	total := 200_000
	if s := os.Getenv("TLSTEACH_MUTATIONS"); s != "" {
		n, err := strconv.Atoi(s)
		if err != nil || n < 1 {
			t.Fatalf("TLSTEACH_MUTATIONS is %q, not a number from 1", s)
		}
		total = n
	}
	if testing.Short() {
		total = min(total, 20_000)
	}
	begin := time.Now()
	workers := runtime.GOMAXPROCS(0)
	var done sync.WaitGroup
	for w := range workers {
		done.Go(func() { newMutilator(t, uint64(w)).run((total + workers - 1 - w) / workers) })
	}
	done.Wait()
	t.Logf("%d inputs, %.0f a second", total, float64(total)/time.Since(begin).Seconds())
}

// A mutilator damages inputs and gives them to the decoder. It uses its memory
// again, as a reader of captures does.
type mutilator struct {
	t        *testing.T
	worker   uint64
	random   *rand.Rand
	samples  []sample
	used     []handshake.Message // of each sample's kind
	plain    []handshake.Message
	others   []handshake.Message // of every kind
	ders     [][]byte
	talks    [][2][]byte // what client and server sent
	memory   *handshake.Memory
	trace    wire.Trace
	buf      []byte
	what     string // is being read
	inputs   int
	received int // bytes in items
}

func newMutilator(t *testing.T, worker uint64) *mutilator {
	m := &mutilator{t: t, worker: worker, random: rand.New(rand.NewPCG(1, worker)), samples: samples(t), memory: handshake.NewMemory(),
		ders: [][]byte{manyExtensions(t)}}
	for _, k := range kinds {
		m.others = append(m.others, k.fresh())
	}
	var up, down []byte
	for _, s := range m.samples {
		msg := s.fresh()
		m.used, m.plain = append(m.used, msg), append(m.plain, s.fresh())
		_ = msg.Dissect(s.bytes, &m.trace)
		for _, span := range m.trace.Spans {
			if name := span.Field.Name; name == "certificate" || name == "ocsp_response" || name == "cert_data" {
				m.ders = append(m.ders, s.bytes[span.Offset:span.Offset+span.Length])
			}
		}
		record := recordOf(contentOf(msg), s.bytes)
		switch msg.(type) {
		case *handshake.ClientHello: // a connection for each, with all that follows
			m.talks = append(m.talks, [2][]byte{record, nil})
		case *handshake.ServerHello, *handshake.HelloRetryRequest:
			m.talks = append(m.talks, [2][]byte{m.talks[0][0], record})
		default:
			up, down = append(up, record...), append(down, record...)
		}
	}
	for i := range m.talks {
		m.talks[i][0] = append(m.talks[i][0][:len(m.talks[i][0]):len(m.talks[i][0])], up...)
		m.talks[i][1] = append(m.talks[i][1][:len(m.talks[i][1]):len(m.talks[i][1])], down...)
	}
	return m
}

func contentOf(m handshake.Message) registry.ContentType {
	switch m.(type) {
	case *handshake.Alert:
		return registry.ContentAlert
	case *handshake.ChangeCipherSpec:
		return registry.ContentChangeCipherSpec
	case *handshake.Heartbeat:
		return registry.ContentHeartbeat
	case *handshake.ApplicationData:
		return registry.ContentApplicationData
	}
	return registry.ContentHandshake
}

// run reads n inputs. A panic is told with its input.
func (m *mutilator) run(n int) {
	defer func() {
		if p := recover(); p != nil {
			buf := make([]byte, 1<<14)
			m.fail("panic: %v\n%s", p, buf[:runtime.Stack(buf, false)])
		}
	}()
	for m.inputs = 0; m.inputs < n && !m.t.Failed(); m.inputs++ {
		switch m.random.IntN(16) {
		case 0:
			m.connection()
		case 1, 2, 3:
			m.certificate()
		default:
			m.message()
		}
	}
}

func (m *mutilator) fail(format string, args ...any) {
	m.t.Errorf("worker %d, input %d, %s, %x: "+format, append([]any{m.worker, m.inputs, m.what, m.buf}, args...)...)
}

// message reads a damaged message as what it was, and as anything else.
func (m *mutilator) message() {
	i, j := m.random.IntN(len(m.samples)), m.random.IntN(len(m.others))
	m.what = m.samples[i].name
	b := m.damage(m.samples[i].bytes)
	err := m.used[i].Dissect(b, &m.trace)
	m.check(b, err, m.plain[i].DecodeFromBytes(b, gopacket.NilDecodeFeedback))
	if m.inputs%16 == 0 {
		m.print(m.used[i])
	}
	m.what += " as " + kinds[j].prefix
	err = m.others[j].Dissect(b, &m.trace)
	m.check(b, err, m.others[j].DecodeFromBytes(b, gopacket.NilDecodeFeedback))
}

// certificate reads damaged DER.
func (m *mutilator) certificate() {
	b := m.damage(m.ders[m.random.IntN(len(m.ders))])
	m.what = "certificate"
	traced, plain := wire.Read(b, &m.trace), wire.Read(b, nil)
	der.Certificate(&traced)
	der.Certificate(&plain)
	m.check(b, traced.Done(), plain.Done())
	m.what = "OCSP response"
	traced, plain = wire.Read(b, &m.trace), wire.Read(b, nil)
	der.OCSPResponse(&traced)
	der.OCSPResponse(&plain)
	m.check(b, traced.Done(), plain.Done())
}

// check holds what must be true of every reading.
func (m *mutilator) check(b []byte, traced, plain error) {
	if at, ok := m.trace.Gap(len(b)); !ok {
		m.fail("the leaves do not tile: byte %d of %d", at, len(b))
	}
	te, _ := traced.(*wire.Error)
	pe, _ := plain.(*wire.Error)
	if (traced == nil) != (plain == nil) || te != nil && pe != nil && *te != *pe {
		m.fail("with a trace %v, without %v", traced, plain)
	}
	if m.inputs%16 > 0 {
		return
	}
	for _, s := range m.trace.Spans {
		_ = s.Field.Value(b[s.Offset : s.Offset+s.Length])
	}
}

// print takes the fingerprints of what was read of a hello.
func (m *mutilator) print(msg handshake.Message) {
	switch h := msg.(type) {
	case *handshake.ClientHello:
		_, _ = fingerprint.JA3(h)
		_, _ = fingerprint.JA4(h), fingerprint.JA4Raw(h)
	case *handshake.ServerHello:
		_, _ = fingerprint.JA3S(h)
	}
}

// connection reads a damaged connection, cut anywhere and sometimes with a hole.
func (m *mutilator) connection() {
	m.what = "connection"
	talk := m.talks[m.random.IntN(len(m.talks))]
	sent := [3]int{}
	m.received = 0
	c := handshake.NewConversation(m.item)
	c.Reuse(m.memory)
	damaged := m.random.IntN(2)
	for i, from := range []capture.Side{capture.Client, capture.Server} {
		b := talk[i]
		if i == damaged {
			b = m.damage(b)
		}
		for len(b) > 0 {
			n := min(1+m.random.IntN(2000), len(b))
			if m.random.IntN(64) == 0 {
				c.Lose(from, n, 0)
			} else {
				c.Feed(from, b[:n], 0)
				sent[from] += n
			}
			b = b[n:]
		}
	}
	c.End(0)
	if all := sent[capture.Client] + sent[capture.Server]; m.received != all {
		m.fail("the items hold %d bytes of %d", m.received, all)
	}
}

func (m *mutilator) item(it *handshake.Item) {
	m.received += len(it.Bytes)
	if at, ok := it.Trace.Gap(len(it.Bytes)); !ok {
		m.fail("%s %s: the leaves do not tile: byte %d of %d", it.Kind, it.Name, at, len(it.Bytes))
	}
}
