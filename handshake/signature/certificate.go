package signature

import (
	"encoding/asn1"
	"errors"

	"golang.org/x/crypto/cryptobyte"
	tag "golang.org/x/crypto/cryptobyte/asn1"
)

// A Place says where bytes stand in a certificate.
type Place struct{ Offset, Length int }

// Of returns the bytes of the certificate that stand there.
func (p Place) Of(certificate []byte) []byte {
	return certificate[p.Offset : p.Offset+p.Length : p.Offset+p.Length]
}

// Places are the parts of a certificate that its signature is about: RFC 5280 §4.1.1.
// The first three have their tags and lengths.
type Places struct {
	TBS       Place // tbsCertificate: what is signed
	Algorithm Place // signatureAlgorithm
	Key       Place // subjectPublicKeyInfo, within TBS
	Signature Place // the content of signatureValue, without its count of unused bits
}

var errCertificate = errors.New("signature: the bytes are no certificate in DER")

// Locate finds them.
func Locate(certificate []byte) (Places, error) {
	in := cryptobyte.String(certificate)
	var outer, tbs, algorithm, value, key cryptobyte.String
	if !in.ReadASN1(&outer, tag.SEQUENCE) {
		return Places{}, errCertificate
	}
	at := func(rest cryptobyte.String, end int, part []byte) Place {
		return Place{end - len(rest) - len(part), len(part)}
	}
	end := len(certificate) - len(in)
	var p Places
	if !outer.ReadASN1Element(&tbs, tag.SEQUENCE) {
		return Places{}, errCertificate
	}
	p.TBS = at(outer, end, tbs)
	if !outer.ReadASN1Element(&algorithm, tag.SEQUENCE) {
		return Places{}, errCertificate
	}
	p.Algorithm = at(outer, end, algorithm)
	if !outer.ReadASN1(&value, tag.BIT_STRING) || len(value) == 0 {
		return Places{}, errCertificate
	}
	p.Signature = at(outer, end, value[1:])
	// RFC 5280 §4.1: version, serialNumber, signature, issuer, validity, subject.
	if !tbs.ReadASN1(&tbs, tag.SEQUENCE) || !tbs.SkipOptionalASN1(tag.Tag(0).Constructed().ContextSpecific()) || !tbs.SkipASN1(tag.INTEGER) {
		return Places{}, errCertificate
	}
	for range 4 {
		if !tbs.SkipASN1(tag.SEQUENCE) {
			return Places{}, errCertificate
		}
	}
	if !tbs.ReadASN1Element(&key, tag.SEQUENCE) {
		return Places{}, errCertificate
	}
	p.Key = at(tbs, p.TBS.Offset+p.TBS.Length, key)
	return p, nil
}

// CertificateKey is the public key of a certificate. The error says that the bytes
// are none, or is an *[UnsupportedError].
func CertificateKey(certificate []byte) (Key, error) {
	p, err := Locate(certificate)
	if err != nil {
		return Key{}, err
	}
	return ParseKey(p.Key.Of(certificate))
}

// Certificate checks the signature of a certificate with the key of its issuer: what
// is signed is tbsCertificate, byte by byte as it stands (RFC 5280 §4.1.1.3). The
// error says that the bytes are no certificate, or is an *[UnsupportedError].
func Certificate(certificate []byte, issuer Key) (Evaluation, error) {
	p, err := Locate(certificate)
	if err != nil {
		return Evaluation{}, err
	}
	m, err := MethodOfAlgorithm(p.Algorithm.Of(certificate))
	if err != nil {
		return Evaluation{}, err
	}
	var e Evaluation
	e.content("RFC 5280 §4.1.1.3", Part{"tbsCertificate", p.TBS.Of(certificate)})
	return issuer.finish(&e, m, nil, signatureValue(certificate, p))
}

// signatureValue is the signature's bits as whole bytes: all count, but in damage.
func signatureValue(certificate []byte, p Places) []byte {
	b := p.Signature.Of(certificate)
	unused := int(certificate[p.Signature.Offset-1])
	if unused == 0 || unused > 7 {
		return b
	}
	return asn1.BitString{Bytes: b, BitLength: 8*len(b) - unused}.RightAlign()
}
