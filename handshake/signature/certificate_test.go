package signature_test

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"encoding/hex"
	"errors"
	"math/big"
	mathrand "math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/tlsteach/tlsteach/handshake"
	"github.com/tlsteach/tlsteach/handshake/registry"
	"github.com/tlsteach/tlsteach/handshake/signature"
)

func selfSigned(key crypto.Signer, a x509.SignatureAlgorithm) []byte {
	template := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "ca"}, NotAfter: time.Now().Add(time.Hour), SignatureAlgorithm: a}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	must(err)
	return der
}

// TestCertificatesAgreeWithX509WhenTamperedWith changes bytes all over certificates.
func TestCertificatesAgreeWithX509WhenTamperedWith(t *testing.T) {
	read, held := 0, 0
	for _, c := range []struct {
		key       crypto.Signer
		algorithm x509.SignatureAlgorithm
		rounds    int
	}{
		{rsa1024(), x509.SHA256WithRSA, 400}, {rsa1025(), x509.SHA512WithRSA, 200}, {rsa1024(), x509.SHA256WithRSAPSS, 400}, {rsa2048(), x509.SHA512WithRSAPSS, 100},
		{newECDSA(elliptic.P256()), x509.ECDSAWithSHA384, 400}, {newECDSA(elliptic.P384()), x509.ECDSAWithSHA256, 50}, {newEd25519(), x509.PureEd25519, 400},
	} {
		der := selfSigned(c.key, c.algorithm)
		issuer, err := signature.CertificateKey(der)
		must(err)
		parent, err := x509.ParseCertificate(der)
		must(err)
		for range c.rounds {
			b := tampered(der)
			if mathrand.IntN(2) == 0 { // in the last quarter: the signature and its algorithm
				b = append(der[:len(der)*3/4:len(der)*3/4], tampered(der[len(der)*3/4:])...)
			}
			e, mine := signature.Certificate(b, issuer)
			theirs, err := x509.ParseCertificate(b)
			if err != nil || theirs.SignatureAlgorithm == 0 || mine != nil {
				continue
			}
			read++
			want := parent.CheckSignature(theirs.SignatureAlgorithm, theirs.RawTBSCertificate, theirs.Signature)
			if insecure := x509.InsecureAlgorithmError(0); errors.As(want, &insecure) {
				continue // MD5
			}
			if e.Holds != (want == nil) {
				t.Errorf("%v: holds %v (%s), crypto/x509 says %v\n%x", c.algorithm, e.Holds, e.Reason, want, b)
			}
			if e.Holds {
				held++
			}
		}
	}
	if read < 500 || held == 0 {
		t.Errorf("%d could be read, %d held", read, held)
	}
}

// TestCutCertificatesAreErrors cuts one at every length, and gives every reader bytes
// that are none.
func TestCutCertificatesAreErrors(t *testing.T) {
	der := selfSigned(newEd25519(), x509.PureEd25519)
	key, err := signature.CertificateKey(der)
	must(err)
	for n := range der {
		if _, err := signature.Locate(der[:n]); err == nil {
			t.Errorf("%d bytes of %d are a certificate", n, len(der))
		}
		if _, err := signature.Certificate(der[:n], key); err == nil {
			t.Errorf("%d bytes of %d are a certificate", n, len(der))
		}
	}
	for range 3000 {
		b := tampered(tampered(tampered(der)))
		k, err := signature.CertificateKey(b)
		if err == nil {
			_, _ = signature.Certificate(b, k)
			_, _ = signature.Certificate(der, k)
		}
		_, _ = signature.ParseKey(b)
		_, _ = signature.MethodOfAlgorithm(b)
	}
}

func FuzzCertificate(f *testing.F) {
	for _, c := range []struct {
		key       crypto.Signer
		algorithm x509.SignatureAlgorithm
	}{{rsa1024(), x509.SHA256WithRSAPSS}, {rsa1024(), x509.SHA1WithRSA}, {newECDSA(elliptic.P256()), x509.ECDSAWithSHA256}, {newEd25519(), x509.PureEd25519}} {
		if c.algorithm == x509.SHA1WithRSA {
			continue // crypto/x509 no longer makes them
		}
		f.Add(selfSigned(c.key, c.algorithm))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		p, err := signature.Locate(b)
		if err != nil {
			return
		}
		for _, place := range []signature.Place{p.TBS, p.Algorithm, p.Key, p.Signature} {
			_ = place.Of(b)
		}
		key, err := signature.CertificateKey(b)
		if err != nil {
			return
		}
		if e, err := signature.Certificate(b, key); err == nil && e.Holds != (e.Reason == "") {
			t.Errorf("holds %v, %q", e.Holds, e.Reason)
		}
	})
}

