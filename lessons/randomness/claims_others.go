package randomness

import (
	"bytes"
	"crypto/rsa"
	"fmt"

	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/handshake"
	"github.com/tlsteach/tlsteach/handshake/goticket"
	"github.com/tlsteach/tlsteach/handshake/ledger"
	"github.com/tlsteach/tlsteach/handshake/registry"
	"github.com/tlsteach/tlsteach/handshake/secrets"
	"github.com/tlsteach/tlsteach/handshake/signature"
	"github.com/tlsteach/tlsteach/lessons/anatomy"
	"github.com/tlsteach/tlsteach/lessons/transcript"
)

// Lengths of draws, in bytes.
const (
	mlkemSeedLength = 64 // FIPS 203 §7.1: d and z
	preMasterLength = 46 // RFC 5246 §7.4.7.1: behind two bytes of version
	decoyLength     = 48
	ivLength        = 16 // of AES-CBC
)

// otherClaims are those of the other connections.
var otherClaims = []anatomy.Claim{
	{ID: "mlkem", Says: "the client's share of X25519MLKEM768 is computed from two draws: a seed of 64 bytes and a private key of 32", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		m := s.Message(hybrid, clientHello)
		v := anatomy.Verdict{Got: "absent", Want: "of no draws", At: m.At(shareField)}
		share, ok := m.Field(shareField)
		if !ok {
			return v
		}
		v.Got = fmt.Sprintf("%d bytes, %x…", len(share.Bytes), share.Bytes[:4])
		seed := drawnOf(s, hybrid, capture.Client, mlkemSeedLength)
		for _, b := range drawn(s, hybrid, capture.Client) {
			step, err := secrets.PublicShare(registry.GroupX25519MLKEM768, append(bytes.Clone(seed), b...))
			if err == nil && bytes.Equal(step.Output, share.Bytes) {
				v.Want = fmt.Sprintf("%d bytes, %x…", len(step.Output), step.Output[:4])
			}
		}
		return v
	}},
	{ID: "elsewhere", Says: "of one random value there is no draw in the log: of the server's part of ML-KEM", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		m := s.Message(hybrid, serverHello)
		const path = shareField + "/ml_kem_ciphertext"
		v := anatomy.Verdict{Got: "none", Want: "absent", At: m.At(path)}
		if f, ok := m.Field(path); ok {
			v.Want = fmt.Sprintf("%d bytes at %d", len(f.Bytes), f.Offset)
		}
		for _, e := range s.Act(hybrid).Session.Ledger().Elsewhere {
			v.Got = fmt.Sprintf("%d bytes at %d", e.Length, e.Offset)
		}
		return v
	}},
	{ID: "salt", Says: "the server's public key shows the salt in its RSA-PSS signature: it is a draw of the server", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		m := s.Message(signed, "ServerKeyExchange")
		v := anatomy.Verdict{Got: digits(saltOf(s)), Want: "no draw", At: m.At("signature")}
		for _, b := range drawn(s, signed, capture.Server) {
			if digits(b) == v.Got {
				v.Want = digits(b)
			}
		}
		return v
	}},
	{ID: "pre-master", Says: "the server's private key opens the pre-master secret: two bytes of version, and a draw of the client", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		v := anatomy.Verdict{Got: "not opened", Want: "0303 and no draw", At: s.Message(transport, "ClientKeyExchange").At("encrypted_pre_master_secret")}
		if d, ok := decrypted(s); ok {
			v.Got = digits(d.Message)
		}
		if b := drawnOf(s, transport, capture.Client, preMasterLength); b != nil {
			v.Want = "0303" + digits(b)
		}
		return v
	}},
	{ID: "padding", Says: "what stands before the pre-master secret in the opened block is padding that the client drew, too", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		v := anatomy.Verdict{Got: "not opened", Want: "no draw", At: s.Message(transport, "ClientKeyExchange").At("encrypted_pre_master_secret")}
		d, ok := decrypted(s)
		if !ok {
			return v
		}
		v.Got = fmt.Sprintf("%d bytes, none of them 0, as drawn", len(d.Padding))
		if bytes.Contains(d.Padding, []byte{0}) {
			v.Got = "a byte is 0"
		}
		if b := drawnOf(s, transport, capture.Client, len(d.Padding)); agree(b, d.Padding) {
			v.Want = fmt.Sprintf("%d bytes, none of them 0, as drawn", len(b))
		}
		return v
	}},
	{ID: "ivs", Says: "each encrypted record begins with an IV that its sender drew, in the clear", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		n, all := 0, 0
		for _, side := range []capture.Side{capture.Client, capture.Server} {
			for _, r := range closed(s.Act(sealed), side) {
				all++
				for _, b := range drawn(s, transport, side) {
					if len(b) == ivLength && bytes.HasPrefix(r.Bytes, b) {
						n++
						break
					}
				}
			}
		}
		return anatomy.Verdict{Got: fmt.Sprintf("%d of %d records", n, all), Want: fmt.Sprintf("%d of %d records", max(all, 1), max(all, 1)),
			At: transcript.Evidence{Text: "the first 16 bytes behind the header of each protected record"}}
	}},
	{ID: "no-block-repeats", Says: "the two records with the same order in them have not one block of 16 bytes in common", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		return noBlockInCommon(s, sealed)
	}},
	{ID: "decoy", Says: "the server also drew {decoy_length} bytes that it would have gone on with had the pre-master secret not opened. It did open, and they are nowhere", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		v := anatomy.Verdict{Got: "no such draw", Want: "drawn, and thrown away", At: s.Message(transport, "ClientKeyExchange").At("encrypted_pre_master_secret")}
		b := drawnOf(s, transport, capture.Server, decoyLength)
		e, ok := of(book(s, transport), capture.Server, ledger.Decoy)
		switch d, open := decrypted(s); {
		case !ok || !open || !bytes.Equal(e.bytes, b):
		case crossed(s, transport, b) || bytes.Equal(b, d.Message):
			v.Got = "used"
		default:
			v.Got = "drawn, and " + map[ledger.Fate]string{ledger.ThrownAway: "thrown away"}[e.Fate]
		}
		return v
	}},
	{ID: "ticket", Says: "the ticket begins with a draw of the server, and another draw is the key under which its MAC is right", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		m := s.Message(transport, "NewSessionTicket")
		v := anatomy.Verdict{Got: "no ticket", Want: "IV and key drawn", At: m.At("ticket")}
		f, ok := m.Field("ticket")
		if !ok {
			return v
		}
		iv, key := "not drawn", "not drawn"
		for _, b := range drawn(s, transport, capture.Server) {
			if len(b) == ivLength && bytes.HasPrefix(f.Bytes, b) {
				iv = "drawn"
			}
			if _, _, ok := goticket.Open(b, f.Bytes); ok {
				key = "drawn"
			}
		}
		v.Got = fmt.Sprintf("IV %s, key %s", iv, key)
		if iv == key {
			v.Got = "IV and key " + iv
		}
		return v
	}},
	{ID: "all-placed", Says: "in all four connections together, too, no draw is without its place", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		return allPlaced(s, plain, hybrid, signed, transport)
	}},
}

