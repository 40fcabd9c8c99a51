package secrets

import (
	"bytes"
	"crypto"
	"crypto/ecdsa"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/binary"
	"math/big"
	"testing"
)

// construct takes a message into the transcript. Those that follow from other
// values (Finished, the binder, the share) are computed and compared.
func (r *replay) construct(kind string) {
	b, t := r.block, r.t
	message := b.use(kind)
	if len(message) < 4 {
		t.Fatalf("%s has %d bytes", kind, len(message))
	}
	length := int(binary.BigEndian.Uint32(message) & 0xffffff)
	body := message[4:]
	switch kind {
	case "ClientHello":
		if !bytes.Contains(message, r.public["client"]) {
			t.Error("the ClientHello does not have the client's share")
		}
		if r.schedule.PSK != nil { // the binder comes later, its length does not
			r.prefix, length = message, length-35
			r.pending = message
			if length != len(body) {
				t.Errorf("the length of the ClientHello does not leave room for a binder")
			}
			return
		}
		r.hellos = append(r.hellos, message)
	case "ServerHello":
		if bytes.Equal(body[2:34], helloRetryRandom[:]) {
			// RFC 8446 §4.4.1: the first ClientHello gives way to its hash.
			hash := r.mustAll(MessageHash(traceHash, r.hellos[0]))
			r.transcript = append(hash[1].Output, message...)
			r.pending = message
			return
		}
		if !bytes.Contains(message, r.public["server"]) {
			t.Error("the ServerHello does not have the server's share")
		}
	case "EndOfEarlyData":
		b.is(t, kind, []byte{5, 0, 0, 0})
	case "Finished":
		b.is(t, kind, append([]byte{20, 0, 0, 32}, r.finished[b.who]...))
	case "Certificate":
		r.certificate(body)
	case "CertificateVerify":
		r.certificateVerify(body)
	case "NewSessionTicket":
		if !bytes.Equal(body[8:9+len(r.nonce)], append([]byte{byte(len(r.nonce))}, r.nonce...)) {
			t.Errorf("the ticket does not have the nonce %x", r.nonce)
		}
	case "EncryptedExtensions", "CertificateRequest": // compared as the payload of their record
	default:
		t.Errorf("no message %q", kind)
	}
	if length != len(body) {
		t.Errorf("%s says %d bytes and has %d", kind, length, len(body))
	}
	r.pending = append(r.pending, message...)
	if kind == "NewSessionTicket" {
		return // no part of the transcript
	}
	r.transcript = append(r.transcript, message...)
	switch {
	case kind == "ClientHello":
		r.schedule.ClientHello = r.hash()
	case kind == "ServerHello":
		r.schedule.ServerHello = r.hash()
	case kind == "Finished" && b.who == "server":
		r.schedule.ServerFinished = r.hash()
	}
}

// withBinder completes the ClientHello of which the binder was computed.
func (r *replay) withBinder() {
	if r.binder == nil || r.hellos != nil {
		return
	}
	hello := append(bytes.Clone(r.prefix), 0, 33, 32)
	hello = append(hello, r.binder...)
	r.hellos, r.pending, r.transcript = [][]byte{hello}, hello, hello
	r.schedule.ClientHello = r.hash()
}

// helloRetryRandom is the random of a HelloRetryRequest: RFC 8446 §4.1.3.
var helloRetryRandom = sha256.Sum256([]byte("HelloRetryRequest"))

type traceCertificate struct {
	cert *x509.Certificate
}

func (r *replay) certificate(body []byte) {
	n := int(body[4])<<16 | int(body[5])<<8 | int(body[6]) // RFC 8446 §4.4.2
	cert, err := x509.ParseCertificate(body[7 : 7+n])
	if err != nil {
		r.t.Fatal(err)
	}
	if r.block.who == "server" {
		r.server = &traceCertificate{cert}
	} else {
		r.client = &traceCertificate{cert}
	}
}

// certificateVerify checks the signature over the messages before: RFC 8446 §4.4.3.
func (r *replay) certificateVerify(body []byte) {
	t := r.t
	side, owner := "server", r.server
	if r.block.who == "client" {
		side, owner = "client", r.client
	}
	signed := bytes.Repeat([]byte{' '}, 64)
	signed = append(signed, "TLS 1.3, "+side+" CertificateVerify\x00"...)
	digest := sha256.Sum256(append(signed, r.hash()...))
	signature := body[4:]
	switch key := owner.cert.PublicKey.(type) {
	case *rsa.PublicKey:
		if err := verifyPSS(key, digest[:], signature); err != nil {
			t.Errorf("the %s's CertificateVerify: %v", side, err)
		}
	case *ecdsa.PublicKey:
		if !ecdsa.VerifyASN1(key, digest[:], signature) {
			t.Errorf("the %s's CertificateVerify does not verify", side)
		}
	default:
		t.Errorf("a key of type %T", key)
	}
}

func verifyPSS(key *rsa.PublicKey, digest, signature []byte) error {
	return rsa.VerifyPSS(key, crypto.SHA256, digest, signature, &rsa.PSSOptions{SaltLength: rsa.PSSSaltLengthEqualsHash})
}

// serverKey compares §2: the numbers of the server's key fit each other, and
// the certificate of §3 has their modulus.
func serverKey(t *testing.T) int {
	tr := openTrace(t, "server-key")
	b := tr.blocks[0]
	number := func(name string) *big.Int { return new(big.Int).SetBytes(b.use(name)) }
	key := &rsa.PrivateKey{
		PublicKey: rsa.PublicKey{N: number("modulus"), E: int(number("public exponent").Int64())},
		D:         number("private exponent"),
		Primes:    []*big.Int{number("prime1"), number("prime2")},
	}
	key.Precompute()
	if err := key.Validate(); err != nil {
		t.Fatal(err)
	}
	fill := func(x *big.Int, like string) []byte { return x.FillBytes(make([]byte, len(b.use(like)))) }
	b.is(t, "exponent1", fill(key.Precomputed.Dp, "exponent1"))
	b.is(t, "exponent2", fill(key.Precomputed.Dq, "exponent2"))
	b.is(t, "coefficient", fill(key.Precomputed.Qinv, "coefficient"))
	for _, block := range openTrace(t, "simple").blocks {
		if block.what == "construct a Certificate handshake message" && !bytes.Contains(block.use("Certificate"), key.N.Bytes()) {
			t.Error("the certificate of §3 is not of this key")
		}
	}
	return tr.finish(t)
}
