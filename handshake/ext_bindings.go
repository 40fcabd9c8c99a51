package handshake

import (
	"strconv"
	"time"

	"github.com/tlsteach/tlsteach/handshake/registry"
	"github.com/tlsteach/tlsteach/handshake/wire"
)

// Extensions that tie a connection to something outside of it, or to one before.
var (
	gTokenBinding = wire.Field{Name: "token_binding", Ref: "RFC 8472 §2", Text: wire.Count,
		Mean: "Web logins may be bound to a key of the client, so that a stolen cookie is of no use elsewhere."}
	aTokenBinding = meaning(gTokenBinding, "The kind of key that the server chose for binding logins.")
	fTBMajor      = wire.Field{Name: "token_binding_version_major", Ref: "RFC 8472 §2", Text: wire.Number, Mean: "The version of the protocol, before the dot."}
	fTBMinor      = wire.Field{Name: "token_binding_version_minor", Ref: "RFC 8472 §2", Text: wire.Number, Mean: "The version of the protocol, behind the dot."}
	fTBLength     = wire.Field{Name: "key_parameters_list_length", Ref: "RFC 8472 §2", Text: wire.Number, Mean: "How many kinds of key follow, a byte each."}
	fTBKeys       = wire.Field{Name: "key_parameters_list", Min: 1, Ref: "RFC 8472 §2", Text: wire.Count, Mean: "The kinds of key, the one liked best first."}
	fTBKey        = wire.Field{Name: "key_parameters", Ref: "RFC 8472 §2", Text: wire.Named[registry.TokenBindingKey], Mean: "A kind of key."}

	gCachedInfo = wire.Field{Name: "cached_info", Ref: "RFC 7924 §3", Text: wire.Count,
		Mean: "The client still has the server's certificate from before, so that the server need not send it."}
	aCachedInfo       = meaning(gCachedInfo, "For which messages the server will send a hash in the place of the message.")
	fCachedLength     = wire.Field{Name: "cached_info_length", Ref: "RFC 7924 §3", Text: wire.Number, Mean: "How many bytes the list takes."}
	fCached           = wire.Field{Name: "cached_info_list", Min: 1, Ref: "RFC 7924 §3", Text: wire.Count, Mean: "The messages that the client has."}
	gCachedObject     = wire.Field{Name: "cached_object", Ref: "RFC 7924 §3", Text: wire.Count, Mean: "One of them."}
	fCachedType       = wire.Field{Name: "type", Ref: "RFC 7924 §3", Text: wire.Named[registry.CachedInfoType], Mean: "1: the Certificate message; 2: the CertificateRequest."}
	fCachedHashLength = wire.Field{Name: "hash_value_length", Ref: "RFC 7924 §3", Text: wire.Number, Mean: "How many bytes the hash has."}
	fCachedHash       = wire.Field{Name: "hash_value", Min: 1, Ref: "RFC 7924 §3", Text: wire.Count, Mean: "The hash of the message that the client has."}

	gTicketPinning = wire.Field{Name: "ticket_pinning", Ref: "RFC 8672 §3", Text: wire.Count,
		Mean: "A ticket by which the client learns, when it comes back, that the server is the same: whatever its certificate says."}
	aTicketPinning = meaning(gTicketPinning, "The server proves that it gave the ticket, and gives another one.")
	fPinLength     = wire.Field{Name: "ticket_length", Ref: "RFC 8672 §3", Text: wire.Number, Mean: "How many bytes the ticket has; 0: the client has none."}
	fPin           = wire.Field{Name: "ticket", Ref: "RFC 8672 §3", Text: wire.Count, Mean: "The ticket. Only the server can read it."}
	fPinsLength    = wire.Field{Name: "ticket_list_length", Ref: "RFC 8672 §3", Text: wire.Number, Mean: "How many bytes the list takes: one ticket, with a length of its own."}
	fPins          = wire.Field{Name: "ticket_list", Ref: "RFC 8672 §3", Text: wire.Count, Mean: "A list of one ticket."}
	fPinProofsLen  = wire.Field{Name: "proof_list_length", Ref: "RFC 8672 §3", Text: wire.Number, Mean: "How many bytes the list takes: one proof, with a length of its own."}
	fPinProofs     = wire.Field{Name: "proof_list", Ref: "RFC 8672 §3", Text: wire.Count, Mean: "A list of one proof."}
	fPinProofLen   = wire.Field{Name: "proof_length", Ref: "RFC 8672 §3", Text: wire.Number, Mean: "How many bytes the proof has; 0 on the first connection."}
	fPinProof      = wire.Field{Name: "proof", Ref: "RFC 8672 §3", Text: wire.Count, Mean: "Shows that the server holds the secret behind the client's ticket."}
	fPinLifetime   = wire.Field{Name: "lifetime", Ref: "RFC 8672 §3", Text: seconds, Mean: "For how long the server promises to accept the new ticket."}

	gExternalIDHash = wire.Field{Name: "external_id_hash", Ref: "RFC 8844 §3.2", Text: wire.Count,
		Mean: "Ties the connection to the identity that was asserted when a call was set up."}
	fBindingHashLength = wire.Field{Name: "binding_hash_length", Ref: "RFC 8844 §3.2", Text: wire.Number, Mean: "32, or 0 where the sender has no identity."}
	fBindingHash       = wire.Field{Name: "binding_hash", Ref: "RFC 8844 §3.2", Text: wire.Count, Mean: "The SHA-256 hash of the asserted identity."}
	gExternalSessionID = wire.Field{Name: "external_session_id", Ref: "RFC 8844 §4.3", Text: wire.Count,
		Mean: "Ties the connection to the call that it was set up for."}
	fExternalSessionLength = wire.Field{Name: "session_id_length", Ref: "RFC 8844 §4.3", Text: wire.Number, Mean: "How many bytes the identifier has."}
	fExternalSession       = wire.Field{Name: "session_id", Min: 20, Ref: "RFC 8844 §4.3", Text: wire.Count, Mean: "The tls-id under which the call was set up."}

	gChannelID = wire.Field{Name: "channel_id", Ref: "draft-balfanz-tls-channelid-01 §3", Text: wire.Count,
		Mean: "The client can prove that it holds a key of its own, made for this server: the forerunner of token_binding. Empty: being there is the offer."}
	aChannelID = meaning(gChannelID, "Empty: the server asks for the proof of the client's key.")

	gTicketRequest = wire.Field{Name: "ticket_request", Ref: "RFC 9149 §3", Text: wire.Count,
		Mean: "How many tickets the client would like."}
	aTicketRequest    = meaning(gTicketRequest, "How many tickets the server means to send.")
	fTicketsNew       = wire.Field{Name: "new_session_count", Ref: "RFC 9149 §3", Text: wire.Number, Mean: "Tickets wanted if this becomes a new session."}
	fTicketsResumed   = wire.Field{Name: "resumption_count", Ref: "RFC 9149 §3", Text: wire.Number, Mean: "Tickets wanted if the server goes on with an earlier one."}
	fTicketsExpected  = wire.Field{Name: "expected_count", Ref: "RFC 9149 §3", Text: wire.Number, Mean: "Tickets that will be sent."}
	gConnectionID     = wire.Field{Name: "connection_id", Ref: "RFC 9146 §3", Text: wire.Count, Mean: "For DTLS: a number that the peer puts into each record, so that the connection survives a change of address."}
	gConnectionIDOld  = wire.Field{Name: "connection_id", Ref: "draft-ietf-tls-dtls-connection-id-07", Text: wire.Count, Mean: "The number of connection_id before its MAC was changed; it means the same."}
	fConnectionID     = wire.Field{Name: "cid", Ref: "RFC 9146 §3", Filter: "tls.connection_id", Text: wire.Count, Mean: "The identifier that the sender wants in records sent to it; empty: none."}
	gTLSFlags         = wire.Field{Name: "tls_flags", Ref: "draft-ietf-tls-tlsflags §2", Text: wire.Count, Mean: "Yes-or-no offers, a bit each, which would otherwise take an extension each."}
	fFlagsLength      = wire.Field{Name: "flags_length", Ref: "draft-ietf-tls-tlsflags §2", Text: wire.Number, Mean: "How many bytes of flags follow."}
	fFlags            = wire.Field{Name: "flags", Min: 1, Ref: "draft-ietf-tls-tlsflags §2", Text: flagNumbers, Mean: "The bits that are set: flag 0 is the lowest bit of the first byte."}
	gEKTCiphers       = wire.Field{Name: "supported_ekt_ciphers", Ref: "RFC 8870 §5.2.1", Text: wire.Count, Mean: "How the keys of a conference's voice and video may be wrapped."}
	aEKTCiphers       = meaning(gEKTCiphers, "How the server will wrap the keys of the conference.")
	fEKTCiphersLength = wire.Field{Name: "supported_ciphers_length", Ref: "RFC 8870 §5.2.1", Text: wire.Number, Mean: "How many ciphers follow, a byte each."}
	fEKTCiphers       = wire.Field{Name: "supported_ciphers", Min: 1, Ref: "RFC 8870 §5.2.1", Text: wire.Count, Mean: "The ciphers, the one liked best first."}
	fEKTCipher        = wire.Field{Name: "ekt_cipher", Ref: "RFC 8870 §5.2.1", Text: wire.Named[registry.EKTCipher], Mean: "A cipher that wraps keys."}
	fEKTChosen        = wire.Field{Name: "selected_cipher", Ref: "RFC 8870 §5.2.1", Text: wire.Named[registry.EKTCipher], Mean: "The cipher that the server chose."}

	fConnectionIDLength = wire.Field{Name: "cid_length", Ref: "RFC 9146 §3", Filter: "tls.connection_id_length", Text: wire.Number, Mean: "How many bytes the identifier has."}
)

