package starttls

import (
	"net"
	"net/netip"
)

// smtp is RFC 3207.
func smtp(d *dialogue) error {
	greeting, err := d.reply("greeting")
	if err != nil {
		return err
	}
	if greeting.code != "220" {
		return d.fail("greeting", ErrRefused, greeting.said)
	}
	if err := d.ask("EHLO", "EHLO "+d.addressLiteral()+"\r\n"); err != nil {
		return err
	}
	features, err := d.reply("EHLO")
	switch {
	case err != nil:
		return err
	case features.code == "500", features.code == "502": // a server without extensions
		return d.fail("EHLO", ErrNotOffered, features.said)
	case !features.good():
		return d.fail("EHLO", ErrRefused, features.said)
	case !offers(features.lines, "STARTTLS"):
		return d.fail("EHLO", ErrNotOffered, features.said)
	}
	if err := d.ask("STARTTLS", "STARTTLS\r\n"); err != nil {
		return err
	}
	ready, err := d.reply("STARTTLS")
	if err != nil {
		return err
	}
	if ready.code != "220" {
		return d.fail("STARTTLS", ErrRefused, ready.said)
	}
	return d.nothingMore("STARTTLS")
}

// addressLiteral is how a client names itself that has no name of its own
// (RFC 5321 §4.1.4).
func (d *dialogue) addressLiteral() string {
	local, err := netip.ParseAddrPort(address(d.conn.LocalAddr()))
	switch addr := local.Addr().Unmap().WithZone(""); {
	case err != nil:
		return "[127.0.0.1]"
	case addr.Is6():
		return "[IPv6:" + addr.String() + "]"
	default:
		return "[" + addr.String() + "]"
	}
}

// address is a's text; a connection may have none.
func address(a net.Addr) string {
	if a == nil {
		return ""
	}
	return a.String()
}
