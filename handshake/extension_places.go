package handshake

import (
	"github.com/tlsteach/tlsteach/handshake/registry"
	"github.com/tlsteach/tlsteach/handshake/wire"
)

// A place is a message that holds extensions. What an extension looks like, and
// what it means, depends on it.
type place uint8

const (
	inClientHello place = iota
	inServerHello
	inHelloRetryRequest
	places
)

// groups are the fields that an extension's bytes stand under, by place; nil
// where the extension may not stand.
type groups [places]*wire.Field

// extensionGroup is the field that an extension's bytes stand under.
func extensionGroup(in place, t registry.ExtensionType) *wire.Field {
	if g := groupsOf(t); g != nil {
		if f := g[in]; f != nil {
			return f
		}
		return &gMisplaced
	}
	if registry.IsGREASE16(uint16(t)) {
		return &gGREASE
	}
	return &gUnknown
}

// groupsOf is nil for an extension that is not known here.
func groupsOf(t registry.ExtensionType) *groups {
	if int(t) < len(assigned) {
		if g := &assigned[t]; *g != (groups{}) {
			return g
		}
		return nil
	}
	switch t {
	case registry.ExtNPN:
		return &npn
	case registry.ExtALPS, registry.ExtALPSOld:
		return &alps
	case registry.ExtTrustAnchors:
		return &trustAnchors
	case registry.ExtECH:
		return &ech
	case registry.ExtRenegotiationInfo:
		return &renegotiationInfo
	}
	return nil
}

// assigned are the extensions that IANA numbers from 0 on.
var assigned = [...]groups{
	registry.ExtServerName:              {inClientHello: &gServerName, inServerHello: &aServerName},
	registry.ExtMaxFragmentLength:       {inClientHello: &gMaxFragmentLength, inServerHello: &aMaxFragmentLength},
	registry.ExtStatusRequest:           {inClientHello: &gStatusRequest, inServerHello: &aStatusRequest},
	registry.ExtSupportedGroups:         {inClientHello: &gSupportedGroups},
	registry.ExtECPointFormats:          {inClientHello: &gPointFormats, inServerHello: &aPointFormats},
	registry.ExtSRP:                     {inClientHello: &gSRP},
	registry.ExtSignatureAlgorithms:     {inClientHello: &gSignatureAlgorithms},
	registry.ExtUseSRTP:                 {inClientHello: &gUseSRTP, inServerHello: &aUseSRTP},
	registry.ExtHeartbeat:               {inClientHello: &gHeartbeat, inServerHello: &gHeartbeat},
	registry.ExtALPN:                    {inClientHello: &gALPN, inServerHello: &aALPN},
	registry.ExtSCT:                     {inClientHello: &gSCT, inServerHello: &aSCT},
	registry.ExtPadding:                 {inClientHello: &gPadding},
	registry.ExtEncryptThenMAC:          {inClientHello: &gEncryptThenMAC, inServerHello: &aEncryptThenMAC},
	registry.ExtExtendedMasterSecret:    {inClientHello: &gExtendedMasterSecret, inServerHello: &aExtendedMasterSecret},
	registry.ExtCompressCertificate:     {inClientHello: &gCompressCertificate},
	registry.ExtRecordSizeLimit:         {inClientHello: &gRecordSizeLimit, inServerHello: &gRecordSizeLimit},
	registry.ExtDelegatedCredential:     {inClientHello: &gDelegatedCredential},
	registry.ExtSessionTicket:           {inClientHello: &gSessionTicket, inServerHello: &aSessionTicket},
	registry.ExtPreSharedKey:            {inClientHello: &gPreSharedKey, inServerHello: &aPreSharedKey},
	registry.ExtEarlyData:               {inClientHello: &gEarlyData},
	registry.ExtSupportedVersions:       {inClientHello: &gSupportedVersions, inServerHello: &aSupportedVersions, inHelloRetryRequest: &aSupportedVersions},
	registry.ExtCookie:                  {inClientHello: &gCookie, inHelloRetryRequest: &gCookie},
	registry.ExtPSKKeyExchangeModes:     {inClientHello: &gPSKModes},
	registry.ExtPostHandshakeAuth:       {inClientHello: &gPostHandshakeAuth},
	registry.ExtSignatureAlgorithmsCert: {inClientHello: &gSignatureAlgorithmsCert},
	registry.ExtKeyShare:                {inClientHello: &gKeyShare, inServerHello: &aKeyShare, inHelloRetryRequest: &rKeyShare},
}

// Extensions with larger numbers.
var (
	npn               = groups{inClientHello: &gNPN}
	alps              = groups{inClientHello: &gALPS}
	trustAnchors      = groups{inClientHello: &gTrustAnchors}
	ech               = groups{inClientHello: &gECH, inHelloRetryRequest: &rECH}
	renegotiationInfo = groups{inClientHello: &gRenegotiationInfo, inServerHello: &gRenegotiationInfo}
)

var (
	gGREASE = wire.Field{Name: "grease", Ref: "RFC 8701 §3.1", Text: wire.Count,
		Mean: "An extension with a reserved number that means nothing. It is sent so that peers keep stepping over what they do not know."}
	gUnknown = wire.Field{Name: "unknown_extension", Ref: "RFC 8446 §4.2", Text: wire.Count,
		Mean: "An extension that this decoder does not know."}
	gMisplaced = wire.Field{Name: "misplaced_extension", Ref: "RFC 8446 §4.2", Text: wire.Count,
		Mean: "A known extension that has no place in this message: its shape here is not specified, so it is kept as it is."}
)

// extensionName is the name of the extension's group: the name of its RFC, where
// the registry has another one by now.
func extensionName(b []byte) string {
	t := registry.ExtensionType(wire.Uint(b))
	if g := groupsOf(t); g != nil {
		for _, f := range g {
			if f != nil {
				return f.Name
			}
		}
	}
	return t.String()
}

// meaning is a field with another sentence.
func meaning(f wire.Field, mean string) wire.Field {
	f.Mean = mean
	return f
}
