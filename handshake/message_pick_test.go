package handshake

import (
	"fmt"
	"testing"

	"github.com/tlsteach/tlsteach/handshake/registry"
)

const (
	ssl30   = registry.VersionSSL30
	tls10   = registry.VersionTLS10
	tls11   = registry.VersionTLS11
	tls12   = registry.VersionTLS12
	tls13   = registry.VersionTLS13
	draft18 = registry.Version(0x7f12)
	draft23 = registry.Version(0x7f17)
)

// pick is what the state makes of a message of this type with this body.
func pick(v registry.Version, suite registry.CipherSuite, t registry.HandshakeType, body ...byte) string {
	s := State{Version: v, CipherSuite: suite}
	b := append([]byte{byte(t), 0, 0, byte(len(body))}, body...)
	return fmt.Sprintf("%T", newMessage(s.messageType(b)))[len("*handshake."):]
}

// TestTheVersionPicksTheType: the shapes that changed from one version to another.
func TestTheVersionPicksTheType(t *testing.T) {
	for _, tt := range []struct {
		message  registry.HandshakeType
		versions map[registry.Version]string
	}{
		{registry.HandshakeFinished, map[registry.Version]string{0: "Unopened", ssl30: "FinishedSSL30", tls10: "FinishedTLS12", tls11: "FinishedTLS12",
			tls12: "FinishedTLS12", tls13: "FinishedTLS13", draft18: "FinishedTLS13", draft23: "FinishedTLS13"}},
		{registry.HandshakeCertificateVerify, map[registry.Version]string{0: "Unopened", ssl30: "CertificateVerifyTLS10", tls10: "CertificateVerifyTLS10",
			tls11: "CertificateVerifyTLS10", tls12: "CertificateVerifyTLS12", tls13: "CertificateVerifyTLS13", draft18: "CertificateVerifyTLS13"}},
		{registry.HandshakeCertificateRequest, map[registry.Version]string{0: "Unopened", ssl30: "CertificateRequestTLS10", tls10: "CertificateRequestTLS10",
			tls11: "CertificateRequestTLS10", tls12: "CertificateRequestTLS12", tls13: "CertificateRequestTLS13", draft18: "Unopened", 0x7f13: "CertificateRequestTLS13"}},
		{registry.HandshakeClientCertificateRequest, map[registry.Version]string{0: "CertificateRequestTLS13", tls11: "Unopened", tls13: "CertificateRequestTLS13"}},
		{registry.HandshakeCertificate, map[registry.Version]string{0: "CertificateTLS12", ssl30: "CertificateTLS12", tls12: "CertificateTLS12",
			tls13: "CertificateTLS13", 0x7f10: "Unopened", 0x7f11: "CertificateTLS13", draft18: "CertificateTLS13"}},
		{registry.HandshakeNewSessionTicket, map[registry.Version]string{0: "NewSessionTicketTLS12", tls10: "NewSessionTicketTLS12", tls12: "NewSessionTicketTLS12",
			tls13: "NewSessionTicketTLS13", 0x7f10: "Unopened", 0x7f11: "NewSessionTicketDraft", 0x7f14: "NewSessionTicketDraft", 0x7f15: "NewSessionTicketTLS13"}},
	} {
		for v, want := range tt.versions {
			if got := pick(v, 0, tt.message); got != want {
				t.Errorf("%s in %s is read as %s, want %s", tt.message.Message(), v, got, want)
			}
		}
	}
}

// TestOneShapeNeedsNoState: what has the same shape in all versions is open
// before the version is known, and after.
func TestOneShapeNeedsNoState(t *testing.T) {
	for message, want := range map[registry.HandshakeType]string{
		registry.HandshakeHelloRequest: "HelloRequest", registry.HandshakeClientHello: "ClientHello", registry.HandshakeServerHello: "ServerHello",
		registry.HandshakeHelloVerifyRequest: "HelloVerifyRequest", registry.HandshakeEndOfEarlyData: "EndOfEarlyData",
		registry.HandshakeRequestConnectionID: "RequestConnectionID", registry.HandshakeNewConnectionID: "NewConnectionID",
		registry.HandshakeServerHelloDone: "ServerHelloDone", registry.HandshakeCertificateURL: "CertificateURL",
		registry.HandshakeCertificateStatus: "CertificateStatus", registry.HandshakeSupplementalData: "SupplementalData",
		registry.HandshakeKeyUpdate: "KeyUpdate", registry.HandshakeCompressedCertificate: "CompressedCertificate",
		registry.HandshakeEKTKey: "EKTKey", registry.HandshakeMessageHash: "MessageHash", registry.HandshakeNextProtocol: "NextProtocol",
		registry.HandshakeChannelID: "ChannelID", 99: "Unopened",
	} {
		for _, v := range []registry.Version{0, ssl30, tls12, tls13, draft18} {
			if got := pick(v, 0, message); got != want {
				t.Errorf("%s in %s is read as %s, want %s", message.Message(), v, got, want)
			}
		}
	}
}

