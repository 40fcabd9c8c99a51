package tickets

import (
	"bytes"
	"crypto"
	"errors"

	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/capture/keylog"
	"github.com/tlsteach/tlsteach/handshake"
	"github.com/tlsteach/tlsteach/handshake/secrets"
	"github.com/tlsteach/tlsteach/lessons/anatomy"
)

var errUnknown = errors.New("hellos, draws or secrets of the connection are missing")

// messages are the handshake messages of a connection, up to a place in it: those
// before the first message of this name of this side, and that one too where with
// says so.
func messages(a *anatomy.Act, name string, from capture.Side, with bool) (out [][]byte) {
	for _, it := range a.Items {
		at := it.Name == name && it.From == from
		if at && !with {
			break
		}
		if it.Kind == handshake.KindHandshake && it.Message != nil && !isTicket13(it) {
			out = append(out, it.Bytes)
		}
		if at {
			break
		}
	}
	return out
}

// isTicket13 says whether an item is a ticket of TLS 1.3. It is no message of the
// handshake, though this server sends it before the client's Finished.
func isTicket13(it *handshake.Item) bool {
	_, ok := it.Message.(*handshake.NewSessionTicketTLS13)
	return ok
}

func sum(h crypto.Hash, messages [][]byte) []byte {
	d := h.New()
	for _, m := range messages {
		d.Write(m)
	}
	return d.Sum(nil)
}

// shared is the secret of the key exchange on a connection of TLS 1.3: the client's
// private key is the draw that its share comes from.
func shared(a *anatomy.Act) ([]byte, error) {
	sh, ok := a.Message(serverHello).Server()
	if !ok {
		return nil, errUnknown
	}
	own := bytesOf(a.Message(clientHello), share)
	for _, d := range a.Session.ClientDraws {
		public, err := secrets.PublicShare(sh.KeyShare.Group, d.Bytes)
		if err != nil || !bytes.Equal(public.Output, own) {
			continue
		}
		steps, err := secrets.Agreement(sh.KeyShare.Group, d.Bytes, sh.KeyShare.Data)
		return steps.Output("shared_secret"), err
	}
	return nil, errUnknown
}

// schedule is the key schedule of a connection of TLS 1.3 from these secrets, nil for
// none. It does not need the key log.
func schedule(a *anatomy.Act, psk, shared []byte) (secrets.Derivation, error) {
	h, err := secrets.HashOf(a.State.Version, a.State.CipherSuite)
	if err != nil {
		return nil, err
	}
	in := secrets.Inputs13{
		Version: a.State.Version, Suite: a.State.CipherSuite, PSK: psk, Shared: shared,
		ClientHello:          sum(h, messages(a, clientHello, capture.Client, true)),
		ServerHello:          sum(h, messages(a, serverHello, capture.Server, true)),
		BeforeServerFinished: sum(h, messages(a, finished, capture.Server, false)),
		ServerFinished:       sum(h, messages(a, finished, capture.Server, true)),
		BeforeClientFinished: sum(h, messages(a, finished, capture.Client, false)),
		ClientFinished:       sum(h, messages(a, finished, capture.Client, true)),
	}
	if psk != nil {
		in.Binder = secrets.ResumptionBinder
		hello := a.Message(clientHello)
		list, ok := hello.Field(binders)
		if !ok {
			return nil, errUnknown
		}
		in.Truncated = sum(h, [][]byte{hello.Bytes[:list.Offset]})
	}
	return secrets.Schedule13(in)
}

// resumptionPSK is the key that a ticket of TLS 1.3 stands for, computed as the client
// does: from the key exchange of the connection that gave it.
func resumptionPSK(a *anatomy.Act) (psk []byte, steps secrets.Derivation, err error) {
	secret, err := shared(a)
	if err != nil {
		return nil, nil, err
	}
	if steps, err = schedule(a, nil, secret); err != nil {
		return nil, nil, err
	}
	h, err := secrets.HashOf(a.State.Version, a.State.CipherSuite)
	if err != nil {
		return nil, nil, err
	}
	step, err := secrets.ResumptionPSK(h, steps.Output("resumption_master_secret"), bytesOf(a.Message(newTicket), "ticket_nonce"))
	return step.Output, append(steps, step), err
}

// logged is a secret of a connection in its key log.
func logged(a *anatomy.Act, label string) []byte {
	hello, ok := a.Message(clientHello).Client()
	if !ok {
		return nil
	}
	keys := a.Session.Keys()
	return keys.Log.Secret(label, hello.Random)
}

// master is the master secret of a connection of TLS 1.2.
func master(a *anatomy.Act) []byte { return logged(a, keylog.ClientRandom) }

// finished12 is what the Finished of a side has to hold on a connection of TLS 1.2
// with this master secret.
func finished12(a *anatomy.Act, master []byte, from capture.Side) ([]byte, error) {
	step, err := secrets.Finished(a.State.Version, a.State.CipherSuite, master, from, messages(a, finished, from, false)...)
	return step.Output, err
}

// key12 is the client's write key on a connection of TLS 1.2 with this master secret.
func key12(a *anatomy.Act, master []byte) ([]byte, error) {
	ch, ok := a.Message(clientHello).Client()
	sh, ok2 := a.Message(serverHello).Server()
	if !ok || !ok2 || master == nil {
		return nil, errUnknown
	}
	steps, _, _, err := secrets.Schedule(secrets.Inputs12{Version: a.State.Version, Suite: a.State.CipherSuite, Master: master,
		ClientRandom: ch.Random, ServerRandom: sh.Random})
	return steps.Output("client_write_key"), err
}
