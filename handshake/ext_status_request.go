package handshake

import (
	"github.com/tlsteach/tlsteach/handshake/registry"
	"github.com/tlsteach/tlsteach/handshake/wire"
)

var (
	gStatusRequest = wire.Field{Name: "status_request", Ref: "RFC 6066 §8", Text: wire.Count,
		Mean: "The client asks the server for a fresh proof that its certificate has not been revoked (OCSP stapling)."}
	fStatusType = wire.Field{Name: "status_type", Ref: "RFC 6066 §8", Filter: "tls.handshake.extensions_status_request_type",
		Text: wire.Named[registry.StatusType], Mean: "1 is OCSP."}
	fResponderLength = wire.Field{Name: "responder_id_list_length", Ref: "RFC 6066 §8",
		Filter: "tls.handshake.extensions_status_request_responder_ids_len", Text: wire.Number, Mean: "How many bytes of responders follow."}
	fResponders        = wire.Field{Name: "responder_id_list", Ref: "RFC 6066 §8", Text: wire.Count, Mean: "Responders that the client trusts; usually none are named."}
	fResponderIDLength = wire.Field{Name: "responder_id_length", Ref: "RFC 6066 §8", Text: wire.Number, Mean: "How many bytes the name has."}
	fResponderID       = wire.Field{Name: "responder_id", Min: 1, Ref: "RFC 6066 §8", Text: wire.Count, Mean: "A responder that the client trusts, in DER."}
	fStatusExtLength   = wire.Field{Name: "request_extensions_length", Ref: "RFC 6066 §8",
		Filter: "tls.handshake.extensions_status_request_exts_len", Text: wire.Number, Mean: "How many bytes of OCSP extensions follow."}
	fStatusExt = wire.Field{Name: "request_extensions", Ref: "RFC 6066 §8", Text: wire.Count, Mean: "Extensions for the OCSP request, in DER."}

	fStapleLength = wire.Field{Name: "response_length", Ref: "RFC 6066 §8", Filter: "tls.handshake.ocsp_response_len", Text: wire.Number, Mean: "How many bytes the proof has."}
	fStaple       = wire.Field{Name: "response", Min: 1, Ref: "RFC 6066 §8", Text: wire.Count, Mean: "The proof: an OCSP response, which the authority signed, in DER."}

	gStatusRequestV2  = wire.Field{Name: "status_request_v2", Ref: "RFC 6961 §2.2", Text: wire.Count, Mean: "Up to TLS 1.2: the client asks for fresh proofs that no certificate of the chain has been revoked."}
	fStatusListLength = wire.Field{Name: "certificate_status_req_list_length", Ref: "RFC 6961 §2.2", Filter: "tls.handshake.extensions_status_request_list_len", Text: wire.Number, Mean: "How many bytes the list takes."}
	fStatusList       = wire.Field{Name: "certificate_status_req_list", Min: 1, Ref: "RFC 6961 §2.2", Text: wire.Count, Mean: "The kinds of proof that the client takes, the one it likes best first."}
	gStatusItem       = wire.Field{Name: "certificate_status_request_item", Ref: "RFC 6961 §2.2", Text: wire.Count, Mean: "A kind of proof that the client takes."}
	fStatusItemLength = wire.Field{Name: "request_length", Ref: "RFC 6961 §2.2", Filter: "tls.handshake.extensions_status_request_len", Text: wire.Number, Mean: "How many bytes the request has, for readers that do not know its kind."}
	fStatusItem       = wire.Field{Name: "request", Ref: "RFC 6961 §2.2", Text: wire.Count, Mean: "What is asked of the responder."}
)

// readStatusRequest reads a client's request (RFC 6066 §8), or the proof in an
// entry of a certificate message (RFC 8446 §4.4.2.1). A type other than OCSP has
// no known shape; elsewhere the extension is empty.
func readStatusRequest(c *wire.Cursor, in place) {
	switch {
	case in != inClientHello && in != inCertificate:
	case registry.StatusType(c.Uint8(&fStatusType)) != registry.StatusOCSP:
		if c.Len() > 0 {
			c.Opaque(&fUnknownData, c.Len())
		}
	case in == inClientHello:
		readOCSPRequest(c)
	default:
		readStaple(c)
	}
}

func readOCSPRequest(c *wire.Cursor) {
	ids := c.Vector16(&fResponderLength, &fResponders)
	for c.Len() > 0 {
		readResponderDER(c, &fResponderIDLength, &fResponderID)
	}
	c.End(ids)
	readOCSPExtensionsDER(c, &fStatusExtLength, &fStatusExt)
}

// readStaple reads an OCSP response behind its length.
func readStaple(c *wire.Cursor) {
	n := c.Uint24(&fStapleLength)
	readOCSPResponseDER(c, &fStaple, n)
}

func readStatusRequestV2(c *wire.Cursor) {
	list := c.Vector16(&fStatusListLength, &fStatusList)
	for c.Len() > 0 {
		g := c.Open(&gStatusItem)
		t := registry.StatusType(c.Uint8(&fStatusType))
		request := c.Vector16(&fStatusItemLength, &fStatusItem)
		if t == registry.StatusOCSP || t == registry.StatusOCSPMulti {
			readOCSPRequest(c)
		} else if c.Len() > 0 {
			c.Opaque(&fUnknownData, c.Len())
		}
		c.End(request)
		c.Close(g)
	}
	c.End(list)
}
