package handshake_test

import (
	"reflect"
	"testing"
	"time"

	"github.com/google/gopacket"
	"golang.org/x/crypto/cryptobyte"

	"github.com/tlsteach/tlsteach/handshake"
	"github.com/tlsteach/tlsteach/handshake/registry"
	"github.com/tlsteach/tlsteach/handshake/wire"
)

// BenchmarkAgainstCryptobyte reads one ClientHello with a hand-written parser over
// cryptobyte, with DecodeFromBytes (spans off) and with Dissect (spans on). All
// fill the same struct and use the memory of its lists again. The last run takes
// turns and compares the fastest turns, which other work on the machine disturbs
// least.
func BenchmarkAgainstCryptobyte(b *testing.B) {
	s := message(b, "client_hello_openssl") // 312 bytes
	var peer, ours handshake.ClientHello
	var trace wire.Trace
	if err := ours.DecodeFromBytes(s.bytes, gopacket.NilDecodeFeedback); err != nil || !readWithCryptobyte(&peer, s.bytes) {
		b.Fatal("the two do not read the message")
	}
	b.Run("cryptobyte", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			readWithCryptobyte(&peer, s.bytes)
		}
	})
	b.Run("spans off", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			_ = ours.DecodeFromBytes(s.bytes, gopacket.NilDecodeFeedback)
		}
	})
	b.Run("spans on", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			_ = ours.Dissect(s.bytes, &trace)
		}
	})
	b.Run("in turns", func(b *testing.B) {
		const turn = 100
		best := [3]time.Duration{time.Hour, time.Hour, time.Hour}
		for b.Loop() {
			start := time.Now()
			for range turn {
				readWithCryptobyte(&peer, s.bytes)
			}
			first := time.Now()
			for range turn {
				_ = ours.DecodeFromBytes(s.bytes, gopacket.NilDecodeFeedback)
			}
			second := time.Now()
			for range turn {
				_ = ours.Dissect(s.bytes, &trace)
			}
			best[0], best[1], best[2] = min(best[0], first.Sub(start)), min(best[1], second.Sub(first)), min(best[2], time.Since(second))
		}
		b.ReportMetric(float64(best[0].Nanoseconds())/turn, "ns-cryptobyte")
		b.ReportMetric(float64(best[1])/float64(best[0]), "times-spans-off")
		b.ReportMetric(float64(best[2])/float64(best[0]), "times-spans-on")
	})
}

// TestCryptobyteReadsTheSame: the peer of the benchmark must not be faster for
// reading less.
func TestCryptobyteReadsTheSame(t *testing.T) {
	for _, s := range samples(t) {
		if _, ok := s.fresh().(*handshake.ClientHello); !ok {
			continue
		}
		var peer, ours handshake.ClientHello
		if err := ours.DecodeFromBytes(s.bytes, gopacket.NilDecodeFeedback); err != nil || !readWithCryptobyte(&peer, s.bytes) {
			t.Fatalf("%s: %v", s.name, err)
		}
		p, o := reflect.ValueOf(peer), reflect.ValueOf(ours)
		for i := range p.NumField() {
			f := p.Type().Field(i)
			if f.IsExported() && f.Name != "ECH" && !sameValue(p.Field(i), o.Field(i)) {
				t.Errorf("%s: %s: %v, %v", s.name, f.Name, p.Field(i), o.Field(i))
			}
		}
	}
}

func readWithCryptobyte(h *handshake.ClientHello, data []byte) bool {
	*h = handshake.ClientHello{
		CipherSuites: h.CipherSuites[:0], CompressionMethods: h.CompressionMethods[:0], Extensions: h.Extensions[:0],
		SupportedVersions: h.SupportedVersions[:0], SupportedGroups: h.SupportedGroups[:0], PointFormats: h.PointFormats[:0],
		SignatureSchemes: h.SignatureSchemes[:0], CertSignatureSchemes: h.CertSignatureSchemes[:0], ALPN: h.ALPN[:0],
		KeyShares: h.KeyShares[:0], PSKModes: h.PSKModes[:0], PSKIdentities: h.PSKIdentities[:0], PSKBinders: h.PSKBinders[:0],
	}
	s := cryptobyte.String(data)
	var kind uint8
	var version uint16
	var body, id, suites, methods, extensions cryptobyte.String
	if !s.ReadUint8(&kind) || !s.ReadUint24LengthPrefixed(&body) || !s.Empty() ||
		!body.ReadUint16(&version) || !body.ReadBytes(&h.Random, 32) || !body.ReadUint8LengthPrefixed(&id) || len(id) > 32 ||
		!body.ReadUint16LengthPrefixed(&suites) || !body.ReadUint8LengthPrefixed(&methods) {
		return false
	}
	h.LegacyVersion, h.SessionID = registry.Version(version), id
	for !suites.Empty() {
		var v uint16
		if !suites.ReadUint16(&v) {
			return false
		}
		h.CipherSuites = append(h.CipherSuites, registry.CipherSuite(v))
	}
	for _, m := range methods {
		h.CompressionMethods = append(h.CompressionMethods, registry.CompressionMethod(m))
	}
	if body.Empty() {
		return true
	}
	if !body.ReadUint16LengthPrefixed(&extensions) || !body.Empty() {
		return false
	}
	for !extensions.Empty() {
		var t uint16
		var e cryptobyte.String
		if !extensions.ReadUint16(&t) || !extensions.ReadUint16LengthPrefixed(&e) {
			return false
		}
		h.Extensions = append(h.Extensions, handshake.Extension{Type: registry.ExtensionType(t), Data: e})
		if !readExtensionWithCryptobyte(h, registry.ExtensionType(t), e) {
			return false
		}
	}
	return true
}

