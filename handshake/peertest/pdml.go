package peertest

import (
	"encoding/xml"
	"fmt"
	"os/exec"
	"strconv"
	"strings"
	"testing"
)

// A place is a field with a filter name: where it stands in a side's stream.
type place struct {
	filter string
	offset int
	length int
}

func (p place) String() string {
	return fmt.Sprintf("%s at %d, %d bytes", p.filter, p.offset, p.length)
}

// pdmlField is an element of TShark's packet details; a proto has the same shape.
type pdmlField struct {
	Name   string      `xml:"name,attr"`
	Pos    string      `xml:"pos,attr"`
	Size   string      `xml:"size,attr"`
	Fields []pdmlField `xml:"field"`
}

type pdml struct {
	Packets []struct {
		Protos []pdmlField `xml:"proto"`
	} `xml:"packet"`
}

// tsharkPlaces runs TShark over packets and returns, for each packet, the fields
// of TLS with their places in the frame.
func tsharkPlaces(t *testing.T, file string) (packets [][]place) {
	t.Helper()
	cmd := exec.Command(Need(t, "tshark"), "-r", file, "-T", "pdml", "-d", "tcp.port=="+strconv.Itoa(Port)+",tls")
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("tshark: %v", err)
	}
	var doc pdml
	if err := xml.Unmarshal(out, &doc); err != nil {
		t.Fatalf("tshark's PDML: %v", err)
	}
	for _, p := range doc.Packets {
		var places []place
		for _, proto := range p.Protos {
			if proto.Name == "tls" {
				places = appendPlaces(places, proto.Fields)
			}
		}
		packets = append(packets, places)
	}
	return packets
}

func appendPlaces(into []place, fields []pdmlField) []place {
	for _, f := range fields {
		pos, _ := strconv.Atoi(f.Pos)
		size, _ := strconv.Atoi(f.Size)
		if strings.HasPrefix(f.Name, "tls.") && size > 0 {
			into = append(into, place{f.Name, pos, size})
		}
		into = appendPlaces(into, f.Fields)
	}
	return into
}
