package registry

import "fmt"

// An SRTPProfile is a cipher and MAC for voice and video. Source: RFC 5764 §4.1.2.
type SRTPProfile uint16

// String returns the registry's name, for example "SRTP_AEAD_AES_128_GCM".
func (p SRTPProfile) String() string { return text16(srtpProfiles, nil, uint16(p)) }

// Known reports whether the profile has a name.
func (p SRTPProfile) Known() bool { return known(srtpProfiles, nil, uint16(p)) }

// A UserMappingType says how a user is told to the server. Source: RFC 4681 §2.1.
type UserMappingType uint8

// String returns the registry's name, for example "upn_domain_hint".
func (t UserMappingType) String() string { return text8(userMappingTypes, nil, uint8(t)) }

// Known reports whether the type has a name.
func (t UserMappingType) Known() bool { return known(userMappingTypes, nil, uint16(t)) }

// An AuthzFormat is a format of authorization data. Source: RFC 5878 §2.3.
type AuthzFormat uint8

// String returns the registry's name, for example "saml_assertion".
func (f AuthzFormat) String() string { return text8(authzFormats, nil, uint8(f)) }

// Known reports whether the format has a name.
func (f AuthzFormat) Known() bool { return known(authzFormats, nil, uint16(f)) }

// A TrustedCAType says how trusted_ca_keys names an authority. Source: RFC 6066 §6.
type TrustedCAType uint8

// Ways to name an authority.
const (
	TrustedCAPreAgreed    TrustedCAType = 0
	TrustedCAKeySHA1      TrustedCAType = 1
	TrustedCAX509Name     TrustedCAType = 2
	TrustedCACertSHA1Hash TrustedCAType = 3
)

// IANA keeps no registry of these types.
var trustedCATypes = []name{{0, "pre_agreed"}, {1, "key_sha1_hash"}, {2, "x509_name"}, {3, "cert_sha1_hash"}}

// String returns the name of RFC 6066, for example "x509_name".
func (t TrustedCAType) String() string { return text8(trustedCATypes, nil, uint8(t)) }

// Known reports whether the type has a name.
func (t TrustedCAType) Known() bool { return known(trustedCATypes, nil, uint16(t)) }

// A TokenBindingKey is a kind of key that a token is bound to. Source: RFC 8471 §3.
type TokenBindingKey uint8

// String returns the registry's name, for example "ecdsap256".
func (k TokenBindingKey) String() string { return text8(tokenBindingKeys, nil, uint8(k)) }

// Known reports whether the kind has a name.
func (k TokenBindingKey) Known() bool { return known(tokenBindingKeys, nil, uint16(k)) }

// A CachedInfoType is a message that the client may have from before. Source: RFC 7924 §3.
type CachedInfoType uint8

// String returns the registry's name, for example "cert".
func (t CachedInfoType) String() string { return text8(cachedInfoTypes, nil, uint8(t)) }

// Known reports whether the type has a name.
func (t CachedInfoType) Known() bool { return known(cachedInfoTypes, nil, uint16(t)) }

// An EKTCipher wraps keys of voice and video. Source: RFC 8870 §5.2.
type EKTCipher uint8

// String returns the name of RFC 8870, for example "aeskw_128".
func (e EKTCipher) String() string { return text8(ektCiphers, nil, uint8(e)) }

// Known reports whether the cipher has a name.
func (e EKTCipher) Known() bool { return known(ektCiphers, nil, uint16(e)) }

// A TransType is a kind of statement of a certificate log. Source: RFC 9162 §4.5.
type TransType uint16

// Statements that cross in a handshake.
const (
	TransX509SCT        TransType = 0x0102
	TransPrecertSCT     TransType = 0x0103
	TransTreeHead       TransType = 0x0104
	TransInclusionProof TransType = 0x0106
)

// String returns the registry's name, for example "x509_sct_v2".
func (t TransType) String() string { return text16(transTypes, nil, uint16(t)) }

// Known reports whether the type has a name.
func (t TransType) Known() bool { return known(transTypes, nil, uint16(t)) }

// A QUICParameter is a transport parameter of QUIC. Source: RFC 9000 §18.
type QUICParameter uint64

// Parameters above two bytes, as deployed without registration.
var wideQUICParameters = []struct {
	code QUICParameter
	text string
}{
	{0xff02de1a, "min_ack_delay (draft 1)"},
	{0xff03de1a, "min_ack_delay (draft 2)"},
	{0xff04de1b, "min_ack_delay"},
	{0xff73db, "version_information (draft)"},
	{0x0f739bbc1b666d05, "enable_multipath (draft 5)"},
}

// GREASE reports whether the parameter is one of those reserved so that peers
// keep ignoring what they do not know: 31n+27. Source: RFC 9000 §18.1.
func (p QUICParameter) GREASE() bool { return p >= 27 && (p-27)%31 == 0 && !p.Known() }

// String returns the registry's name, for example "max_idle_timeout".
func (p QUICParameter) String() string {
	if p <= 0xffff {
		if text, ok := find(quicTransportParameters, uint16(p)); ok {
			return text
		}
	}
	for _, w := range wideQUICParameters {
		if w.code == p {
			return w.text
		}
	}
	if p >= 27 && (p-27)%31 == 0 {
		return fmt.Sprintf("reserved (0x%x)", uint64(p))
	}
	return fmt.Sprintf("unknown (0x%x)", uint64(p))
}

// Known reports whether the parameter has a name; a reserved one does not.
func (p QUICParameter) Known() bool {
	if p <= 0xffff {
		if _, ok := find(quicTransportParameters, uint16(p)); ok {
			return true
		}
	}
	for _, w := range wideQUICParameters {
		if w.code == p {
			return true
		}
	}
	return false
}