// saltOf is the salt of the signature in the ServerKeyExchange, worked out with the
// public key of the certificate that crossed.
func saltOf(s *anatomy.Scene) []byte {
	e, ok := pssOf(s)
	if !ok {
		return nil
	}
	return e.Step("salt")
}

func pssOf(s *anatomy.Scene) (e signature.Evaluation, ok bool) {
	hello, ok1 := s.Message(signed, clientHello).Client()
	server, ok2 := s.Message(signed, serverHello).Server()
	cert, ok3 := s.Message(signed, "Certificate").Field("certificate_list/certificate")
	exchange := s.Message(signed, "ServerKeyExchange")
	if !ok1 || !ok2 || !ok3 || !exchange.There() {
		return e, false
	}
	key, err := signature.CertificateKey(cert.Bytes)
	if err != nil {
		return e, false
	}
	e, err = signature.ServerKeyExchange(exchange.Item.Message, key, hello.Random, server.Random)
	return e, err == nil && e.Holds
}

// decrypted is the ClientKeyExchange, opened with the server's private key.
func decrypted(s *anatomy.Scene) (d signature.Decryption, ok bool) {
	server := s.Act(transport).Session.Server
	m, is := messageOf[*handshake.ClientKeyExchangeRSA](s.Message(transport, "ClientKeyExchange"))
	if server == nil || len(server.Certificates) == 0 || !is {
		return d, false
	}
	key, is := server.Certificates[0].PrivateKey.(*rsa.PrivateKey)
	if !is {
		return d, false
	}
	d, err := signature.Decrypt(key, m.Encrypted)
	return d, err == nil && d.Message != nil
}

