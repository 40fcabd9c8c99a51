package packets

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"testing"
	"testing/iotest"
	"time"
)

// secretsOf is what Secrets gives, as a collector keeps it.
func secretsOf(t testing.TB, r io.ReaderAt) (list []string, err error) {
	t.Helper()
	err = Secrets(context.Background(), r, func(kind uint32, r io.Reader, _ bool) error {
		data, err := io.ReadAll(r)
		if err == nil {
			list = append(list, fmt.Sprintf("%08x %s", kind, data))
		}
		return err
	})
	return list, err
}

// mixed is a file of small and long packets with secrets before, between and
// behind them, in two sections.
func mixed(n *ngFile) []byte {
	secret := func(size int) []byte {
		body := n.u32(nil, 0x544c534b, uint32(size))
		return append(body, bytes.Repeat([]byte{byte('a' + size%26)}, size)...)
	}
	n.section().iface(1, 0)
	n.block(blockSecrets, secret(5))
	for i, size := range []int{60, 1500, 70_000, 3, 9000, 9000, 60} {
		n.packet(0, uint64(i), make([]byte, size))
	}
	n.block(blockSecrets, secret(1000))
	n.block(0xbad, make([]byte, 200_000))
	n.block(blockSecrets, secret(100_000))
	n.section().iface(1, 0)
	n.packet(0, 9, make([]byte, 300_000))
	n.block(blockSecrets, secret(0))
	return n.out
}

func TestSecretsWhereverTheyStand(t *testing.T) {
	ngOrders(t, func(t *testing.T, n *ngFile) {
		file := mixed(n)
		c, _ := read(t, file)
		got, err := secretsOf(t, bytes.NewReader(file))
		if err != nil || len(got) != 4 || !slices.Equal(got, c.secrets) {
			t.Errorf("%d blocks of %d, %v", len(got), len(c.secrets), err)
		}
	})
}

func TestSecretsOfOtherFiles(t *testing.T) {
	var zipped bytes.Buffer
	z := gzip.NewWriter(&zipped)
	_, _ = z.Write(mixed(&ngFile{order: binary.LittleEndian}))
	_ = z.Close()
	for name, file := range map[string][]byte{
		"nothing": nil, "two bytes": {10, 13}, "text": []byte("hello, world"), "pcap": pcapFile(1, small(t)...), "gzip": zipped.Bytes(),
	} {
		if got, err := secretsOf(t, bytes.NewReader(file)); err != nil || got != nil {
			t.Errorf("%s: %q, %v", name, got, err)
		}
	}
}

// Where Read ends without an error, so does Secrets; and it finds what Read finds,
// but for a last block that turns out damaged behind its secrets.
func notWorse(t *testing.T, what string, file []byte) {
	t.Helper()
	c, _, bad := tryRead(t, file)
	got, err := secretsOf(t, bytes.NewReader(file))
	if bad == nil && err != nil {
		t.Fatalf("%s: Read has no error, Secrets has %v", what, err)
	}
	if err != nil {
		if d, ok := err.(*DamageError); !ok || d.Error() == "" {
			t.Fatalf("%s: %v", what, err)
		}
	}
	if bad != nil && len(got) == len(c.secrets)-1 {
		c.secrets = c.secrets[:len(got)]
	}
	if len(got) < len(c.secrets) || !slices.Equal(got[:len(c.secrets)], c.secrets) || bad == nil && len(got) != len(c.secrets) {
		t.Fatalf("%s: Read gives %d blocks, Secrets %d", what, len(c.secrets), len(got))
	}
}

func TestSecretsOfADamagedFile(t *testing.T) {
	file := mixed(&ngFile{order: binary.BigEndian})
	r := rand.New(rand.NewPCG(1, 2))
	for range 150 {
		cut := r.IntN(len(file))
		notWorse(t, fmt.Sprintf("cut at %d", cut), file[:cut])
	}
	for range 150 {
		bad := slices.Clone(file)
		at := r.IntN(len(bad))
		if r.IntN(2) == 0 {
			at = r.IntN(2000)
		}
		bad[at] ^= 1 << r.IntN(8)
		notWorse(t, fmt.Sprintf("flipped at %d", at), bad)
	}
}

