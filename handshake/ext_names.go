package handshake

import (
	"github.com/tlsteach/tlsteach/handshake/registry"
	"github.com/tlsteach/tlsteach/handshake/wire"
)

// extensionField is the group that an extension's bytes stand under.
func extensionField(t registry.ExtensionType) *wire.Field {
	switch t {
	case registry.ExtServerName:
		return &gServerName
	case registry.ExtMaxFragmentLength:
		return &gMaxFragmentLength
	case registry.ExtStatusRequest:
		return &gStatusRequest
	case registry.ExtSupportedGroups:
		return &gSupportedGroups
	case registry.ExtECPointFormats:
		return &gPointFormats
	case registry.ExtSRP:
		return &gSRP
	case registry.ExtSignatureAlgorithms:
		return &gSignatureAlgorithms
	case registry.ExtUseSRTP:
		return &gUseSRTP
	case registry.ExtHeartbeat:
		return &gHeartbeat
	case registry.ExtALPN:
		return &gALPN
	case registry.ExtSCT:
		return &gSCT
	case registry.ExtPadding:
		return &gPadding
	case registry.ExtEncryptThenMAC:
		return &gEncryptThenMAC
	case registry.ExtExtendedMasterSecret:
		return &gExtendedMasterSecret
	case registry.ExtCompressCertificate:
		return &gCompressCertificate
	case registry.ExtRecordSizeLimit:
		return &gRecordSizeLimit
	case registry.ExtDelegatedCredential:
		return &gDelegatedCredential
	case registry.ExtSessionTicket:
		return &gSessionTicket
	case registry.ExtPreSharedKey:
		return &gPreSharedKey
	case registry.ExtEarlyData:
		return &gEarlyData
	case registry.ExtSupportedVersions:
		return &gSupportedVersions
	case registry.ExtCookie:
		return &gCookie
	case registry.ExtPSKKeyExchangeModes:
		return &gPSKModes
	case registry.ExtPostHandshakeAuth:
		return &gPostHandshakeAuth
	case registry.ExtSignatureAlgorithmsCert:
		return &gSignatureAlgorithmsCert
	case registry.ExtKeyShare:
		return &gKeyShare
	case registry.ExtNPN:
		return &gNPN
	case registry.ExtALPS, registry.ExtALPSOld:
		return &gALPS
	case registry.ExtTrustAnchors:
		return &gTrustAnchors
	case registry.ExtECH:
		return &gECH
	case registry.ExtRenegotiationInfo:
		return &gRenegotiationInfo
	}
	if registry.IsGREASE16(uint16(t)) {
		return &gGREASE
	}
	return &gUnknown
}

var (
	gGREASE = wire.Field{Name: "grease", Ref: "RFC 8701 §3.1", Text: wire.Count,
		Mean: "An extension with a reserved number that means nothing. Clients send it so that servers keep stepping over what they do not know."}
	gUnknown = wire.Field{Name: "unknown_extension", Ref: "RFC 8446 §4.2", Text: wire.Count,
		Mean: "An extension that this decoder does not know."}
)

// extensionName is the name of the extension's group: the name of its RFC, where
// the registry has another one by now.
func extensionName(b []byte) string {
	t := registry.ExtensionType(wire.Uint(b))
	if f := extensionField(t); f != &gUnknown && f != &gGREASE {
		return f.Name
	}
	return t.String()
}
