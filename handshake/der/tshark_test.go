package der_test

import (
	"encoding/binary"
	"encoding/hex"
	"encoding/xml"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/gopacket/layers"

	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/handshake/der"
	"github.com/tlsteach/tlsteach/handshake/peertest"
)

// TestFieldsAreWhereTSharkSeesThem compares places and names with those of TShark
// on the same bytes, both ways.
func TestFieldsAreWhereTSharkSeesThem(t *testing.T) {
	peertest.Need(t, "tshark")
	all := append(samples(), opensslSamples(t)...)
	var frames [][]byte
	for i, s := range all {
		frames = append(frames, frame(t, i, 11, vector(vector(s.der))))
	}
	answer := opensslOCSP(t)
	frames = append(frames, frame(t, len(all), 22, append([]byte{1}, vector(answer)...)))
	packets := dissect(t, writeFrames(t, frames))
	if len(packets) != len(frames) {
		t.Fatalf("tshark shows %d packets of %d", len(packets), len(frames))
	}
	used := map[string]bool{}
	for i, s := range all {
		t.Run(s.name, func(t *testing.T) {
			certs := certificatesIn(t, packets[i])
			if len(certs) != 1 {
				t.Fatalf("tshark sees %d certificates", len(certs))
			}
			compare(t, certs[0], certificate(t, s.der), used)
		})
	}
	t.Run("ocsp", func(t *testing.T) {
		r, err := read(t, answer, der.OCSPResponse)
		if err != nil {
			t.Fatal(err)
		}
		ocsp := named(packets[len(all)], "ocsp", nil)
		if len(ocsp) != 1 {
			t.Fatalf("tshark sees %d answers", len(ocsp))
		}
		compare(t, ocsp[0], r, used)
	})
	for filter, d := range differences {
		if !used[filter] {
			t.Logf("%s: no difference with this TShark (%s)", filter, d)
		}
	}
}

// TestCorpusCertificates compares the certificates of the captures in the folder
// that TLSTEACH_CORPUS names.
func TestCorpusCertificates(t *testing.T) {
	files := peertest.Corpus(t)
	peertest.Need(t, "tshark")
	count := 0
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			for _, p := range dissect(t, file) {
				for _, c := range certificatesIn(t, p) {
					count++
					compare(t, c, certificate(t, c.value(t)), map[string]bool{})
				}
			}
		})
	}
	t.Logf("%d certificates", count)
}

// TestEveryFilterExists looks up each filter name in Wireshark's own list.
func TestEveryFilterExists(t *testing.T) {
	out, err := exec.Command(peertest.Need(t, "tshark"), "-G", "fields").Output()
	if err != nil {
		t.Fatal(err)
	}
	known := map[string]bool{}
	for line := range strings.Lines(string(out)) {
		if f := strings.Split(line, "\t"); len(f) > 2 && f[0] == "F" { // F, name, filter, type, …
			known[f[2]] = true
		}
	}
	used := map[string]bool{}
	for f := range der.Described() {
		if f.Filter != "" && !known[f.Filter] {
			t.Errorf("%s: Wireshark has no field %s", f.Name, f.Filter)
		}
		used[f.Filter] = true
	}
	if len(used) < 150 {
		t.Errorf("%d filters: something was not walked", len(used))
	}
}

// A field is an element of TShark's packet details; a proto has the same shape.
type field struct {
	Name   string  `xml:"name,attr"`
	Pos    int     `xml:"pos,attr"`
	Size   int     `xml:"size,attr"`
	Value  string  `xml:"value,attr"`
	Fields []field `xml:",any"`
}

