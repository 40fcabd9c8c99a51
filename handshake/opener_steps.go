package handshake

import (
	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/handshake/registry"
	"github.com/tlsteach/tlsteach/handshake/secrets"
)

// maxSteps is how many steps of one connection are told: a peer may change its keys
// without end.
const maxSteps = 2000

// output is what a step of a key schedule gives; nil where an input is missing.
func output(s secrets.Step, err error) []byte {
	if err != nil {
		return nil
	}
	return s.Output
}

// step is output of a step that counts: it is told.
func (o *opener) step(s secrets.Step, err error) []byte {
	if err != nil {
		return nil
	}
	if o.told {
		o.tell(s)
	}
	return s.Output
}

// tell keeps a step until the item that led to it was emitted.
func (o *opener) tell(s secrets.Step) {
	switch o.steppedOn++; {
	case o.steppedOn <= maxSteps:
		o.taken = append(o.taken, s)
	case o.steppedOn == maxSteps+1:
		o.taken = append(o.taken, secrets.Step{Name: "more", Func: "untold", Label: "further steps of this connection are not told"})
	}
}

// steps is what the last of many steps gives, the same.
func (o *opener) steps(d secrets.Derivation, err error) (out []byte) {
	if err != nil {
		return nil
	}
	for _, s := range d {
		out = o.step(s, nil)
	}
	return out
}

// given tells a secret that was not computed: a key log has it, or an earlier
// connection.
func (o *opener) given(name, ref, label string, secret []byte) []byte {
	if secret == nil || !o.told {
		return secret
	}
	return o.step(secrets.Step{Name: name, Ref: ref, Func: "given", Label: label, Output: secret}, nil)
}

// Where a secret that was not computed is from.
const (
	fromLog     = "RFC 9850 §2" // a key log
	fromEarlier = "an earlier connection"
)

// tellKeys tells the keys of an epoch, and its secret where that was given.
func (o *opener) tellKeys(side capture.Side, e epoch, suite registry.CipherSuite, secret []byte) {
	if !o.told || secret == nil {
		return
	}
	name := side.String() + [epochs]string{"_early", "_handshake", "_application"}[e]
	if o.tls13.known[side][e] == nil {
		o.given(name+"_traffic_secret", fromLog, trafficLabels[side][e], secret)
	}
	o.tellTrafficKeys(name, suite, secret)
}

func (o *opener) tellTrafficKeys(name string, suite registry.CipherSuite, secret []byte) {
	if !o.told {
		return
	}
	if _, steps, err := secrets.TrafficKeys(o.version13(), suite, secret); err == nil {
		for _, s := range steps {
			s.Name = name + "_" + s.Name
			o.step(s, nil)
		}
	}
}
