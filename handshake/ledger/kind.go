package ledger

// A Kind says what became of a draw.
type Kind string

// Sent as it is.
const (
	ClientRandom Kind = "client random"       // of the outer hello, with ECH
	InnerRandom  Kind = "inner client random" // of the hello that ECH hides
	ServerRandom Kind = "server random"
	SessionID    Kind = "session ID"
	RecordIV     Kind = "record IV" // of CBC, from TLS 1.1 on
	TicketIV     Kind = "ticket IV"
	TicketAgeAdd Kind = "ticket_age_add"
	SerialNumber Kind = "serial number"
	Sent         Kind = "sent" // in a place that has no kind of its own
)

// Inside a secret.
const (
	EphemeralKey   Kind = "ephemeral private key"
	MLKEMSeed      Kind = "ML-KEM seed"
	PreMaster      Kind = "pre-master secret"
	TicketKey      Kind = "ticket key"
	CertificateKey Kind = "private key of a certificate"
)

// Inside a signature or a padding.
const (
	PSSSalt     Kind = "PSS salt"
	Padding     Kind = "encryption padding"
	PaddingByte Kind = "replaced byte of a padding" // one byte
	Hedging     Kind = "ECDSA hedging"              // mixed into the number that ECDSA keeps secret
)

// Drawn and thrown away.
const (
	Decoy           Kind = "decoy pre-master secret"
	LegacyTicketKey Kind = "legacy ticket key"
	NoPrime         Kind = "candidate for a prime" // of an RSA key, which turned out to be none
	Coin            Kind = "coin"                  // one byte, that Go draws half of the time so that nobody relies on the order of its draws
)

// Unplaced draws have no place that could be proven.
const Unplaced Kind = "unplaced"

// A Fate is what kinds have in common.
type Fate string

// The fates of draws.
const (
	InClear      Fate = "sent as it is"
	InSecret     Fate = "inside a secret"
	InPadding    Fate = "inside a signature or a padding"
	MixedIn      Fate = "mixed into a signature"
	ThrownAway   Fate = "drawn and thrown away"
	FateUnproven Fate = "not placed"
)

// fate is the usual one of a kind; a placement may have been thrown away all the
// same, as a key share is that the server did not choose.
func (k Kind) fate() Fate {
	switch k {
	case ClientRandom, InnerRandom, ServerRandom, SessionID, RecordIV, TicketIV, TicketAgeAdd, SerialNumber, Sent:
		return InClear
	case EphemeralKey, MLKEMSeed, PreMaster, TicketKey, CertificateKey:
		return InSecret
	case PSSSalt, Padding, PaddingByte:
		return InPadding
	case Hedging:
		return MixedIn
	case Decoy, LegacyTicketKey, NoPrime, Coin:
		return ThrownAway
	}
	return FateUnproven
}
