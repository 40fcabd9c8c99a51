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
	inEncryptedExtensions
	inCertificate // an entry of TLS 1.3's Certificate
	inCertificateRequest
	inNewSessionTicket
	places
)

// groups are the fields that an extension's bytes stand under, by place; nil
// where the extension may not stand.
type groups [places]*wire.Field

// extensionGroup is the field that an extension's bytes stand under, and whether
// its body is opened in this place.
func extensionGroup(in place, t registry.ExtensionType) (f *wire.Field, opened bool) {
	if g := groupsOf(t); g != nil {
		if f := g[in]; f != nil {
			return f, true
		}
		if *g != (groups{}) {
			return &gMisplaced, false
		}
	}
	if registry.IsGREASE16(uint16(t)) {
		return &gGREASE, false
	}
	return &gUnknown, false
}

// groupsOf is nil, or empty, for an extension that is not known here.
func groupsOf(t registry.ExtensionType) *groups {
	if int(t) < len(assigned) {
		return &assigned[t]
	}
	switch t {
	case registry.ExtNPN:
		return &npn
	case registry.ExtALPS, registry.ExtALPSOld:
		return &alps
	case registry.ExtChannelID, registry.ExtChannelIDOld:
		return &channelID
	case registry.ExtTrustAnchors:
		return &trustAnchors
	case registry.ExtECHOuterExtensions:
		return &echOuter
	case registry.ExtECH:
		return &ech
	case registry.ExtRenegotiationInfo:
		return &renegotiationInfo
	case registry.ExtQUICDraft:
		return &assigned[registry.ExtQUICTransportParameters]
	case registry.ExtESNI:
		return &esni
	}
	return nil
}

