package handshake

import (
	"github.com/google/gopacket"
	"github.com/tlsteach/tlsteach/handshake/registry"
)

// messageType picks the type that reads a handshake message, given the state of the
// connection. It is the one place to name a new message. What stays closed has a
// shape that depends on what is not known.
func (s *State) messageType(b []byte) gopacket.LayerType {
	if len(b) == 0 {
		return LayerTypeUnopened
	}
	switch registry.HandshakeType(b[0]) {
	case registry.HandshakeHelloRequest:
		return LayerTypeHelloRequest
	case registry.HandshakeClientHello:
		return LayerTypeClientHello
	case registry.HandshakeServerHello:
		return serverHelloMessage(b)
	case registry.HandshakeHelloVerifyRequest:
		return LayerTypeHelloVerifyRequest
	case registry.HandshakeNewSessionTicket:
		return newSessionTicket(s.Version)
	case registry.HandshakeEndOfEarlyData:
		return LayerTypeEndOfEarlyData
	case registry.HandshakeHelloRetryRequest:
		return draftRetryMessage(b)
	case registry.HandshakeRequestConnectionID:
		return LayerTypeRequestConnectionID
	case registry.HandshakeNewConnectionID:
		return LayerTypeNewConnectionID
	case registry.HandshakeCertificate:
		return certificate(s.Version)
	case registry.HandshakeEncryptedExtensions:
		return LayerTypeEncryptedExtensions
	case registry.HandshakeServerKeyExchange:
		return serverKeyExchange(s.Version, s.CipherSuite.KeyExchange())
	case registry.HandshakeCertificateRequest:
		return certificateRequest(s.Version)
	case registry.HandshakeClientCertificateRequest:
		if s.Version == 0 || s.Version >= registry.VersionTLS13 { // it crosses within the application's messages
			return LayerTypeCertificateRequestTLS13
		}
		return LayerTypeUnopened
	case registry.HandshakeServerHelloDone:
		return LayerTypeServerHelloDone
	case registry.HandshakeCertificateVerify:
		return certificateVerify(s.Version)
	case registry.HandshakeClientKeyExchange:
		return clientKeyExchange(s.Version, s.CipherSuite.KeyExchange(), b)
	case registry.HandshakeFinished:
		return finished(s.Version)
	case registry.HandshakeCertificateURL:
		return LayerTypeCertificateURL
	case registry.HandshakeCertificateStatus:
		return LayerTypeCertificateStatus
	case registry.HandshakeSupplementalData:
		return LayerTypeSupplementalData
	case registry.HandshakeKeyUpdate:
		return LayerTypeKeyUpdate
	case registry.HandshakeCompressedCertificate:
		return LayerTypeCompressedCertificate
	case registry.HandshakeEKTKey:
		return LayerTypeEKTKey
	case registry.HandshakeMessageHash:
		return LayerTypeMessageHash
	case registry.HandshakeNextProtocol:
		return LayerTypeNextProtocol
	case registry.HandshakeChannelID:
		return LayerTypeChannelID
	}
	return LayerTypeUnopened
}

// serverHelloMessage tells by the message itself: in drafts 16 to 21 the version
// field says so, and a HelloRetryRequest has a random of its own.
func serverHelloMessage(b []byte) gopacket.LayerType {
	if isHelloRetry(b) {
		return LayerTypeHelloRetryRequest
	}
	if n, ok := firstVersion(b).Draft(); ok && n < 22 {
		return LayerTypeServerHelloDraft
	}
	return LayerTypeServerHello
}

// draftRetryMessage tells by the version field: draft 19 added the cipher suite.
func draftRetryMessage(b []byte) gopacket.LayerType {
	if n, ok := firstVersion(b).Draft(); ok && n < 19 {
		return LayerTypeHelloRetryRequestDraft
	}
	return LayerTypeHelloRetryRequestDraft19
}

// firstVersion is the version field with which the body of a hello begins; 0
// where it is not there.
func firstVersion(b []byte) registry.Version {
	if len(b) < HeaderLength+2 {
		return 0
	}
	return registry.Version(uint16(b[HeaderLength])<<8 | uint16(b[HeaderLength+1]))
}

// newSessionTicket: draft 21 of TLS 1.3 added the nonce; before draft 17 the
// message had other fields.
func newSessionTicket(v registry.Version) gopacket.LayerType {
	switch n, draft := v.Draft(); {
	case v < registry.VersionTLS13:
		return LayerTypeNewSessionTicketTLS12
	case draft && n < 17:
		return LayerTypeUnopened
	case draft && n < 21:
		return LayerTypeNewSessionTicketDraft
	}
	return LayerTypeNewSessionTicketTLS13
}

// certificate: draft 17 of TLS 1.3 added the extensions of each entry.
func certificate(v registry.Version) gopacket.LayerType {
	switch n, draft := v.Draft(); {
	case v < registry.VersionTLS13:
		return LayerTypeCertificateTLS12
	case draft && n < 17:
		return LayerTypeUnopened
	}
	return LayerTypeCertificateTLS13
}

// certificateRequest: RFC 5246 §7.4.4 added the signature algorithms, and draft 19
// of TLS 1.3 put all that is asked for into extensions.
func certificateRequest(v registry.Version) gopacket.LayerType {
	switch n, draft := v.Draft(); {
	case draft && n < 19:
		return LayerTypeUnopened
	case v >= registry.VersionTLS13:
		return LayerTypeCertificateRequestTLS13
	case v == registry.VersionTLS12:
		return LayerTypeCertificateRequestTLS12
	case v >= registry.VersionSSL30 && v < registry.VersionTLS12:
		return LayerTypeCertificateRequestTLS10
	}
	return LayerTypeUnopened
}

// certificateVerify: RFC 5246 §4.7 put the algorithm before a signature.
func certificateVerify(v registry.Version) gopacket.LayerType {
	switch {
	case v >= registry.VersionTLS13:
		return LayerTypeCertificateVerifyTLS13
	case v == registry.VersionTLS12:
		return LayerTypeCertificateVerifyTLS12
	case v >= registry.VersionSSL30:
		return LayerTypeCertificateVerifyTLS10
	}
	return LayerTypeUnopened
}

func finished(v registry.Version) gopacket.LayerType {
	switch {
	case v >= registry.VersionTLS13:
		return LayerTypeFinishedTLS13
	case v >= registry.VersionTLS10:
		return LayerTypeFinishedTLS12
	case v == registry.VersionSSL30:
		return LayerTypeFinishedSSL30
	}
	return LayerTypeUnopened
}

// messageSSL20 picks the type that reads the body of a record of SSL 2.0. All
// others of its messages are encrypted.
func messageSSL20(b []byte) gopacket.LayerType {
	if len(b) == 0 {
		return LayerTypeProtected
	}
	switch b[0] {
	case errorSSL20:
		return LayerTypeErrorSSL20
	case clientHelloSSL20:
		return LayerTypeClientHelloSSL20
	case clientMasterKeySSL20:
		return LayerTypeClientMasterKeySSL20
	case serverHelloSSL20:
		return LayerTypeServerHelloSSL20
	}
	return LayerTypeProtected
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
