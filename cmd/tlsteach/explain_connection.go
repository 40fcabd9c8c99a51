package main

import (
	"slices"
	"strings"

	"github.com/tlsteach/tlsteach/handshake"
	"github.com/tlsteach/tlsteach/handshake/fingerprint"
	"github.com/tlsteach/tlsteach/handshake/jsonl"
	"github.com/tlsteach/tlsteach/handshake/pasted"
	"github.com/tlsteach/tlsteach/handshake/registry"
)

// connectionOf is the line of JSON that ends a connection: nil where the input has
// none, or where only other messages were asked for.
func connectionOf(e *pasted.Pasted, messages []string) *jsonl.Summary {
	asked := slices.ContainsFunc(messages, func(m string) bool { return strings.EqualFold(m, "connection") })
	if e.State == nil || len(messages) > 0 && !asked {
		return nil
	}
	s := e.State
	sum := &jsonl.Summary{ServerName: s.ServerName, ALPN: s.ALPN, Resumed: s.Resumed, Complete: s.Complete(),
		Outcome: s.Outcome(handshake.Ending{How: handshake.BytesEnd})}
	if s.Version != 0 {
		sum.Version = s.Version.String()
	}
	if s.Version > registry.VersionSSL20 { // whose cipher kinds are no suites
		sum.CipherSuite = s.CipherSuite.String()
	}
	if s.Group != 0 {
		sum.Group = s.Group.String()
	}
	for _, it := range e.Items {
		switch m := it.Message.(type) {
		case *handshake.ClientHello:
			if sum.JA3 == "" && it.Err == nil {
				_, sum.JA3 = fingerprint.JA3(m)
				sum.JA4 = fingerprint.JA4(m)
			}
		case *handshake.ServerHello:
			if sum.JA3S == "" && it.Err == nil {
				_, sum.JA3S = fingerprint.JA3S(m)
			}
		}
	}
	return sum
}
