package registry

// An ExtensionType says what an extension of a hello or another message is.
type ExtensionType uint16

// Extensions of the registry.
const (
	ExtServerName              ExtensionType = 0
	ExtMaxFragmentLength       ExtensionType = 1
	ExtClientCertificateURL    ExtensionType = 2
	ExtTrustedCAKeys           ExtensionType = 3
	ExtTruncatedHMAC           ExtensionType = 4
	ExtStatusRequest           ExtensionType = 5
	ExtUserMapping             ExtensionType = 6
	ExtClientAuthz             ExtensionType = 7
	ExtServerAuthz             ExtensionType = 8
	ExtCertType                ExtensionType = 9
	ExtSupportedGroups         ExtensionType = 10
	ExtECPointFormats          ExtensionType = 11
	ExtSRP                     ExtensionType = 12
	ExtSignatureAlgorithms     ExtensionType = 13
	ExtUseSRTP                 ExtensionType = 14
	ExtHeartbeat               ExtensionType = 15
	ExtALPN                    ExtensionType = 16
	ExtStatusRequestV2         ExtensionType = 17
	ExtSCT                     ExtensionType = 18
	ExtClientCertificateType   ExtensionType = 19
	ExtServerCertificateType   ExtensionType = 20
	ExtPadding                 ExtensionType = 21
	ExtEncryptThenMAC          ExtensionType = 22
	ExtExtendedMasterSecret    ExtensionType = 23 // RFC 7627's name; now extended_main_secret
	ExtTokenBinding            ExtensionType = 24
	ExtCachedInfo              ExtensionType = 25
	ExtTLSLTS                  ExtensionType = 26
	ExtCompressCertificate     ExtensionType = 27
	ExtRecordSizeLimit         ExtensionType = 28
	ExtPwdProtect              ExtensionType = 29
	ExtPwdClear                ExtensionType = 30
	ExtPasswordSalt            ExtensionType = 31
	ExtTicketPinning           ExtensionType = 32
	ExtCertWithExternPSK       ExtensionType = 33
	ExtDelegatedCredential     ExtensionType = 34
	ExtSessionTicket           ExtensionType = 35
	ExtTLMSP                   ExtensionType = 36
	ExtTLMSPProxying           ExtensionType = 37
	ExtTLMSPDelegate           ExtensionType = 38
	ExtSupportedEKTCiphers     ExtensionType = 39
	ExtPreSharedKey            ExtensionType = 41
	ExtEarlyData               ExtensionType = 42
	ExtSupportedVersions       ExtensionType = 43
	ExtCookie                  ExtensionType = 44
	ExtPSKKeyExchangeModes     ExtensionType = 45
	ExtCertificateAuthorities  ExtensionType = 47
	ExtOIDFilters              ExtensionType = 48
	ExtPostHandshakeAuth       ExtensionType = 49
	ExtSignatureAlgorithmsCert ExtensionType = 50
	ExtKeyShare                ExtensionType = 51
	ExtTransparencyInfo        ExtensionType = 52
	ExtConnectionIDDeprecated  ExtensionType = 53
	ExtConnectionID            ExtensionType = 54
	ExtExternalIDHash          ExtensionType = 55
	ExtExternalSessionID       ExtensionType = 56
	ExtQUICTransportParameters ExtensionType = 57
	ExtTicketRequest           ExtensionType = 58
	ExtDNSSECChain             ExtensionType = 59
	ExtSequenceNumberEncAlgs   ExtensionType = 60
	ExtRRC                     ExtensionType = 61
	ExtTLSFlags                ExtensionType = 62
	ExtECHOuterExtensions      ExtensionType = 0xfd00
	ExtECH                     ExtensionType = 0xfe0d // encrypted_client_hello
	ExtRenegotiationInfo       ExtensionType = 0xff01
)

// Extensions that were deployed without registration.
const (
	ExtKeyShareDraft       ExtensionType = 40     // key_share up to draft 22 of TLS 1.3; extended_random before
	ExtTicketEarlyDataInfo ExtensionType = 46     // ticket_early_data_info up to draft 18 of TLS 1.3
	ExtNPN                 ExtensionType = 13172  // next_protocol_negotiation
	ExtALPSOld             ExtensionType = 17513  // application_settings_old
	ExtALPS                ExtensionType = 17613  // application_settings
	ExtChannelIDOld        ExtensionType = 30031  // channel_id_old
	ExtChannelID           ExtensionType = 30032  // channel_id
	ExtTrustAnchors        ExtensionType = 0xca34 // trust_anchors
	ExtQUICDraft           ExtensionType = 0xffa5 // quic_transport_parameters up to draft 32 of QUIC
	ExtESNI                ExtensionType = 0xffce // encrypted_server_name
)

// String returns the registry's name, for example "server_name".
func (e ExtensionType) String() string {
	return greased16(extensionTypes, unregisteredExtensionTypes, uint16(e))
}

// Known reports whether the extension has a name; GREASE does not.
func (e ExtensionType) Known() bool {
	return known(extensionTypes, unregisteredExtensionTypes, uint16(e))
}

// Registered reports whether IANA has the name.
func (e ExtensionType) Registered() bool { return known(extensionTypes, nil, uint16(e)) }
