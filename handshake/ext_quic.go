package handshake

import (
	"net/netip"
	"strconv"
	"time"

	"github.com/tlsteach/tlsteach/handshake/registry"
	"github.com/tlsteach/tlsteach/handshake/wire"
)

var (
	gQUIC = wire.Field{Name: "quic_transport_parameters", Ref: "RFC 9001 §8.2", Text: wire.Count,
		Mean: "What the client allows the server on a connection of QUIC: how much data, how many streams, how long a silence."}
	aQUIC = meaning(gQUIC, "What the server allows the client on a connection of QUIC: how much data, how many streams, how long a silence.")

	gQUICParameter = wire.Field{Name: "transport_parameter", Ref: "RFC 9000 §18", Text: wire.Count, Mean: "One parameter."}
	fQUICID        = wire.Field{Name: "transport_parameter_id", Ref: "RFC 9000 §18", Filter: "tls.quic.parameter.type", Text: quicParameterName,
		Mean: "Which parameter it is. Numbers of QUIC say in their first two bits how many bytes they take."}
	fQUICLength = wire.Field{Name: "transport_parameter_length", Ref: "RFC 9000 §18", Filter: "tls.quic.parameter.length", Text: varintText,
		Mean: "How many bytes the value has."}
	gQUICValue  = wire.Field{Name: "transport_parameter_value", Ref: "RFC 9000 §18", Filter: "tls.quic.parameter.value", Text: wire.Count, Mean: "The value of the parameter."}
	fQUICValue  = wire.Field{Name: "unknown_parameter", Ref: "RFC 9000 §18", Text: wire.Count, Mean: "The value of a parameter that this decoder does not know: kept as it is."}
	fQUICGREASE = wire.Field{Name: "grease", Ref: "RFC 9000 §18.1", Text: wire.Count,
		Mean: "Arbitrary bytes of a reserved parameter. They mean nothing; a peer must step over them."}

	gPreferredAddress = wire.Field{Name: "preferred_address", Ref: "RFC 9000 §18.2", Text: wire.Count, Mean: "An address that the server would like the client to go on with."}
	fPreferredIPv4    = wire.Field{Name: "ipv4_address", Ref: "RFC 9000 §18.2", Filter: "tls.quic.parameter.preferred_address.ipv4address", Text: ipText, Mean: "Its IPv4 address; zeros: none."}
	fPreferredPort4   = wire.Field{Name: "ipv4_port", Ref: "RFC 9000 §18.2", Filter: "tls.quic.parameter.preferred_address.ipv4port", Text: wire.Number, Mean: "Its port there."}
	fPreferredIPv6    = wire.Field{Name: "ipv6_address", Ref: "RFC 9000 §18.2", Filter: "tls.quic.parameter.preferred_address.ipv6address", Text: ipText, Mean: "Its IPv6 address; zeros: none."}
	fPreferredPort6   = wire.Field{Name: "ipv6_port", Ref: "RFC 9000 §18.2", Filter: "tls.quic.parameter.preferred_address.ipv6port", Text: wire.Number, Mean: "Its port there."}
	fPreferredLength  = wire.Field{Name: "connection_id_length", Ref: "RFC 9000 §18.2", Filter: "tls.quic.parameter.preferred_address.connectionid.length", Text: wire.Number, Mean: "How many bytes the connection ID has."}
	fPreferredID      = wire.Field{Name: "connection_id", Min: 1, Ref: "RFC 9000 §18.2", Filter: "tls.quic.parameter.preferred_address.connectionid", Text: wire.Count, Mean: "The connection ID to use at that address."}
	fPreferredToken   = wire.Field{Name: "stateless_reset_token", Ref: "RFC 9000 §18.2", Filter: "tls.quic.parameter.preferred_address.statelessresettoken", Text: wire.Count, Mean: "By these bytes the client will know that the server has lost the connection at that address."}

	gVersionInformation = wire.Field{Name: "version_information", Ref: "RFC 9368 §3", Text: wire.Count, Mean: "The version of QUIC in use, and those that the sender knows."}
	fChosenQUIC         = wire.Field{Name: "chosen_version", Ref: "RFC 9368 §3", Filter: "tls.quic.parameter.vi.chosen_version", Mean: "The version of QUIC in use: 00000001 is RFC 9000, 6b3343cf is QUIC version 2."}
	fAvailableQUIC      = wire.Field{Name: "available_version", Ref: "RFC 9368 §3", Filter: "tls.quic.parameter.vi.other_version", Mean: "A version of QUIC that the sender knows."}
)

