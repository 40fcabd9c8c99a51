package follow_test

import (
	"bytes"
	"context"
	"encoding/binary"
	"fmt"
	"io"
	"runtime"
	"testing"

	"github.com/tlsteach/tlsteach/handshake"
	"github.com/tlsteach/tlsteach/handshake/follow"
)

// secretsFile is a pcapng file of n blocks with the same secrets, that is made as it
// is read.
func secretsFile(n int, kind uint32, secrets []byte) io.Reader {
	le := binary.LittleEndian
	var head, block []byte
	for _, v := range []uint32{0x0a0d0d0a, 28, 0x1a2b3c4d, 1, 0xffffffff, 0xffffffff, 28} {
		head = le.AppendUint32(head, v)
	}
	padded := append(bytes.Clone(secrets), make([]byte, -len(secrets)&3)...)
	for _, v := range []uint32{10, uint32(20 + len(padded)), kind, uint32(len(secrets))} {
		block = le.AppendUint32(block, v)
	}
	block = le.AppendUint32(append(block, padded...), uint32(20+len(padded)))
	all := []io.Reader{bytes.NewReader(head)}
	for range n {
		all = append(all, bytes.NewReader(block))
	}
	return io.MultiReader(all...)
}

// TestSecretsOfAnyLengthCostNoMemory: neither the reader nor what it hands over
// holds a block.
func TestSecretsOfAnyLengthCostNoMemory(t *testing.T) {
	const size, n = 12 << 20, 8
	for kind, lines := range map[uint32]string{0x57474b4c: "WireGuard", 0x544c534b: "# nothing but a remark\n"} {
		file := secretsFile(n, kind, bytes.Repeat([]byte(lines), size/len(lines)))
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		sum, err := follow.Read(context.Background(), file, names{}, follow.Options{})
		runtime.ReadMemStats(&after)
		if err != nil || sum.Secrets != n {
			t.Errorf("%08x: %d blocks, %v", kind, sum.Secrets, err)
		}
		if took := after.TotalAlloc - before.TotalAlloc; took > 6<<20 {
			t.Errorf("%08x: %d bytes were allocated for %d blocks of %d", kind, took, n, size)
		}
	}
}

// TestSecretsOfTheCaptureStandApart: what a capture says of itself is no part of the
// user's log, and its faults are told by block and line.
func TestSecretsOfTheCaptureStandApart(t *testing.T) {
	keys := new(handshake.Keys)
	line := fmt.Sprintf("CLIENT_RANDOM %064x %096x\nno line\n", 1, 2)
	if _, err := follow.Read(context.Background(), secretsFile(2, 0x544c534b, []byte(line)), names{}, follow.Options{Keys: keys}); err != nil {
		t.Fatal(err)
	}
	if keys.Log.Len() != 0 || keys.Captured.Len() != 1 {
		t.Errorf("%d secrets in the user's log, %d in that of the capture", keys.Log.Len(), keys.Captured.Len())
	}
	if got := fmt.Sprint(keys.Captured.Notes()); got != "[secrets block 1, line 2: this is no line of a key log secrets block 2, line 2: this is no line of a key log]" {
		t.Error(got)
	}
}
