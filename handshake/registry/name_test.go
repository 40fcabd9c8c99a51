package registry

import (
	"crypto/tls"
	"fmt"
	"strings"
	"testing"
)

func TestString(t *testing.T) {
	for _, tt := range []struct {
		value fmt.Stringer
		want  string
	}{
		{TLS_AES_128_GCM_SHA256, "TLS_AES_128_GCM_SHA256"},
		{CipherSuite(0xcc13), "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256 (draft)"},
		{CipherSuite(0x1a1a), "GREASE (0x1a1a)"},
		{CipherSuite(0x1234), "unknown (0x1234)"},
		{ExtServerName, "server_name"},
		{ExtALPS, "application_settings"},
		{ExtECH, "encrypted_client_hello"},
		{ExtensionType(0xffff), "unknown (0xffff)"},
		{GroupX25519, "x25519"},
		{GroupX25519MLKEM768, "X25519MLKEM768"},
		{GroupX25519Kyber768Draft00, "X25519Kyber768Draft00"},
		{Group(0), "unknown (0x0000)"},
		{SigECDSASecp256r1SHA256, "ecdsa_secp256r1_sha256"},
		{SigMLDSA65, "mldsa65"},
		{SigDSASHA256, "dsa_sha256"},
		{SignatureScheme(0x0301), "rsa_sha224"},
		{SignatureScheme(0x0400), "unknown (0x0400)"},
		{HandshakeClientHello, "client_hello"},
		{HandshakeServerHelloDone, "server_hello_done"},
		{HandshakeType(7), "unknown (0x07)"},
		{ContentApplicationData, "application_data"},
		{ContentInvalid, "unknown (0x00)"},
		{AlertCloseNotify, "close_notify"},
		{AlertNoRenegotiation, "no_renegotiation"},
		{Alert(1), "unknown (0x01)"},
		{AlertLevelFatal, "fatal"},
		{AlertLevel(0), "unknown (0x00)"},
		{CompressionNull, "NULL"},
		{PSKModeDHEKE, "psk_dhe_ke"},
		{PSKMode(0x0b), "GREASE (0x0b)"},
		{PSKMode(2), "unknown (0x02)"},
		{PointUncompressed, "uncompressed"},
		{CurveNamed, "named_curve"},
		{NameHost, "host_name"},
		{StatusOCSPMulti, "ocsp_multi"},
		{CertificateCompressionBrotli, "brotli"},
		{CertificateCompression(9), "unknown (0x0009)"},
		{CertificateRawPublicKey, "Raw Public Key"},
		{ClientCertificateECDSASign, "ecdsa_sign"},
		{MaxFragmentLength(2), "2^10"},
		{UpdateRequested, "update_requested"},
		{HeartbeatPeerAllowed, "peer_allowed_to_send"},
		{HeartbeatResponse, "heartbeat_response"},
		{ECHInner, "inner"},
		{HPKEKEM(0x20), "DHKEM(X25519, HKDF-SHA256)"},
		{HPKEKDF(1), "HKDF-SHA256"},
		{HPKEAEAD(1), "AES-128-GCM"},
		{SRTPProfile(7), "SRTP_AEAD_AES_128_GCM"},
		{UserMappingType(64), "upn_domain_hint"},
		{AuthzFormat(1), "saml_assertion"},
		{TrustedCAX509Name, "x509_name"},
		{TokenBindingKey(2), "ecdsap256"},
		{CachedInfoType(1), "cert"},
		{EKTCipher(1), "aeskw_128"},
		{TransX509SCT, "x509_sct_v2"},
		{QUICParameter(4), "initial_max_data"},
		{QUICParameter(0xff73db), "version_information (draft)"},
		{QUICParameter(27 + 31*1000), "reserved (0x7933)"},
		{QUICParameter(0x5000000), "unknown (0x5000000)"},
		{VersionSSL20, "SSL 2.0"},
		{VersionSSL30, "SSL 3.0"},
		{VersionTLS13, "TLS 1.3"},
		{VersionDTLS12, "DTLS 1.2"},
		{Version(0x7f17), "TLS 1.3 draft 23"},
		{Version(0x7f00), "unknown (0x7f00)"},
		{Version(0x7f1d), "unknown (0x7f1d)"},
	} {
		if got := tt.value.String(); got != tt.want {
			t.Errorf("%#v prints as %q, want %q", tt.value, got, tt.want)
		}
	}
}

