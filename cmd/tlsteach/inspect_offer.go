package main

import (
	"crypto/tls"
	"fmt"
	"strings"

	"github.com/spf13/cobra"
)

// offerFlags say what a client offers.
type offerFlags struct {
	versions, ciphers, groups, alpn []string
	cert, key                       string
}

func (o *offerFlags) flags(cmd *cobra.Command) {
	set := cmd.Flags()
	set.StringSliceVar(&o.versions, "version", nil, "offer only these `versions` of TLS: 1.0, 1.1, 1.2, 1.3; of several, all between them (default: 1.2,1.3)")
	set.StringSliceVar(&o.ciphers, "cipher", nil, "offer only these cipher `suites`, up to TLS 1.2; those of 1.3 are always the same")
	set.StringSliceVar(&o.groups, "group", nil, "offer only these `groups` for the key exchange, such as X25519 or P-256")
	set.StringSliceVar(&o.alpn, "alpn", nil, "offer these application `protocols`, such as h2,http/1.1")
	set.StringVar(&o.cert, "client-cert", "", "show the certificate of this `file`, PEM, where the server asks for one")
	set.StringVar(&o.key, "client-key", "", "the `file` with the key of --client-cert (default: the same file)")
	fixed(cmd, "version", "1.0", "1.1", "1.2", "1.3")
	fixed(cmd, "cipher", suiteNames()...)
	fixed(cmd, "group", groupNames()...)
}

var versionNumbers = map[string]uint16{"1.0": tls.VersionTLS10, "1.1": tls.VersionTLS11, "1.2": tls.VersionTLS12, "1.3": tls.VersionTLS13}

// groups are those of crypto/tls, by the names that people use.
var groups = []struct {
	names []string
	id    tls.CurveID
}{
	{[]string{"X25519MLKEM768"}, tls.X25519MLKEM768},
	{[]string{"SecP256r1MLKEM768"}, tls.SecP256r1MLKEM768},
	{[]string{"SecP384r1MLKEM1024"}, tls.SecP384r1MLKEM1024},
	{[]string{"X25519"}, tls.X25519},
	{[]string{"P-256", "secp256r1", "prime256v1"}, tls.CurveP256},
	{[]string{"P-384", "secp384r1"}, tls.CurveP384},
	{[]string{"P-521", "secp521r1"}, tls.CurveP521},
}

func groupNames() (names []string) {
	for _, g := range groups {
		names = append(names, g.names[0])
	}
	return names
}

// suites are those that --cipher can choose: of TLS 1.2 and before.
func suites() (all []*tls.CipherSuite) {
	for _, s := range append(tls.CipherSuites(), tls.InsecureCipherSuites()...) {
		if s.SupportedVersions[0] < tls.VersionTLS13 {
			all = append(all, s)
		}
	}
	return all
}

func suiteNames() (names []string) {
	for _, s := range suites() {
		names = append(names, s.Name)
	}
	return names
}

// config is the offer as crypto/tls takes it.
func (o *offerFlags) config() (*tls.Config, error) {
	c := &tls.Config{NextProtos: o.alpn, MinVersion: tls.VersionTLS12}
	if err := o.version(c); err != nil {
		return nil, err
	}
	for _, name := range o.ciphers {
		id, err := suite(name)
		if err != nil {
			return nil, err
		}
		c.CipherSuites = append(c.CipherSuites, id)
	}
	for _, name := range o.groups {
		id, err := group(name)
		if err != nil {
			return nil, err
		}
		c.CurvePreferences = append(c.CurvePreferences, id)
	}
	for _, p := range o.alpn {
		if p == "" || len(p) > 255 {
			return nil, &usageError{fmt.Sprintf("--alpn: a name of a protocol has 1 to 255 bytes, not %d", len(p)), ""}
		}
	}
	return c, o.certificate(c)
}

// version sets the range of versions. Suites are of 1.2 and before.
func (o *offerFlags) version(c *tls.Config) error {
	for i, v := range o.versions {
		n, ok := versionNumbers[strings.TrimPrefix(strings.ToLower(v), "tls")]
		if !ok {
			return &usageError{fmt.Sprintf("--version is 1.0, 1.1, 1.2 or 1.3, not %q", v), "SSL 2.0 and 3.0 are not offered by this program"}
		}
		if i == 0 {
			c.MinVersion, c.MaxVersion = n, n
		}
		c.MinVersion, c.MaxVersion = min(c.MinVersion, n), max(c.MaxVersion, n)
	}
	if len(o.ciphers) == 0 {
		return nil
	}
	if len(o.versions) == 0 {
		c.MaxVersion = tls.VersionTLS12
		c.MinVersion = tls.VersionTLS10
	}
	if c.MinVersion >= tls.VersionTLS13 {
		return &usageError{"--cipher chooses suites of TLS 1.2 and before, and --version allows none of them", "leave one of the two out"}
	}
	return nil
}

// suite finds a suite by its name.
func suite(name string) (uint16, error) {
	for _, s := range suites() {
		if strings.EqualFold(s.Name, name) {
			return s.ID, nil
		}
	}
	for _, s := range tls.CipherSuites() {
		if strings.EqualFold(s.Name, name) {
			return 0, &usageError{fmt.Sprintf("%s is a suite of TLS 1.3, where crypto/tls always offers the same three", s.Name), "--cipher chooses suites of TLS 1.2 and before"}
		}
	}
	return 0, &usageError{fmt.Sprintf("--cipher: there is no suite %q", name), "one of " + commas(nearest(name, suiteNames()))}
}

func group(name string) (tls.CurveID, error) {
	for _, g := range groups {
		for _, n := range g.names {
			if strings.EqualFold(n, name) {
				return g.id, nil
			}
		}
	}
	return 0, &usageError{fmt.Sprintf("--group: there is no group %q", name), "one of " + commas(groupNames())}
}

// nearest are the names that share most with one, at most eight.
func nearest(name string, names []string) []string {
	parts := strings.FieldsFunc(strings.ToUpper(name), func(r rune) bool { return r == '_' || r == '-' })
	best, most := []string(nil), 0
	for _, n := range names {
		shared := 0
		for _, p := range parts {
			if strings.Contains(n, p) {
				shared++
			}
		}
		if shared > most {
			best, most = nil, shared
		}
		if shared == most && len(best) < 8 {
			best = append(best, n)
		}
	}
	return best
}

// certificate sets the client's own.
func (o *offerFlags) certificate(c *tls.Config) error {
	if o.cert == "" {
		if o.key != "" {
			return &usageError{"--client-key needs --client-cert", ""}
		}
		return nil
	}
	key := o.key
	if key == "" {
		key = o.cert
	}
	pair, err := tls.LoadX509KeyPair(o.cert, key)
	if err != nil {
		return &hinted{fmt.Errorf("the client's certificate: %w", err), "--client-cert and --client-key name PEM files that belong together; a key with a password is not read"}
	}
	// Whatever the server says of the authorities that it wants: it is asked what it
	// thinks of this one.
	c.GetClientCertificate = func(*tls.CertificateRequestInfo) (*tls.Certificate, error) { return &pair, nil }
	return nil
}

func commas(list []string) string { return strings.Join(list, ", ") }
