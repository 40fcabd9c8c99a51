package inspect_test

import (
	"crypto/tls"
	"fmt"
	"testing"

	"github.com/tlsteach/tlsteach/handshake/registry"
	"github.com/tlsteach/tlsteach/lessons/lab"
	"github.com/tlsteach/tlsteach/lessons/live"
)

var versions = []struct {
	number          uint16
	openssl, gnutls string
}{
	{tls.VersionTLS10, "-tls1", "VERS-TLS1.0"},
	{tls.VersionTLS11, "-tls1_1", "VERS-TLS1.1"},
	{tls.VersionTLS12, "-tls1_2", "VERS-TLS1.2"},
	{tls.VersionTLS13, "-tls1_3", "VERS-TLS1.3"},
}

// TestEveryVersionAndKey visits servers of three makes at each version, with each kind
// of key, and with a good certificate.
func TestEveryVersionAndKey(t *testing.T) {
	for name, key := range keys {
		w := workshop(t, key)
		good := certificate(t, w, lab.Good)
		h := files(t, w, good)
		for _, v := range versions {
			if name == "Ed25519" && v.number < tls.VersionTLS12 { // RFC 8422 §5.10
				continue
			}
			servers := map[string]func(*testing.T) string{
				"Go": func(t *testing.T) string {
					return serveTLS(t, &tls.Config{Certificates: []tls.Certificate{good}, MinVersion: v.number, MaxVersion: v.number})
				},
				"OpenSSL": func(t *testing.T) string { return h.openssl(t, v.openssl, "-cipher", "DEFAULT:@SECLEVEL=0", "-rev") },
				"GnuTLS": func(t *testing.T) string {
					return h.gnutls(t, "NORMAL:-VERS-ALL:+"+v.gnutls+":+SHA1:+SIGN-RSA-SHA1:+SIGN-ECDSA-SHA1:%VERIFY_ALLOW_SIGN_WITH_SHA1")
				},
			}
			for server, start := range servers {
				t.Run(fmt.Sprintf("%s/%s/%s", server, tls.VersionName(v.number), name), func(t *testing.T) {
					s := seen(t, visitor(w, start(t), &tls.Config{MinVersion: v.number, MaxVersion: v.number}))
					whole(t, s, registry.Version(v.number))
				})
			}
		}
	}
}

// whole holds a visit against what a good one is.
func whole(t *testing.T, s *live.Seen, version registry.Version) {
	t.Helper()
	if s.Failure != nil {
		t.Fatalf("it failed: %+v (%v)", s.Failure, s.Err)
	}
	if s.Report.Version != version || !s.Report.Complete || s.Report.Damaged || s.Report.Closed() != 0 {
		t.Errorf("%+v", s.Report)
	}
	if len(s.Certificates) != 2 || !s.Judgement.Trusted || len(s.Judgement.Path) != 3 {
		t.Errorf("%d certificates, %+v", len(s.Certificates), s.Judgement)
	}
}