// assigned are the extensions that IANA numbers from 0 on, and the messages in
// which their specifications let them stand.
var assigned = [...]groups{
	registry.ExtServerName:              {inClientHello: &gServerName, inServerHello: &aServerName, inEncryptedExtensions: &aServerName, inCertificateRequest: &rServerName},
	registry.ExtMaxFragmentLength:       {inClientHello: &gMaxFragmentLength, inServerHello: &aMaxFragmentLength, inEncryptedExtensions: &aMaxFragmentLength},
	registry.ExtClientCertificateURL:    {inClientHello: &gCertificateURL, inServerHello: &aCertificateURL},
	registry.ExtTrustedCAKeys:           {inClientHello: &gTrustedCAKeys, inServerHello: &aTrustedCAKeys},
	registry.ExtTruncatedHMAC:           {inClientHello: &gTruncatedHMAC, inServerHello: &aTruncatedHMAC},
	registry.ExtStatusRequest:           {inClientHello: &gStatusRequest, inServerHello: &aStatusRequest, inCertificate: &eStatusRequest, inCertificateRequest: &rStatusRequest},
	registry.ExtUserMapping:             {inClientHello: &gUserMapping, inServerHello: &aUserMapping},
	registry.ExtClientAuthz:             {inClientHello: &gClientAuthz, inServerHello: &aClientAuthz},
	registry.ExtServerAuthz:             {inClientHello: &gServerAuthz, inServerHello: &aServerAuthz},
	registry.ExtCertType:                {inClientHello: &gCertType, inServerHello: &aCertType},
	registry.ExtSupportedGroups:         {inClientHello: &gSupportedGroups, inServerHello: &aSupportedGroups, inEncryptedExtensions: &aSupportedGroups},
	registry.ExtECPointFormats:          {inClientHello: &gPointFormats, inServerHello: &aPointFormats},
	registry.ExtSRP:                     {inClientHello: &gSRP},
	registry.ExtSignatureAlgorithms:     {inClientHello: &gSignatureAlgorithms, inCertificateRequest: &rSignatureAlgorithms},
	registry.ExtUseSRTP:                 {inClientHello: &gUseSRTP, inServerHello: &aUseSRTP, inEncryptedExtensions: &aUseSRTP},
	registry.ExtHeartbeat:               {inClientHello: &gHeartbeat, inServerHello: &gHeartbeat, inEncryptedExtensions: &gHeartbeat},
	registry.ExtALPN:                    {inClientHello: &gALPN, inServerHello: &aALPN, inEncryptedExtensions: &aALPN},
	registry.ExtStatusRequestV2:         {inClientHello: &gStatusRequestV2, inServerHello: &aStatusRequestV2},
	registry.ExtSCT:                     {inClientHello: &gSCT, inServerHello: &aSCT, inCertificate: &aSCT, inCertificateRequest: &rSCT},
	registry.ExtClientCertificateType:   {inClientHello: &gClientCertificateType, inServerHello: &aClientCertificateType, inEncryptedExtensions: &aClientCertificateType},
	registry.ExtServerCertificateType:   {inClientHello: &gServerCertificateType, inServerHello: &aServerCertificateType, inEncryptedExtensions: &aServerCertificateType},
	registry.ExtPadding:                 {inClientHello: &gPadding},
	registry.ExtEncryptThenMAC:          {inClientHello: &gEncryptThenMAC, inServerHello: &aEncryptThenMAC},
	registry.ExtExtendedMasterSecret:    {inClientHello: &gExtendedMasterSecret, inServerHello: &aExtendedMasterSecret},
	registry.ExtTokenBinding:            {inClientHello: &gTokenBinding, inServerHello: &aTokenBinding, inEncryptedExtensions: &aTokenBinding},
	registry.ExtCachedInfo:              {inClientHello: &gCachedInfo, inServerHello: &aCachedInfo, inEncryptedExtensions: &aCachedInfo},
	registry.ExtTLSLTS:                  {inClientHello: &gTLSLTS, inServerHello: &aTLSLTS},
	registry.ExtCompressCertificate:     {inClientHello: &gCompressCertificate, inCertificateRequest: &rCompressCertificate},
	registry.ExtRecordSizeLimit:         {inClientHello: &gRecordSizeLimit, inServerHello: &gRecordSizeLimit, inEncryptedExtensions: &gRecordSizeLimit},
	registry.ExtPwdProtect:              {inClientHello: &gPwdProtect},
	registry.ExtPwdClear:                {inClientHello: &gPwdClear},
	registry.ExtPasswordSalt:            {inClientHello: &gPasswordSalt, inServerHello: &gPasswordSalt, inHelloRetryRequest: &gPasswordSalt},
	registry.ExtTicketPinning:           {inClientHello: &gTicketPinning, inEncryptedExtensions: &aTicketPinning},
	registry.ExtCertWithExternPSK:       {inClientHello: &gCertWithExternPSK, inServerHello: &aCertWithExternPSK},
	registry.ExtDelegatedCredential:     {inClientHello: &gDelegatedCredential, inCertificate: &eDelegatedCredential, inCertificateRequest: &rDelegatedCredential},
	registry.ExtSessionTicket:           {inClientHello: &gSessionTicket, inServerHello: &aSessionTicket},
	registry.ExtSupportedEKTCiphers:     {inClientHello: &gEKTCiphers, inServerHello: &aEKTCiphers, inEncryptedExtensions: &aEKTCiphers},
	registry.ExtKeyShareDraft:           {inClientHello: &gKeyShareDraft, inServerHello: &aKeyShareDraft, inHelloRetryRequest: &rKeyShareDraft},
	registry.ExtPreSharedKey:            {inClientHello: &gPreSharedKey, inServerHello: &aPreSharedKey},
	registry.ExtEarlyData:               {inClientHello: &gEarlyData, inEncryptedExtensions: &aEarlyData, inNewSessionTicket: &tEarlyData},
	registry.ExtSupportedVersions:       {inClientHello: &gSupportedVersions, inServerHello: &aSupportedVersions, inHelloRetryRequest: &aSupportedVersions},
	registry.ExtCookie:                  {inClientHello: &gCookie, inHelloRetryRequest: &rCookie},
	registry.ExtPSKKeyExchangeModes:     {inClientHello: &gPSKModes},
	registry.ExtTicketEarlyDataInfo:     {inNewSessionTicket: &gTicketEarlyDataInfo},
	registry.ExtCertificateAuthorities:  {inClientHello: &gCertificateAuthorities, inCertificateRequest: &rCertificateAuthorities},
	registry.ExtOIDFilters:              {inCertificateRequest: &gOIDFilters},
	registry.ExtPostHandshakeAuth:       {inClientHello: &gPostHandshakeAuth},
	registry.ExtSignatureAlgorithmsCert: {inClientHello: &gSignatureAlgorithmsCert, inCertificateRequest: &rSignatureAlgorithmsCert},
	registry.ExtKeyShare:                {inClientHello: &gKeyShare, inServerHello: &aKeyShare, inHelloRetryRequest: &rKeyShare},
	registry.ExtTransparencyInfo:        {inClientHello: &gTransparencyInfo, inServerHello: &aTransparencyInfo, inCertificate: &aTransparencyInfo, inCertificateRequest: &rTransparencyInfo},
	registry.ExtConnectionIDDeprecated:  {inClientHello: &gConnectionIDOld, inServerHello: &gConnectionIDOld},
	registry.ExtConnectionID:            {inClientHello: &gConnectionID, inServerHello: &gConnectionID},
	registry.ExtExternalIDHash:          {inClientHello: &gExternalIDHash, inServerHello: &gExternalIDHash, inEncryptedExtensions: &gExternalIDHash},
	registry.ExtExternalSessionID:       {inClientHello: &gExternalSessionID, inServerHello: &gExternalSessionID, inEncryptedExtensions: &gExternalSessionID},
	registry.ExtQUICTransportParameters: {inClientHello: &gQUIC, inEncryptedExtensions: &aQUIC},
	registry.ExtTicketRequest:           {inClientHello: &gTicketRequest, inEncryptedExtensions: &aTicketRequest},
	registry.ExtDNSSECChain:             {inClientHello: &gDNSSECChain, inServerHello: &aDNSSECChain, inCertificate: &aDNSSECChain},
	registry.ExtRRC:                     {inClientHello: &gRRC, inServerHello: &aRRC},
	registry.ExtTLSFlags: {inClientHello: &gTLSFlags, inServerHello: &gTLSFlags, inHelloRetryRequest: &gTLSFlags, inEncryptedExtensions: &gTLSFlags,
		inCertificate: &gTLSFlags, inCertificateRequest: &gTLSFlags, inNewSessionTicket: &gTLSFlags},
}

// Extensions with larger numbers.
var (
	npn               = groups{inClientHello: &gNPN, inServerHello: &aNPN}
	alps              = groups{inClientHello: &gALPS, inEncryptedExtensions: &aALPS}
	channelID         = groups{inClientHello: &gChannelID, inServerHello: &aChannelID, inEncryptedExtensions: &aChannelID}
	trustAnchors      = groups{inClientHello: &gTrustAnchors, inEncryptedExtensions: &aTrustAnchors, inCertificate: &eTrustAnchors, inCertificateRequest: &rTrustAnchors}
	echOuter          = groups{inClientHello: &gECHOuter}
	ech               = groups{inClientHello: &gECH, inHelloRetryRequest: &rECH, inEncryptedExtensions: &aECH}
	esni              = groups{inClientHello: &gESNI, inEncryptedExtensions: &aESNI}
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
	if t == registry.ExtExtendedMasterSecret {
		return gExtendedMasterSecret.Name
	}
	return t.String()
}

// meaning is a field with another sentence.
func meaning(f wire.Field, mean string) wire.Field {
	f.Mean = mean
	return f
}
