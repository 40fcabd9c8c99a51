package report_test

import (
	"bytes"
	"errors"
	"testing"
	"testing/synctest"

	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/handshake"
	"github.com/tlsteach/tlsteach/handshake/follow"
	"github.com/tlsteach/tlsteach/lessons/report"
)

// sent is decrypted application data of a side.
func sent(from capture.Side, n int) *handshake.Item {
	return &handshake.Item{Kind: handshake.KindApplicationData, From: from, Protected: true, Decrypted: true, Bytes: bytes.Repeat([]byte{byte(from)}, n)}
}

func TestDataOfOneSide(t *testing.T) {
	var out bytes.Buffer
	d := report.NewData(&out, 2, capture.Server)
	one, two, three := &follow.Connection{Number: 1}, &follow.Connection{Number: 2}, &follow.Connection{Number: 3}
	d.Begin(one)
	d.Begin(two)
	const size, records = 16 << 10, 100 // more than waits to be written
	for range records {
		d.Item(one, sent(capture.Server, 1))
		d.Item(two, sent(capture.Client, 1))
		d.Item(two, sent(capture.Server, size))
	}
	closed := sent(capture.Server, 5)
	closed.Decrypted = false
	d.Item(two, closed)
	d.End(two)
	d.Begin(three)
	if err := d.Close(follow.Summary{}); err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(out.Bytes(), bytes.Repeat([]byte{byte(capture.Server)}, size*records)) || d.Bytes != size*records || !d.Found || !d.Ended || d.Damaged {
		t.Errorf("%d bytes of %d", out.Len(), d.Bytes)
	}
	if one.Closed || two.Closed || !three.Closed {
		t.Error("what begins behind the end of the connection is opened, or what does not, is not")
	}
}

// fullDisk is a writer that fails.
type fullDisk struct{ err error }

func (f fullDisk) Write([]byte) (int, error) { return 0, f.err }

// TestDataThatCannotBeWritten ends with the error, and no goroutine is left.
func TestDataThatCannotBeWritten(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		full := errors.New("full")
		d := report.NewData(fullDisk{full}, 1, capture.Client)
		c := &follow.Connection{Number: 1}
		d.Begin(c)
		d.Item(c, sent(capture.Client, 1<<20))
		if err := d.Pause(); !errors.Is(err, full) || !errors.Is(d.Err(), full) {
			t.Errorf("Pause: %v, Err: %v", err, d.Err())
		}
		d.Item(c, sent(capture.Client, 1))
		if err := d.Close(follow.Summary{}); !errors.Is(err, full) {
			t.Errorf("Close: %v", err)
		}
	})
}