// quicValue describes the value of a parameter that is one leaf.
type quicValue struct {
	code   registry.QUICParameter
	varint bool // the value is a number of QUIC, which must fill it
	field  wire.Field
}

const quicRef = "RFC 9000 §18.2"

var quicValues = [...]quicValue{
	{0x00, false, wire.Field{Name: "original_destination_connection_id", Ref: quicRef, Filter: "tls.quic.parameter.original_destination_connection_id", Text: wire.Count, Mean: "The connection ID that the client first sent to, so that nobody can have changed it."}},
	{0x01, true, wire.Field{Name: "max_idle_timeout", Ref: quicRef, Filter: "tls.quic.parameter.max_idle_timeout", Text: varintMillis,
		Mean: "After how long a silence the sender gives the connection up."}},
	{0x02, false, wire.Field{Name: "stateless_reset_token", Ref: quicRef, Filter: "tls.quic.parameter.stateless_reset_token", Text: wire.Count, Mean: "By these bytes the client will know that the server has lost the connection."}},
	{0x03, true, wire.Field{Name: "max_udp_payload_size", Ref: quicRef, Filter: "tls.quic.parameter.max_udp_payload_size", Text: varintText, Mean: "The largest packet that the sender takes, in bytes."}},
	{0x04, true, wire.Field{Name: "initial_max_data", Ref: quicRef, Filter: "tls.quic.parameter.initial_max_data", Text: varintText, Mean: "How many bytes may come on the whole connection before the sender allows more."}},
	{0x05, true, wire.Field{Name: "initial_max_stream_data_bidi_local", Ref: quicRef, Filter: "tls.quic.parameter.initial_max_stream_data_bidi_local", Text: varintText, Mean: "How many bytes may come on each two-way stream that the sender opens."}},
	{0x06, true, wire.Field{Name: "initial_max_stream_data_bidi_remote", Ref: quicRef, Filter: "tls.quic.parameter.initial_max_stream_data_bidi_remote", Text: varintText, Mean: "How many bytes may come on each two-way stream that the peer opens."}},
	{0x07, true, wire.Field{Name: "initial_max_stream_data_uni", Ref: quicRef, Filter: "tls.quic.parameter.initial_max_stream_data_uni", Text: varintText, Mean: "How many bytes may come on each one-way stream."}},
	{0x08, true, wire.Field{Name: "initial_max_streams_bidi", Ref: quicRef, Filter: "tls.quic.parameter.initial_max_streams_bidi", Text: varintText, Mean: "How many two-way streams the peer may open."}},
	{0x09, true, wire.Field{Name: "initial_max_streams_uni", Ref: quicRef, Filter: "tls.quic.parameter.initial_max_streams_uni", Text: varintText, Mean: "How many one-way streams the peer may open."}},
	{0x0a, true, wire.Field{Name: "ack_delay_exponent", Ref: quicRef, Filter: "tls.quic.parameter.ack_delay_exponent", Text: varintText, Mean: "In which unit delays are told: 2 to this power, in microseconds."}},
	{0x0b, true, wire.Field{Name: "max_ack_delay", Ref: quicRef, Filter: "tls.quic.parameter.max_ack_delay", Text: varintMillis,
		Mean: "How long the sender may wait before it says that packets have come."}},
	{0x0c, false, wire.Field{Name: "disable_active_migration", Ref: quicRef, Text: wire.Count, Mean: "Empty: the peer is asked not to change its address."}},
	{0x0e, true, wire.Field{Name: "active_connection_id_limit", Ref: quicRef, Filter: "tls.quic.parameter.active_connection_id_limit", Text: varintText, Mean: "How many connection IDs the sender keeps for the peer."}},
	{0x0f, false, wire.Field{Name: "initial_source_connection_id", Ref: quicRef, Filter: "tls.quic.parameter.initial_source_connection_id", Text: wire.Count, Mean: "The connection ID of the sender's first packet, so that nobody can have changed it."}},
	{0x10, false, wire.Field{Name: "retry_source_connection_id", Ref: quicRef, Filter: "tls.quic.parameter.retry_source_connection_id", Text: wire.Count, Mean: "The connection ID of the server's Retry, so that nobody can have made one."}},
	{0x20, true, wire.Field{Name: "max_datagram_frame_size", Ref: "RFC 9221 §3", Filter: "tls.quic.parameter.max_datagram_frame_size", Text: varintText, Mean: "The largest datagram, of a kind that is not sent again, that the sender takes."}},
	{0x1057, true, wire.Field{Name: "loss_bits", Ref: "draft-ferrieuxhamchaoui-quic-lossbits", Filter: "tls.quic.parameter.loss_bits", Text: varintText, Mean: "The sender can show losses in two bits of its packets."}},
	{0x2ab2, false, wire.Field{Name: "grease_quic_bit", Ref: "RFC 9287 §3", Text: wire.Count, Mean: "Empty: the bit of packets that is always 1 may be 0 here, so that nobody comes to rely on it."}},
	{0x3127, true, wire.Field{Name: "initial_rtt", Filter: "tls.quic.parameter.google.initial_rtt", Text: varintText, Mean: "Google: the round-trip time of an earlier connection, in microseconds."}},
	{0x3128, false, wire.Field{Name: "google_connection_options", Filter: "tls.quic.parameter.google.connection_options", Text: wire.Count, Mean: "Google: options of four letters each."}},
	{0x3129, false, wire.Field{Name: "user_agent", Filter: "tls.quic.parameter.google.user_agent", Text: wire.Plain, Mean: "Google: the name and version of the client."}},
	{0x4752, false, wire.Field{Name: "google_version", Text: wire.Count, Mean: "Google: the version of QUIC in use."}},
	{0x7158, true, wire.Field{Name: "enable_time_stamp_v2", Ref: "draft-huitema-quic-ts", Filter: "tls.quic.parameter.enable_time_stamp_v2", Text: varintText, Mean: "Whether times of sending may be told."}},
	{0xff04de1b, true, wire.Field{Name: "min_ack_delay", Ref: "draft-ietf-quic-ack-frequency §3", Filter: "tls.quic.parameter.min_ack_delay", Text: varintText, Mean: "How many microseconds at least the sender can wait before it says that packets have come."}},
}