// TestAHelloTellsItsDraft: drafts 16 to 21 had another ServerHello, drafts up to
// 18 another HelloRetryRequest.
func TestAHelloTellsItsDraft(t *testing.T) {
	retry := append([]byte{3, 3}, helloRetryRandom...)
	for _, tt := range []struct {
		message registry.HandshakeType
		body    []byte
		want    string
	}{
		{registry.HandshakeServerHello, []byte{0x7f, 16}, "ServerHelloDraft"},
		{registry.HandshakeServerHello, []byte{0x7f, 21}, "ServerHelloDraft"},
		{registry.HandshakeServerHello, []byte{0x7f, 22}, "ServerHello"},
		{registry.HandshakeServerHello, []byte{3, 3}, "ServerHello"},
		{registry.HandshakeServerHello, []byte{0x7f}, "ServerHello"},
		{registry.HandshakeServerHello, retry, "HelloRetryRequest"},
		{registry.HandshakeServerHello, retry[:33], "ServerHello"},
		{registry.HandshakeHelloRetryRequest, []byte{0x7f, 16}, "HelloRetryRequestDraft"},
		{registry.HandshakeHelloRetryRequest, []byte{0x7f, 18}, "HelloRetryRequestDraft"},
		{registry.HandshakeHelloRetryRequest, []byte{0x7f, 19}, "HelloRetryRequestDraft19"},
		{registry.HandshakeHelloRetryRequest, []byte{0x7f, 21}, "HelloRetryRequestDraft19"},
	} {
		if got := pick(0, 0, tt.message, tt.body...); got != tt.want {
			t.Errorf("%s %x is read as %s, want %s", tt.message.Message(), tt.body, got, tt.want)
		}
	}
}

// TestTheSuitePicksTheKeyExchange: what server and client send, by the suite, in
// SSL 3.0, TLS 1.1 and TLS 1.2.
func TestTheSuitePicksTheKeyExchange(t *testing.T) {
	const closed = "Unopened"
	for _, tt := range []struct {
		suite          registry.CipherSuite
		server, client [3]string // without the names of the messages
	}{
		{0x002f, [3]string{closed, closed, closed}, [3]string{"RSASSL30", "RSA", "RSA"}},                       // RSA
		{0x0003, [3]string{"RSAExport", "RSAExport", closed}, [3]string{"RSASSL30", "RSA", "RSA"}},             // RSA_EXPORT
		{0xfeff, [3]string{closed, closed, closed}, [3]string{"RSASSL30", "RSA", "RSA"}},                       // RSA_FIPS
		{0x0033, [3]string{"DHETLS10", "DHETLS10", "DHE"}, [3]string{"DHE", "DHE", "DHE"}},                     // DHE_RSA
		{0x0032, [3]string{"DHETLS10", "DHETLS10", "DHE"}, [3]string{"DHE", "DHE", "DHE"}},                     // DHE_DSS
		{0x0014, [3]string{"DHETLS10", "DHETLS10", "DHE"}, [3]string{"DHE", "DHE", "DHE"}},                     // DHE_RSA_EXPORT
		{0x0031, [3]string{closed, closed, closed}, [3]string{"DHE", "DHE", "DHE"}},                            // DH_RSA
		{0x0034, [3]string{"DHAnon", "DHAnon", "DHAnon"}, [3]string{"DHE", "DHE", "DHE"}},                      // DH_anon
		{0x0017, [3]string{"DHAnon", "DHAnon", "DHAnon"}, [3]string{"DHE", "DHE", "DHE"}},                      // DH_anon_EXPORT
		{0xc013, [3]string{"ECDHETLS10", "ECDHETLS10", "ECDHE"}, [3]string{"ECDHE", "ECDHE", "ECDHE"}},         // ECDHE_RSA
		{0xc009, [3]string{"ECDHETLS10", "ECDHETLS10", "ECDHE"}, [3]string{"ECDHE", "ECDHE", "ECDHE"}},         // ECDHE_ECDSA
		{0xcc13, [3]string{"ECDHETLS10", "ECDHETLS10", "ECDHE"}, [3]string{"ECDHE", "ECDHE", "ECDHE"}},         // … (draft)
		{0xc004, [3]string{closed, closed, closed}, [3]string{"ECDHE", "ECDHE", "ECDHE"}},                      // ECDH_ECDSA
		{0xc018, [3]string{"ECDHAnon", "ECDHAnon", "ECDHAnon"}, [3]string{"ECDHE", "ECDHE", "ECDHE"}},          // ECDH_anon
		{0x008c, [3]string{"PSK", "PSK", "PSK"}, [3]string{"PSK", "PSK", "PSK"}},                               // PSK
		{0x0094, [3]string{"PSK", "PSK", "PSK"}, [3]string{"RSAPSK", "RSAPSK", "RSAPSK"}},                      // RSA_PSK
		{0x0090, [3]string{"DHEPSK", "DHEPSK", "DHEPSK"}, [3]string{"DHEPSK", "DHEPSK", "DHEPSK"}},             // DHE_PSK
		{0xc0aa, [3]string{"DHEPSK", "DHEPSK", "DHEPSK"}, [3]string{"DHEPSK", "DHEPSK", "DHEPSK"}},             // PSK_DHE, as RFC 6655 calls it
		{0xc035, [3]string{"ECDHEPSK", "ECDHEPSK", "ECDHEPSK"}, [3]string{"ECDHEPSK", "ECDHEPSK", "ECDHEPSK"}}, // ECDHE_PSK
		{0xc01d, [3]string{"SRP", "SRP", "SRP"}, [3]string{"SRP", "SRP", "SRP"}},                               // SRP_SHA
		{0xc01e, [3]string{"SRPSignedTLS10", "SRPSignedTLS10", "SRPSigned"}, [3]string{"SRP", "SRP", "SRP"}},   // SRP_SHA_RSA
		{0xc01f, [3]string{"SRPSignedTLS10", "SRPSignedTLS10", "SRPSigned"}, [3]string{"SRP", "SRP", "SRP"}},   // SRP_SHA_DSS
		{0x001f, [3]string{closed, closed, closed}, [3]string{"KRB5", "KRB5", "KRB5"}},                         // KRB5
		{0x0026, [3]string{closed, closed, closed}, [3]string{"KRB5", "KRB5", "KRB5"}},                         // KRB5_EXPORT
		{0xc100, [3]string{closed, closed, closed}, [3]string{"GOST", "GOST", "GOST"}},                         // GOSTR341112_256
		{0x0081, [3]string{closed, closed, closed}, [3]string{"GOST", "GOST", "GOST"}},                         // GOSTR341001
		{0x001c, [3]string{closed, closed, closed}, [3]string{closed, closed, closed}},                         // FORTEZZA_KEA
		{0xc0b0, [3]string{closed, closed, closed}, [3]string{closed, closed, closed}},                         // ECCPWD
		{0xc0ff, [3]string{closed, closed, closed}, [3]string{closed, closed, closed}},                         // ECJPAKE
		{0x1301, [3]string{closed, closed, closed}, [3]string{closed, closed, closed}},                         // of TLS 1.3
		{0x0a0a, [3]string{closed, closed, closed}, [3]string{closed, closed, closed}},                         // unknown
	} {
		for i, v := range []registry.Version{ssl30, tls11, tls12} {
			for _, side := range []struct {
				message registry.HandshakeType
				want    string
			}{{registry.HandshakeServerKeyExchange, tt.server[i]}, {registry.HandshakeClientKeyExchange, tt.client[i]}} {
				want := side.want
				if want != closed {
					want = side.message.Message() + want
				}
				if got := pick(v, tt.suite, side.message, 0, 1, 0); got != want {
					t.Errorf("%s in %s of %s is read as %s, want %s", side.message.Message(), v, tt.suite, got, want)
				}
				for _, other := range []registry.Version{0, tls13, draft18} {
					if got := pick(other, tt.suite, side.message, 0, 1, 0); got != closed {
						t.Errorf("%s in %s of %s is read as %s", side.message.Message(), other, tt.suite, got)
					}
				}
			}
		}
	}
}

