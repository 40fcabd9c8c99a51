package handshake

import "github.com/google/gopacket"

// The layer types of this package: 1000 to 1999 is the range that gopacket
// leaves to others.
var (
	LayerTypeRecords                         = layerType(1000, "TLSRecords", decodeRecords)
	LayerTypeClientHello                     = messageType(1001, "TLSClientHello", func() Message { return new(ClientHello) })
	LayerTypeServerHello                     = messageType(1002, "TLSServerHello", func() Message { return new(ServerHello) })
	LayerTypeHelloRetryRequest               = messageType(1003, "TLSHelloRetryRequest", func() Message { return new(HelloRetryRequest) })
	LayerTypeCertificateTLS12                = messageType(1004, "TLSCertificateTLS12", func() Message { return new(CertificateTLS12) })
	LayerTypeServerKeyExchangeECDHE          = messageType(1005, "TLSServerKeyExchangeECDHE", func() Message { return new(ServerKeyExchangeECDHE) })
	LayerTypeServerHelloDone                 = messageType(1006, "TLSServerHelloDone", func() Message { return new(ServerHelloDone) })
	LayerTypeClientKeyExchangeECDHE          = messageType(1007, "TLSClientKeyExchangeECDHE", func() Message { return new(ClientKeyExchangeECDHE) })
	LayerTypeClientKeyExchangeRSA            = messageType(1008, "TLSClientKeyExchangeRSA", func() Message { return new(ClientKeyExchangeRSA) })
	LayerTypeNewSessionTicketTLS12           = messageType(1009, "TLSNewSessionTicketTLS12", func() Message { return new(NewSessionTicketTLS12) })
	LayerTypeChangeCipherSpec                = messageType(1010, "TLSChangeCipherSpec", func() Message { return new(ChangeCipherSpec) })
	LayerTypeAlert                           = messageType(1011, "TLSAlert", func() Message { return new(Alert) })
	LayerTypeProtected                       = messageType(1012, "TLSProtected", func() Message { return new(Protected) })
	LayerTypeUnopened                        = messageType(1013, "TLSUnopened", func() Message { return new(Unopened) })
	LayerTypeApplicationData                 = messageType(1014, "TLSApplicationData", func() Message { return new(ApplicationData) })
	LayerTypeHeartbeat                       = messageType(1015, "TLSHeartbeat", func() Message { return new(Heartbeat) })
	LayerTypeHelloRequest                    = messageType(1020, "TLSHelloRequest", func() Message { return new(HelloRequest) })
	LayerTypeEndOfEarlyData                  = messageType(1021, "TLSEndOfEarlyData", func() Message { return new(EndOfEarlyData) })
	LayerTypeFinishedTLS12                   = messageType(1022, "TLSFinishedTLS12", func() Message { return new(FinishedTLS12) })
	LayerTypeFinishedTLS13                   = messageType(1023, "TLSFinishedTLS13", func() Message { return new(FinishedTLS13) })
	LayerTypeFinishedSSL30                   = messageType(1024, "TLSFinishedSSL30", func() Message { return new(FinishedSSL30) })
	LayerTypeCertificateVerifyTLS13          = messageType(1025, "TLSCertificateVerifyTLS13", func() Message { return new(CertificateVerifyTLS13) })
	LayerTypeCertificateVerifyTLS12          = messageType(1026, "TLSCertificateVerifyTLS12", func() Message { return new(CertificateVerifyTLS12) })
	LayerTypeCertificateVerifyTLS10          = messageType(1027, "TLSCertificateVerifyTLS10", func() Message { return new(CertificateVerifyTLS10) })
	LayerTypeServerKeyExchangeECDHETLS10     = messageType(1028, "TLSServerKeyExchangeECDHETLS10", func() Message { return new(ServerKeyExchangeECDHETLS10) })
	LayerTypeServerKeyExchangeECDHAnon       = messageType(1029, "TLSServerKeyExchangeECDHAnon", func() Message { return new(ServerKeyExchangeECDHAnon) })
	LayerTypeServerKeyExchangeDHE            = messageType(1030, "TLSServerKeyExchangeDHE", func() Message { return new(ServerKeyExchangeDHE) })
	LayerTypeServerKeyExchangeDHETLS10       = messageType(1031, "TLSServerKeyExchangeDHETLS10", func() Message { return new(ServerKeyExchangeDHETLS10) })
	LayerTypeServerKeyExchangeDHAnon         = messageType(1032, "TLSServerKeyExchangeDHAnon", func() Message { return new(ServerKeyExchangeDHAnon) })
	LayerTypeServerKeyExchangeRSAExport      = messageType(1033, "TLSServerKeyExchangeRSAExport", func() Message { return new(ServerKeyExchangeRSAExport) })
	LayerTypeServerKeyExchangePSK            = messageType(1034, "TLSServerKeyExchangePSK", func() Message { return new(ServerKeyExchangePSK) })
	LayerTypeServerKeyExchangeDHEPSK         = messageType(1035, "TLSServerKeyExchangeDHEPSK", func() Message { return new(ServerKeyExchangeDHEPSK) })
	LayerTypeServerKeyExchangeECDHEPSK       = messageType(1036, "TLSServerKeyExchangeECDHEPSK", func() Message { return new(ServerKeyExchangeECDHEPSK) })
	LayerTypeServerKeyExchangeSRP            = messageType(1037, "TLSServerKeyExchangeSRP", func() Message { return new(ServerKeyExchangeSRP) })
	LayerTypeServerKeyExchangeSRPSigned      = messageType(1038, "TLSServerKeyExchangeSRPSigned", func() Message { return new(ServerKeyExchangeSRPSigned) })
	LayerTypeServerKeyExchangeSRPSignedTLS10 = messageType(1039, "TLSServerKeyExchangeSRPSignedTLS10", func() Message { return new(ServerKeyExchangeSRPSignedTLS10) })
	LayerTypeClientKeyExchangeRSASSL30       = messageType(1040, "TLSClientKeyExchangeRSASSL30", func() Message { return new(ClientKeyExchangeRSASSL30) })
	LayerTypeClientKeyExchangeDHE            = messageType(1041, "TLSClientKeyExchangeDHE", func() Message { return new(ClientKeyExchangeDHE) })
	LayerTypeClientKeyExchangeImplicit       = messageType(1042, "TLSClientKeyExchangeImplicit", func() Message { return new(ClientKeyExchangeImplicit) })
	LayerTypeClientKeyExchangePSK            = messageType(1043, "TLSClientKeyExchangePSK", func() Message { return new(ClientKeyExchangePSK) })
	LayerTypeClientKeyExchangeDHEPSK         = messageType(1044, "TLSClientKeyExchangeDHEPSK", func() Message { return new(ClientKeyExchangeDHEPSK) })
	LayerTypeClientKeyExchangeECDHEPSK       = messageType(1045, "TLSClientKeyExchangeECDHEPSK", func() Message { return new(ClientKeyExchangeECDHEPSK) })
	LayerTypeClientKeyExchangeRSAPSK         = messageType(1046, "TLSClientKeyExchangeRSAPSK", func() Message { return new(ClientKeyExchangeRSAPSK) })
	LayerTypeClientKeyExchangeSRP            = messageType(1047, "TLSClientKeyExchangeSRP", func() Message { return new(ClientKeyExchangeSRP) })
	LayerTypeClientKeyExchangeKRB5           = messageType(1048, "TLSClientKeyExchangeKRB5", func() Message { return new(ClientKeyExchangeKRB5) })
	LayerTypeClientKeyExchangeGOST           = messageType(1049, "TLSClientKeyExchangeGOST", func() Message { return new(ClientKeyExchangeGOST) })
	LayerTypeEncryptedExtensions             = messageType(1050, "TLSEncryptedExtensions", func() Message { return new(EncryptedExtensions) })
	LayerTypeCertificateTLS13                = messageType(1051, "TLSCertificateTLS13", func() Message { return new(CertificateTLS13) })
	LayerTypeCertificateRequestTLS13         = messageType(1052, "TLSCertificateRequestTLS13", func() Message { return new(CertificateRequestTLS13) })
	LayerTypeNewSessionTicketTLS13           = messageType(1053, "TLSNewSessionTicketTLS13", func() Message { return new(NewSessionTicketTLS13) })
	LayerTypeNewSessionTicketDraft           = messageType(1054, "TLSNewSessionTicketDraft", func() Message { return new(NewSessionTicketDraft) })
	LayerTypeCertificateRequestTLS10         = messageType(1070, "TLSCertificateRequestTLS10", func() Message { return new(CertificateRequestTLS10) })
	LayerTypeCertificateRequestTLS12         = messageType(1071, "TLSCertificateRequestTLS12", func() Message { return new(CertificateRequestTLS12) })
	LayerTypeCertificateURL                  = messageType(1072, "TLSCertificateURL", func() Message { return new(CertificateURL) })
	LayerTypeCertificateStatus               = messageType(1073, "TLSCertificateStatus", func() Message { return new(CertificateStatus) })
	LayerTypeCompressedCertificate           = messageType(1074, "TLSCompressedCertificate", func() Message { return new(CompressedCertificate) })
	LayerTypeKeyUpdate                       = messageType(1075, "TLSKeyUpdate", func() Message { return new(KeyUpdate) })
	LayerTypeNextProtocol                    = messageType(1076, "TLSNextProtocol", func() Message { return new(NextProtocol) })
	LayerTypeChannelID                       = messageType(1077, "TLSChannelID", func() Message { return new(ChannelID) })
	LayerTypeMessageHash                     = messageType(1078, "TLSMessageHash", func() Message { return new(MessageHash) })
	LayerTypeHelloVerifyRequest              = messageType(1079, "TLSHelloVerifyRequest", func() Message { return new(HelloVerifyRequest) })
	LayerTypeRequestConnectionID             = messageType(1080, "TLSRequestConnectionID", func() Message { return new(RequestConnectionID) })
	LayerTypeNewConnectionID                 = messageType(1081, "TLSNewConnectionID", func() Message { return new(NewConnectionID) })
	LayerTypeEKTKey                          = messageType(1082, "TLSEKTKey", func() Message { return new(EKTKey) })
	LayerTypeSupplementalData                = messageType(1083, "TLSSupplementalData", func() Message { return new(SupplementalData) })
	LayerTypeServerHelloDraft                = messageType(1084, "TLSServerHelloDraft", func() Message { return new(ServerHelloDraft) })
	LayerTypeHelloRetryRequestDraft          = messageType(1085, "TLSHelloRetryRequestDraft", func() Message { return new(HelloRetryRequestDraft) })
	LayerTypeHelloRetryRequestDraft19        = messageType(1086, "TLSHelloRetryRequestDraft19", func() Message { return new(HelloRetryRequestDraft19) })
	LayerTypeClientHelloSSL20                = messageType(1100, "TLSClientHelloSSL20", func() Message { return new(ClientHelloSSL20) })
	LayerTypeServerHelloSSL20                = messageType(1101, "TLSServerHelloSSL20", func() Message { return new(ServerHelloSSL20) })
	LayerTypeClientMasterKeySSL20            = messageType(1102, "TLSClientMasterKeySSL20", func() Message { return new(ClientMasterKeySSL20) })
	LayerTypeErrorSSL20                      = messageType(1103, "TLSErrorSSL20", func() Message { return new(ErrorSSL20) })
)

func layerType(n int, name string, d gopacket.DecodeFunc) gopacket.LayerType {
	return gopacket.RegisterLayerType(n, gopacket.LayerTypeMetadata{Name: name, Decoder: d})
}

// firstType is the number of LayerTypeRecords; typeCount is more than are used.
const (
	firstType = 1000
	typeCount = 128
)

// makers make an empty message of each layer type.
var makers [typeCount]func() Message

func newMessage(t gopacket.LayerType) Message { return makers[t-firstType]() }

// messageType lets gopacket.NewPacket begin at a message.
func messageType(n int, name string, fresh func() Message) gopacket.LayerType {
	makers[n-firstType] = fresh
	return layerType(n, name, func(data []byte, p gopacket.PacketBuilder) error {
		m := fresh()
		err := m.DecodeFromBytes(data, p)
		p.AddLayer(m)
		return err
	})
}
