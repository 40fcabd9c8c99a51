package peertest

import (
	"encoding/xml"
	"io"
	"os/exec"
	"strconv"
	"strings"
	"testing"
)

// A direction is one side of one TCP connection: who sends, and which of the
// connections between the two it is, counted from 0.
type direction struct {
	from, to string // address:port
	nth      int
}

// A dissection is what TShark makes of a capture: the records of each direction.
type dissection map[direction][]*shownRecord

// A shownRecord is a record as TShark shows it.
type shownRecord struct {
	pos      int // where TShark counts from: in the frame, or in what it put together
	frame    int
	fields   []shownField
	messages int
}

// A shownField is a field of TLS with its bytes. Within a handshake message it is
// counted from the message's first byte, elsewhere from the record's: a message
// that spans records is shown in the last one.
type shownField struct {
	place
	message   int // which handshake message of the record; -1: none
	extension string
	value     string
}

// key is what a difference is known by.
func (f shownField) key() string {
	if f.filter == "tls.handshake.extension.data" {
		return f.filter + " of " + f.extension
	}
	return f.filter
}

// A node is an element of TShark's packet details.
type node struct {
	Name   string `xml:"name,attr"`
	Show   string `xml:"show,attr"`
	Value  string `xml:"value,attr"`
	Pos    string `xml:"pos,attr"`
	Size   string `xml:"size,attr"`
	Fields []node `xml:"field"`
}

// dissect runs TShark over a capture, with options of its own.
func dissect(t testing.TB, file string, options ...string) dissection {
	t.Helper()
	cmd := exec.Command(Need(t, "tshark"), append([]string{"-r", file, "-T", "pdml", "-o", "tcp.reassemble_out_of_order:TRUE"}, options...)...)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	d := dissector{found: dissection{}, nth: map[string]int{}, before: map[direction]int{}}
	for xmls := xml.NewDecoder(out); ; {
		token, err := xmls.Token()
		if err == io.EOF {
			break
		}
		if err != nil {
			t.Fatalf("tshark's PDML: %v", err)
		}
		if e, ok := token.(xml.StartElement); ok && e.Name.Local == "packet" {
			var p struct {
				Protos []node `xml:"proto"`
			}
			if err := xmls.DecodeElement(&p, &e); err != nil {
				t.Fatalf("tshark's PDML: %v", err)
			}
			d.packet(p.Protos)
		}
	}
	if err := cmd.Wait(); err != nil {
		t.Fatalf("tshark: %v", err)
	}
	return d.found
}

type dissector struct {
	found  dissection
	frame  int
	nth    map[string]int    // by TShark's number of the stream, what a direction calls it
	before map[direction]int // connections between two ends
}

func (d *dissector) packet(protos []node) {
	d.frame++
	var src, dst, stream string
	var way direction
	for _, p := range protos {
		switch p.Name {
		case "ip", "ipv6":
			src, dst = p.show(p.Name+".src"), p.show(p.Name+".dst")
		case "tcp":
			way = direction{from: src + ":" + p.show("tcp.srcport"), to: dst + ":" + p.show("tcp.dstport")}
			stream = p.show("tcp.stream")
			if _, known := d.nth[stream]; !known {
				d.nth[stream] = d.before[way]
				d.before[way]++
				d.before[direction{from: way.to, to: way.from}]++
			}
			way.nth = d.nth[stream]
		case "tls":
			d.records(way, p.Fields)
		}
	}
}

func (d *dissector) records(way direction, fields []node) {
	for _, f := range fields {
		if f.Name != "tls.record" {
			continue
		}
		r := &shownRecord{pos: f.number(f.Pos), frame: d.frame}
		r.add(f, inside{base: r.pos, message: -1})
		d.found[way] = append(d.found[way], r)
	}
}

// add lists a field and those in it. What has no bytes is TShark's own remark.
func (r *shownRecord) add(f node, at inside) {
	pos := f.number(f.Pos)
	if start, ok := f.child("tls.handshake.type"); ok && f.Name == "tls.handshake" {
		// A message in parts is put together elsewhere: its type says where.
		pos = start.number(start.Pos)
		at.base, at.message = pos, r.messages
		r.messages++
	}
	if size := f.number(f.Size); strings.HasPrefix(f.Name, "tls.") && size > 0 {
		r.fields = append(r.fields, shownField{place{f.Name, pos - at.base, size}, at.message, at.extension, f.Value})
	}
	if t, ok := f.child("tls.handshake.extension.type"); ok {
		at.extension = t.Show
	}
	for _, inner := range f.Fields {
		r.add(inner, at)
	}
}

// inside is what stands around a field.
type inside struct {
	base      int    // where places are counted from
	message   int    // which handshake message of the record; -1: none
	extension string // the number of the extension; empty: none
}

// show is what TShark shows of a field directly inside, and empty without it.
func (n *node) show(name string) string {
	f, _ := n.child(name)
	return f.Show
}

func (n *node) child(name string) (f node, ok bool) {
	for _, f := range n.Fields {
		if f.Name == name {
			return f, true
		}
	}
	return node{}, false
}

func (n *node) number(s string) int {
	v, _ := strconv.Atoi(s) // they are numbers
	return v
}
