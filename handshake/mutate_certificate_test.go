package handshake_test

import (
	"crypto/ed25519"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"encoding/binary"
	"math/big"
	"net"
	"net/url"
	"testing"
	"time"
)

// manyExtensions is a certificate with all that Go can write into one, and an SCT:
// the same bytes in every run.
func manyExtensions(t *testing.T) []byte {
	t.Helper()
	key := ed25519.NewKeyFromSeed(make([]byte, ed25519.SeedSize))
	_, network, err := net.ParseCIDR("192.0.2.0/24")
	if err != nil {
		t.Fatal(err)
	}
	when := time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1),
		Subject: pkix.Name{CommonName: "example.com", Organization: []string{"Exämple"}, OrganizationalUnit: []string{"one", "two"}, Country: []string{"ZZ"},
			Locality: []string{"Town"}, Province: []string{"Land"}, StreetAddress: []string{"1 Street"}, PostalCode: []string{"12345"}, SerialNumber: "7"},
		NotBefore: when, NotAfter: when.AddDate(30, 0, 0), // one UTCTime, one GeneralizedTime
		DNSNames: []string{"example.com", "*.example.com"}, EmailAddresses: []string{"a@example.com"},
		IPAddresses: []net.IP{{192, 0, 2, 1}, net.ParseIP("2001:db8::1")}, URIs: []*url.URL{{Scheme: "https", Host: "example.com", Path: "/x"}},
		KeyUsage:              x509.KeyUsageCertSign | x509.KeyUsageCRLSign | x509.KeyUsageDigitalSignature | x509.KeyUsageDecipherOnly,
		ExtKeyUsage:           []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth, x509.ExtKeyUsageClientAuth, x509.ExtKeyUsageOCSPSigning},
		UnknownExtKeyUsage:    []asn1.ObjectIdentifier{{1, 3, 6, 1, 4, 1, 99999, 1}},
		BasicConstraintsValid: true, IsCA: true, MaxPathLen: 3,
		SubjectKeyId: []byte{1, 2, 3, 4}, AuthorityKeyId: []byte{5, 6, 7, 8},
		OCSPServer: []string{"http://ocsp.example.com"}, IssuingCertificateURL: []string{"http://ca.example.com/a.crt"},
		CRLDistributionPoints:       []string{"http://crl.example.com/a.crl", "http://crl.example.com/b.crl"},
		PermittedDNSDomainsCritical: true, PermittedDNSDomains: []string{"example.com"}, ExcludedDNSDomains: []string{"bad.example.com"},
		PermittedIPRanges: []*net.IPNet{network}, PermittedEmailAddresses: []string{"example.com"}, PermittedURIDomains: []string{".example.com"},
		PolicyIdentifiers: []asn1.ObjectIdentifier{{2, 23, 140, 1, 2, 1}},
		ExtraExtensions: []pkix.Extension{
			{Id: asn1.ObjectIdentifier{1, 3, 6, 1, 4, 1, 11129, 2, 4, 2}, Value: sctList()},
			{Id: asn1.ObjectIdentifier{1, 3, 6, 1, 5, 5, 7, 1, 24}, Value: []byte{0x30, 3, 2, 1, 5}}, // TLS feature: status_request
			{Id: asn1.ObjectIdentifier{1, 3, 6, 1, 4, 1, 99999, 2}, Value: []byte{0x30, 6, 0x04, 1, 9, 0x01, 1, 0xff}},
		},
	}
	cert, err := x509.CreateCertificate(nil, template, template, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	return cert
}

// sctList is the extension of RFC 6962 §3.3 with one SCT.
func sctList() []byte {
	sct := append(make([]byte, 1+32+8+2), 4, 3, 0, 2, 0x30, 0) // version to extensions, algorithm, signature
	list := binary.BigEndian.AppendUint16(nil, uint16(2+len(sct)))
	list = binary.BigEndian.AppendUint16(list, uint16(len(sct)))
	list = append(list, sct...)
	return append([]byte{0x04, byte(len(list))}, list...)
}
