package handshake

import (
	"github.com/tlsteach/tlsteach/handshake/registry"
	"github.com/tlsteach/tlsteach/handshake/wire"
)

// readExtension reads a body of which the message keeps nothing but the bytes.
// That the extension may stand in this place is known. What has no case here is
// empty where it stands: being there is the whole message.
func readExtension(c *wire.Cursor, in place, t registry.ExtensionType) {
	asked := in == inClientHello || in == inCertificateRequest
	switch t {
	case registry.ExtMaxFragmentLength:
		c.Uint8(&fMaxFragmentLength)
	case registry.ExtTrustedCAKeys:
		if asked {
			readTrustedCAKeys(c)
		}
	case registry.ExtStatusRequest:
		readStatusRequest(c, in)
	case registry.ExtUserMapping:
		readUserMapping(c)
	case registry.ExtClientAuthz, registry.ExtServerAuthz:
		readAuthzFormats(c)
	case registry.ExtCertType, registry.ExtClientCertificateType, registry.ExtServerCertificateType:
		readCertificateTypes(c, in)
	case registry.ExtSRP:
		c.Data8(&fSRPLength, &fSRP)
	case registry.ExtUseSRTP:
		readUseSRTP(c)
	case registry.ExtHeartbeat:
		c.Uint8(&fHeartbeatMode)
	case registry.ExtStatusRequestV2:
		if asked {
			readStatusRequestV2(c)
		}
	case registry.ExtSCT:
		if !asked {
			readSCTs(c)
		}
	case registry.ExtPadding:
		c.Rest(&fPadding)
	case registry.ExtTokenBinding:
		readTokenBinding(c)
	case registry.ExtCachedInfo:
		readCachedInfo(c, in)
	case registry.ExtCompressCertificate:
		readCompressCertificate(c)
	case registry.ExtRecordSizeLimit:
		c.Uint16(&fRecordSizeLimit)
	case registry.ExtPwdProtect, registry.ExtPwdClear, registry.ExtPasswordSalt:
		readPassword(c, t)
	case registry.ExtTicketPinning:
		readTicketPinning(c, in)
	case registry.ExtDelegatedCredential:
		if asked {
			readDelegatedSchemes(c)
		} else {
			readDelegatedCredential(c)
		}
	case registry.ExtSupportedEKTCiphers:
		readEKTCiphers(c, in)
	case registry.ExtCertificateAuthorities:
		readCertificateAuthorities(c)
	case registry.ExtOIDFilters:
		readOIDFilters(c)
	case registry.ExtTransparencyInfo:
		if !asked {
			readTransparencyInfo(c)
		}
	case registry.ExtConnectionID, registry.ExtConnectionIDDeprecated:
		c.Data8(&fConnectionIDLength, &fConnectionID)
	case registry.ExtExternalIDHash:
		c.Data8(&fBindingHashLength, &fBindingHash)
	case registry.ExtExternalSessionID:
		c.Data8(&fExternalSessionLength, &fExternalSession)
	case registry.ExtQUICTransportParameters, registry.ExtQUICDraft:
		readQUICParameters(c)
	case registry.ExtTicketRequest:
		readTicketRequest(c, in)
	case registry.ExtDNSSECChain:
		readDNSSECChain(c, in)
	case registry.ExtTLSFlags:
		c.Data8(&fFlagsLength, &fFlags)
	case registry.ExtNPN:
		if !asked {
			readNPN(c)
		}
	case registry.ExtALPS, registry.ExtALPSOld:
		readALPS(c, in)
	case registry.ExtTrustAnchors:
		if in != inCertificate {
			readTrustAnchors(c)
		}
	case registry.ExtECHOuterExtensions:
		readECHOuterExtensions(c)
	case registry.ExtESNI:
		readESNI(c, in)
	case registry.ExtRenegotiationInfo:
		c.Data8(&fRenegotiationLength, &fRenegotiation)
	}
}
