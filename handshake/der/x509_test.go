package der_test

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/rsa"
	"crypto/x509"
	"encoding/asn1"
	"encoding/hex"
	"fmt"
	"math/big"
	"slices"
	"strings"
	"testing"
	"time"
)

// TestValuesAreThoseOfCryptoX509 compares every value with what the standard
// library reads.
func TestValuesAreThoseOfCryptoX509(t *testing.T) {
	each(t, func(t *testing.T, s sample) {
		want, err := x509.ParseCertificate(s.der)
		if err != nil {
			t.Fatal(err)
		}
		r := certificate(t, s.der)
		same := func(path, want string) {
			t.Helper()
			if got := r.text(path); got != want {
				t.Errorf("%s: %q, want %q", path, got, want)
			}
		}
		same("tbs_certificate/version", fmt.Sprintf("v%d (%d)", want.Version, want.Version-1))
		same("tbs_certificate/not_before", want.NotBefore.Format(time.RFC3339))
		same("tbs_certificate/not_after", want.NotAfter.Format(time.RFC3339))
		if got := new(big.Int).SetBytes(r.value("tbs_certificate/serial_number/value")); got.Cmp(want.SerialNumber) != 0 {
			t.Errorf("serial number %v, want %v", got, want.SerialNumber)
		}
		for path, want := range map[string][]byte{
			"tbs_certificate": want.RawTBSCertificate, "issuer": want.RawIssuer, "subject": want.RawSubject,
			"subject_public_key_info": want.RawSubjectPublicKeyInfo,
		} {
			if got := r.value(path); !bytes.Equal(got, want) {
				t.Errorf("%s: %x, want %x", path, got, want)
			}
		}
		if got := r.value("signature_value"); !bytes.HasSuffix(got, want.Signature) {
			t.Error("not the signature")
		}
		compareName(t, r, want)
		compareKey(t, r, want)
		compareExtensions(t, r, want)
	})
}

func compareName(t *testing.T, r *reading, want *x509.Certificate) {
	t.Helper()
	for i, a := range want.Subject.Names {
		path := fmt.Sprintf("subject/attribute_type_and_value[%d]", i)
		if got := r.text(path + "/type/oid"); !strings.Contains(got, "("+a.Type.String()+")") {
			t.Errorf("attribute %d: %s, want %s", i, got, a.Type)
		}
		spans := r.text(path)
		if !strings.HasSuffix(spans, "="+a.Value.(string)) {
			t.Errorf("attribute %d: %q, want %q", i, spans, a.Value)
		}
	}
	if want.Subject.CommonName != "" {
		if got := r.text("subject/common_name"); got != want.Subject.CommonName {
			t.Errorf("common name %q, want %q", got, want.Subject.CommonName)
		}
	}
}

func compareKey(t *testing.T, r *reading, want *x509.Certificate) {
	t.Helper()
	switch key := want.PublicKey.(type) {
	case *rsa.PublicKey:
		if n := new(big.Int).SetBytes(r.value("rsa_public_key/modulus/value")); n.Cmp(key.N) != 0 {
			t.Error("not the modulus")
		}
		if got := r.text("rsa_public_key/public_exponent"); got != fmt.Sprint(key.E) {
			t.Errorf("exponent %s", got)
		}
	case *ecdsa.PublicKey:
		point, err := key.Bytes()
		if err != nil || !bytes.Equal(r.value("ec_point"), point) {
			t.Error("not the point", err)
		}
		var two struct{ R, S *big.Int }
		if _, err := asn1.Unmarshal(want.Signature, &two); err != nil {
			t.Fatal(err)
		}
		if new(big.Int).SetBytes(r.value("signature_value/r/value")).Cmp(two.R) != 0 || new(big.Int).SetBytes(r.value("signature_value/s/value")).Cmp(two.S) != 0 {
			t.Error("not r and s")
		}
	case ed25519.PublicKey:
		if !bytes.Equal(r.value("ed25519_public_key"), key) {
			t.Error("not the key")
		}
	default:
		t.Errorf("%T", key)
	}
}

