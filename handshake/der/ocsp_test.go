package der_test

import (
	"crypto/sha1"
	"encoding/hex"
	"slices"
	"testing"

	"github.com/tlsteach/tlsteach/handshake/der"
	"github.com/tlsteach/tlsteach/handshake/registry"
)

func TestOpenSSLsAnswersAreRead(t *testing.T) {
	r, err := read(t, opensslOCSP(t), der.OCSPResponse)
	if err != nil {
		t.Fatal(err)
	}
	cert := &reading{bytes: r.value("certs/certificate")}
	if cert.Trace = certificate(t, cert.bytes).Trace; cert.text("subject") != "O=Org, CN=Authority" {
		t.Errorf("subject %q", cert.text("subject"))
	}
	key := sha1.Sum(cert.value("rsa_public_key"))
	for path, want := range map[string]string{
		"response_status":                         "successful (0)",
		"response_bytes/response_type":            "ocspBasic (1.3.6.1.5.5.7.48.1.1)",
		"responder_name":                          "O=Org, CN=Authority",
		"single_response[0]/serial_number":        "0x01",
		"single_response[0]/good":                 "empty",
		"single_response[0]/issuer_key_hash":      hex.EncodeToString(key[:]),
		"single_response[1]/revoked":              "2026-01-02T03:04:05Z, keyCompromise (1)",
		"single_response[1]/revocation_time":      "2026-01-02T03:04:05Z",
		"single_response[1]/revocation_reason":    "keyCompromise (1)",
		"single_response[2]/unknown":              "empty",
		"single_response[2]/hash_algorithm":       "sha1",
		"basic_ocsp_response/signature_algorithm": "sha256WithRSAEncryption",
		"response_extensions/oid":                 "ocspNonce (1.3.6.1.5.5.7.48.1.2)",
		"certs/certificate/subject/common_name":   "Authority",
	} {
		if got := r.text(path); got != want {
			t.Errorf("%s: %q, want %q", path, got, want)
		}
	}
	if from, to := r.text("single_response[0]/this_update"), r.text("single_response[0]/next_update"); len(from) != 20 || len(to) != 20 || from >= to {
		t.Errorf("from %s to %s", from, to)
	}
	if _, ok := r.find("nonce/value"); !ok {
		t.Error("no nonce")
	}
}

func TestAnAnswerWithoutAnswerIsRead(t *testing.T) {
	r, err := read(t, []byte{0x30, 3, 0x0a, 1, 3}, der.OCSPResponse)
	if err != nil || r.text("response_status") != "tryLater (3)" {
		t.Errorf("%v, %s", err, r.text("response_status"))
	}
	_, err = read(t, []byte{0x30, 3, 0x02, 1, 3}, der.OCSPResponse)
	if e := wireError(t, err); e.Field != "response_status" || e.Alert != registry.AlertBadCertificateStatusResponse {
		t.Errorf("%+v", e)
	}
}

func TestRespondersAndRequestExtensionsAreRead(t *testing.T) {
	byKey := tlv(0xa2, tlv(4, []byte{1, 2, 3}))
	r, err := read(t, byKey, der.ResponderID)
	if err != nil || r.text("key_hash") != "010203" {
		t.Errorf("%v, %s", err, r.text("key_hash"))
	}
	byName := tlv(0xa1, tlv(0x30, tlv(0x31, tlv(0x30, tlv(6, []byte{0x55, 4, 3}), tlv(0x0c, []byte("x"))))))
	if r, err = read(t, byName, der.ResponderID); err != nil || r.text("by_name") != "CN=x" {
		t.Errorf("%v, %s", err, r.text("by_name"))
	}
	_, err = read(t, tlv(0xa3), der.ResponderID)
	if e := wireError(t, err); e.Alert != registry.AlertDecodeError || e.Offset != 0 {
		t.Errorf("%+v", e)
	}
	nonce := tlv(0x30, tlv(0x30, tlv(6, []byte{0x2b, 6, 1, 5, 5, 7, 48, 1, 2}), tlv(4, tlv(4, []byte{7, 7}))))
	if r, err = read(t, nonce, der.OCSPExtensions); err != nil || r.text("nonce") != "0707" {
		t.Errorf("%v, %s", err, r.text("nonce"))
	}
}

func TestTimestampsAreReadInAllThreePlaces(t *testing.T) {
	alone, err := read(t, sctList(), der.SignedCertificateTimestampList)
	if err != nil {
		t.Fatal(err)
	}
	answer, err := read(t, tlv(0x30, tlv(0x30, tlv(6, []byte{0x2b, 6, 1, 4, 1, 0xd6, 0x79, 2, 4, 5}), tlv(4, tlv(4, sctList())))), der.OCSPExtensions)
	if err != nil {
		t.Fatal(err)
	}
	for where, r := range map[string]*reading{"alone": alone, "certificate": certificate(t, samples()[9].der), "answer": answer} {
		for path, want := range map[string]string{
			"signed_certificate_timestamp[0]/sct_version":         "v1 (0)",
			"signed_certificate_timestamp[0]/timestamp":           "2014-08-02T15:15:56.086Z",
			"signed_certificate_timestamp[0]/hash":                "sha256",
			"signed_certificate_timestamp[0]/signature_algorithm": "ecdsa",
			"signed_certificate_timestamp[0]/ecdsa_sig_value/s":   "02",
			"signed_certificate_timestamp[1]/signature_algorithm": "rsa",
			"signed_certificate_timestamp[1]/signature":           "090909",
		} {
			if got := r.text(path); got != want {
				t.Errorf("%s: %s: %q, want %q", where, path, got, want)
			}
		}
	}
}

func TestTimestampsKeepTheirDamage(t *testing.T) {
	b := sctList()
	b[4] = 9 // the version of the first
	r, err := read(t, b, der.SignedCertificateTimestampList)
	if err != nil || r.text("sct_data") == "absent" {
		t.Errorf("another version: %v, %q", err, r.texts("sct_version"))
	}
	b = sctList()
	b[2+2+1+32+8+1] = 200 // extensions that are longer than the timestamp
	r, err = read(t, b, der.SignedCertificateTimestampList)
	if e := wireError(t, err); e.Field != "extensions" || e.Alert != registry.AlertDecodeError {
		t.Errorf("%+v", e)
	}
	if got := r.texts("timestamp"); len(got) != 2 || !slices.Contains(r.texts("signature"), "090909") {
		t.Errorf("the second is lost: %q", got)
	}
}
