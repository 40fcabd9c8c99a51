package verdict_test

import (
	"crypto/tls"
	"crypto/x509"
	"fmt"

	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/capture/keylog"
	"github.com/tlsteach/tlsteach/handshake"
	"github.com/tlsteach/tlsteach/handshake/peertest/peer"
	"github.com/tlsteach/tlsteach/handshake/verdict"
)

// The chain crossed encrypted: a key log opens the connection, and the chain is judged
// as its client should have done.
func ExampleJudge() {
	certificate := peer.ECDSA()
	var log keylog.Collector
	recorder := capture.NewRecorder(capture.Options{})
	a, b := capture.Pipe()
	done := make(chan error)
	go func() {
		done <- tls.Server(b, &tls.Config{Certificates: []tls.Certificate{certificate}}).Handshake()
	}()
	client := &tls.Config{KeyLogWriter: &log, InsecureSkipVerify: true, ServerName: "www.example.org"}
	if err := tls.Client(recorder.Conn(a, capture.Client), client).Handshake(); err != nil {
		fmt.Println(err)
	}
	if err := <-done; err != nil {
		fmt.Println(err)
	}

	keys := new(handshake.Keys)
	keys.Log.Add(log.Bytes(), "the client")
	var chain [][]byte
	items, state := handshake.DecodeWith(recorder.Recording(), keys)
	for _, it := range items {
		if m, ok := it.Message.(*handshake.CertificateTLS13); ok && it.Decrypted {
			for _, entry := range m.Entries {
				chain = append(chain, entry.Data)
			}
		}
	}

	root, err := x509.ParseCertificate(certificate.Certificate[0])
	if err != nil {
		fmt.Println(err)
	}
	o := verdict.Options{Roots: verdict.RootsOf(root), Name: state.ServerName, Asked: state.ServerName, Version: state.Version}
	j := verdict.Judge(chain, o)
	fmt.Println("trusted:", j.Trusted)
	for _, v := range j.Verdicts {
		if v.Reached && !v.Passed {
			fmt.Printf("%s: %s\n", v.Check, v.Text)
		}
	}
	o.Name = "example.com"
	fmt.Println("trusted for example.com:", verdict.Judge(chain, o).Trusted)
	// Output:
	// trusted: false
	// host name: The certificate is for "example.com", and not for "www.example.org".
	// name asked for: The certificate is for "example.com", and not for "www.example.org".
	// trusted for example.com: true
}
