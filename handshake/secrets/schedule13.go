package secrets

import (
	"crypto"

	"github.com/tlsteach/tlsteach/handshake/registry"
	"github.com/tlsteach/tlsteach/handshake/secrets/record"
)

// Inputs13 is what the key schedule of a connection of TLS 1.3 rests on. Hashes
// are those of the handshake messages from the first ClientHello on, headers
// included; one that is nil leaves out the steps that need it.
type Inputs13 struct {
	Version registry.Version
	Suite   registry.CipherSuite
	PSK     []byte // nil: none
	Binder  string // ResumptionBinder or another, where there is a PSK
	Shared  []byte // of (EC)DHE; nil: the PSK stands alone

	Truncated            []byte // hash up to the ClientHello's PSK identities: gives the binder
	ClientHello          []byte // hash up to the ClientHello: gives the early secrets, with a PSK
	ServerHello          []byte // hash up to the ServerHello: gives the handshake secrets
	BeforeServerFinished []byte // hash up to the server's last message before Finished: gives its MAC
	ServerFinished       []byte // hash up to the server's Finished: gives the application secrets
	BeforeClientFinished []byte // hash up to the client's last message before Finished; the same as ServerFinished where it sends none
	ClientFinished       []byte // hash up to the client's Finished: gives the resumption secret
}

// Schedule13 is the whole key schedule of a connection, in the order in which
// its peers come to know it: the figure in RFC 8446 §7.1, with keys, IVs and
// Finished. The names of its steps, those in brackets where there is a PSK:
//
//	early_secret
//	[binder_key, binder_finished_key, binder]
//	[client_early_traffic_secret, client_early_write_key, client_early_write_iv]
//	[early_exporter_master_secret]
//	derived_secret_handshake, handshake_secret
//	client_handshake_traffic_secret, client_handshake_write_key, client_handshake_write_iv
//	server_handshake_traffic_secret, server_handshake_write_key, server_handshake_write_iv
//	server_finished_key, server_finished
//	client_finished_key, client_finished
//	derived_secret_master, master_secret
//	client_application_traffic_secret_0, client_application_write_key, client_application_write_iv
//	server_application_traffic_secret_0, server_application_write_key, server_application_write_iv
//	exporter_master_secret
//	resumption_master_secret
func Schedule13(in Inputs13) (Derivation, error) {
	h, err := HashOf(in.Version, in.Suite)
	if err != nil {
		return nil, err
	}
	if record.DraftOf(in.Version) < nonceDraft {
		return nil, &UnsupportedError{"the key schedule of RFC 8446 in " + in.Version.String()}
	}
	b := builder13{Inputs13: in, h: h}
	b.early()
	b.handshake()
	b.application()
	if b.err != nil {
		return nil, b.err
	}
	return b.steps, nil
}

// A builder13 collects steps until the first error.
type builder13 struct {
	Inputs13
	h     crypto.Hash
	steps Derivation
	err   error
}

func (b *builder13) add(s Step, err error) []byte {
	if b.err == nil && err != nil {
		b.err = err
	}
	if b.err == nil {
		b.steps = append(b.steps, s)
	}
	return s.Output
}

func (b *builder13) addAll(d Derivation, err error) []byte {
	if b.err == nil && err != nil {
		b.err = err
	}
	if b.err != nil || len(d) == 0 {
		return nil
	}
	b.steps = append(b.steps, d...)
	return d.last()
}

// traffic derives a traffic secret with its key and IV; direction is the
// beginning of their names.
func (b *builder13) traffic(direction string, from []byte, label string, hash []byte) []byte {
	secret := b.add(DeriveSecret(b.h, from, label, hash))
	_, keys, err := TrafficKeys(b.Version, b.Suite, secret)
	for i := range keys {
		keys[i].Name = direction + "_" + keys[i].Name
	}
	b.addAll(keys, err)
	return secret
}

func (b *builder13) early() {
	early := b.add(EarlySecret(b.h, b.PSK))
	if b.PSK == nil {
		return
	}
	if b.Truncated != nil {
		key := b.add(BinderKey(b.h, early, b.Binder))
		b.addAll(Binder(b.h, key, b.Truncated))
	}
	if b.ClientHello != nil {
		b.traffic("client_early", early, "c e traffic", b.ClientHello)
		b.add(DeriveSecret(b.h, early, "e exp master", b.ClientHello))
	}
}

func (b *builder13) handshake() {
	if b.err != nil {
		return
	}
	secret := b.addAll(HandshakeSecret(b.h, b.steps.Output("early_secret"), b.Shared))
	if b.ServerHello == nil {
		return
	}
	client := b.traffic("client_handshake", secret, "c hs traffic", b.ServerHello)
	server := b.traffic("server_handshake", secret, "s hs traffic", b.ServerHello)
	b.finished("server", server, b.BeforeServerFinished)
	b.finished("client", client, b.BeforeClientFinished)
}

func (b *builder13) finished(side string, secret, hash []byte) {
	if hash == nil {
		return
	}
	key, err := FinishedKey(b.h, secret)
	key.Name = side + "_finished_key"
	b.add(key, err)
	mac, err := FinishedMAC(b.h, key.Output, hash)
	mac.Name = side + "_finished"
	b.add(mac, err)
}

func (b *builder13) application() {
	if b.err != nil {
		return
	}
	secret := b.addAll(MainSecret(b.h, b.steps.Output("handshake_secret")))
	if b.ServerFinished != nil {
		b.traffic("client_application", secret, "c ap traffic", b.ServerFinished)
		b.traffic("server_application", secret, "s ap traffic", b.ServerFinished)
		b.add(DeriveSecret(b.h, secret, "exp master", b.ServerFinished))
	}
	if b.ClientFinished != nil {
		b.add(DeriveSecret(b.h, secret, "res master", b.ClientFinished))
	}
}