func messageOf[M handshake.Message](m anatomy.Message) (message M, ok bool) {
	if !m.There() {
		return message, false
	}
	message, ok = m.Item.Message.(M)
	return message, ok
}

// agree says whether a padding is this draw, where the draw has no 0: those are
// replaced by others.
func agree(draw, padding []byte) bool {
	for i := range draw {
		if draw[i] != 0 && draw[i] != padding[i] {
			return false
		}
	}
	return len(draw) > 0 && len(draw) == len(padding)
}

// closed are the protected records of one side, whatever is in them.
func closed(a *anatomy.Act, side capture.Side) []*handshake.Item {
	var out []*handshake.Item
	for _, it := range a.Items {
		if it.From == side && it.Protected && it.Kind != handshake.KindRecord {
			out = append(out, it)
		}
	}
	return out
}

// noBlockInCommon is the verdict that of the two records in which the client says the
// same, no block of one stands anywhere in the other.
func noBlockInCommon(s *anatomy.Scene, act string) anatomy.Verdict {
	v := anatomy.Verdict{Got: "the two records are not there", Want: "0 in common", At: transcript.Evidence{Text: "the client's two records of data, each block of one against each of the other"}}
	a, b, ok := twoOrders(s, act)
	if !ok {
		return v
	}
	first := map[string]bool{}
	for ; len(a) >= ivLength; a = a[ivLength:] {
		first[string(a[:ivLength])] = true
	}
	n := 0
	for ; len(b) >= ivLength; b = b[ivLength:] {
		if first[string(b[:ivLength])] {
			n++
		}
	}
	v.Got = fmt.Sprintf("%d in common", n)
	return v
}

// orderRepeats is the verdict that the blocks of the order are equal in both records.
func orderRepeats(s *anatomy.Scene, act string) anatomy.Verdict {
	all := len(s.Facts["order"]) / ivLength
	v := anatomy.Verdict{Got: "the two records are not there", Want: fmt.Sprintf("%d of %d", max(all, 1), max(all, 1)), At: transcript.Evidence{Text: "the client's two records of data, block by block"}}
	a, b, ok := twoOrders(s, act)
	if !ok || all == 0 {
		return v
	}
	n := 0
	for i := range all {
		from, to := (1+i)*ivLength, (2+i)*ivLength // behind the IV
		if bytes.Equal(a[from:to], b[from:to]) {
			n++
		}
	}
	v.Got = fmt.Sprintf("%d of %d", n, all)
	return v
}

// twoOrders are the bodies of the client's two records of application data: IV, then
// ciphertext.
func twoOrders(s *anatomy.Scene, act string) (a, b []byte, ok bool) {
	records := s.Act(act).Protected(capture.Client)
	need := ivLength + len(s.Facts["order"])
	if len(records) < 2 || records[0].Size() < need || records[1].Size() < need {
		return nil, nil, false
	}
	return records[0].Bytes, records[1].Bytes, true
}
