package der_test

import (
	"bytes"
	"encoding/pem"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/tlsteach/tlsteach/handshake/der"
	"github.com/tlsteach/tlsteach/handshake/peertest"
)

// openssl runs OpenSSL in a folder.
func openssl(t testing.TB, folder string, args ...string) {
	t.Helper()
	cmd := exec.Command(peertest.Need(t, "openssl"), args...)
	cmd.Dir = folder
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("openssl %v: %v\n%s", args, err, out)
	}
}

// opensslSamples are certificates with what crypto/x509 does not write: every
// extension that has a grammar here, and other keys.
func opensslSamples(t testing.TB) (out []sample) {
	t.Helper()
	config, err := filepath.Abs("testdata/every-extension.cnf")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	for _, c := range []struct {
		name string
		args []string
	}{
		{"every-extension", []string{"-newkey", "rsa:2048", "-utf8", "-config", config}},
		{"pss-key", []string{"-newkey", "rsa-pss", "-pkeyopt", "rsa_keygen_bits:2048", "-pkeyopt", "rsa_pss_keygen_md:sha256", "-pkeyopt", "rsa_pss_keygen_mgf1_md:sha256",
			"-pkeyopt", "rsa_pss_keygen_saltlen:32", "-subj", "/CN=pss"}},
		{"ed448", []string{"-newkey", "ed448", "-subj", "/CN=ed448"}},
		{"brainpool", []string{"-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:brainpoolP256r1", "-subj", "/CN=brainpool"}},
		{"explicit-curve", []string{"-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-pkeyopt", "ec_param_enc:explicit", "-subj", "/CN=curve"}},
		{"two-attributes-in-one-set", []string{"-newkey", "ed25519", "-multivalue-rdn", "-subj", "/O=org+CN=two"}},
		{"dsa", []string{"-newkey", "dsa:" + dsaParameters(t, dir), "-subj", "/CN=dsa"}},
	} {
		openssl(t, dir, append([]string{"req", "-x509", "-nodes", "-days", "30", "-keyout", c.name + ".key", "-out", c.name + ".pem"}, c.args...)...)
		out = append(out, sample{c.name, fromPEM(t, filepath.Join(dir, c.name+".pem"))})
	}
	return out
}

func dsaParameters(t testing.TB, dir string) string {
	t.Helper()
	file := filepath.Join(dir, "dsa.pem")
	openssl(t, dir, "genpkey", "-genparam", "-algorithm", "DSA", "-pkeyopt", "dsa_paramgen_bits:1024", "-out", file)
	return file
}

func fromPEM(t testing.TB, file string) []byte {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	block, _ := pem.Decode(text)
	if block == nil {
		t.Fatalf("%s holds no PEM", file)
	}
	return block.Bytes
}

// TestEveryExtensionIsOpened reads a certificate with every extension that has a
// grammar here and one that has none: nothing else is left undivided, whatever
// bit is wrong.
func TestEveryExtensionIsOpened(t *testing.T) {
	s := opensslSamples(t)[0]
	r := certificate(t, s.der)
	for _, span := range r.Spans {
		if span.Opaque && (span.Field.Name != "undivided" || string(r.bytes[span.Offset:span.Offset+span.Length]) != "\x01\x02\x03\xff") {
			t.Errorf("%s at %d is not opened", span.Field.Name, span.Offset)
		}
	}
	if n := len(r.texts("sequence")) + len(r.texts("context_specific")); n != 2 { // the list of extensions, the unknown one
		t.Errorf("%d elements have no name", n-2)
	}
	for path, want := range map[string]string{
		"subject_alt_name/other_name":          "msUserPrincipalName: user@example.com",
		"subject_alt_name/directory_name":      "O=dirorg",
		"subject_alt_name/registered_id":       "1.2.3.4",
		"permitted_subtrees/ip_address":        "10.0.0.0/8",
		"crl_distribution_points/reasons":      "keyCompromise, cACompromise",
		"name_relative_to_crl_issuer":          "CN=relname",
		"cps_uri":                              "http://cps.example",
		"user_notice/explicit_text":            "hällo",
		"notice_number[1]":                     "2",
		"policy_mapping/subject_domain_policy": "2.3.4",
		"require_explicit_policy":              "3",
		"inhibit_any_policy":                   "2",
		"authority_cert_issuer/common_name":    "example.com",
		"tls_feature":                          "status_request (5), status_request_v2 (17)",
		"netscape_cert_type":                   "SSL client, SSL server, S/MIME",
		"netscape_comment":                     "a comment",
		"private_key_usage_period/not_after":   "2030-01-01T00:00:00Z",
		"ms_certificate_template_name":         "WebServer",
		"template_major_version":               "100",
		"qc_limit_value/currency":              "EUR",
		"qc_types":                             "qcType web",
		"logotype_uri/uri":                     "http://logo.example/logo.gif",
		"ip_addr_blocks/address_prefix":        "10.0.0.0/16",
		"ip_addr_blocks/address_prefix[1]":     "2001:db8::/32",
		"address_range/min":                    "2001::",
		"address_range/max":                    "2002:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
		"logotype_image/image_info/x_size":     "64",
		"image_info/language":                  "en",
		"as_identifiers/id":                    "64496",
		"subject_directory_attributes/values":  "1 element",
		"entrust_vers":                         "V7.1",
		"subject/state_or_province_name":       "Böhmen",
		"subject/jurisdiction_country_name":    "US",
		"extension_list/extension[2]":          "keyUsage, critical",
	} {
		if got := r.text(path); got != want {
			t.Errorf("%s: %q, want %q", path, got, want)
		}
	}
	b := bytes.Clone(s.der)
	for i := range b {
		b[i] ^= 1 << (i % 8)
		damaged, _ := read(t, b, der.Certificate)
		if i%32 == 0 {
			damaged.render()
		}
		b[i] ^= 1 << (i % 8)
	}
}

// opensslOCSP are the answers of OpenSSL's responder about three certificates: one
// that is good, one that is revoked, one that it does not know.
func opensslOCSP(t testing.TB) []byte {
	t.Helper()
	dir := t.TempDir()
	openssl(t, dir, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", "ca.key", "-out", "ca.pem", "-subj", "/O=Org/CN=Authority", "-days", "30")
	index := "V\t301231000000Z\t\t01\tunknown\t/CN=good\nR\t301231000000Z\t260102030405Z,keyCompromise\t02\tunknown\t/CN=bad\n"
	if err := os.WriteFile(filepath.Join(dir, "index.txt"), []byte(index), 0o600); err != nil {
		t.Fatal(err)
	}
	openssl(t, dir, "ocsp", "-issuer", "ca.pem", "-serial", "1", "-serial", "2", "-serial", "3", "-reqout", "request.der")
	openssl(t, dir, "ocsp", "-index", "index.txt", "-CA", "ca.pem", "-rsigner", "ca.pem", "-rkey", "ca.key", "-ndays", "7", "-reqin", "request.der", "-respout", "response.der")
	answer, err := os.ReadFile(filepath.Join(dir, "response.der"))
	if err != nil {
		t.Fatal(err)
	}
	return answer
}