func TestSecretsSaysWhatIsDamaged(t *testing.T) {
	ngOrders(t, func(t *testing.T, n *ngFile) {
		for want, add := range map[string]func(){
			"the file ends in it": func() { n.out = n.u32(n.out, blockSecrets, 1<<24) },
			"its length of 13 bytes is none that a block can have":         func() { n.out = n.u32(n.out, 0xbad, 13, 0, 0) },
			"it says that it has 16 bytes, and behind them that it has 20": func() { n.out = n.u32(n.out, 0xbad, 16, 0, 20) },
			"its secrets should have 9 bytes and have 8":                   func() { n.block(blockSecrets, n.u32(nil, 1, 9, 0, 0)) },
			"its type needs 20 bytes and it has 16":                        func() { n.block(blockSecrets, n.u32(nil, 1)) },
			"its length of 16777236 bytes is over the limit of 16777216":   func() { n.block(blockSecrets, make([]byte, 16<<20+8)) },
			"its byte-order magic is 0x00000000":                           func() { n.out = n.u32(n.out, blockSection, 28, 0, 0, 0) },
		} {
			n.out = nil
			n.section().iface(1, 0)
			at := int64(len(n.out))
			add()
			_, err := secretsOf(t, bytes.NewReader(n.out))
			if d, ok := err.(*DamageError); !ok || d.Offset != at || d.Reason != want {
				t.Errorf("got %v, want %s at %d", err, want, at)
			}
		}
	})
}

// errorAt is a file that cannot be read from an offset on.
type errorAt struct {
	io.ReaderAt
	from int64
}

func (e errorAt) ReadAt(p []byte, at int64) (int, error) {
	if at+int64(len(p)) > e.from {
		return 0, iotest.ErrTimeout
	}
	return e.ReaderAt.ReadAt(p, at)
}

func TestSecretsOfAFileThatFails(t *testing.T) {
	n := &ngFile{order: binary.LittleEndian}
	n.section().iface(1, 0).packet(0, 0, make([]byte, 70_000))
	for _, from := range []int64{0, 66_000} {
		if _, err := secretsOf(t, errorAt{bytes.NewReader(n.out), from}); !errors.Is(err, iotest.ErrTimeout) {
			t.Errorf("got %v", err)
		}
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if err := Secrets(ctx, bytes.NewReader(n.out), nil); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

// BenchmarkSecrets looks for the secrets behind 256 MiB of packets.
func BenchmarkSecrets(b *testing.B) {
	for _, size := range []int{66, 1500, 64 << 10} {
		b.Run(fmt.Sprint(size), func(b *testing.B) {
			n := &ngFile{order: binary.LittleEndian}
			n.section().iface(1, 0)
			file := filepath.Join(b.TempDir(), "big.pcapng")
			f, err := os.Create(file)
			if err != nil {
				b.Fatal(err)
			}
			defer f.Close()
			written := 0
			for written < 256<<20 {
				n.packet(0, uint64(time.Now().UnixMicro()), make([]byte, size))
				if len(n.out) > 1<<20 {
					written += len(n.out)
					_, _ = f.Write(n.out)
					n.out = n.out[:0]
				}
			}
			n.block(blockSecrets, n.u32(nil, 0x544c534b, 0))
			_, _ = f.Write(n.out)
			b.SetBytes(int64(written))
			b.ReportAllocs()
			for b.Loop() {
				if list, err := secretsOf(b, f); err != nil || len(list) != 1 {
					b.Fatal(list, err)
				}
			}
		})
	}
}

// A long run is a file of n blocks of one kind that is made as it is read.
type longRun struct {
	head, block []byte
	n           int
	rest        []byte
}

func (l *longRun) Read(p []byte) (int, error) {
	if l.head != nil {
		l.rest, l.head = l.head, nil
	}
	if len(l.rest) == 0 {
		if l.n == 0 {
			return 0, io.EOF
		}
		l.n--
		l.rest = l.block
	}
	n := copy(p, l.rest)
	l.rest = l.rest[n:]
	return n, nil
}

// ignoring counts blocks and takes the first bytes of each.
type ignoring struct {
	discard
	blocks int
}

func (i *ignoring) Secrets(_ uint32, r io.Reader) {
	i.blocks++
	_, _ = r.Read(make([]byte, 3))
}

func TestLongSecretsAreNotKept(t *testing.T) {
	n := &ngFile{order: binary.LittleEndian}
	n.section().iface(1, 0)
	head := slices.Clone(n.out)
	n.out = nil
	n.block(blockSecrets, append(n.u32(nil, 0x544c534b, 15<<20), make([]byte, 15<<20)...))
	var before, after runtime.MemStats
	h := new(ignoring)
	runtime.ReadMemStats(&before)
	if _, err := Read(context.Background(), &longRun{head: head, block: n.out, n: 8}, h); err != nil || h.blocks != 8 {
		t.Errorf("%d blocks, %v", h.blocks, err)
	}
	runtime.ReadMemStats(&after)
	if took := after.TotalAlloc - before.TotalAlloc; took > 4<<20 {
		t.Errorf("%d bytes were allocated", took)
	}
}
