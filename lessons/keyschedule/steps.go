package keyschedule

import (
	"bytes"
	"crypto"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/handshake/secrets"
	"github.com/tlsteach/tlsteach/lessons/transcript"
)

// What the figures call the hashes of the messages.
const (
	untilServerHello    = "H(ClientHello … ServerHello)"
	untilVerify         = "H(ClientHello … CertificateVerify)"
	untilServerFinished = "H(ClientHello … server's Finished)"
	untilClientFinished = "H(ClientHello … client's Finished)"
)

// purposes say what a step's output is for.
var purposes = map[string]string{
	"early_secret":                        "no pre-shared key: both inputs are zeros",
	"derived_secret_handshake":            "the salt for the next floor",
	"handshake_secret":                    "the shared secret comes in here",
	"client_handshake_traffic_secret":     "for what the client still says in the handshake",
	"server_handshake_traffic_secret":     "for what the server still says in the handshake",
	"derived_secret_master":               "the salt for the next floor",
	"master_secret":                       "nothing new comes in: zeros",
	"client_application_traffic_secret_0": "for the client's data",
	"server_application_traffic_secret_0": "for the server's data",
	"exporter_master_secret":              "for other protocols",
	"resumption_master_secret":            "for a later connection",
}

// later is the same for the steps of the next connection.
var later = map[string]string{
	"resumption_psk": "the pre-shared key that belongs to the ticket",
	"early_secret":   "the next connection's first floor: this time a key comes in",
	"binder":         "it crosses in the ClientHello",
}

// A name is what figures call a value.
type name struct {
	says  string
	value []byte
}

// derivation shows steps, each input by the name under which it stands above. Names
// are those of values that stand nowhere else.
func (w *worked) derivation(title, ref string, steps []secrets.Step, names ...name) *transcript.Derivation {
	d := &transcript.Derivation{Title: title, Ref: ref}
	for _, s := range steps {
		note := purposes[s.Name]
		if !bytes.Equal(s.Output, w.steps.Output(s.Name)) { // of another connection
			note = later[s.Name]
		}
		d.Steps = append(d.Steps, transcript.Step{Label: s.Name, Expr: w.formula(s, names), Value: digits(s.Output), Note: note})
		names = append(names, name{s.Name, s.Output})
	}
	return d
}

// named are the steps with these names.
func (w *worked) named(names ...string) []secrets.Step {
	var out []secrets.Step
	for _, n := range names {
		s, ok := w.steps.Find(n)
		if !ok {
			s = secrets.Step{Name: n, Func: w.nothing()}
		}
		out = append(out, s)
	}
	return out
}

// formula is a step as the RFC writes it. The info of HKDF-Expand-Label is left out: it
// is made of the others.
func (w *worked) formula(s secrets.Step, names []name) string {
	var args []string
	for _, in := range s.Inputs {
		if in.Name != "info" || s.Func == "HMAC" {
			args = append(args, w.called(in.Value, names))
		}
	}
	if s.Label != "" && len(args) > 0 {
		args = slices.Insert(args, 1, strconv.Quote(s.Label))
	}
	if s.Func == "HKDF-Expand-Label" {
		args = append(args, strconv.Itoa(len(s.Output)))
	}
	return s.Func + "(" + strings.Join(args, ", ") + ")"
}

// called is the name of a value that goes into a step.
func (w *worked) called(value []byte, names []name) string {
	names = append(slices.Clone(names),
		name{"shared secret", w.shared[capture.Client].Output},
		name{untilServerHello, w.in.ServerHello},
		name{untilVerify, w.in.BeforeServerFinished},
		name{untilServerFinished, w.in.ServerFinished},
		name{untilClientFinished, w.in.ClientFinished})
	for _, s := range w.steps {
		names = append(names, name{s.Name, s.Output})
	}
	for _, n := range names {
		if n.value != nil && bytes.Equal(value, n.value) {
			return n.says
		}
	}
	return constant(w.hash, value)
}

// constant names a value that does not depend on a connection, or gives its digits.
func constant(h crypto.Hash, value []byte) string {
	switch {
	case len(value) == 0:
		return `""`
	case len(bytes.Trim(value, "\x00")) == 0:
		return fmt.Sprintf("%d zero bytes", len(value))
	case h.Available() && bytes.Equal(value, h.New().Sum(nil)):
		return `H("")`
	}
	return digits(value)
}

// command offers what OpenSSL computes for a step.
func command(says string, s secrets.Step) *transcript.TryIt {
	return &transcript.TryIt{Role: "check", Text: transcript.Plainly(says), Commands: []string{s.Command()}}
}
