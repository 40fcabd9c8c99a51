package handshake

import (
	"github.com/tlsteach/tlsteach/handshake/registry"
	"github.com/tlsteach/tlsteach/handshake/wire"
)

// draftRetry is what the HelloRetryRequests of all drafts have in common.
type draftRetry struct {
	Version       registry.Version // the draft that the server chose
	Extensions    []Extension      // in the order of the wire, unknown ones too
	SelectedGroup registry.Group   // the share that the server wants; 0 where it does not ask for one
	Cookie        []byte
}

var fDraftRetryVersion = wire.Field{Name: "server_version", Ref: "draft-ietf-tls-tls13-18 §4.1.4", Filter: "tls.handshake.version", Text: wire.Named[registry.Version],
	Mean: "The draft of TLS 1.3 that the server chose: 7f and the number of the draft."}

func (m *draftRetry) readVersion(c *wire.Cursor) {
	m.Version = registry.Version(c.Uint16(&fDraftRetryVersion))
}

func (m *draftRetry) readExtensions(c *wire.Cursor) {
	x := beginExtensions(c, inHelloRetryRequest, m.Extensions)
	for x.next(c) {
		m.readExtension(c, x.Type)
	}
	m.Extensions = x.end(c)
}

func (m *draftRetry) readExtension(c *wire.Cursor, t registry.ExtensionType) {
	switch t {
	case registry.ExtKeyShare, registry.ExtKeyShareDraft:
		m.SelectedGroup = registry.Group(c.Uint16(&fShareSelected))
	case registry.ExtCookie:
		m.Cookie = c.Data16(&fCookieLength, &fCookie)
	default:
		readExtension(c, inHelloRetryRequest, t)
	}
}
