// Download makes a capture of one long download over TLS, for measurements.
//
//	go run ./docs/benchmarks/download -mib 256 -mss 1460 FILE.pcapng KEYS.log
//
// Client and server are Go's crypto/tls over a pipe in memory, with
// TLS_AES_128_GCM_SHA256 or, with -tls12, TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256.
// The client asks, the server sends random bytes, and both close in order. What
// crossed stands in the packets that TCP would have sent. Secrets are in KEYS.log
// alone: the peers that are compared get them in the same way.
package main

import (
	"bufio"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"flag"
	"fmt"
	"io"
	"math/big"
	mathrand "math/rand/v2"
	"net"
	"os"
	"time"

	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/capture/export"
)

func main() { os.Exit(run(os.Args[1:])) }

func run(args []string) int {
	flags := flag.NewFlagSet("download", flag.ContinueOnError)
	mib := flags.Int64("mib", 256, "how many `MiB` the server sends")
	mss := flags.Int("mss", 1460, "`bytes` of a TCP segment")
	old := flags.Bool("tls12", false, "TLS 1.2 instead of 1.3")
	if flags.Parse(args) != nil {
		return 2
	}
	if flags.NArg() != 2 || *mib < 1 || *mib > 4096 || *mss < 536 || *mss > 65000 {
		fmt.Fprintln(os.Stderr, "download: wanted -mib from 1 to 4096, -mss from 536 to 65000, FILE.pcapng and KEYS.log")
		return 2
	}
	if err := download(flags.Arg(0), flags.Arg(1), *mib<<20, *mss, *old); err != nil {
		fmt.Fprintln(os.Stderr, "download:", err)
		return 1
	}
	return 0
}

func download(file, keys string, size int64, mss int, old bool) (err error) {
	to, err := os.Create(file)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, to.Close()) }()
	log, err := os.OpenFile(keys, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, log.Close()) }()
	buffered := bufio.NewWriterSize(to, 1<<20)
	out, err := export.NewWriter(buffered, export.Options{MSS: mss})
	if err != nil {
		return err
	}
	conn := out.Connection("192.0.2.1:50000", "192.0.2.2:443")
	if err := talk(conn, log, size, old); err != nil {
		return err
	}
	return errors.Join(conn.Close(time.Now()), buffered.Flush())
}

// talk lets the two peers talk.
func talk(conn *export.Conn, log io.Writer, size int64, old bool) error {
	cert, err := selfSigned()
	if err != nil {
		return err
	}
	server := &tls.Config{Certificates: []tls.Certificate{cert}}
	client := &tls.Config{InsecureSkipVerify: true, KeyLogWriter: log}
	if old {
		client.MaxVersion = tls.VersionTLS12
		client.CipherSuites = []uint16{tls.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256}
	}
	a, b := capture.Pipe()
	served := make(chan error, 1)
	go func() { served <- serve(tls.Server(&written{b, conn, capture.Server}, server), size) }()
	c := tls.Client(&written{a, conn, capture.Client}, client)
	if _, err := io.WriteString(c, "GET / HTTP/1.0\r\n\r\n"); err != nil {
		return err
	}
	got, err := io.Copy(io.Discard, c)
	if err == nil && got != size {
		err = fmt.Errorf("the client got %d bytes of %d", got, size)
	}
	if suite := c.ConnectionState().CipherSuite; err == nil && suite != tls.TLS_AES_128_GCM_SHA256 && suite != tls.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256 {
		err = fmt.Errorf("the suite is %s", tls.CipherSuiteName(suite))
	}
	return errors.Join(err, c.Close(), <-served)
}

// serve answers with random bytes: none of them can be compressed or guessed.
func serve(c *tls.Conn, size int64) error {
	var ask [256]byte
	if _, err := c.Read(ask[:]); err != nil {
		return err
	}
	if _, err := io.CopyN(c, mathrand.NewChaCha8([32]byte{1}), size); err != nil {
		return err
	}
	if err := c.CloseWrite(); err != nil {
		return err
	}
	_, err := io.Copy(io.Discard, c) // until the client has said goodbye, too
	return err
}

// written is a connection of which each Write is filed.
type written struct {
	net.Conn
	to   *export.Conn
	from capture.Side
}

func (w *written) Write(b []byte) (int, error) {
	if err := w.to.Event(time.Now(), capture.Event{From: w.from, Kind: capture.Data, Data: b}); err != nil {
		return 0, err
	}
	return w.Conn.Write(b)
}

func selfSigned() (tls.Certificate, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return tls.Certificate{}, err
	}
	now := time.Now()
	t := &x509.Certificate{SerialNumber: big.NewInt(1), NotBefore: now.Add(-time.Hour), NotAfter: now.Add(time.Hour), DNSNames: []string{"example.com"}}
	der, err := x509.CreateCertificate(rand.Reader, t, t, key.Public(), key)
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}, err
}
