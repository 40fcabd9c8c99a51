package verdict_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"fmt"
	"math/big"
	"time"

	"github.com/tlsteach/tlsteach/handshake/verdict"
)

// A client stops at the first fault; here all are told.
func Example() {
	key, _ := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	today := time.Date(2026, 11, 25, 9, 0, 0, 0, time.UTC)
	ca := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "An Authority"},
		NotBefore: today.AddDate(-1, 0, 0), NotAfter: today.AddDate(9, 0, 0), IsCA: true, BasicConstraintsValid: true}
	server := &x509.Certificate{SerialNumber: big.NewInt(2), Subject: pkix.Name{CommonName: "old"},
		NotBefore: today.AddDate(-1, 0, 0), NotAfter: today.AddDate(0, 0, -1), DNSNames: []string{"old.example.com"}}
	rootDER, _ := x509.CreateCertificate(rand.Reader, ca, ca, key.Public(), key)
	leafDER, _ := x509.CreateCertificate(rand.Reader, server, ca, key.Public(), key)
	root, err := x509.ParseCertificate(rootDER)
	if err != nil {
		fmt.Println(err)
		return
	}

	j := verdict.Judge([][]byte{leafDER}, verdict.Options{Roots: verdict.RootsOf(root), Name: "www.example.com", Now: today})
	fmt.Println("trusted:", j.Trusted)
	for _, v := range j.Verdicts {
		if v.Reached && !v.Passed {
			fmt.Printf("%s: %s\n  %s\n", v.Check, v.Text, v.Evidence[0].Path)
		}
	}
	fmt.Println(j.Of(verdict.Signature).Text)
	// Output:
	// trusted: false
	// validity: The peer's certificate "CN=old" expired on 2026-11-24T09:00:00Z, and it is 2026-11-25T09:00:00Z.
	//   tbs_certificate/validity/not_after
	// host name: The certificate is for "old.example.com", and not for "www.example.com".
	//   tbs_certificate/extensions/sequence/extension_list/extension/extn_value/subject_alt_name
	// The signature holds with the key of the next certificate.
}