func compareExtensions(t *testing.T, r *reading, want *x509.Certificate) {
	t.Helper()
	same := func(what string, got, want []string) {
		t.Helper()
		if !slices.Equal(got, want) {
			t.Errorf("%s: %q, want %q", what, got, want)
		}
	}
	under := func(group string) *reading {
		s, ok := r.find(group)
		if !ok {
			return &reading{}
		}
		sub := &reading{bytes: r.bytes}
		for _, span := range r.Spans {
			if span.Offset >= s.Offset && span.Offset+span.Length <= s.Offset+s.Length {
				sub.Spans = append(sub.Spans, span)
			}
		}
		return sub
	}
	names := under("subject_alt_name")
	same("dns names", names.texts("dns_name"), want.DNSNames)
	same("mailboxes", names.texts("rfc822_name"), want.EmailAddresses)
	same("URIs", names.texts("uniform_resource_identifier"), texts(want.URIs))
	same("addresses", names.texts("ip_address"), texts(want.IPAddresses))
	same("OCSP servers", accessed(r, "ocsp"), want.OCSPServer)
	same("issuer's certificates", accessed(r, "caIssuers"), want.IssuingCertificateURL)
	same("revocation lists", under("crl_distribution_points").texts("uniform_resource_identifier"), want.CRLDistributionPoints)
	var policies []string
	for _, p := range want.Policies {
		policies = append(policies, p.String())
	}
	var got []string
	for _, p := range r.texts("policy_identifier") {
		got = append(got, strings.TrimSuffix(strings.TrimPrefix(p, "anyPolicy ("), ")"))
	}
	same("policies", got, policies)
	permitted, excluded := under("permitted_subtrees"), under("excluded_subtrees")
	same("permitted domains", permitted.texts("dns_name"), want.PermittedDNSDomains)
	same("excluded domains", excluded.texts("dns_name"), want.ExcludedDNSDomains)
	same("permitted addresses", permitted.texts("ip_address"), texts(want.PermittedIPRanges))
	same("excluded addresses", excluded.texts("ip_address"), texts(want.ExcludedIPRanges))
	same("permitted mailboxes", permitted.texts("rfc822_name"), want.PermittedEmailAddresses)
	same("excluded URIs", excluded.texts("uniform_resource_identifier"), want.ExcludedURIDomains)
	if want.SubjectKeyId != nil && r.text("subject_key_identifier/value") != hex.EncodeToString(want.SubjectKeyId) ||
		want.AuthorityKeyId != nil && r.text("key_identifier/value") != hex.EncodeToString(want.AuthorityKeyId) {
		t.Error("not the key identifiers")
	}
	if _, ok := r.find("basic_constraints"); ok != want.BasicConstraintsValid || ok && (r.text("ca") == "true") != want.IsCA {
		t.Error("not the basic constraints")
	}
	if want.MaxPathLen > 0 && r.text("path_len_constraint") != fmt.Sprint(want.MaxPathLen) {
		t.Errorf("path length %s", r.text("path_len_constraint"))
	}
	for i, e := range want.Extensions {
		path := fmt.Sprintf("extension_list/extension[%d]/", i)
		if !bytes.HasSuffix(r.value(path+"extn_value"), e.Value) || !strings.Contains(r.text(path+"oid"), e.Id.String()) || (r.text(path+"critical") == "true") != e.Critical {
			t.Errorf("extension %d is not %v", i, e.Id)
		}
	}
	if want.KeyUsage != 0 {
		compareUsage(t, r.text("key_usage"), want.KeyUsage)
	}
	if n := len(want.ExtKeyUsage) + len(want.UnknownExtKeyUsage); len(r.texts("key_purpose_id")) != n {
		t.Errorf("%d purposes of %d", len(r.texts("key_purpose_id")), n)
	}
}

func compareUsage(t *testing.T, got string, want x509.KeyUsage) {
	t.Helper()
	var names []string
	for i, name := range []string{"digitalSignature", "contentCommitment", "keyEncipherment", "dataEncipherment", "keyAgreement", "keyCertSign", "cRLSign", "encipherOnly", "decipherOnly"} {
		if want&(1<<i) != 0 {
			names = append(names, name)
		}
	}
	if got != strings.Join(names, ", ") {
		t.Errorf("key usage %q, want %q", got, names)
	}
}

// accessed are the URIs of the access descriptions of one method.
func accessed(r *reading, method string) (out []string) {
	for _, text := range r.texts("access_description") {
		if uri, ok := strings.CutPrefix(text, method+": "); ok {
			out = append(out, uri)
		}
	}
	return out
}

func texts[T fmt.Stringer](list []T) (out []string) {
	for _, v := range list {
		out = append(out, v.String())
	}
	return out
}