func readExtensionWithCryptobyte(h *handshake.ClientHello, t registry.ExtensionType, e cryptobyte.String) bool {
	var list, item cryptobyte.String
	var v uint16
	switch t {
	case registry.ExtServerName:
		var kind uint8
		if !e.ReadUint16LengthPrefixed(&list) {
			return false
		}
		for !list.Empty() {
			if !list.ReadUint8(&kind) || !list.ReadUint16LengthPrefixed(&item) || len(item) == 0 {
				return false
			}
			if h.ServerName == nil {
				h.ServerName = item
			}
		}
	case registry.ExtSupportedGroups:
		if !e.ReadUint16LengthPrefixed(&list) {
			return false
		}
		for !list.Empty() {
			if !list.ReadUint16(&v) {
				return false
			}
			h.SupportedGroups = append(h.SupportedGroups, registry.Group(v))
		}
	case registry.ExtECPointFormats:
		if !e.ReadUint8LengthPrefixed(&list) {
			return false
		}
		for _, f := range list {
			h.PointFormats = append(h.PointFormats, registry.ECPointFormat(f))
		}
	case registry.ExtSignatureAlgorithms, registry.ExtSignatureAlgorithmsCert:
		if !e.ReadUint16LengthPrefixed(&list) {
			return false
		}
		into := &h.SignatureSchemes
		if t == registry.ExtSignatureAlgorithmsCert {
			into = &h.CertSignatureSchemes
		}
		for !list.Empty() {
			if !list.ReadUint16(&v) {
				return false
			}
			*into = append(*into, registry.SignatureScheme(v))
		}
	case registry.ExtALPN:
		if !e.ReadUint16LengthPrefixed(&list) {
			return false
		}
		for !list.Empty() {
			if !list.ReadUint8LengthPrefixed(&item) || len(item) == 0 {
				return false
			}
			h.ALPN = append(h.ALPN, item)
		}
	case registry.ExtSessionTicket:
		h.SessionTicket, e = e, nil
	case registry.ExtCookie:
		if !e.ReadUint16LengthPrefixed(&item) || len(item) == 0 {
			return false
		}
		h.Cookie = item
	case registry.ExtSupportedVersions:
		if !e.ReadUint8LengthPrefixed(&list) {
			return false
		}
		for !list.Empty() {
			if !list.ReadUint16(&v) {
				return false
			}
			h.SupportedVersions = append(h.SupportedVersions, registry.Version(v))
		}
	case registry.ExtPSKKeyExchangeModes:
		if !e.ReadUint8LengthPrefixed(&list) {
			return false
		}
		for _, m := range list {
			h.PSKModes = append(h.PSKModes, registry.PSKMode(m))
		}
	case registry.ExtKeyShare:
		if !e.ReadUint16LengthPrefixed(&list) {
			return false
		}
		for !list.Empty() {
			if !list.ReadUint16(&v) || !list.ReadUint16LengthPrefixed(&item) || len(item) == 0 {
				return false
			}
			h.KeyShares = append(h.KeyShares, handshake.KeyShare{Group: registry.Group(v), Data: item})
		}
	case registry.ExtPreSharedKey:
		if !e.ReadUint16LengthPrefixed(&list) {
			return false
		}
		for !list.Empty() {
			var age uint32
			if !list.ReadUint16LengthPrefixed(&item) || len(item) == 0 || !list.ReadUint32(&age) {
				return false
			}
			h.PSKIdentities = append(h.PSKIdentities, handshake.PSKIdentity{Identity: item, ObfuscatedAge: age})
		}
		if !e.ReadUint16LengthPrefixed(&list) {
			return false
		}
		for !list.Empty() {
			if !list.ReadUint8LengthPrefixed(&item) || len(item) < 32 {
				return false
			}
			h.PSKBinders = append(h.PSKBinders, item)
		}
	default:
		return true
	}
	return e.Empty()
}