func TestCompressedPointsAreKeys(t *testing.T) {
	for _, c := range curves {
		key := newECDSA(c)
		spki, err := x509.MarshalPKIXPublicKey(&key.PublicKey)
		must(err)
		point, err := key.PublicKey.Bytes()
		must(err)
		half := (len(point) - 1) / 2
		var info struct {
			Algorithm pkix.AlgorithmIdentifier
			Key       asn1.BitString
		}
		_, err = asn1.Unmarshal(spki, &info)
		must(err)
		short := append([]byte{2 + point[len(point)-1]&1}, point[1:1+half]...)
		info.Key = asn1.BitString{Bytes: short, BitLength: 8 * len(short)}
		der, err := asn1.Marshal(info)
		must(err)
		got, err := signature.ParseKey(der)
		if err != nil || !key.PublicKey.Equal(got.Public) {
			t.Errorf("%s: %v, %v", c.Params().Name, got, err)
		}
	}
}

// TestWhatIsMissingIsSaid names what this package has no equation for.
func TestWhatIsMissingIsSaid(t *testing.T) {
	key := signature.Key{Public: newEd25519().Public()}
	for _, s := range []registry.SignatureScheme{registry.SigEd448, registry.SigMLDSA44, registry.SigSM2SM3, registry.SigECDSABrainpoolP256r1, 0x0a0a, 0} {
		_, err := signature.MethodOfScheme(s, registry.VersionTLS13)
		if u := (*signature.UnsupportedError)(nil); !errors.As(err, &u) || !strings.Contains(err.Error(), s.String()) {
			t.Errorf("%s: %v", s, err)
		}
	}
	for what, err := range map[string]error{
		"a key of another type": second(signature.Key{Public: "key"}.Evaluate(pkcs1(crypto.SHA256), nil, nil)),
		"a missing hash":        second(signature.Key{Public: &rsa1024().PublicKey}.Evaluate(signature.Method{Algorithm: signature.RSAPKCS1}, nil, nil)),
		"a strange hash":        second(signature.Key{Public: &rsa1024().PublicKey}.Evaluate(pkcs1(99), nil, nil)),
		"a strange mask":        second(signature.Key{Public: &rsa1024().PublicKey}.Evaluate(signature.Method{Algorithm: signature.RSAPSS, Hash: crypto.SHA256}, nil, nil)),
		"Ed25519 in TLS 1.0":    second(signature.CertificateVerifyTLS10(&handshake.CertificateVerifyTLS10{}, key, nil)),
		"no RSA key":            second(signature.Key{Public: (*rsa.PublicKey)(nil)}.Evaluate(pkcs1(crypto.SHA256), nil, nil)),
		"no ECDSA key":          second(signature.Key{Public: (*ecdsa.PublicKey)(nil)}.Evaluate(withECDSA(crypto.SHA256), nil, nil)),
		"no DSA key":            second(signature.Key{Public: (*signature.DSAKey)(nil)}.Evaluate(pkcs1(crypto.SHA256), nil, nil)),
		"no key":                second(signature.Key{}.Evaluate(pkcs1(crypto.SHA256), nil, nil)),
		"a key without a curve": second(signature.Key{Public: &ecdsa.PublicKey{}}.Evaluate(withECDSA(crypto.SHA256), nil, nil)),
	} {
		if u := (*signature.UnsupportedError)(nil); !errors.As(err, &u) {
			t.Errorf("%s: %v", what, err)
		}
	}
	if _, err := signature.ServerKeyExchange(&handshake.ServerKeyExchangeECDHE{}, key, nil, nil); err == nil {
		t.Error("a message without a signature has one")
	}
}

func second(_ signature.Evaluation, err error) error { return err }