func TestKnownAndRegistered(t *testing.T) {
	for _, tt := range []struct {
		value interface {
			fmt.Stringer
			Known() bool
			Registered() bool
		}
		known, registered bool
	}{
		{TLS_AES_128_GCM_SHA256, true, true},
		{CipherSuite(0xcc13), true, false},
		{CipherSuite(0x0a0a), false, false},
		{ExtALPS, true, false},
		{ExtECH, true, true},
		{ExtensionType(63), false, false},
		{GroupX25519Kyber768Draft00, true, true},
		{Group(0xfe31), true, false},
		{SigDSASHA256, true, false},
		{SigMLDSA44, true, true},
		{SignatureScheme(0x0a0a), false, false},
		{HandshakeNextProtocol, true, false},
		{HandshakeFinished, true, true},
	} {
		if tt.value.Known() != tt.known || tt.value.Registered() != tt.registered {
			t.Errorf("%v: known %t, registered %t", tt.value, tt.value.Known(), tt.value.Registered())
		}
	}
	if !Version(0x7f17).Known() || Version(0x7f1d).Known() || PSKMode(0x0b).Known() {
		t.Error("Known of a draft, of no draft, or of GREASE is wrong")
	}
}

// Every message has a name in prose and every alert a meaning, and no others.
func TestMessagesAndMeanings(t *testing.T) {
	for v := 0; v <= 0xff; v++ {
		h, a := HandshakeType(v), Alert(v)
		if named := !strings.HasPrefix(h.Message(), "unknown"); named != h.Known() {
			t.Errorf("%v: Message %q", h, h.Message())
		}
		meaning := a.Meaning()
		if (meaning != "") != a.Known() {
			t.Errorf("%v: Meaning %q", a, meaning)
		}
		if meaning != "" && (!strings.Contains(meaning, "(RFC ") || !strings.HasSuffix(meaning, ").")) {
			t.Errorf("%v: %q does not end with its source", a, meaning)
		}
	}
	if got := HandshakeNewSessionTicket.Message(); got != "NewSessionTicket" {
		t.Errorf("Message = %q", got)
	}
}

func TestCipherSuiteParts(t *testing.T) {
	for _, tt := range []struct {
		suite                      CipherSuite
		exchange, encryption, hash string
		tls13                      bool
	}{
		{TLS_AES_128_GCM_SHA256, "", "AES_128_GCM", "SHA256", true},
		{TLS_AES_128_CCM_8_SHA256, "", "AES_128_CCM_8", "SHA256", true},
		{TLS_CHACHA20_POLY1305_SHA256, "", "CHACHA20_POLY1305", "SHA256", true},
		{TLS_SM4_GCM_SM3, "", "SM4_GCM", "SM3", true},
		{TLS_SHA256_SHA256, "", "SHA256", "SHA256", true},
		{0x1306, "", "AEGIS_256", "SHA512", true},
		{0x006e, "", "ASCONAEAD128", "ASCONHASH256", true},
		{0xc103, "", "KUZNYECHIK_MGM_L", "", true},
		{TLS_RSA_WITH_AES_128_CBC_SHA, "RSA", "AES_128_CBC", "SHA", false},
		{TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256, "ECDHE_RSA", "AES_128_GCM", "SHA256", false},
		{TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256, "ECDHE_ECDSA", "CHACHA20_POLY1305", "SHA256", false},
		{TLS_DHE_RSA_WITH_AES_256_GCM_SHA384, "DHE_RSA", "AES_256_GCM", "SHA384", false},
		{TLS_PSK_WITH_AES_128_CBC_SHA, "PSK", "AES_128_CBC", "SHA", false},
		{0x0003, "RSA_EXPORT", "RC4_40", "MD5", false},
		{0x0018, "DH_anon", "RC4_128", "MD5", false},
		{0x0002, "RSA", "NULL", "SHA", false},
		{TLS_NULL_WITH_NULL_NULL, "NULL", "NULL", "NULL", false},
		{0xc09c, "RSA", "AES_128_CCM", "", false},
		{0xc0aa, "DHE_PSK", "AES_128_CCM_8", "", false},
		{0xc01b, "SRP_SHA_RSA", "3DES_EDE_CBC", "SHA", false},
		{0xc100, "GOSTR341112_256", "KUZNYECHIK_CTR_OMAC", "", false},
		{0xcc13, "ECDHE_RSA", "CHACHA20_POLY1305", "SHA256", false},
		{0xfeff, "RSA_FIPS", "3DES_EDE_CBC", "SHA", false},
		{TLS_EMPTY_RENEGOTIATION_INFO_SCSV, "", "", "", false},
		{TLS_FALLBACK_SCSV, "", "", "", false},
		{0x0a0a, "", "", "", false},
		{0x1234, "", "", "", false},
	} {
		c := tt.suite
		if c.KeyExchange() != tt.exchange || c.Encryption() != tt.encryption || c.Hash() != tt.hash || c.TLS13() != tt.tls13 {
			t.Errorf("%v: %q %q %q %t, want %q %q %q %t", c,
				c.KeyExchange(), c.Encryption(), c.Hash(), c.TLS13(), tt.exchange, tt.encryption, tt.hash, tt.tls13)
		}
	}
}

