package handshake

import "github.com/google/gopacket"

// The layer types of this package: 1000 to 1999 is the range that gopacket
// leaves to others.
var (
	LayerTypeRecords                = layerType(1000, "TLSRecords", decodeRecords)
	LayerTypeClientHello            = layerType(1001, "TLSClientHello", messageDecoder(func() Message { return new(ClientHello) }))
	LayerTypeServerHello            = layerType(1002, "TLSServerHello", messageDecoder(func() Message { return new(ServerHello) }))
	LayerTypeHelloRetryRequest      = layerType(1003, "TLSHelloRetryRequest", messageDecoder(func() Message { return new(HelloRetryRequest) }))
	LayerTypeCertificateTLS12       = layerType(1004, "TLSCertificateTLS12", messageDecoder(func() Message { return new(CertificateTLS12) }))
	LayerTypeServerKeyExchangeECDHE = layerType(1005, "TLSServerKeyExchangeECDHE", messageDecoder(func() Message { return new(ServerKeyExchangeECDHE) }))
	LayerTypeServerHelloDone        = layerType(1006, "TLSServerHelloDone", messageDecoder(func() Message { return new(ServerHelloDone) }))
	LayerTypeClientKeyExchangeECDHE = layerType(1007, "TLSClientKeyExchangeECDHE", messageDecoder(func() Message { return new(ClientKeyExchangeECDHE) }))
	LayerTypeClientKeyExchangeRSA   = layerType(1008, "TLSClientKeyExchangeRSA", messageDecoder(func() Message { return new(ClientKeyExchangeRSA) }))
	LayerTypeNewSessionTicketTLS12  = layerType(1009, "TLSNewSessionTicketTLS12", messageDecoder(func() Message { return new(NewSessionTicketTLS12) }))
	LayerTypeChangeCipherSpec       = layerType(1010, "TLSChangeCipherSpec", messageDecoder(func() Message { return new(ChangeCipherSpec) }))
	LayerTypeAlert                  = layerType(1011, "TLSAlert", messageDecoder(func() Message { return new(Alert) }))
	LayerTypeProtected              = layerType(1012, "TLSProtected", messageDecoder(func() Message { return new(Protected) }))
	LayerTypeUnopened               = layerType(1013, "TLSUnopened", messageDecoder(func() Message { return new(Unopened) }))
	LayerTypeApplicationData        = layerType(1014, "TLSApplicationData", messageDecoder(func() Message { return new(ApplicationData) }))
	LayerTypeHeartbeat              = layerType(1015, "TLSHeartbeat", messageDecoder(func() Message { return new(Heartbeat) }))
)

func layerType(n int, name string, d gopacket.DecodeFunc) gopacket.LayerType {
	return gopacket.RegisterLayerType(n, gopacket.LayerTypeMetadata{Name: name, Decoder: d})
}

// messageDecoder lets gopacket.NewPacket begin at a message.
func messageDecoder(fresh func() Message) gopacket.DecodeFunc {
	return func(data []byte, p gopacket.PacketBuilder) error {
		m := fresh()
		err := m.DecodeFromBytes(data, p)
		p.AddLayer(m)
		return err
	}
}
