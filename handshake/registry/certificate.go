package registry

// A CertificateType says what stands in a Certificate message. Source: RFC 7250.
type CertificateType uint8

// Certificate types.
const (
	CertificateX509         CertificateType = 0
	CertificateOpenPGP      CertificateType = 1
	CertificateRawPublicKey CertificateType = 2
	Certificate1609Dot2     CertificateType = 3
)

// String returns the registry's name, for example "X509".
func (t CertificateType) String() string { return text8(certificateTypes, nil, uint8(t)) }

// Known reports whether the type has a name.
func (t CertificateType) Known() bool { return known(certificateTypes, nil, uint16(t)) }

// A ClientCertificateType is what a server of TLS 1.2 asks a client for.
// Source: RFC 5246 §7.4.4.
type ClientCertificateType uint8

// Client certificate types.
const (
	ClientCertificateRSASign    ClientCertificateType = 1
	ClientCertificateDSSSign    ClientCertificateType = 2
	ClientCertificateRSAFixedDH ClientCertificateType = 3
	ClientCertificateDSSFixedDH ClientCertificateType = 4
	ClientCertificateECDSASign  ClientCertificateType = 64
)

// String returns the registry's name, for example "rsa_sign".
func (t ClientCertificateType) String() string { return text8(clientCertificateTypes, nil, uint8(t)) }

// Known reports whether the type has a name.
func (t ClientCertificateType) Known() bool { return known(clientCertificateTypes, nil, uint16(t)) }

// A CertificateCompression is an algorithm that shrinks a Certificate message.
// Source: RFC 8879 §7.3.
type CertificateCompression uint16

// Certificate compression algorithms.
const (
	CertificateCompressionZlib   CertificateCompression = 1
	CertificateCompressionBrotli CertificateCompression = 2
	CertificateCompressionZstd   CertificateCompression = 3
)

// String returns the registry's name, for example "brotli".
func (c CertificateCompression) String() string {
	return text16(certificateCompressions, nil, uint16(c))
}

// Known reports whether the algorithm has a name.
func (c CertificateCompression) Known() bool { return known(certificateCompressions, nil, uint16(c)) }

// A StatusType says how a certificate's status is asked for and answered.
// Source: RFC 6066 §8.
type StatusType uint8

// Status types.
const (
	StatusOCSP      StatusType = 1
	StatusOCSPMulti StatusType = 2 // RFC 6961
)

// String returns the registry's name, for example "ocsp".
func (s StatusType) String() string { return text8(statusTypes, nil, uint8(s)) }

// Known reports whether the type has a name.
func (s StatusType) Known() bool { return known(statusTypes, nil, uint16(s)) }