func seconds(b []byte) string { return (time.Duration(wire.Uint(b)) * time.Second).String() }

// flagNumbers lists the bits that are set.
func flagNumbers(b []byte) string {
	var out []byte
	for i := range len(b) * 8 {
		if b[i/8]>>(i%8)&1 == 0 {
			continue
		}
		if len(out) > 0 {
			out = append(out, ", "...)
		}
		out = strconv.AppendInt(out, int64(i), 10)
	}
	if len(out) == 0 {
		return "none"
	}
	return string(out)
}

func readTokenBinding(c *wire.Cursor) {
	c.Uint8(&fTBMajor)
	c.Uint8(&fTBMinor)
	c.List8(&fTBLength, &fTBKeys, &fTBKey, 1)
}

// readCachedInfo reads types, to each of which the client adds a hash.
func readCachedInfo(c *wire.Cursor, in place) {
	list := c.Vector16(&fCachedLength, &fCached)
	for c.Len() > 0 {
		g := c.Open(&gCachedObject)
		c.Uint8(&fCachedType)
		if in == inClientHello {
			c.Data8(&fCachedHashLength, &fCachedHash)
		}
		c.Close(g)
	}
	c.End(list)
}

// readTicketPinning reads tickets and proofs. RFC 8672 §3 writes each as a list of
// at most one that has a length of its own, and its text speaks of one length.
func readTicketPinning(c *wire.Cursor, in place) {
	if in == inClientHello {
		readPin(c)
		return
	}
	if b := c.Ahead(); len(b) > 1 && b[0] > 0 && int(b[1]) == int(b[0])-1 {
		list := c.Vector8(&fPinProofsLen, &fPinProofs)
		c.Data8(&fPinProofLen, &fPinProof)
		c.End(list)
	} else {
		c.Data8(&fPinProofLen, &fPinProof)
	}
	readPin(c)
	c.Uint32(&fPinLifetime)
}

func readPin(c *wire.Cursor) {
	b := c.Ahead()
	if len(b) < 4 || int(b[2])<<8+int(b[3]) != int(b[0])<<8+int(b[1])-2 {
		c.Data16(&fPinLength, &fPin)
		return
	}
	list := c.Vector16(&fPinsLength, &fPins)
	c.Data16(&fPinLength, &fPin)
	c.End(list)
}

func readTicketRequest(c *wire.Cursor, in place) {
	if in != inClientHello {
		c.Uint8(&fTicketsExpected)
		return
	}
	c.Uint8(&fTicketsNew)
	c.Uint8(&fTicketsResumed)
}

func readEKTCiphers(c *wire.Cursor, in place) {
	if in != inClientHello {
		c.Uint8(&fEKTChosen)
		return
	}
	c.List8(&fEKTCiphersLength, &fEKTCiphers, &fEKTCipher, 1)
}
