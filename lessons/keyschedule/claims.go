package keyschedule

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/capture/keylog"
	"github.com/tlsteach/tlsteach/handshake"
	"github.com/tlsteach/tlsteach/handshake/secrets"
	"github.com/tlsteach/tlsteach/lessons/anatomy"
	"github.com/tlsteach/tlsteach/lessons/transcript"
)

// The paths of what the claims look at.
const (
	keyExchange = "key_share/key_exchange"
	verifyData  = "verify_data"
	binderPath  = "pre_shared_key/binder"
)

var everyRecord = transcript.Evidence{Text: "every protected record of both sides"}

// zeroEarlySecret is the early secret of every connection without a pre-shared key
// and with SHA-256: RFC 8448 §3.
const zeroEarlySecret = "33ad0a1c607ec03b09e6cd9893680ce210adf300aa1f2660e1b22e10f170f92a"

// claims are what the two connections must prove.
var claims = []anatomy.Claim{
	{ID: "share-client", Says: "one of the client's draws, computed with the base point, gives its key share on the wire", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		return shareOf(s, capture.Client, "ClientHello")
	}},
	{ID: "share-server", Says: "one of the server's draws gives the server's key share", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		return shareOf(s, capture.Server, "ServerHello")
	}},
	{ID: "agreement", Says: "both sides compute the same 32 bytes, each from its own private number and the other's share", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		w := work(s.Act(first))
		v := anatomy.Verdict{Got: w.nothing(), Want: digits(w.shared[capture.Server].Output), At: transcript.Evidence{Text: "the two private numbers, and the key shares of both hellos"}}
		if b := w.shared[capture.Client].Output; b != nil {
			v.Got = digits(b)
		}
		return v
	}},
	{ID: "early-known", Says: "the early secret of this connection is the one that RFC 8448 prints for another", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		return anatomy.Verdict{Got: work(s.Act(first)).output("early_secret"), Want: zeroEarlySecret,
			At: transcript.Evidence{Text: "RFC 8448 §3, and the suite of the ServerHello"}}
	}},
	logClaim("log-chs", "the key log has the very client_handshake_traffic_secret that came out here", "client_handshake_traffic_secret", keylog.ClientHandshakeTraffic),
	logClaim("log-shs", "the same holds for server_handshake_traffic_secret", "server_handshake_traffic_secret", keylog.ServerHandshakeTraffic),
	logClaim("log-cap", "the key log has the computed client_application_traffic_secret_0", "client_application_traffic_secret_0", keylog.ClientTraffic0),
	logClaim("log-sap", "the key log has the computed server_application_traffic_secret_0", "server_application_traffic_secret_0", keylog.ServerTraffic0),
	{ID: "finished-server", Says: "the HMAC that came out is the one in the server's Finished", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		return finishedOf(s, capture.Server)
	}},
	{ID: "finished-client", Says: "the same holds for the client's Finished", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		return finishedOf(s, capture.Client)
	}},
	{ID: "opens", Says: "of the four keys exactly one opens each protected record, and each of the four is needed", Judge: opens},
	{ID: "exporter", Says: "client and server exported the 32 bytes that are computed here", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		w := work(s.Act(first))
		v := anatomy.Verdict{Got: w.nothing(), Want: digits([]byte(s.Facts[clientExported])) + " twice", At: transcript.Evidence{Text: "what ExportKeyingMaterial gave to each peer"}}
		if b := w.exported().Output("exported"); b != nil {
			v.Got = digits(b)
		}
		if digits([]byte(s.Facts[serverExported])) == v.Got {
			v.Got += " twice"
		}
		return v
	}},
	{ID: "binder", Says: "the binder in the second connection's ClientHello is the one that comes out", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		m := s.Message(again, "ClientHello")
		return anatomy.Verdict{Got: digits(resume(s).Output("binder")), Want: m.Hex(binderPath), At: m.At(binderPath)}
	}},
	{ID: "log-four", Says: "of the nine secrets the key log holds four: those from which the keys of the records are made", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		w := work(s.Act(first))
		var in []string
		for _, step := range w.secretSteps() {
			if bytes.Contains(s.Act(first).Session.KeyLog, []byte(digits(step.Output))) {
				in = append(in, step.Name)
			}
		}
		var want []string
		for _, set := range w.keySets() {
			suffix := "_traffic_secret"
			if strings.HasSuffix(set.name, "application") {
				suffix += "_0"
			}
			want = append(want, set.name+suffix)
		}
		return anatomy.Verdict{Got: fmt.Sprintf("%d of %d: %s", len(in), len(w.secretSteps()), strings.Join(in, ", ")),
			Want: fmt.Sprintf("4 of 9: %s", strings.Join(want, ", ")), At: transcript.Evidence{Text: "the key log"}}
	}},
	{ID: "nowhere", Says: "no private number, secret, key or IV crossed: not in the clear, and not inside a record", Judge: nowhere},
}

