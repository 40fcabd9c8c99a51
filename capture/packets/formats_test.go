package packets

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/gopacket"
	"github.com/google/gopacket/pcapgo"

	"github.com/tlsteach/tlsteach/handshake/peertest/peer"
)

// small is a dialog of a few packets, one of them late.
func small(t testing.TB) []frame {
	d := newDialog(t).open()
	d.send(FromA, "A", "hello")
	d.send(FromB, "A", "wor")
	d.send(FromB, "A", "ld")
	d.frames[4], d.frames[5] = d.frames[5], d.frames[4]
	return d.close().frames
}

const smallStory = "A hello, B wor, B ld, " + finished

func TestRecords(t *testing.T) {
	frames := small(t)
	for _, order := range []binary.AppendByteOrder{binary.LittleEndian, binary.BigEndian} {
		for name, unit := range map[string]struct {
			magic uint32
			unit  int
		}{"microseconds": {magicMicro, 1000}, "nanoseconds": {magicNano, 1}, "modified": {magicModified, 1000}, "version 2.3": {magicMicro, 1000}} {
			t.Run(fmt.Sprintf("%v, %s", order, name), func(t *testing.T) {
				file := fileHeader(order, unit.magic, 1|0xf<<28) // the upper bits: a frame check sequence
				if name == "version 2.3" {
					order.(binary.ByteOrder).PutUint16(file[6:], 3)
				}
				for _, f := range frames {
					at := len(file)
					file = record(file, order, f, unit.unit)
					switch name {
					case "modified":
						file = append(file[:at+16], append(make([]byte, 8), file[at+16:]...)...)
					case "version 2.3": // the length of the packet stands first
						order.(binary.ByteOrder).PutUint32(file[at+8:], uint32(len(f.bytes)+4))
					}
				}
				c, s := read(t, file)
				wantStories(t, c, smallStory)
				if !s.First.Equal(frames[0].at) || s.Format != "pcap" {
					t.Errorf("summary: %+v", s)
				}
			})
		}
	}
}

func TestCompressed(t *testing.T) {
	var all bytes.Buffer
	plain := pcapFile(1, small(t)...)
	for i := 0; i < len(plain); i += 100 { // a member each
		z := gzip.NewWriter(&all)
		z.Write(plain[i:min(i+100, len(plain))])
		z.Close()
	}
	c, s := read(t, all.Bytes())
	wantStories(t, c, smallStory)
	if s.Format != "pcap, gzip" {
		t.Errorf("format: %q", s.Format)
	}
	whole := all.Bytes()
	for n := range whole {
		if _, _, err := tryRead(t, whole[:n]); err == nil && n%100 != 0 && !endsMember(whole, n) {
			t.Errorf("cut at %d: no error", n)
		}
	}
	for name, magic := range map[string]string{"zstd": "\x28\xb5\x2f\xfd", "xz": "\xfd7zXZ\x00", "lz4": "\x04\x22\x4d\x18", "bzip2": "BZh9", "zip": "PK\x03\x04"} {
		_, _, err := tryRead(t, []byte(magic+"........"))
		if got, ok := err.(*CompressedError); !ok || got.Method != name || !strings.Contains(err.Error(), "decompress it first") {
			t.Errorf("%s: got %v", name, err)
		}
	}
}

// endsMember reports whether the first n bytes are whole gzip members that end
// with a record.
func endsMember(file []byte, n int) bool {
	z, err := gzip.NewReader(bytes.NewReader(file[:n]))
	if err != nil {
		return false
	}
	b, err := io.ReadAll(z)
	if err != nil {
		return false
	}
	_, err = Read(context.Background(), bytes.NewReader(b), discard{})
	return err == nil
}

func TestNotACapture(t *testing.T) {
	for name, file := range map[string]string{
		"nothing": "", "text": "GET / HTTP/1.1\r\n", "a byte": "x", "a PNG": "\x89PNG\r\n\x1a\n", "a line": "\n\r\n\r\n\r",
	} {
		_, s, err := tryRead(t, []byte(file))
		if !errors.Is(err, ErrNotCapture) || s.Packets != 0 {
			t.Errorf("%s: got %v", name, err)
		}
	}
}

