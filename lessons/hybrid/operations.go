package hybrid

import (
	"bytes"
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"errors"

	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/handshake"
	"github.com/tlsteach/tlsteach/handshake/registry"
	"github.com/tlsteach/tlsteach/handshake/secrets"
	"github.com/tlsteach/tlsteach/handshake/signature"
	"github.com/tlsteach/tlsteach/lessons/anatomy"
)

// What public-key operations the messages of a recording demand.

// messageOf is a message in its own type; ok is false where it is not there.
func messageOf[M any](m anatomy.Message) (typed M, ok bool) {
	if !m.There() {
		return typed, false
	}
	typed, ok = m.Item.Message.(M)
	return typed, ok
}

// count counts the messages of a type.
func count[M any](a *anatomy.Act) (n int) {
	for _, it := range a.Items {
		if _, ok := it.Message.(M); ok {
			n++
		}
	}
	return n
}

// certificates are those that the server sent, in DER, its own first.
func certificates(a *anatomy.Act) [][]byte {
	m := a.MessageFrom(capture.Server, "Certificate")
	if m12, ok := messageOf[*handshake.CertificateTLS12](m); ok {
		return m12.Certificates
	}
	var out [][]byte
	if m13, ok := messageOf[*handshake.CertificateTLS13](m); ok {
		for _, e := range m13.Entries {
			out = append(out, e.Data)
		}
	}
	return out
}

// chainSignatures checks the signature of each certificate that the server sent
// with the key of the next one, that of the last with the root's, which the client
// had before, and counts those that hold.
func chainSignatures(s *anatomy.Scene, act string) (hold int) {
	certs := append(certificates(s.Act(act)), []byte(s.Facts["root"]))
	for i := 0; i+1 < len(certs); i++ {
		if signedBy(certs[i], certs[i+1]) {
			hold++
		}
	}
	return hold
}

// signedBy says whether the signature of a certificate holds under the key in
// another one.
func signedBy(cert, issuer []byte) bool {
	key, err := signature.CertificateKey(issuer)
	if err != nil {
		return false
	}
	e, err := signature.Certificate(cert, key)
	return err == nil && e.Holds
}

// publicKey is the RSA key in the server's certificate.
func publicKey(s *anatomy.Scene, act string) *rsa.PublicKey {
	certs := certificates(s.Act(act))
	if len(certs) == 0 {
		return nil
	}
	cert, err := x509.ParseCertificate(certs[0])
	if err != nil {
		return nil
	}
	key, _ := cert.PublicKey.(*rsa.PublicKey)
	return key
}

// fits is how many bytes fit into one block of the server's RSA key: the longest
// message that the library encrypts, tried from the longest down. -1: no key.
func fits(s *anatomy.Scene, act string) int {
	key := publicKey(s, act)
	if key == nil {
		return -1
	}
	for n := key.Size(); n > 0; n-- {
		//lint:ignore SA1019 RSA key transport is made of it
		if _, err := rsa.EncryptPKCS1v15(rand.Reader, key, make([]byte, n)); !errors.Is(err, rsa.ErrMessageTooLong) {
			return n
		}
	}
	return -1
}

// keyShares are what both sides sent to agree on a key.
func keyShares(a *anatomy.Act) (client []handshake.KeyShare, server handshake.KeyShare, ok bool) {
	ch, ok := a.Message("ClientHello").Client()
	sh, ok2 := a.Message("ServerHello").Server()
	if !ok || !ok2 {
		return nil, handshake.KeyShare{}, false
	}
	return ch.KeyShares, sh.KeyShare, sh.KeyShare.Group != 0
}

// privateOf finds, among the draws of a side, the private key of a share: the draw
// from which the share follows. nil: none.
func privateOf(a *anatomy.Act, side capture.Side, share handshake.KeyShare) []byte {
	draws := a.Session.ClientDraws
	if side == capture.Server {
		draws = a.Session.ServerDraws
	}
	for _, d := range draws {
		if step, err := secrets.PublicShare(share.Group, d.Bytes); err == nil && bytes.Equal(step.Output, share.Data) {
			return d.Bytes
		}
	}
	return nil
}

// keyPairs counts the shares of which a private key was drawn.
func keyPairs(a *anatomy.Act) (client, server int) {
	shares, answer, ok := keyShares(a)
	if !ok {
		return 0, 0
	}
	for _, share := range shares {
		if privateOf(a, capture.Client, share) != nil {
			client++
		}
	}
	if privateOf(a, capture.Server, answer) != nil {
		server++
	}
	return client, server
}

// agreed is what each side computes from its private key and the other's share.
func agreed(a *anatomy.Act) (byClient, byServer []byte) {
	shares, answer, ok := keyShares(a)
	if !ok {
		return nil, nil
	}
	for _, share := range shares {
		if share.Group != answer.Group {
			continue
		}
		if c, err := secrets.SharedSecret(share.Group, privateOf(a, capture.Client, share), answer.Data); err == nil {
			byClient = c.Output
		}
		if s, err := secrets.SharedSecret(share.Group, privateOf(a, capture.Server, answer), share.Data); err == nil {
			byServer = s.Output
		}
	}
	return byClient, byServer
}

// trafficSecret computes the client's first traffic secret of TLS 1.3 from the
// shared secret and the two hellos: RFC 8446 §7.1.
func trafficSecret(a *anatomy.Act, shared []byte) []byte {
	ch, sh := a.Message("ClientHello"), a.Message("ServerHello")
	answer, ok := sh.Server()
	if !ok || !ch.There() {
		return nil
	}
	h, err := secrets.HashOf(registry.VersionTLS13, answer.CipherSuite)
	if err != nil {
		return nil
	}
	hash, err := signature.TranscriptHash(h, ch.Bytes, sh.Bytes)
	if err != nil {
		return nil
	}
	steps, err := secrets.Schedule13(secrets.Inputs13{Version: registry.VersionTLS13, Suite: answer.CipherSuite, Shared: shared, ServerHello: hash})
	if err != nil {
		return nil
	}
	return steps.Output("client_handshake_traffic_secret")
}

// verifyHolds says whether the signature in the server's CertificateVerify holds
// under the key of its certificate: what the client has to check.
func verifyHolds(s *anatomy.Scene, act string) bool {
	a := s.Act(act)
	m, ok := messageOf[*handshake.CertificateVerifyTLS13](a.MessageFrom(capture.Server, "CertificateVerify"))
	certs := certificates(a)
	answer, ok2 := a.Message("ServerHello").Server()
	if !ok || !ok2 || len(certs) == 0 {
		return false
	}
	key, err := signature.CertificateKey(certs[0])
	if err != nil {
		return false
	}
	h, err := secrets.HashOf(registry.VersionTLS13, answer.CipherSuite)
	if err != nil {
		return false
	}
	e, err := transcriptVerify(a, h, m, key)
	return err == nil && e.Holds
}

func transcriptVerify(a *anatomy.Act, h crypto.Hash, m *handshake.CertificateVerifyTLS13, key signature.Key) (signature.Evaluation, error) {
	var messages [][]byte
	for _, it := range a.Items {
		if it.Name == "CertificateVerify" {
			break
		}
		if it.Kind == handshake.KindHandshake {
			messages = append(messages, it.Bytes)
		}
	}
	hash, err := signature.TranscriptHash(h, messages...)
	if err != nil {
		return signature.Evaluation{}, err
	}
	return signature.CertificateVerifyTLS13(m, capture.Server, key, hash)
}
