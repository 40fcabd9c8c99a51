package tamper

import (
	"strings"

	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/handshake"
	"github.com/tlsteach/tlsteach/handshake/registry"
	"github.com/tlsteach/tlsteach/lessons/live"
	"github.com/tlsteach/tlsteach/lessons/transcript"
)

// views are what each side knows of the connection behind the change, and why they
// cannot agree.
func (h *Hand) views(s *live.Seen) transcript.Block {
	p := &transcript.Prose{Text: transcript.Text{{Style: transcript.Strong, Text: "What each side saw"}}}
	for _, v := range h.touch.views(s) {
		p.Items = append(p.Items, transcript.Plainly(v))
	}
	return p
}

// views of a changed ClientHello: all that follows hangs on a hash of it.
func (t *helloTouch) views(s *live.Seen) (all []string) {
	add := func(v string) { all = append(all, v) }
	add("The client knows the ClientHello that it sent; the server knows the one that it got. The tap read it in the clear, and could change it: nothing protects a ClientHello on its way.")
	client, server := hellos(s)
	switch {
	case client != nil && client.Has(registry.ExtPreSharedKey) && s.Report.Version == 0:
		add("A hash of the ClientHello stands in its pre_shared_key, keyed with the earlier session's secret (RFC 8446 §4.2.11.2): the server finds that it does not fit.")
	case server == nil:
		add("There was no ServerHello, so the two sides have no keys that could differ.")
	case s.Report.Version >= registry.VersionTLS13:
		add("In TLS 1.3 the keys come from a hash of both hellos, among others (RFC 8446 §7.1). Each side hashes what it knows, so they have different keys: what one encrypts the other cannot open.")
	case client != nil && client.Has(registry.ExtExtendedMasterSecret) && server.Has(registry.ExtExtendedMasterSecret) && !s.Report.Resumed:
		add("With extended_master_secret the master secret comes from a hash of all messages before it (RFC 7627 §4). Each side hashes what it knows, so they have different keys: the client's Finished does not open at the server.")
	default:
		add("The keys are the same on both sides; the Finished are not: each is made from a hash of all messages before it (RFC 5246 §7.4.9), and each side hashes what it knows.")
	}
	if server != nil && s.Report.Version < registry.VersionTLS13 && len(server.Random) == 32 && strings.HasPrefix(string(server.Random[24:]), "DOWNGRD") {
		add("The server's random ends in DOWNGRD: it could do better than the version it was asked for (RFC 8446 §4.1.3). A client that offered better sees there that its offer was changed, and ends with illegal_parameter.")
	}
	return all
}

func hellos(s *live.Seen) (client *handshake.ClientHello, server *handshake.ServerHello) {
	for _, it := range s.Items {
		switch m := it.Message.(type) {
		case *handshake.ClientHello:
			if client == nil && it.From == capture.Client {
				client = m
			}
		case *handshake.ServerHello:
			if server == nil && it.From == capture.Server {
				server = m
			}
		}
	}
	return client, server
}

// views of a Finished that does not open.
func (f *flip) views(s *live.Seen) []string {
	client := "The client has sent its Finished, and knows of no change. It waits for that of the server."
	if s.Report.Version >= registry.VersionTLS13 || s.Report.Resumed {
		client = "The client has read the server's Finished and sent its own: for it the handshake is complete, and it may send data at once."
	}
	return []string{client, "The server gets a record that fails its integrity check. It never sees a Finished, whatever the bit changed in it: for it the handshake is not complete, and nothing that follows counts."}
}

// views of a record that came twice.
func (*replay) views(*live.Seen) []string {
	return []string{
		"The client sent the record once, and knows of no other.",
		"The server counts records, and the number goes into what protects each (RFC 8446 §5.3, RFC 5246 §6.2.3). The copy comes under the next number, under which it does not open. A server that ends before it reads on never notices.",
	}
}
