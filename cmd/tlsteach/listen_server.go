package main

import (
	"context"
	"crypto"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/rsa"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"io"
	"net"
	"net/netip"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/tlsteach/tlsteach/handshake/verdict/stores"
	"github.com/tlsteach/tlsteach/lessons/lab"
	"github.com/tlsteach/tlsteach/lessons/listen"
	"github.com/tlsteach/tlsteach/lessons/live"
)

// answerFlags say what a server takes and shows.
type answerFlags struct {
	versions, ciphers, groups, alpn []string
	key                             string
	clientAuth                      bool
	clientCA                        string
}

func (o *answerFlags) flags(cmd *cobra.Command) {
	set := cmd.Flags()
	set.StringSliceVar(&o.versions, "version", nil, "speak only these `versions` of TLS: 1.0, 1.1, 1.2, 1.3; of several, all between them (default: all)")
	set.StringSliceVar(&o.ciphers, "cipher", nil, "take only these cipher `suites`, up to TLS 1.2; those of 1.3 are always the same")
	set.StringSliceVar(&o.groups, "group", nil, "take only these `groups` for the key exchange, such as X25519 or P-256")
	set.StringSliceVar(&o.alpn, "alpn", nil, "take only these application `protocols` (default: h2,http/1.1, and clients that offer none of them)")
	set.StringVar(&o.key, "key", "ecdsa", "the `kind` of the server's key: rsa, ecdsa or ed25519")
	set.BoolVar(&o.clientAuth, "client-auth", false, "ask clients for a certificate, and show it; one without is served, too")
	set.StringVar(&o.clientCA, "client-ca", "", "--client-auth, and check it by the authorities in this `file`, one thing after the other; who fails is served, too")
	fixed(cmd, "version", "1.0", "1.1", "1.2", "1.3")
	fixed(cmd, "cipher", suiteNames()...)
	fixed(cmd, "group", groupNames()...)
	fixed(cmd, "key", "rsa", "ecdsa", "ed25519")
}

// keyMakers make the server's key.
var keyMakers = map[string]lab.KeyMaker{
	"ecdsa":   lab.ECDSAKey,
	"rsa":     func(r io.Reader) (crypto.Signer, error) { return rsa.GenerateKey(r, 2048) },
	"ed25519": func(r io.Reader) (crypto.Signer, error) { _, key, err := ed25519.GenerateKey(r); return key, err },
}

// listenServer makes the server that the flags ask for.
func (a *app) listenServer(ctx context.Context, f *listenFlags) (*listen.Server, error) {
	if err := f.usage(); err != nil {
		return nil, err
	}
	fault, err := f.fault()
	if err != nil {
		return nil, err
	}
	config, err := f.answer.config()
	if err != nil {
		return nil, err
	}
	newKey := keyMakers[f.answer.key]
	if newKey == nil {
		return nil, &usageError{fmt.Sprintf("--key is rsa, ecdsa or ed25519, not %q", f.answer.key), ""}
	}
	if err := f.place(); err != nil {
		return nil, err
	}
	wanted, err := f.answer.wanted(config)
	if err != nil {
		return nil, err
	}
	l, err := lab.New(ctx, lab.Options{})
	if err != nil {
		return nil, err
	}
	w, err := l.Workshop(newKey, f.names...)
	if err != nil {
		return nil, err
	}
	certificate, err := w.Certificate(fault)
	if err != nil {
		return nil, err
	}
	config.Certificates = []tls.Certificate{certificate}
	config.SessionTicketsDisabled = fault != lab.Good || wanted != nil // a session that goes on shows no certificate
	return &listen.Server{TLS: config, Fault: fault, Wanted: wanted, Root: w.Root.Certificate, Timeout: f.timeout, Limit: recorded, Most: f.most, Count: f.count, Strict: len(f.answer.alpn) > 0}, nil
}

// recorded is how much of a connection is kept, in bytes: its pages have some 100 kB.
const recorded = 1 << 20

// config is what the server takes. Without flags it takes all that crypto/tls can, so
// that old clients get to the end of their handshake, too.
func (o *answerFlags) config() (*tls.Config, error) {
	offer := offerFlags{versions: o.versions, ciphers: o.ciphers, groups: o.groups, alpn: o.alpn}
	c, err := offer.config()
	if err != nil {
		return nil, err
	}
	if len(o.versions) == 0 {
		c.MinVersion = tls.VersionTLS10
	}
	if len(o.alpn) == 0 {
		c.NextProtos = []string{"h2", "http/1.1"}
		if len(o.ciphers) > 0 || c.MaxVersion != 0 && c.MaxVersion < tls.VersionTLS12 { // HTTP/2 forbids most of these: RFC 9113 §9.2
			c.NextProtos = []string{"http/1.1"}
		}
	}
	if len(o.ciphers) == 0 {
		for _, s := range suites() {
			c.CipherSuites = append(c.CipherSuites, s.ID)
		}
	}
	if o.clientAuth {
		c.ClientAuth = tls.RequestClientCert
	}
	var key [32]byte
	if _, err := rand.Read(key[:]); err != nil {
		return nil, err
	}
	c.SetSessionTicketKeys([][32]byte{key}) // each connection has a copy of this config: their tickets must be one another's
	return c, nil
}

// wanted is what the server wants of a client's certificate; nil: nothing. It is no
// ClientAuth of crypto/tls that refuses: who is refused is seen no further.
func (o *answerFlags) wanted(c *tls.Config) (*live.Wanted, error) {
	if o.clientCA == "" {
		return nil, nil
	}
	s, err := stores.File(o.clientCA)
	if err != nil {
		return nil, &hinted{fmt.Errorf("--client-ca: %w", err), "a file of certificates, in PEM or one in DER"}
	}
	c.ClientAuth, c.ClientCAs = tls.RequestClientCert, x509.NewCertPool()
	for _, r := range s.Roots {
		c.ClientCAs.AddCert(r.Certificate) // they are named to the client, which picks its certificate by them
	}
	return &live.Wanted{Roots: s.Roots, Store: s.Name}, nil
}

// place checks the address and the names, and fills them in.
func (f *listenFlags) place() error {
	address, err := listenAddress("--listen", f.address)
	if err != nil {
		return err
	}
	if len(f.names) == 0 {
		f.names = []string{"localhost", "127.0.0.1", "::1"}
		host, _, _ := net.SplitHostPort(address)
		if ip, err := netip.ParseAddr(host); (err != nil || !ip.IsUnspecified()) && !slices.Contains(f.names, host) {
			f.names = append(f.names, host)
		}
	}
	for _, n := range f.names {
		if _, err := netip.ParseAddr(n); err != nil && !isHostName(n) {
			return &usageError{fmt.Sprintf("--name: %q is neither a host name nor an IP address", n), "--name localhost,127.0.0.1"}
		}
	}
	return nil
}

// isHostName says whether a certificate can be for this name.
func isHostName(s string) bool {
	return s != "" && len(s) <= 253 && !strings.HasPrefix(s, ".") && !strings.ContainsFunc(s, func(r rune) bool {
		return !(r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune("-._*", r))
	})
}

// writeCA writes the certificate of the authority where it was asked for.
func writeCA(file string, root *x509.Certificate) error {
	if file == "" {
		return nil
	}
	o := output{file: file}
	w, keep, drop, err := o.to(nil)
	if err != nil {
		return err
	}
	if _, err := w.Write(lab.PEM(root.Raw)); err != nil {
		drop()
		return cannotWrite(file, err)
	}
	return keep()
}