// A file that is cut says where, and what was before it is given.
func TestEveryTruncation(t *testing.T) {
	frames := small(t)
	plain := pcapFile(1, frames...)
	ng := (&ngFile{order: binary.BigEndian}).section().iface(1, 0)
	ngEnds := []int{len(ng.out)}
	for _, f := range frames {
		ng.packet(0, uint64(f.at.UnixMicro()), f.bytes)
		ngEnds = append(ngEnds, len(ng.out))
	}
	ends := []int{24}
	for _, f := range frames {
		ends = append(ends, ends[len(ends)-1]+16+len(f.bytes))
	}
	check := func(name string, file []byte, ends []int) {
		first := 4
		for n := first; n < len(file); n++ {
			packets, start := 0, 0
			for i, end := range ends {
				if end <= n {
					packets, start = i, end
				}
			}
			_, s, err := tryRead(t, file[:n])
			if int(s.Packets) != packets {
				t.Errorf("%s cut at %d: %d packets, want %d", name, n, s.Packets, packets)
			}
			if n == start || name == "pcapng" && n == 48 { // between the section and its interface
				if err != nil {
					t.Errorf("%s cut at %d: %v", name, n, err)
				}
				continue
			}
			if name == "pcapng" && n > 48 && n < ends[0] {
				start = 48
			}
			var bad *DamageError
			if !errors.As(err, &bad) || bad.Offset != int64(start) || bad.Have != int64(n-start) || bad.Need <= bad.Have || !errors.Is(err, io.ErrUnexpectedEOF) {
				t.Errorf("%s cut at %d: got %v, want damage at %d with %d bytes", name, n, err, start, n-start)
			}
		}
	}
	check("pcap", plain, ends)
	check("pcapng", ng.out, ngEnds)
}

func TestARecordTooLong(t *testing.T) {
	frames := small(t)
	file := pcapFile(1, frames[:4]...)
	at := len(file)
	file = binary.LittleEndian.AppendUint32(file, 0)
	file = binary.LittleEndian.AppendUint32(file, 0)
	file = append(file, "\xff\xff\xff\xff\xff\xff\xff\xff"...)
	c, _, err := tryRead(t, append(file, make([]byte, 100)...))
	wantStories(t, c, "A hello, "+stillOpen)
	want := fmt.Sprintf("the packet record at offset %d of the capture: it says that 4294967295 bytes were captured; no packet has more than 524288", at)
	if err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
	_, _, err = tryRead(t, append([]byte("\xd4\xc3\xb2\xa1\x01\x00\x00\x00"), make([]byte, 16)...))
	if want := "the pcap file header at offset 0 of the capture: version 1.0 is not read, only 2.0 to 2.4"; err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
}

func TestAReaderThatFails(t *testing.T) {
	broken := errors.New("broken")
	file := pcapFile(1, small(t)...)
	r := io.MultiReader(bytes.NewReader(file[:len(file)-10]), iotest.ErrReader(broken))
	c := &collector{}
	s, err := Read(context.Background(), r, c)
	if !errors.Is(err, broken) || s.Packets != 8 || len(c.streams) != 1 {
		t.Errorf("got %v after %d packets", err, s.Packets)
	}
	if _, err := Read(context.Background(), iotest.ErrReader(broken), c); !errors.Is(err, broken) {
		t.Errorf("got %v", err)
	}
	c = &collector{}
	if _, err := Read(context.Background(), iotest.OneByteReader(bytes.NewReader(file)), c); err != nil {
		t.Error(err)
	}
	wantStories(t, c, smallStory)
}

func TestACancelledRead(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if s, err := Read(ctx, bytes.NewReader(pcapFile(1, small(t)...)), &collector{}); !errors.Is(err, context.Canceled) || s.Packets != 0 {
		t.Errorf("got %v after %d packets", err, s.Packets)
	}
}

// What pcapgo writes is read.
func TestWhatPcapgoWrites(t *testing.T) {
	var buf bytes.Buffer
	w, err := pcapgo.NewNgWriter(&buf, 1)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range small(t) {
		if err := w.WritePacket(gopacket.CaptureInfo{Timestamp: f.at, CaptureLength: len(f.bytes), Length: len(f.bytes)}, f.bytes); err != nil {
			t.Fatal(err)
		}
	}
	w.Flush()
	c, s := read(t, buf.Bytes())
	wantStories(t, c, smallStory)
	if !s.First.Equal(began) {
		t.Errorf("began at %v", s.First)
	}
}

// What editcap writes in each of its formats is read as the original is.
func TestWhatEditcapWrites(t *testing.T) {
	editcap := peer.Need(t, "editcap")
	folder := t.TempDir()
	for _, file := range corpus(t) {
		b, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		want, _ := read(t, b)
		for _, format := range []string{"pcap", "nsecpcap", "modpcap", "pcapng"} {
			out := filepath.Join(folder, "out")
			if msg, err := exec.Command(editcap, "-F", format, file, out).CombinedOutput(); err != nil {
				t.Fatalf("%s: %v: %s", format, err, msg)
			}
			b, err := os.ReadFile(out)
			if err != nil {
				t.Fatal(err)
			}
			got, _, err := tryRead(t, b)
			if err != nil {
				t.Errorf("%s as %s: %v", filepath.Base(file), format, err)
				continue
			}
			for i := range want.streams {
				if i >= len(got.streams) || got.streams[i].story() != want.streams[i].story() {
					t.Errorf("%s as %s: connection %d differs", filepath.Base(file), format, i)
				}
			}
		}
	}
}
