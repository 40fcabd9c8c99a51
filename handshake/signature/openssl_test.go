package signature_test

import (
	"crypto"
	"crypto/x509"
	"encoding/pem"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/handshake/peertest"
	"github.com/tlsteach/tlsteach/handshake/signature"
)

// A workshop is a folder in which OpenSSL makes keys and certificates.
type workshop struct {
	t   *testing.T
	dir string
}

func newWorkshop(t *testing.T) *workshop {
	peertest.Need(t, "openssl")
	return &workshop{t, t.TempDir()}
}

func (w *workshop) openssl(line string) {
	w.t.Helper()
	cmd := exec.Command("openssl", strings.Fields(line)...)
	cmd.Dir = w.dir
	if out, err := cmd.CombinedOutput(); err != nil {
		w.t.Fatalf("openssl %s: %v\n%s", line, err, out)
	}
}

func (w *workshop) certificate(name string) []byte {
	text, err := os.ReadFile(filepath.Join(w.dir, name+".crt"))
	must(err)
	block, _ := pem.Decode(text)
	return block.Bytes
}

// authority makes NAME.key, by the arguments of genpkey, and NAME.crt, which it
// signs itself; both together are NAME.pem.
func (w *workshop) authority(name, key, sign string) {
	w.t.Helper()
	w.openssl("genpkey -out " + name + ".key " + key)
	w.openssl("req -x509 -subj /CN=example.com -addext subjectAltName=DNS:example.com -key " + name + ".key -out " + name + ".crt " + sign)
	var both []byte
	for _, end := range []string{".crt", ".key"} {
		b, err := os.ReadFile(filepath.Join(w.dir, name+end))
		must(err)
		both = append(both, b...)
	}
	must(os.WriteFile(filepath.Join(w.dir, name+".pem"), both, 0o600))
}

// leaf makes a certificate that an authority signs, from the request leaf.csr.
func (w *workshop) leaf(name, issuer, sign string) {
	w.t.Helper()
	w.openssl("x509 -req -in leaf.csr -CA " + issuer + ".crt -CAkey " + issuer + ".key -out " + name + ".crt " + sign)
}

const (
	smallRSA = "-algorithm RSA -pkeyopt rsa_keygen_bits:1024"
	pssKey   = "-algorithm RSA-PSS -pkeyopt rsa_keygen_bits:1024"
)

func (w *workshop) dsa(name string) {
	w.openssl("genpkey -genparam -algorithm DSA -pkeyopt dsa_paramgen_bits:1024 -pkeyopt dsa_paramgen_q_bits:160 -out dsa.params")
	w.authority(name, "-paramfile dsa.params", "-sha1")
}