func digits(b []byte) string {
	if len(b) == 0 {
		return "nothing"
	}
	return fmt.Sprintf("%x", b)
}

func shareOf(s *anatomy.Scene, side capture.Side, message string) anatomy.Verdict {
	m := s.Message(first, message)
	w := work(s.Act(first))
	v := anatomy.Verdict{Got: digits(w.public[side].Output), Want: m.Hex(keyExchange), At: m.At(keyExchange)}
	if w.public[side].Output == nil {
		v.Got = w.nothing()
	}
	return v
}

// logClaim compares a computed secret with the line of the key log. The connection
// was opened with the client's private number alone, so the log had no part in it.
func logClaim(id, says, step, label string) anatomy.Claim {
	return anatomy.Claim{ID: id, Says: says, Judge: func(s *anatomy.Scene) anatomy.Verdict {
		a := s.Act(first)
		return anatomy.Verdict{Got: work(a).output(step), Want: logged(a, label), At: transcript.Evidence{Text: "the line " + label + " of the key log"}}
	}}
}

func finishedOf(s *anatomy.Scene, side capture.Side) anatomy.Verdict {
	a := s.Act(first)
	m := a.MessageFrom(side, "Finished")
	return anatomy.Verdict{Got: work(a).output(side.String() + "_finished"), Want: m.Hex(verifyData), At: m.At(verifyData)}
}

// exported are the steps to what the peers exported.
func (w *worked) exported() secrets.Derivation {
	d, err := secrets.Exporter(w.hash, w.steps.Output("exporter_master_secret"), exportLabel, nil, exportLength)
	if err != nil {
		return nil
	}
	return d
}

// resume are the steps from the first connection's resumption secret to the binder
// in the second one's ClientHello; none where a message is missing.
func resume(s *anatomy.Scene) secrets.Derivation {
	w := work(s.Act(first))
	ticket := s.Message(first, "NewSessionTicket")
	hello := s.Message(again, "ClientHello")
	ch, ok := hello.Client()
	if !ok || !ticket.There() || len(ch.PSKIdentities) == 0 {
		return nil
	}
	given, ok := ticket.Item.Message.(*handshake.NewSessionTicketTLS13)
	binders, ok2 := hello.Field("binders_length")
	if !ok || !ok2 || !bytes.Equal(given.Ticket, ch.PSKIdentities[0].Identity) {
		return nil
	}
	psk, err := secrets.ResumptionPSK(w.hash, w.steps.Output("resumption_master_secret"), given.Nonce)
	if err != nil {
		return nil
	}
	early, err := secrets.EarlySecret(w.hash, psk.Output)
	if err != nil {
		return nil
	}
	key, err := secrets.BinderKey(w.hash, early.Output, secrets.ResumptionBinder)
	if err != nil {
		return nil
	}
	last, err := secrets.Binder(w.hash, key.Output, w.digest(hello.Bytes[:binders.Offset]))
	if err != nil {
		return nil
	}
	return append(secrets.Derivation{psk, early, key}, last...)
}

// nowhere searches all that crossed, as it crossed and opened, for what was
// computed. MACs are left out: they are made to cross.
func nowhere(s *anatomy.Scene) anatomy.Verdict {
	w := work(s.Act(first))
	values := secrets.Derivation{w.shared[capture.Client],
		{Name: "the client's private number", Output: w.private[capture.Client].bytes}, {Name: "the server's private number", Output: w.private[capture.Server].bytes}}
	for _, step := range w.steps {
		if step.Func != "HMAC" {
			values = append(values, step)
		}
	}
	values = slices.DeleteFunc(values, func(step secrets.Step) bool { return len(step.Output) == 0 })
	searched, found := 0, []string{}
	for _, name := range []string{first, again} {
		a := s.Act(name)
		all := [][]byte{a.Session.Recording.Bytes(capture.Client), a.Session.Recording.Bytes(capture.Server)}
		for _, it := range a.Items {
			if it.Decrypted {
				all = append(all, it.Bytes)
			}
		}
		for _, b := range all {
			searched += len(b)
			for _, v := range values {
				if bytes.Contains(b, v.Output) {
					found = append(found, v.Name)
				}
			}
		}
	}
	got := fmt.Sprintf("nowhere: %d values", len(values))
	if len(found) > 0 {
		got = "found: " + strings.Join(found, ", ")
	}
	// Two private numbers and what they agree on; then per direction and stage a
	// secret, a key and an IV, two Finished keys, five other secrets, two salts.
	return anatomy.Verdict{Got: got, Want: fmt.Sprintf("nowhere: %d values", 3+4*3+2+5+2),
		At: transcript.Evidence{Text: fmt.Sprintf("all %d bytes of both connections, and what the records held", searched)}}
}
