package ledger

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/rsa"
	"crypto/tls"
	"strconv"
	"strings"

	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/handshake"
	"github.com/tlsteach/tlsteach/handshake/registry"
)

// A view is an input, looked through once.
type view struct {
	in          Input
	version     registry.Version
	suite       registry.CipherSuite
	hellos      []int // indices of items: ClientHello
	serverHello int   // -1: none
	ivs         map[ivKey][]Evidence
	shares      []share
	tickets     []ticket
	certs       []certificate
	signers     []crypto.Signer
	signed      []signed // computed when asked for
	signedDone  bool
	inner       []innerHello
	sample      sample // of the server's ticket keys
	rsaKey      *rsa.PrivateKey
	transport   *transport // of the pre-master secret; nil: none
}

func newView(in Input) *view {
	v := &view{in: in, version: in.State.Version, suite: in.State.CipherSuite, serverHello: -1}
	for i, it := range in.Items {
		switch it.Message.(type) {
		case *handshake.ClientHello:
			v.hellos = append(v.hellos, i)
		case *handshake.ServerHello:
			if v.serverHello < 0 && it.From == capture.Server {
				v.serverHello = i
			}
		}
	}
	v.signers = append(v.signers, in.Signers...)
	for _, config := range []*tls.Config{in.ServerConfig, in.ClientConfig} {
		if config == nil {
			continue
		}
		for _, c := range config.Certificates {
			if s, ok := c.PrivateKey.(crypto.Signer); ok {
				v.signers = append(v.signers, s)
			}
		}
	}
	v.ivs = v.recordIVs()
	v.findShares()
	v.findTickets()
	v.findCertificates()
	v.openHellos()
	v.sample = sampleTicket(in.ServerConfig)
	v.openTransport()
	return v
}

// hello is the nth ClientHello.
func (v *view) hello(n int) *handshake.ClientHello {
	m, _ := v.in.Items[v.hellos[n]].Message.(*handshake.ClientHello)
	return m
}

// server is the ServerHello, or nil.
func (v *view) server() *handshake.ServerHello {
	if v.serverHello < 0 {
		return nil
	}
	m, _ := v.in.Items[v.serverHello].Message.(*handshake.ServerHello)
	return m
}

// at is evidence for bytes of an item.
func (v *view) at(index, offset, length int, field string) Evidence {
	it := v.in.Items[index]
	e := Evidence{From: it.From, Item: it.Name, Index: index, Field: field, Offset: offset, Length: length, Record: -1}
	if e.Item == "" {
		e.Item = string(it.Kind) // closed, or no message
	}
	if record, _, ok := it.Place(offset); ok {
		e.Record = record
	}
	return e
}

// find is evidence for a field of an item with these bytes.
func (v *view) find(index int, path string) (Evidence, []byte) {
	f, ok := v.in.Items[index].Find(path)
	if !ok {
		return Evidence{}, nil
	}
	return v.at(index, f.Offset, len(f.Bytes), path), f.Bytes
}

// within names the innermost field of an item that bytes stand in; where they stand
// in several, the one that they begin in.
func (v *view) within(index, offset, length int) string {
	it := v.in.Items[index]
	found := -1
	for i := range it.Trace.Spans {
		if s := &it.Trace.Spans[i]; s.Offset <= offset && offset+length <= s.Offset+s.Length {
			found = i // parts stand behind their group
		}
	}
	if found < 0 && length > 1 {
		return v.within(index, offset, 1)
	}
	if found < 0 {
		return ""
	}
	return pathOf(it, found)
}

// pathOf names a span as Item.Find finds it. Where a name repeats within its
// group, it carries its number.
func pathOf(it *handshake.Item, span int) string {
	spans := it.Trace.Spans
	var chain []int // from the inside out
	for i, depth := span, spans[span].Depth; i >= 0; i-- {
		if i == span || spans[i].Depth < depth {
			chain = append(chain, i)
			depth = spans[i].Depth
		}
	}
	var names []string
	for n := len(chain) - 1; n >= 0; n-- {
		first := 0
		if n < len(chain)-1 {
			first = chain[n+1] + 1
		}
		names = append(names, numbered(it, first, chain[n]))
	}
	if len(names) > 1 && names[0] == "extensions" {
		names = names[1:]
	}
	return strings.Join(names, "/")
}

// numbered is the name of a span among those from first on.
func numbered(it *handshake.Item, first, span int) string {
	spans := it.Trace.Spans
	name, n := spans[span].Field.Name, 0
	for i := first; i < span; i++ {
		if spans[i].Field.Name != name {
			continue
		}
		n++
		for i+1 < span && spans[i+1].Depth > spans[i].Depth { // what stands within it has its own count
			i++
		}
	}
	if n == 0 {
		return name
	}
	return name + "[" + strconv.Itoa(n) + "]"
}

// signerOf is the private key of a public one, or nil.
func (v *view) signerOf(pub crypto.PublicKey) crypto.Signer {
	for _, s := range v.signers {
		switch k := s.Public().(type) {
		case *rsa.PublicKey:
			if k.Equal(pub) {
				return s
			}
		case *ecdsa.PublicKey:
			if k.Equal(pub) {
				return s
			}
		}
	}
	return nil
}