// TestCertificatesOfOpenSSLHold has OpenSSL sign certificates in every way that it
// knows and we do; crypto/x509 agrees where it can judge.
func TestCertificatesOfOpenSSLHold(t *testing.T) {
	w := newWorkshop(t)
	w.authority("rsa", smallRSA, "-sha256")
	w.authority("pss", pssKey, "-sha256")
	w.authority("psslimited", pssKey+" -pkeyopt rsa_pss_keygen_md:sha384 -pkeyopt rsa_pss_keygen_mgf1_md:sha384 -pkeyopt rsa_pss_keygen_saltlen:30", "-sha384")
	w.authority("p224", "-algorithm EC -pkeyopt ec_paramgen_curve:P-224", "-sha224")
	w.authority("p256", "-algorithm EC -pkeyopt ec_paramgen_curve:P-256", "-sha256")
	w.authority("p384", "-algorithm EC -pkeyopt ec_paramgen_curve:P-384", "-sha384")
	w.authority("p521", "-algorithm EC -pkeyopt ec_paramgen_curve:P-521", "-sha512")
	w.authority("ed25519", "-algorithm ED25519", "")
	w.dsa("dsa")
	w.openssl("req -new -subj /CN=leaf -newkey ed25519 -nodes -keyout leaf.key -out leaf.csr")
	const padding = " -sigopt rsa_padding_mode:pss -sigopt rsa_pss_saltlen:"
	for _, c := range []struct{ issuer, sign, scheme string }{
		{"rsa", "-md5", "md5WithRSAEncryption"},
		{"rsa", "-sha1", "sha1WithRSAEncryption"},
		{"rsa", "-sha224", "sha224WithRSAEncryption"},
		{"rsa", "-sha256", "sha256WithRSAEncryption"},
		{"rsa", "-sha384", "sha384WithRSAEncryption"},
		{"rsa", "-sha512", "sha512WithRSAEncryption"},
		{"rsa", "-sha1" + padding + "20", "rsassaPss with SHA-1 and 20 bytes of salt"},
		{"rsa", "-sha256" + padding + "32", "rsassaPss with SHA-256 and 32 bytes of salt"},
		{"rsa", "-sha384" + padding + "0", "rsassaPss with SHA-384 and 0 bytes of salt"},
		{"rsa", "-sha512" + padding + "max", "rsassaPss with SHA-512 and 62 bytes of salt"},
		{"rsa", "-sha256" + padding + "7 -sigopt rsa_mgf1_md:sha512", "rsassaPss with SHA-256 and 7 bytes of salt"},
		{"pss", "-sha256 -sigopt rsa_pss_saltlen:32", "rsassaPss with SHA-256 and 32 bytes of salt"},
		{"psslimited", "-sha384 -sigopt rsa_pss_saltlen:40", "rsassaPss with SHA-384 and 40 bytes of salt"},
		{"p224", "-sha256", "ecdsa-with-SHA256"},
		{"p256", "-sha1", "ecdsa-with-SHA1"},
		{"p256", "-sha512", "ecdsa-with-SHA512"},
		{"p384", "-sha256", "ecdsa-with-SHA256"},
		{"p521", "-sha384", "ecdsa-with-SHA384"},
		{"p521", "-sha224", "ecdsa-with-SHA224"},
		{"ed25519", "", "Ed25519"},
		{"dsa", "-sha1", "dsa-with-sha1"},
		{"dsa", "-sha256", "dsa-with-sha256"},
		{"dsa", "-sha512", "dsa-with-sha512"},
	} {
		w.leaf("leaf", c.issuer, c.sign)
		der := w.certificate("leaf")
		key, err := signature.CertificateKey(w.certificate(c.issuer))
		if err != nil {
			t.Errorf("%s: %v", c.issuer, err)
			continue
		}
		e, err := signature.Certificate(der, key)
		if err != nil || !e.Holds || e.Scheme != c.scheme {
			t.Errorf("%s %s: %v %s %q", c.issuer, c.sign, err, e.Reason, e.Scheme)
		}
		if e, err := signature.Certificate(w.certificate(c.issuer), key); err != nil || !e.Holds {
			t.Errorf("%s by itself: %v %s", c.issuer, err, e.Reason)
		}
		p, err := signature.Locate(der)
		must(err)
		theirs, err := x509.ParseCertificate(der)
		must(err)
		if string(p.TBS.Of(der)) != string(theirs.RawTBSCertificate) || string(p.Key.Of(der)) != string(theirs.RawSubjectPublicKeyInfo) || string(p.Signature.Of(der)) != string(theirs.Signature) {
			t.Errorf("%s %s: other places than crypto/x509's", c.issuer, c.sign)
		}
		der[p.TBS.Offset+20] ^= 1
		if e, _ := signature.Certificate(der, key); e.Holds {
			t.Errorf("%s %s: it holds when it was changed, too", c.issuer, c.sign)
		}
	}
}

// TestKeysForPSSOnlySayHow takes a key that allows one hash and a least salt.
func TestKeysForPSSOnlySayHow(t *testing.T) {
	w := newWorkshop(t)
	w.authority("limited", pssKey+" -pkeyopt rsa_pss_keygen_md:sha256 -pkeyopt rsa_pss_keygen_mgf1_md:sha256 -pkeyopt rsa_pss_keygen_saltlen:32", "-sha256")
	key, err := signature.CertificateKey(w.certificate("limited"))
	must(err)
	if o := key.Only; o == nil || o.Hash != crypto.SHA256 || o.Mask != crypto.SHA256 || o.Salt != 32 {
		t.Fatalf("the key says %+v", o)
	}
	for name, m := range map[string]signature.Method{
		"the key is for another hash: SHA-256":                      pss(crypto.SHA384, 48),
		"the key wants at least 32 bytes of salt":                   pss(crypto.SHA256, 20),
		"the key is for RSA-PSS only":                               pkcs1(crypto.SHA256),
		"the key is of RSA, and the scheme is not":                  withECDSA(crypto.SHA256),
		"EM does not end with BC: it is no signature with this key": pss(crypto.SHA256, 32),
	} {
		e, err := key.Evaluate(m, nil, append([]byte{0}, random(127)...))
		if err != nil || e.Holds || e.Reason != name {
			t.Errorf("%v, %q, want %q", err, e.Reason, name)
		}
	}
}

func opensslSession(name, both, server, client string) peertest.Session {
	return peertest.Session{Name: name,
		Server: strings.Fields("openssl s_server -accept HOST:PORT -www " + both + " " + server),
		Client: strings.Fields("openssl s_client -connect HOST:PORT -ign_eof " + both + " " + client)}
}

