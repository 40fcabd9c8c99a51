package articlesclient

import (
	"bufio"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"time"

	"github.com/tlsteach/tlsteach/lessons/lab"
)

// A page is what a client made of an answer.
type page struct {
	code    int
	headers http.Header
	body    string
}

// get is the article's function http(), step by step: handshake, request, answer,
// end. conn is connected already.
func get(conn net.Conn, config *tls.Config, request string) (page, error) {
	c := tls.Client(conn, config)
	if err := c.Handshake(); err != nil {
		return page{}, err
	}
	if _, err := io.WriteString(c, request); err != nil {
		return page{}, err
	}
	resp, err := http.ReadResponse(bufio.NewReader(c), nil)
	if err != nil {
		return page{}, err
	}
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		return page{}, err
	}
	// The article shuts down the connection under TLS: TLS does not say goodbye.
	return page{resp.StatusCode, resp.Header, string(body)}, lab.HalfClose(conn)
}

// request is the article's make_header(), byte for byte but for path and host.
func request(path, host string) string {
	return fmt.Sprintf("GET %s HTTP/1.1\nHost: %s\nUser-Agent: Mozilla/4.0 (compatible; MSIE 7.0; Windows NT 5.1)\nCharset: utf-8", path, host) + "\r\n\r\n"
}

// pinned is the article's handshake(): one version of TLS, no server name, and
// chains verified as its CERT_REQUIRED did. Python's was TLS 1.0; this is 1.2.
func pinned(config *tls.Config, roots *x509.CertPool, now time.Time, name string) *tls.Config {
	config.ServerName = ""
	config.MinVersion, config.MaxVersion = tls.VersionTLS12, tls.VersionTLS12
	config.InsecureSkipVerify = true // what crypto/tls does by itself checks the name, too
	config.VerifyPeerCertificate = verify(roots, now, name)
	return config
}

// verify checks that a chain leads from the server's certificate to a trusted root.
// Where name is empty, nobody asks whose certificate it is.
func verify(roots *x509.CertPool, now time.Time, name string) func([][]byte, [][]*x509.Certificate) error {
	return func(sent [][]byte, _ [][]*x509.Certificate) error {
		if len(sent) == 0 {
			return errors.New("the server sent no certificate")
		}
		leaf, err := x509.ParseCertificate(sent[0])
		if err != nil {
			return err
		}
		between := x509.NewCertPool()
		for _, der := range sent[1:] {
			c, err := x509.ParseCertificate(der)
			if err != nil {
				return err
			}
			between.AddCert(c)
		}
		_, err = leaf.Verify(x509.VerifyOptions{Roots: roots, Intermediates: between, CurrentTime: now, DNSName: name})
		return err
	}
}