// TestEverySuiteHasAKeyExchange: no suite of the registry up to TLS 1.2 is left
// out, but for those that are listed.
func TestEverySuiteHasAKeyExchange(t *testing.T) {
	without := map[string]bool{"": true, "NULL": true, "FORTEZZA_KEA": true, "ECCPWD": true, "ECJPAKE": true}
	opened := 0
	for n := range 1 << 16 {
		suite := registry.CipherSuite(n)
		if kx := suite.KeyExchange(); without[kx] {
			continue
		}
		opened++
		if pick(tls12, suite, registry.HandshakeClientKeyExchange, 0, 1, 0) == "Unopened" {
			t.Errorf("nobody reads the ClientKeyExchange of %s", suite)
		}
	}
	if opened < 250 {
		t.Errorf("only %d suites", opened)
	}
}

func TestAnEmptyHalfStoodInTheCertificate(t *testing.T) {
	for suite, want := range map[registry.CipherSuite]string{
		0x0031: "ClientKeyExchangeImplicit", 0x0033: "ClientKeyExchangeImplicit", 0xc004: "ClientKeyExchangeImplicit",
		0xc013: "ClientKeyExchangeImplicit", 0x002f: "ClientKeyExchangeRSA", 0x0090: "ClientKeyExchangeDHEPSK",
	} {
		if got := pick(tls12, suite, registry.HandshakeClientKeyExchange); got != want {
			t.Errorf("an empty ClientKeyExchange of %s is read as %s, want %s", suite, got, want)
		}
	}
}

func TestMessagesOfSSL20(t *testing.T) {
	for first, want := range map[byte]string{0: "ErrorSSL20", 1: "ClientHelloSSL20", 2: "ClientMasterKeySSL20", 4: "ServerHelloSSL20", 3: "Protected", 0x80: "Protected"} {
		if got := fmt.Sprintf("%T", newMessage(messageSSL20([]byte{first, 0, 0}))); got != "*handshake."+want {
			t.Errorf("type %d is read as %s, want %s", first, got, want)
		}
	}
	if _, ok := newMessage(messageSSL20(nil)).(*Protected); !ok {
		t.Error("an empty record is no message")
	}
}
