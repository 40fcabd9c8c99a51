package hybrid

import (
	"crypto"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/tls"
	"fmt"
	"io"
	"net"

	"github.com/tlsteach/tlsteach/handshake/registry"
	"github.com/tlsteach/tlsteach/lessons/anatomy"
	"github.com/tlsteach/tlsteach/lessons/lab"
)

// The names of the two connections: RSA key transport in TLS 1.2, and TLS 1.3.
const (
	byRSA   = "rsa"
	byTLS13 = "tls13"
)

const (
	host    = "photos.example"
	keyBits = 2048
	size    = 1_000_000 // bytes that are uploaded
)

// perform uploads the same bytes twice, and measures what that took.
func perform(l *lab.Lab) (*anatomy.Scene, error) {
	p, err := newParties(l, keyBits, size)
	if err != nil {
		return nil, err
	}
	s := anatomy.NewScene()
	s.Stable = l.Seeded()
	s.Facts["host"], s.Facts["upload"], s.Facts["root"] = host, string(p.upload), string(p.root.Certificate.Raw)
	for _, c := range []struct {
		act, title string
		version    registry.Version
	}{
		{byRSA, "TLS 1.2", registry.VersionTLS12},
		{byTLS13, "TLS 1.3", registry.VersionTLS13},
	} {
		u, err := p.send(l, c.version, nil)
		if err := lab.BothFine(u.session, err); err != nil {
			return nil, fmt.Errorf("%s: %w", c.title, err)
		}
		s.AddOpened(c.act, c.title, u.session)
		// What the two sides know of themselves, and the wire does not say.
		s.Facts[c.act+" decrypted"], s.Facts[c.act+" signed"] = fmt.Sprint(u.key.decrypted), fmt.Sprint(u.key.signed)
		s.Facts[c.act+" chain"], s.Facts[c.act+" received"] = fmt.Sprint(u.chain), u.received
	}
	return s, measure(s, p)
}

// parties are both sides, and what is uploaded.
type parties struct {
	root   *lab.Authority
	key    *rsa.PrivateKey
	cert   tls.Certificate
	upload []byte
}

// newParties makes a server with an RSA key, below an intermediate, and a client
// with n bytes to upload.
func newParties(l *lab.Lab, bits, n int) (*parties, error) {
	p := &parties{upload: make([]byte, n)}
	var err error
	if p.root, err = l.Authority("tlsteach lab root"); err != nil {
		return nil, err
	}
	between, err := p.root.Intermediate("tlsteach lab intermediate", nil)
	if err != nil {
		return nil, err
	}
	if p.key, err = l.RSAKey("server", bits); err != nil {
		return nil, err
	}
	if p.cert, err = between.IssueFor(host, p.key); err != nil {
		return nil, err
	}
	_, err = io.ReadFull(l.Rand("upload"), p.upload)
	return p, err
}

// A countedKey is a private key that counts what it is asked to do.
type countedKey struct {
	*rsa.PrivateKey
	decrypted, signed int
}

func (k *countedKey) Decrypt(rand io.Reader, message []byte, o crypto.DecrypterOpts) ([]byte, error) {
	k.decrypted++
	return k.PrivateKey.Decrypt(rand, message, o)
}

func (k *countedKey) Sign(rand io.Reader, digest []byte, o crypto.SignerOpts) ([]byte, error) {
	k.signed++
	return k.PrivateKey.Sign(rand, digest, o)
}

// An uploaded is what a connection left.
type uploaded struct {
	session  *lab.Session
	key      *countedKey
	chain    int    // certificates from the server's to the root, as the client built it
	received string // what the server got: see digest
}

// send uploads over one version of TLS. edit may change what the client writes.
func (p *parties) send(l *lab.Lab, version registry.Version, edit func(n int, b []byte) []byte) (uploaded, error) {
	u := uploaded{key: &countedKey{PrivateKey: p.key}}
	client := l.ClientConfig("client", p.root, host)
	cert := p.cert
	cert.PrivateKey = u.key
	server := l.ServerConfig("server", cert)
	for _, c := range []*tls.Config{client, server} {
		c.MaxVersion = uint16(version)
		if version < registry.VersionTLS13 { // those of TLS 1.3 cannot be chosen
			c.CipherSuites = []uint16{uint16(registry.TLS_RSA_WITH_AES_128_GCM_SHA256)}
		}
	}
	var err error
	u.session, err = l.TalkEdited(
		lab.TLSClient(client, func(c *tls.Conn) error {
			u.chain = len(c.ConnectionState().VerifiedChains[0])
			if _, err := c.Write(p.upload); err != nil {
				return err
			}
			if err := c.CloseWrite(); err != nil {
				return err
			}
			_, err := io.Copy(io.Discard, c)
			return err
		}),
		patient(lab.TLSServer(server, func(c *tls.Conn) error {
			got, err := io.ReadAll(c)
			u.received = digest(got)
			if err != nil {
				return err
			}
			_, err = fmt.Fprintf(c, "received %d bytes\n", len(got))
			return err
		})),
		edit)
	return u, err
}

// patient lets a server that fails read on to the client's end: to close with
// unread bytes would make TCP throw away the alert on its way.
func patient(server lab.Peer) lab.Peer {
	return func(c net.Conn) error {
		err := server(c)
		if err != nil && lab.HalfClose(c) == nil {
			_, _ = io.Copy(io.Discard, c) // its end is all that matters here
		}
		return err
	}
}

// digest stands for bytes that are too many to be shown.
func digest(b []byte) string { return fmt.Sprintf("%d bytes, SHA-256 %x", len(b), sha256.Sum256(b)) }
