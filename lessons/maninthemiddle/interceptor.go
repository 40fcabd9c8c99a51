package maninthemiddle

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/tls"
	"crypto/x509"
	"io"
	"net"

	"github.com/tlsteach/tlsteach/lessons/anatomy"
	"github.com/tlsteach/tlsteach/lessons/lab"
)

// legs are the two connections of one interception.
type legs struct{ near, far *lab.Session }

// add puts both legs on the scene, opened with what their own peers logged.
func (g legs) add(s *anatomy.Scene, near, far, nearTitle, farTitle string) {
	s.AddOpened(near, nearTitle, g.near)
	s.AddOpened(far, farTitle, g.far)
}

// intercept stands between the client and the server. The interceptor is on the
// path, so it knows where the client wants to go. It opens the far leg first, looks
// at the server's certificate, and shows the client one that says the same.
func (w *world) intercept(client *tls.Config) (legs, error) {
	towardsServer := w.l.ClientConfig("interceptor, to the server", w.honest, host)
	towardsClient := w.l.ServerConfig("interceptor, to the client", tls.Certificate{})
	towardsClient.SessionTicketsDisabled = true
	server := w.serverConfig(w.server)
	var g legs
	var farErr error
	between := func(down net.Conn) error {
		var nearErr error
		g.far, farErr = w.l.TalkInside(
			lab.TLSClient(towardsServer, func(up *tls.Conn) error {
				forged, err := w.forge(up.ConnectionState().PeerCertificates[0])
				if err != nil {
					return err
				}
				towardsClient.Certificates = []tls.Certificate{forged}
				nearErr = lab.TLSServer(towardsClient, func(c *tls.Conn) error { return w.relay(c, up) })(down)
				if nearErr != nil {
					return leave(up) // there is nothing to pass on
				}
				return nil
			}),
			lab.TLSServer(server, w.answer), towardsServer, server)
		if err := lab.BothFine(g.far, farErr); err != nil {
			return err
		}
		return nearErr
	}
	var err error
	g.near, err = w.l.Talk(lab.TLSClient(client, w.ask), between)
	if err == nil {
		err = farErr
	}
	return g, err
}

// forge makes a certificate that says what the server's says, but for the key and
// the issuer.
func (w *world) forge(real *x509.Certificate) (tls.Certificate, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), w.l.Rand("interceptor's key"))
	if err != nil {
		return tls.Certificate{}, err
	}
	return w.evil.IssueWith(host, key, func(c *x509.Certificate) {
		c.Subject, c.DNSNames, c.NotBefore, c.NotAfter = real.Subject, real.DNSNames, real.NotBefore, real.NotAfter
	})
}

// relay passes the request on, and the answer back, and keeps both.
func (w *world) relay(client io.ReadWriter, server io.ReadWriter) error {
	asked, err := readRequest(client)
	if err != nil {
		return err
	}
	w.facts[heard] = string(asked)
	if _, err := server.Write(asked); err != nil {
		return err
	}
	answered, err := io.ReadAll(server)
	if err != nil {
		return err
	}
	w.facts[passedOn] = string(answered)
	_, err = client.Write(answered)
	return err
}

// leave says goodbye, and waits until the server has done so, too: the two then
// take turns on every run.
func leave(server *tls.Conn) error {
	if err := server.CloseWrite(); err != nil {
		return err
	}
	_, err := io.Copy(io.Discard, server)
	return err
}