func (f field) value(t *testing.T) []byte {
	t.Helper()
	b, err := hex.DecodeString(f.Value)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func dissect(t *testing.T, file string) (packets [][]field) {
	t.Helper()
	out, err := exec.Command(peertest.Need(t, "tshark"), "-r", file, "-T", "pdml", "-d", "tcp.port==443,tls").Output()
	if err != nil {
		t.Fatal(err)
	}
	var doc struct {
		Packets []struct {
			Protos []field `xml:"proto"`
		} `xml:"packet"`
	}
	if err := xml.Unmarshal(out, &doc); err != nil {
		t.Fatal(err)
	}
	for _, p := range doc.Packets {
		packets = append(packets, p.Protos)
	}
	return packets
}

func certificatesIn(t *testing.T, packet []field) []field {
	t.Helper()
	return named(packet, "tls.handshake.certificate", nil)
}

// named appends the fields with a name.
func named(list []field, name string, into []field) []field {
	for _, f := range list {
		if f.Name == name {
			into = append(into, f)
		}
		into = named(f.Fields, name, into)
	}
	return into
}

// A place is a field with a filter name.
type place struct {
	filter       string
	offset, size int
}

// compare holds what TShark sees in one structure against our reading of it.
func compare(t *testing.T, top field, r *reading, used map[string]bool) {
	t.Helper()
	places, spans := map[place]bool{}, map[place]bool{}
	for _, s := range r.Spans {
		if s.Length > 0 {
			places[place{s.Field.Filter, s.Offset, s.Length}] = true
			spans[place{"", s.Offset, s.Length}] = true
		}
	}
	theirs := map[place]bool{}
	var walk func([]field)
	walk = func(list []field) {
		for _, f := range list {
			walk(f.Fields)
			p := place{f.Name, f.Pos - top.Pos, f.Size}
			if f.Size == 0 || f.Pos < top.Pos || f.Name == "" || strings.HasPrefix(f.Name, "_ws.") || strings.HasPrefix(f.Name, "ber.error") || isBit(f.Name) {
				continue // notes, and elements that TShark does not know
			}
			theirs[p] = true
			if _, expected := differences[p.filter]; expected {
				used[p.filter] = true
				continue
			}
			if !spans[place{"", p.offset, p.size}] {
				t.Errorf("only TShark has %s at %d, %d bytes", p.filter, p.offset, p.size)
			} else if !places[p] {
				t.Errorf("TShark calls bytes %d to %d %s", p.offset, p.offset+p.size, p.filter)
			}
		}
	}
	walk(top.Fields)
	for p := range places {
		_, expected := differences[p.filter]
		used[p.filter] = used[p.filter] || expected
		if p.filter != "" && !theirs[p] && !expected {
			t.Errorf("only we call bytes %d to %d %s", p.offset, p.offset+p.size, p.filter)
		}
	}
}

// differences are fields that only one of the two has, and why.
var differences = map[string]string{
	"x509if.RDNSequence_item":           "the content of a SET: ours is the SET, with its tag; the attributes in it are the same",
	"x509ce.GeneralName":                "a CHOICE has no bytes of its own: here the name that was chosen",
	"x509ce.base":                       "likewise",
	"pkix1implicit.accessLocation":      "likewise",
	"x509ce.distributionPoint":          "likewise",
	"pkix1explicit.IPAddressOrRange":    "likewise",
	"pkix1explicit.ASIdOrRange":         "likewise",
	"pkixqualified.typeOfBiometricData": "likewise",
	"logotypecertextn.issuerLogo":       "likewise",
	"logotypecertextn.resolution":       "likewise",
	"pkcs1.ECParameters":                "likewise, where the curve is written out; the number of a curve has it",
	"ocsp.responderID":                  "likewise, where the responder is known by name",
	"ocsp.certStatus":                   "likewise",
	"pkix1explicit.addressfamily":       "the same bytes as addressFamily, once more as a number",
	"ber.64bit_uint_as_bytes":           "TShark shows numbers of more than 64 bits so, and does not say which they are",
	"pkcs1.order":                       "TShark: ber.64bit_uint_as_bytes",
	"pkcs1.Prime_p":                     "TShark: ber.64bit_uint_as_bytes",
	"ber.bitstring.padding":             "TShark leaves out that of an RSA key",
	"pkcs1.modulus":                     "TShark does not open the key of RSASSA-PSS",
	"pkcs1.publicExponent":              "likewise",
	"x509ce.uniformResourceIdentifier":  "TShark 4.0 does not know subject_info_access",
}

// bitNames begin the names of single bits of a BIT STRING, which are no bytes.
var bitNames = []string{"x509ce.KeyUsage.", "x509ce.ReasonFlags.", "x509ce.EntrustInfoFlags.", "ns.cert.exts.CertType."}

func isBit(filter string) bool {
	return slices.ContainsFunc(bitNames, func(prefix string) bool { return strings.HasPrefix(filter, prefix) })
}

// vector is bytes with their length in three bytes before them.
func vector(b []byte) []byte {
	return append([]byte{byte(len(b) >> 16), byte(len(b) >> 8), byte(len(b))}, b...)
}

// frame is a handshake message of a server in a packet of its own connection.
func frame(t *testing.T, connection int, kind byte, body []byte) []byte {
	t.Helper()
	message := append([]byte{kind}, vector(body)...)
	record := append([]byte{22, 3, 3, byte(len(message) >> 8), byte(len(message))}, message...)
	tcp := layers.TCP{SrcPort: peertest.Port, DstPort: layers.TCPPort(50000 + connection), ACK: true, PSH: true, Seq: 1, Ack: 1}
	return peertest.PacketBytes(t, capture.Server, tcp, record)
}

// writeFrames writes Ethernet frames as a capture file.
func writeFrames(t *testing.T, frames [][]byte) (file string) {
	t.Helper()
	var out []byte
	for _, v := range []uint32{0xa1b2c3d4, 2 | 4<<16, 0, 0, 1 << 18, uint32(layers.LinkTypeEthernet)} {
		out = binary.LittleEndian.AppendUint32(out, v)
	}
	for i, b := range frames {
		for _, v := range []int{1_700_000_000, i, len(b), len(b)} {
			out = binary.LittleEndian.AppendUint32(out, uint32(v))
		}
		out = append(out, b...)
	}
	file = filepath.Join(t.TempDir(), "frames.pcap")
	if err := os.WriteFile(file, out, 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}