// TestSignaturesOfOpenSSLHold takes them out of its connections.
func TestSignaturesOfOpenSSLHold(t *testing.T) {
	w := newWorkshop(t)
	w.authority("rsa", smallRSA, "-sha256")
	w.authority("pss", pssKey, "-sha256")
	w.authority("p256", "-algorithm EC -pkeyopt ec_paramgen_curve:P-256", "-sha256")
	w.authority("p521", "-algorithm EC -pkeyopt ec_paramgen_curve:P-521", "-sha256")
	w.authority("ed25519", "-algorithm ED25519", "")
	w.dsa("dsa")
	m := &peertest.Materials{Dir: w.dir}
	for _, c := range []struct{ name, both, server, client, scheme string }{
		{"1.2 dhe rsa", "-tls1_2 -cipher DHE-RSA-AES128-GCM-SHA256:@SECLEVEL=0 -sigalgs RSA+SHA512", "rsa", "", "rsa_pkcs1_sha512"},
		{"1.2 ecdhe rsa pss", "-tls1_2 -cipher ECDHE:@SECLEVEL=0 -sigalgs rsa_pss_rsae_sha384", "rsa", "rsa", "rsa_pss_rsae_sha384"},
		{"1.2 pss key", "-tls1_2 -cipher ECDHE:@SECLEVEL=0 -sigalgs rsa_pss_pss_sha256", "pss", "pss", "rsa_pss_pss_sha256"},
		{"1.2 ecdsa, hash of another curve", "-tls1_2 -cipher ECDHE:@SECLEVEL=0 -sigalgs ECDSA+SHA256", "p521", "p256", "ecdsa_secp256r1_sha256"},
		{"1.2 ecdsa sha1", "-tls1_2 -cipher ECDHE:@SECLEVEL=0 -sigalgs ECDSA+SHA1", "p256", "p256", "ecdsa_sha1"},
		{"1.2 ed25519", "-tls1_2 -cipher ECDHE -sigalgs ed25519", "ed25519", "ed25519", "ed25519"},
		{"1.2 dhe dss", "-tls1_2 -cipher DHE-DSS-AES128-SHA256:@SECLEVEL=0 -sigalgs DSA+SHA256", "dsa", "dsa", "dsa_sha256"},
		{"1.1 ecdhe rsa", "-tls1_1 -cipher ECDHE-RSA-AES128-SHA:@SECLEVEL=0", "rsa", "rsa", "RSA with MD5 and SHA-1"},
		{"1.0 dhe rsa", "-tls1 -cipher DHE-RSA-AES128-SHA:@SECLEVEL=0", "rsa", "rsa", "RSA with MD5 and SHA-1"},
		{"1.0 ecdhe ecdsa", "-tls1 -cipher ECDHE-ECDSA-AES128-SHA:@SECLEVEL=0", "p256", "p521", "ECDSA with SHA-1"},
		{"1.0 dhe dss", "-tls1 -cipher DHE-DSS-AES128-SHA:@SECLEVEL=0", "dsa", "dsa", "DSA with SHA-1"},
	} {
		t.Run(c.name, func(t *testing.T) {
			server, client, want := "-cert DIR/"+c.server+".pem", "", 1
			if c.client != "" {
				server += " -verify 1"
				client, want = "-cert DIR/"+c.client+".pem", 2
			}
			recs := opensslSession(c.name, c.both, server, client).Record(t, m)
			if t.Failed() {
				return
			}
			found := checkClear(t, recs[0])
			if len(found) != want || found[0].Scheme != c.scheme {
				t.Errorf("%d signatures: %+v", len(found), found)
			}
		})
	}
	for _, c := range []struct{ name, server, client, sigalgs string }{
		{"1.3 rsae", "rsa", "rsa", "rsa_pss_rsae_sha256"},
		{"1.3 pss", "pss", "pss", "rsa_pss_pss_sha256"},
		{"1.3 p-521 and p-256", "p521", "p256", "ecdsa_secp521r1_sha512:ecdsa_secp256r1_sha256"},
		{"1.3 ed25519", "ed25519", "rsa", "ed25519:rsa_pss_rsae_sha256"},
	} {
		t.Run(c.name, func(t *testing.T) {
			log := filepath.Join(w.dir, "keylog")
			_ = os.Remove(log)
			recs := opensslSession(c.name, "-tls1_3 -ciphersuites TLS_AES_256_GCM_SHA384 -cipher DEFAULT:@SECLEVEL=0 -sigalgs "+c.sigalgs,
				"-verify 1 -groups P-384 -cert DIR/"+c.server+".pem", "-groups X25519:P-384 -keylogfile DIR/keylog -cert DIR/"+c.client+".pem").Record(t, m)
			secrets, err := os.ReadFile(log)
			must(err)
			items, h := opened(recs[0], secrets)
			checkTLS13(t, items, h, capture.Server)
			checkTLS13(t, items, h, capture.Client)
		})
	}
}
