package peertest

import (
	"strings"
	"testing"

	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/handshake"
	"github.com/tlsteach/tlsteach/handshake/wire"
)

// A Named is a recording and what the test calls it.
type Named struct {
	Name      string
	Recording *capture.Recording
}

// AgreesWithTShark compares, for each recording, the places and the names of all
// our fields with those of TShark on the same bytes, both ways. What remains is
// listed in differences, each with its reason.
func AgreesWithTShark(t *testing.T, recordings ...Named) {
	t.Helper()
	Need(t, "tshark")
	var connections [][]segment
	count := 0
	for _, r := range recordings {
		connections = append(connections, segments(r.Recording))
		count += handshakePackets + len(connections[len(connections)-1])
	}
	packets := tsharkPlaces(t, writePackets(t, connections))
	if len(packets) != count {
		t.Fatalf("tshark shows %d packets of %d", len(packets), count)
	}
	used := map[string]bool{}
	for i, r := range recordings {
		mine := packets[handshakePackets : handshakePackets+len(connections[i])]
		packets = packets[handshakePackets+len(connections[i]):]
		t.Run(r.Name, func(t *testing.T) { compare(t, r.Recording, connections[i], mine, used) })
	}
	for _, d := range differences {
		if !used[d.filter] { // another TShark may well agree
			t.Logf("%s: no difference with this TShark (%s)", d.filter, d.reason)
		}
	}
}

// compare holds TShark's packets of one connection against our items of it.
func compare(t *testing.T, rec *capture.Recording, list []segment, packets [][]place, used map[string]bool) {
	t.Helper()
	theirs := map[capture.Side]map[place]bool{capture.Client: {}, capture.Server: {}}
	for i, s := range list {
		for _, p := range packets[i] {
			p.offset += s.offset - PacketHeaders
			theirs[s.from][p] = true
		}
	}
	items, _ := handshake.Decode(rec)
	for _, from := range []capture.Side{capture.Client, capture.Server} {
		ours, closed := places(items, from)
		for p := range theirs[from] {
			if !ours[p] && !within(p, closed) && !expected(p.filter, onlyTShark, used) {
				t.Errorf("%s: only TShark has %s", from, p)
			}
		}
		for p := range ours {
			if !theirs[from][p] && !expected(p.filter, onlyOurs, used) {
				t.Errorf("%s: only we have %s", from, p)
			}
		}
	}
}

// places returns our fields that have a filter name and are not empty, and the
// leaves that we do not open, by their places in the stream of one side.
func places(items []*handshake.Item, from capture.Side) (named map[place]bool, closed []place) {
	named = map[place]bool{}
	starts := map[int]int{}
	at := 0
	for _, it := range items {
		if it.From != from {
			continue
		}
		if it.Kind == handshake.KindRecord {
			starts[it.Record] = at
			at += handshake.RecordHeaderLength + (int(it.Bytes[3])<<8 | int(it.Bytes[4]))
		}
		for _, s := range it.Trace.Spans {
			record, offset, ok := it.Place(s.Offset)
			if !ok || s.Length == 0 || cutCertificate(it, s) {
				continue
			}
			p := place{s.Field.Filter, starts[record] + offset, s.Length}
			if strings.HasPrefix(p.filter, "tls.") { // what stands in DER, package der compares itself
				named[p] = true
			}
			if s.Opaque {
				closed = append(closed, p)
			}
		}
	}
	return named, closed
}

// cutCertificate says whether a span is a certificate that promises more bytes than
// it has: TShark then breaks off, and has no such field.
func cutCertificate(it *handshake.Item, s wire.Span) bool {
	return s.Field.Filter == "tls.handshake.certificate" && it.Err != nil && it.Err.Need > it.Err.Have &&
		it.Err.Offset >= s.Offset && it.Err.Offset < s.Offset+s.Length
}

func within(p place, closed []place) bool {
	for _, c := range closed {
		if p.offset >= c.offset && p.offset+p.length <= c.offset+c.length {
			return true
		}
	}
	return false
}

// Whose a difference is.
const (
	onlyTShark = iota
	onlyOurs
)

// A difference is a field that one of the two has and the other has not, or
// has somewhere else, and why that is right.
type difference struct {
	filter string
	whose  int
	reason string
}

var differences = []difference{
	{"tls.record", onlyTShark, "a container: here the record's header and what it carries are two items"},
	{"tls.handshake", onlyTShark, "a container: here the item itself"},
	{"tls.alert_message", onlyTShark, "a container: here the item itself"},
	{"tls.handshake.random_time", onlyTShark, "the first four bytes of random as a clock, which no TLS version after 1.2 asks for and no modern peer sends"},
	{"tls.handshake.random_bytes", onlyTShark, "the other 28 bytes of random"},
	{"tls.handshake.sig_hash_hash", onlyTShark, "half of a signature scheme, which RFC 8446 §4.2.3 made one number"},
	{"tls.handshake.sig_hash_sig", onlyTShark, "half of a signature scheme, which RFC 8446 §4.2.3 made one number"},
	{"tls.handshake.extension.data", onlyTShark, "an extension that TShark 4.0 does not open: application_settings, trust_anchors, encrypted_client_hello"},
	{"tls.handshake.dname", onlyTShark, "a name without its outermost tag and length; here that is x509if.rdnSequence"},
	{"tls.handshake.extensions_alps_len", onlyOurs, "TShark 4.0 knows application_settings by its old number only"},
	{"tls.handshake.extensions_alps_alpn_list", onlyOurs, "TShark 4.0 knows application_settings by its old number only"},
	{"tls.handshake.extensions_alps_alpn_str_len", onlyOurs, "TShark 4.0 knows application_settings by its old number only"},
	{"tls.handshake.extensions_alps_alpn_str", onlyOurs, "TShark 4.0 knows application_settings by its old number only"},
}

func expected(filter string, whose int, used map[string]bool) bool {
	for _, d := range differences {
		if d.filter == filter && d.whose == whose {
			used[d.filter] = true
			return true
		}
	}
	return false
}