// TestKeysAndSchemesThatDoNotFitFail gives each key every scheme: TLS 1.3 ties ECDSA's to
// a curve, and takes no old ones.
func TestKeysAndSchemesThatDoNotFitFail(t *testing.T) {
	content := []byte("content")
	for _, c := range []struct {
		scheme registry.SignatureScheme
		v      registry.Version
		key    crypto.PublicKey
		reason string
	}{
		{registry.SigECDSASecp256r1SHA256, registry.VersionTLS13, newECDSA(elliptic.P384()).Public(), "the scheme is for P-256, and the key on P-384"},
		{registry.SigECDSASecp384r1SHA384, registry.VersionTLS13, newECDSA(elliptic.P521()).Public(), "the scheme is for P-384, and the key on P-521"},
		{registry.SigECDSASecp521r1SHA512, registry.VersionTLS13, newECDSA(elliptic.P256()).Public(), "the scheme is for P-521, and the key on P-256"},
		{registry.SigRSAPKCS1SHA256, registry.VersionTLS13, rsa1024().Public(), "TLS 1.3 does not allow rsa_pkcs1_sha256 in a CertificateVerify"},
		{registry.SigECDSASHA1, registry.VersionTLS13, newECDSA(elliptic.P256()).Public(), "TLS 1.3 does not allow ecdsa_sha1 in a CertificateVerify"},
		{registry.SigEd25519, registry.VersionTLS13, rsa1024().Public(), "the key is of RSA, and the scheme is not"},
		{registry.SigRSAPSSRSAESHA256, registry.VersionTLS12, newEd25519().Public(), "the key is of Ed25519, and the scheme is not"},
		{registry.SigRSAPKCS1SHA1, registry.VersionTLS12, newECDSA(elliptic.P256()).Public(), "the key is of ECDSA, and the scheme is not"},
		{registry.SigEd25519, registry.VersionTLS12, &signature.DSAKey{}, "the key is of DSA, and the scheme is not"},
		{registry.SigDSASHA1, registry.VersionTLS12, &signature.DSAKey{}, "a number of the key is not positive"},
		{registry.SigRSAPSSPSSSHA256, registry.VersionTLS13, rsa1024().Public(), "the scheme is for keys of RSA-PSS only, and this one is for any RSA"},
		{registry.SigRSAPSSRSAESHA256, registry.VersionTLS13, signature.Key{Public: rsa1024().Public(), Only: &signature.Method{}}, "the scheme is for keys of any RSA, and this one is for RSA-PSS only"},
	} {
		m, err := signature.MethodOfScheme(c.scheme, c.v)
		must(err)
		key, ok := c.key.(signature.Key)
		if !ok {
			key.Public = c.key
		}
		e, err := key.Evaluate(m, content, random(128))
		if err != nil || e.Holds || e.Reason != c.reason {
			t.Errorf("%s: %v, %q, want %q", c.scheme, err, e.Reason, c.reason)
		}
	}
}

// TestSSL30HashesTakeInTheMasterSecret computes RFC 6101 §5.6.8 a second time, by its
// text: no peer here speaks SSL 3.0.
func TestSSL30HashesTakeInTheMasterSecret(t *testing.T) {
	messages, master := random(500), random(48)
	pads := func(h crypto.Hash, n int) []byte {
		pad1, _ := hex.DecodeString(strings.Repeat("36", n))
		pad2, _ := hex.DecodeString(strings.Repeat("5c", n))
		inner := digest(h, append(append(append([]byte{}, messages...), master...), pad1...))
		return digest(h, append(append(append([]byte{}, master...), pad2...), inner...))
	}
	sha, md5 := pads(crypto.SHA1, 40), pads(crypto.MD5, 48)
	sig, err := rsa1024().Sign(nil, append(append([]byte{}, md5...), sha...), crypto.MD5SHA1)
	must(err)
	e, err := signature.CertificateVerifySSL30(&handshake.CertificateVerifyTLS10{Signature: sig}, signature.Key{Public: rsa1024().Public()}, messages, master)
	if err != nil || !e.Holds {
		t.Errorf("RSA: %v %s", err, e.Reason)
	}
	key := newECDSA(elliptic.P256()) // stands for DSA, which signs the same hash
	sig, err = ecdsa.SignASN1(rand.Reader, key, sha)
	must(err)
	e, err = signature.CertificateVerifySSL30(&handshake.CertificateVerifyTLS10{Signature: sig}, signature.Key{Public: key.Public()}, messages, master)
	if err != nil || !e.Holds {
		t.Errorf("ECDSA: %v %s", err, e.Reason)
	}
	messages[3] ^= 1
	if e, _ = signature.CertificateVerifySSL30(&handshake.CertificateVerifyTLS10{Signature: sig}, signature.Key{Public: key.Public()}, messages, master); e.Holds {
		t.Error("it holds with other messages, too")
	}
}
