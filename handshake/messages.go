package handshake

import (
	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/handshake/registry"
)

// message picks the type that reads a handshake message, given the state of the
// connection, who sent it, and whether a secret opened the record that it came
// in. It is the one place to name a new message. What stays closed has a shape
// that depends on what is not known.
func (s *State) message(from capture.Side, decrypted bool, b []byte) Message {
	if len(b) == 0 {
		return new(Unopened)
	}
	switch registry.HandshakeType(b[0]) {
	case registry.HandshakeHelloRequest:
		return new(HelloRequest)
	case registry.HandshakeClientHello:
		return new(ClientHello)
	case registry.HandshakeServerHello:
		return serverHelloMessage(b)
	case registry.HandshakeHelloVerifyRequest:
		return new(HelloVerifyRequest)
	case registry.HandshakeNewSessionTicket:
		return newSessionTicket(s.Version)
	case registry.HandshakeEndOfEarlyData:
		return new(EndOfEarlyData)
	case registry.HandshakeHelloRetryRequest:
		return draftRetryMessage(b)
	case registry.HandshakeRequestConnectionID:
		return new(RequestConnectionID)
	case registry.HandshakeNewConnectionID:
		return new(NewConnectionID)
	case registry.HandshakeCertificate:
		if s.Version >= registry.VersionTLS13 {
			return new(CertificateTLS13)
		}
		return new(CertificateTLS12)
	case registry.HandshakeEncryptedExtensions:
		return new(EncryptedExtensions)
	case registry.HandshakeServerKeyExchange:
		return serverKeyExchange(s.Version, s.CipherSuite.KeyExchange())
	case registry.HandshakeCertificateRequest:
		return certificateRequest(s.Version)
	case registry.HandshakeServerHelloDone:
		return new(ServerHelloDone)
	case registry.HandshakeCertificateVerify:
		return certificateVerify(s.Version)
	case registry.HandshakeClientKeyExchange:
		return clientKeyExchange(s.Version, s.CipherSuite.KeyExchange(), b)
	case registry.HandshakeFinished:
		return finished(s.Version)
	case registry.HandshakeCertificateURL:
		return new(CertificateURL)
	case registry.HandshakeCertificateStatus:
		return new(CertificateStatus)
	case registry.HandshakeSupplementalData:
		return new(SupplementalData)
	case registry.HandshakeKeyUpdate:
		return new(KeyUpdate)
	case registry.HandshakeCompressedCertificate:
		return new(CompressedCertificate)
	case registry.HandshakeEKTKey:
		return new(EKTKey)
	case registry.HandshakeMessageHash:
		return new(MessageHash)
	case registry.HandshakeNextProtocol:
		return new(NextProtocol)
	case registry.HandshakeChannelID:
		return new(ChannelID)
	}
	return new(Unopened)
}

// serverHelloMessage tells by the message itself: in drafts 16 to 21 the version
// field says so, and a HelloRetryRequest has a random of its own.
func serverHelloMessage(b []byte) Message {
	if isHelloRetry(b) {
		return new(HelloRetryRequest)
	}
	if n, ok := firstVersion(b).Draft(); ok && n < 22 {
		return new(ServerHelloDraft)
	}
	return new(ServerHello)
}

// draftRetryMessage tells by the version field: draft 19 added the cipher suite.
func draftRetryMessage(b []byte) Message {
	if n, ok := firstVersion(b).Draft(); ok && n < 19 {
		return new(HelloRetryRequestDraft)
	}
	return new(HelloRetryRequestDraft19)
}

// firstVersion is the version field with which the body of a hello begins; 0
// where it is not there.
func firstVersion(b []byte) registry.Version {
	if len(b) < HeaderLength+2 {
		return 0
	}
	return registry.Version(uint16(b[HeaderLength])<<8 | uint16(b[HeaderLength+1]))
}

// newSessionTicket: draft 21 of TLS 1.3 added the nonce.
func newSessionTicket(v registry.Version) Message {
	switch n, draft := v.Draft(); {
	case v < registry.VersionTLS13:
		return new(NewSessionTicketTLS12)
	case draft && n < 21:
		return new(NewSessionTicketDraft)
	}
	return new(NewSessionTicketTLS13)
}

// certificateRequest: RFC 5246 §7.4.4 added the signature algorithms.
func certificateRequest(v registry.Version) Message {
	switch {
	case v >= registry.VersionTLS13:
		return new(CertificateRequestTLS13)
	case v == registry.VersionTLS12:
		return new(CertificateRequestTLS12)
	case v >= registry.VersionSSL30 && v < registry.VersionTLS12:
		return new(CertificateRequestTLS10)
	}
	return new(Unopened)
}

// certificateVerify: RFC 5246 §4.7 put the algorithm before a signature.
func certificateVerify(v registry.Version) Message {
	switch {
	case v >= registry.VersionTLS13:
		return new(CertificateVerifyTLS13)
	case v == registry.VersionTLS12:
		return new(CertificateVerifyTLS12)
	case v >= registry.VersionSSL30:
		return new(CertificateVerifyTLS10)
	}
	return new(Unopened)
}

func finished(v registry.Version) Message {
	switch {
	case v >= registry.VersionTLS13:
		return new(FinishedTLS13)
	case v >= registry.VersionTLS10:
		return new(FinishedTLS12)
	case v == registry.VersionSSL30:
		return new(FinishedSSL30)
	}
	return new(Unopened)
}

// messageSSL20 picks the type that reads the body of a record of SSL 2.0. All
// others of its messages are encrypted.
func messageSSL20(b []byte) Message {
	if len(b) == 0 {
		return new(Protected)
	}
	switch b[0] {
	case errorSSL20:
		return new(ErrorSSL20)
	case clientHelloSSL20:
		return new(ClientHelloSSL20)
	case clientMasterKeySSL20:
		return new(ClientMasterKeySSL20)
	case serverHelloSSL20:
		return new(ServerHelloSSL20)
	}
	return new(Protected)
}

// messageName is the name of a message for people; empty for what is closed.
func messageName(m Message) string {
	switch m.(type) {
	case *HelloRetryRequest:
		return "HelloRetryRequest" // on the wire it is a ServerHello
	case *ChangeCipherSpec:
		return "ChangeCipherSpec"
	case *Alert:
		return "Alert"
	case *Heartbeat:
		return "Heartbeat"
	case *ApplicationData:
		return "ApplicationData"
	case *ClientHelloSSL20:
		return "ClientHello"
	case *ServerHelloSSL20:
		return "ServerHello"
	case *ClientMasterKeySSL20:
		return "ClientMasterKey"
	case *ErrorSSL20:
		return "Error"
	case *Protected:
		return ""
	}
	if b := m.LayerContents(); len(b) > 0 {
		return registry.HandshakeType(b[0]).Message()
	}
	return ""
}
