package main

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"runtime"
	"strings"
	"sync"

	"github.com/tlsteach/tlsteach/capture"
)

// A talk is what one connection carried: what a side sent until the other spoke,
// in order.
type talk []turn

type turn struct {
	from  capture.Side
	bytes []byte
}

// A kind is a kind of handshake.
type kind struct {
	name    string
	version uint16
	suites  []uint16 // nil: those that Go chooses
	certs   []tls.Certificate
	roots   *x509.CertPool
}

func kinds() ([]kind, error) {
	ec, ecRoots, err := chains(newECDSA)
	if err != nil {
		return nil, err
	}
	rsa, rsaRoots, err := chains(newRSA)
	if err != nil {
		return nil, err
	}
	return []kind{
		{"TLS 1.3", tls.VersionTLS13, nil, ec, ecRoots},
		{"TLS 1.2 ECDHE", tls.VersionTLS12, []uint16{tls.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256}, rsa, rsaRoots},
		{"TLS 1.2 RSA", tls.VersionTLS12, []uint16{tls.TLS_RSA_WITH_AES_128_GCM_SHA256}, rsa, rsaRoots},
	}, nil
}

// talkAll holds each connections of each kind, the kinds in turn.
func talkAll(each int) ([]talk, error) {
	kinds, err := kinds()
	if err != nil {
		return nil, err
	}
	talks := make([]talk, each*len(kinds))
	failures := make([]error, len(talks))
	next := make(chan int)
	var workers sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		workers.Go(func() {
			for i := range next {
				talks[i], failures[i] = kinds[i%len(kinds)].talk(i)
			}
		})
	}
	for i := range talks {
		next <- i
	}
	close(next)
	workers.Wait()
	return talks, errors.Join(failures...)
}

// talk holds connection i.
func (k kind) talk(i int) (talk, error) {
	server := &tls.Config{Certificates: k.certs[i/3%hosts : i/3%hosts+1], CipherSuites: k.suites, MinVersion: k.version, MaxVersion: k.version}
	client := &tls.Config{RootCAs: k.roots, ServerName: hostName(i / 3), CipherSuites: k.suites, MinVersion: k.version, MaxVersion: k.version,
		NextProtos: []string{"http/1.1"}}
	near, far := capture.Pipe()
	recorder := capture.NewRecorder(capture.Options{})
	answered := make(chan error, 1)
	go func() { answered <- answer(tls.Server(far, server)) }()
	err := ask(tls.Client(recorder.Conn(near, capture.Client), client), client.ServerName)
	if err := errors.Join(err, <-answered); err != nil {
		return nil, fmt.Errorf("%s, connection %d: %w", k.name, i, err)
	}
	// Only now, since the server's last words are read behind the client's end.
	return turns(recorder.Recording()), nil
}

// ask sends one request, reads the answer to its end and closes.
func ask(conn *tls.Conn, host string) error {
	_, err := io.WriteString(conn, "GET /index.html HTTP/1.1\r\nHost: "+host+"\r\nUser-Agent: handshakes\r\nAccept: */*\r\nConnection: close\r\n\r\n")
	if err == nil {
		_, err = io.Copy(io.Discard, conn)
	}
	return errors.Join(err, conn.Close())
}

// page is what every server answers.
var page = "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 600\r\nConnection: close\r\n\r\n" + strings.Repeat("An answer of some length. \r\n\r\n", 20)

// answer reads one request, answers and says that it will send no more.
func answer(conn *tls.Conn) error {
	var request [1024]byte
	_, err := conn.Read(request[:])
	if err == nil {
		_, err = io.WriteString(conn, page)
	}
	if err == nil {
		err = conn.CloseWrite()
	}
	if err == nil {
		_, err = io.Copy(io.Discard, conn)
	}
	if closing := conn.Close(); !errors.Is(closing, net.ErrClosed) && !errors.Is(closing, io.ErrClosedPipe) {
		err = errors.Join(err, closing)
	}
	return err
}

// turns puts together what one side sent without a word from the other, as TCP
// does; how the reader cut it means nothing.
func turns(rec *capture.Recording) (t talk) {
	for _, e := range rec.Events {
		if e.Kind != capture.Data {
			continue
		}
		if n := len(t); n > 0 && t[n-1].from == e.From {
			t[n-1].bytes = append(t[n-1].bytes, e.Data...)
		} else {
			t = append(t, turn{from: e.From, bytes: e.Data})
		}
	}
	return t
}
