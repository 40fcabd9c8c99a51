package capture

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"io"
	"math/big"
	"net"
	"testing"
	"testing/synctest"
	"time"
)

// configs returns a server with a throwaway certificate and a client that
// trusts it.
func configs(t *testing.T) (client, server *tls.Config) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1),
		DNSNames:     []string{"server.test"},
		NotBefore:    time.Now().Add(-time.Hour),
		NotAfter:     time.Now().Add(time.Hour),
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	cert, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	roots := x509.NewCertPool()
	roots.AddCert(cert)
	return &tls.Config{ServerName: "server.test", RootCAs: roots},
		&tls.Config{Certificates: []tls.Certificate{{Certificate: [][]byte{der}, PrivateKey: key}}}
}

// converse runs a handshake, a question and an answer, and closes both ends.
func converse(t *testing.T, client, server *tls.Conn) {
	t.Helper()
	served := make(chan error, 1)
	go func() {
		question := make([]byte, 8)
		_, err := io.ReadFull(server, question)
		if err == nil {
			_, err = server.Write([]byte("answer"))
		}
		// Closed before it says so: a snapshot ends before a write that has not
		// returned, also if the other end has its bytes already.
		server.Close()
		served <- err
	}()
	if _, err := client.Write([]byte("question")); err != nil {
		t.Errorf("client: %v", err)
		client.Close()
	}
	if answer, err := io.ReadAll(client); string(answer) != "answer" || err != nil {
		t.Errorf("client read %q, %v", answer, err)
	}
	client.Close()
	if err := <-served; err != nil {
		t.Errorf("server: %v", err)
	}
}

// Over net.Pipe this deadlocks. In a synctest bubble a deadlock fails at once.
func TestHelloRetryRequestOverPipe(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		cc, sc := configs(t)
		cc.CurvePreferences = []tls.CurveID{tls.X25519, tls.CurveP384}
		sc.CurvePreferences = []tls.CurveID{tls.CurveP384}
		a, b := Pipe()
		client, server := tls.Client(a, cc), tls.Server(b, sc)
		converse(t, client, server)
		if !client.ConnectionState().HelloRetryRequest {
			t.Error("there was no HelloRetryRequest")
		}
	})
}

func TestBothEndsRecordTheSameBytes(t *testing.T) {
	pairs := map[string]func(t *testing.T) (client, server net.Conn){
		"TCP":  func(t *testing.T) (net.Conn, net.Conn) { return tcp(t) },
		"Pipe": func(*testing.T) (net.Conn, net.Conn) { return Pipe() },
	}
	for name, pair := range pairs {
		t.Run(name, func(t *testing.T) {
			cc, sc := configs(t)
			a, b := pair(t)
			atClient, atServer := NewRecorder(Options{}), NewRecorder(Options{})
			converse(t,
				tls.Client(atClient.Conn(a, Client), cc),
				tls.Server(atServer.Conn(b, Server), sc))
			one, other := atClient.Recording(), atServer.Recording()
			// The client closes after the server has: its close_notify is not
			// read by anyone.
			sent, got := one.Bytes(Client), other.Bytes(Client)
			if len(got) == 0 || !bytes.HasPrefix(sent, got) {
				t.Errorf("the client sent %d bytes, the server read %d others", len(sent), len(got))
			}
			sent, got = other.Bytes(Server), one.Bytes(Server)
			if len(got) == 0 || !bytes.Equal(sent, got) {
				t.Errorf("the server sent %d bytes, the client read %d others", len(sent), len(got))
			}
			if one.Err() != nil || other.Err() != nil {
				t.Error(one.Err(), other.Err())
			}
			if one.Client != other.Client || one.Server != other.Server {
				t.Errorf("addresses: %s %s, %s %s", one.Client, one.Server, other.Client, other.Server)
			}
		})
	}
}
