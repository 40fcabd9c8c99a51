package registry

import "fmt"

// A HandshakeType says which handshake message follows.
type HandshakeType uint8

// Handshake types.
const (
	HandshakeHelloRequest             HandshakeType = 0
	HandshakeClientHello              HandshakeType = 1
	HandshakeServerHello              HandshakeType = 2
	HandshakeHelloVerifyRequest       HandshakeType = 3
	HandshakeNewSessionTicket         HandshakeType = 4
	HandshakeEndOfEarlyData           HandshakeType = 5
	HandshakeHelloRetryRequest        HandshakeType = 6 // drafts of TLS 1.3 only
	HandshakeEncryptedExtensions      HandshakeType = 8
	HandshakeRequestConnectionID      HandshakeType = 9
	HandshakeNewConnectionID          HandshakeType = 10
	HandshakeCertificate              HandshakeType = 11
	HandshakeServerKeyExchange        HandshakeType = 12
	HandshakeCertificateRequest       HandshakeType = 13
	HandshakeServerHelloDone          HandshakeType = 14
	HandshakeCertificateVerify        HandshakeType = 15
	HandshakeClientKeyExchange        HandshakeType = 16
	HandshakeClientCertificateRequest HandshakeType = 17
	HandshakeFinished                 HandshakeType = 20
	HandshakeCertificateURL           HandshakeType = 21
	HandshakeCertificateStatus        HandshakeType = 22
	HandshakeSupplementalData         HandshakeType = 23
	HandshakeKeyUpdate                HandshakeType = 24
	HandshakeCompressedCertificate    HandshakeType = 25
	HandshakeEKTKey                   HandshakeType = 26
	HandshakeMessageHash              HandshakeType = 254 // never sent; RFC 8446 §4.4.1

	HandshakeNextProtocol HandshakeType = 67  // unregistered, NPN
	HandshakeChannelID    HandshakeType = 203 // unregistered, Channel ID
)

// String returns the registry's name, for example "client_hello".
func (t HandshakeType) String() string {
	return text8(handshakeTypes, unregisteredHandshakeTypes, uint8(t))
}

// Known reports whether the handshake type has a name.
func (t HandshakeType) Known() bool {
	return known(handshakeTypes, unregisteredHandshakeTypes, uint16(t))
}

// Registered reports whether IANA has the name.
func (t HandshakeType) Registered() bool { return known(handshakeTypes, nil, uint16(t)) }

// Message returns the name of the message as the RFCs write it in prose, for
// example "ClientHello".
func (t HandshakeType) Message() string {
	switch t {
	case HandshakeHelloRequest:
		return "HelloRequest"
	case HandshakeClientHello:
		return "ClientHello"
	case HandshakeServerHello:
		return "ServerHello"
	case HandshakeHelloVerifyRequest:
		return "HelloVerifyRequest"
	case HandshakeNewSessionTicket:
		return "NewSessionTicket"
	case HandshakeEndOfEarlyData:
		return "EndOfEarlyData"
	case HandshakeHelloRetryRequest:
		return "HelloRetryRequest"
	case HandshakeEncryptedExtensions:
		return "EncryptedExtensions"
	case HandshakeRequestConnectionID:
		return "RequestConnectionId"
	case HandshakeNewConnectionID:
		return "NewConnectionId"
	case HandshakeCertificate:
		return "Certificate"
	case HandshakeServerKeyExchange:
		return "ServerKeyExchange"
	case HandshakeCertificateRequest:
		return "CertificateRequest"
	case HandshakeServerHelloDone:
		return "ServerHelloDone"
	case HandshakeCertificateVerify:
		return "CertificateVerify"
	case HandshakeClientKeyExchange:
		return "ClientKeyExchange"
	case HandshakeClientCertificateRequest:
		return "ClientCertificateRequest"
	case HandshakeFinished:
		return "Finished"
	case HandshakeCertificateURL:
		return "CertificateURL"
	case HandshakeCertificateStatus:
		return "CertificateStatus"
	case HandshakeSupplementalData:
		return "SupplementalData"
	case HandshakeKeyUpdate:
		return "KeyUpdate"
	case HandshakeCompressedCertificate:
		return "CompressedCertificate"
	case HandshakeEKTKey:
		return "EKTKey"
	case HandshakeMessageHash:
		return "message_hash"
	case HandshakeNextProtocol:
		return "NextProtocol"
	case HandshakeChannelID:
		return "ChannelID"
	}
	return fmt.Sprintf("unknown (0x%02x)", uint8(t))
}