// Each suite of TLS 1.2 and before names a key exchange and an encryption.
func TestEveryNameComesApart(t *testing.T) {
	for _, n := range cipherSuites {
		c := CipherSuite(n.code)
		if strings.HasSuffix(n.text, "_SCSV") {
			continue
		}
		if c.Encryption() == "" || (c.KeyExchange() == "") != c.TLS13() {
			t.Errorf("%v: %q %q %q", c, c.KeyExchange(), c.Encryption(), c.Hash())
		}
	}
}

func TestAgreesWithCryptoTLS(t *testing.T) {
	for _, s := range append(tls.CipherSuites(), tls.InsecureCipherSuites()...) {
		c := CipherSuite(s.ID)
		if c.String() != s.Name || !c.Registered() {
			t.Errorf("0x%04x: %v, crypto/tls has %s", s.ID, c, s.Name)
		}
		if tls13 := s.SupportedVersions[0] == tls.VersionTLS13; c.TLS13() != tls13 {
			t.Errorf("%v: TLS13 = %t", c, c.TLS13())
		}
	}
	for v := VersionSSL30; v <= VersionTLS13; v++ {
		// crypto/tls writes "SSLv3".
		if got := tls.VersionName(uint16(v)); got != v.String() && v != VersionSSL30 {
			t.Errorf("%v, crypto/tls has %s", v, got)
		}
	}
	for id, want := range map[Group]tls.CurveID{
		GroupSecp256r1: tls.CurveP256, GroupSecp384r1: tls.CurveP384, GroupSecp521r1: tls.CurveP521,
		GroupX25519: tls.X25519, GroupX25519MLKEM768: tls.X25519MLKEM768,
		GroupSecP256r1MLKEM768: tls.SecP256r1MLKEM768, GroupSecP384r1MLKEM1024: tls.SecP384r1MLKEM1024,
	} {
		if id != Group(want) {
			t.Errorf("%v is 0x%04x, crypto/tls has %v", id, uint16(id), want)
		}
	}
	for a := range 256 {
		// crypto/tls says "tls: bad record MAC"; only the set is comparable.
		if text := tls.AlertError(a).Error(); !strings.Contains(text, "alert(") && !Alert(a).Known() {
			t.Errorf("alert %d: crypto/tls has %q", a, text)
		}
	}
}

func TestMaxFragmentLength(t *testing.T) {
	for m, want := range map[MaxFragmentLength]int{0: 0, 1: 512, 2: 1024, 3: 2048, 4: 4096, 5: 0} {
		if got := m.Bytes(); got != want {
			t.Errorf("MaxFragmentLength(%d).Bytes() = %d, want %d", m, got, want)
		}
	}
}