// readQUICParameters reads parameters to the end of the extension.
func readQUICParameters(c *wire.Cursor) {
	for c.Len() > 0 {
		g := c.Open(&gQUICParameter)
		id := readVarint(c, &fQUICID)
		n := readVarint(c, &fQUICLength)
		if n > uint64(c.Len()) { // no int may overflow
			n = uint64(c.Len()) + 1
		}
		v := c.Begin(&gQUICValue, int(n))
		readQUICValue(c, registry.QUICParameter(id))
		c.End(v)
		c.Close(g)
	}
}

func readQUICValue(c *wire.Cursor, id registry.QUICParameter) {
	switch {
	case id == 0x0d:
		g := c.Open(&gPreferredAddress)
		c.Bytes(&fPreferredIPv4, 4)
		c.Uint16(&fPreferredPort4)
		c.Bytes(&fPreferredIPv6, 16)
		c.Uint16(&fPreferredPort6)
		c.Data8(&fPreferredLength, &fPreferredID)
		c.Bytes(&fPreferredToken, 16)
		c.Close(g)
		return
	case id == 0x11 || id == 0xff73db:
		g := c.Open(&gVersionInformation)
		c.Uint32(&fChosenQUIC)
		c.Elements(&fAvailableQUIC, 4)
		c.Close(g)
		return
	case id.GREASE():
		c.Rest(&fQUICGREASE)
		return
	}
	for i := range quicValues {
		switch v := &quicValues[i]; {
		case v.code != id:
		case v.varint:
			readVarint(c, &v.field)
			return
		default:
			c.Rest(&v.field)
			return
		}
	}
	if c.Len() > 0 {
		c.Opaque(&fQUICValue, c.Len())
	}
}

// readVarint reads a number of QUIC: RFC 9000 §16.
func readVarint(c *wire.Cursor, f *wire.Field) uint64 {
	n := 1
	if b := c.Ahead(); len(b) > 0 {
		n = 1 << (b[0] >> 6)
	}
	return varint(c.Bytes(f, n))
}

func varint(b []byte) uint64 {
	bits := 8*len(b) - 2
	if bits < 0 {
		return 0
	}
	return wire.Uint(b) &^ (3 << bits)
}

func varintText(b []byte) string { return strconv.FormatUint(varint(b), 10) }

func varintMillis(b []byte) string {
	if v := varint(b); v < 1<<40 {
		return (time.Duration(v) * time.Millisecond).String()
	}
	return varintText(b) + " ms"
}

func quicParameterName(b []byte) string { return registry.QUICParameter(varint(b)).String() }

func ipText(b []byte) string {
	a, ok := netip.AddrFromSlice(b)
	if !ok {
		return wire.Count(b)
	}
	return a.String()
}
