package matrix

import (
	"bytes"
	"crypto/tls"
	"io"
	"net"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/tlsteach/tlsteach/handshake/peertest"
	"github.com/tlsteach/tlsteach/handshake/registry"
)

// program is the client of a cell, for all but Go.
func (l *lab) program(c cell, addr string, name string) peertest.Program {
	host, port, _ := net.SplitHostPort(addr)
	p := peertest.Program{Dir: l.Dir, Env: []string{"SSLKEYLOGFILE=" + l.clientLog()}}
	kx := c.suite.KeyExchange()
	switch c.client {
	case openssl:
		p.Env = nil
		p.Args = []string{"openssl", "s_client", "-quiet", "-connect", addr, opensslVersions[c.version], "-keylogfile", l.clientLog(),
			"-no-CAfile", "-no-CApath", "-no-CAstore", // they take half of its time
			"-max_send_frag", "8191"} // of 8,192 bytes that it reads, so one is left for a record of its own
		if c.version == registry.VersionTLS13 {
			p.Args = append(p.Args, "-ciphersuites", name)
		} else {
			p.Args = append(p.Args, "-cipher", name+":@SECLEVEL=0")
		}
		if strings.HasPrefix(c.suite.Encryption(), "SEED") {
			p.Args = append(p.Args, opensslProviders()...)
		}
		if strings.Contains(kx, "PSK") {
			p.Args = append(p.Args, "-psk", key, "-psk_identity", user)
		}
		if strings.Contains(kx, "SRP") {
			p.Args = append(p.Args, "-srpuser", user, "-srppass", "pass:"+password)
		}
		if c.plainMAC {
			p.Args = append(p.Args, "-no_etm")
		}
	case gnutls:
		p.Args = []string{"gnutls-cli", "--insecure", "--no-ca-verification", "-p", port, host, "--priority=" + gnutlsPriority(c, gnutlsVersion(c.version))}
		if strings.Contains(kx, "PSK") {
			p.Args = append(p.Args, "--pskusername="+user, "--pskkey="+key)
		}
		if strings.Contains(kx, "SRP") {
			p.Args = append(p.Args, "--srpusername="+user, "--srppasswd="+password)
		}
	case curl:
		v := strings.TrimPrefix(c.version.String(), "TLS ")
		p.Args = []string{"curl", "-sk", "--max-time", "20", "--http1.0", "--http0.9", "--tlsv" + v, "--tls-max", v,
			"-A", "u", "-H", "Host: h", "-H", "Accept: a", "-H", "@-", "https://" + addr + "/" + c.page()}
		if c.version == registry.VersionTLS13 {
			p.Args = append(p.Args, "--tls13-ciphers", name)
		} else {
			p.Args = append(p.Args, "--ciphers", name+":@SECLEVEL=0")
		}
		if strings.Contains(kx, "SRP") {
			p.Args = append(p.Args, "--tlsuser", user, "--tlspassword", password)
		}
	}
	if options := c.opensslOptions(); options != "" && c.client != gnutls {
		p.Env = append(p.Env, "OPENSSL_CONF="+filepath.Join(l.Dir, options))
	}
	return p
}

// opensslOptions is the configuration of OpenSSL that a cell needs.
func (c cell) opensslOptions() string {
	switch {
	case c.plainMaster && c.plainMAC:
		return "plain.cnf"
	case c.plainMaster:
		return "plainmaster.cnf"
	case c.plainMAC:
		return "plainmac.cnf"
	}
	return ""
}

// configuration makes OpenSSL go without extensions that no flag of its programs
// takes away.
func configuration(options string) []byte {
	return []byte("openssl_conf = a\n[a]\nssl_conf = b\n[b]\nsystem_default = c\n[c]\nOptions = " + options + "\n")
}

func (l *lab) writeConfigurations() error {
	for name, options := range map[string]string{
		"plain.cnf": "-EncryptThenMac,-ExtendedMasterSecret", "plainmaster.cnf": "-ExtendedMasterSecret", "plainmac.cnf": "-EncryptThenMac",
	} {
		if err := os.WriteFile(filepath.Join(l.Dir, name), configuration(options), 0o600); err != nil {
			return err
		}
	}
	return nil
}

func gnutlsVersion(v registry.Version) string {
	return strings.Replace(v.String(), " ", "", 1) // "TLS1.2"
}

var (
	gnutlsKX = strings.NewReplacer("_anon", "-ANON", "SRP_SHA_", "SRP-", "SRP_SHA", "SRP", "GOSTR341112_256", "VKO-GOST-12", "_", "-")
	gnutlsEn = strings.NewReplacer("3DES_EDE_CBC", "3DES-CBC", "RC4_128", "ARCFOUR-128", "28147_CNT_IMIT", "GOST28147-TC26Z-CNT", "_", "-")
)

// gnutlsPriority is a priority string that has but one suite.
func gnutlsPriority(c cell, version string) string {
	kx := gnutlsKX.Replace(c.suite.KeyExchange())
	if a, ok := strings.CutSuffix(kx, "-ANON"); ok {
		kx = "ANON-" + a
	}
	p := "NONE:+COMP-NULL:+CTYPE-X509:+VERS-" + version + ":+" + gnutlsEn.Replace(c.suite.Encryption())
	mac := c.suite.Hash()
	encryption := c.suite.Encryption()
	switch {
	case encryption == "28147_CNT_IMIT":
		mac = "GOST28147-TC26Z-IMIT"
	case strings.HasSuffix(encryption, "GCM"), strings.Contains(encryption, "CCM"), strings.Contains(encryption, "POLY1305"):
		mac = "AEAD"
	case mac == "SHA":
		mac = "SHA1"
	}
	p += ":+" + mac
	if kx == "" { // TLS 1.3
		p += ":+ECDHE-RSA"
	} else {
		p += ":+" + kx
	}
	p += gnutlsAny
	if c.plainMAC {
		p += ":%NO_ETM"
	}
	if c.plainMaster {
		p += ":%NO_SESSION_HASH"
	}
	return p
}

// run is the client of a cell: it sends the request and reads to the end.
func (l *lab) run(c cell, addr, name string, request []byte, keylog io.Writer) (said string) {
	if c.client == goTLS {
		return goClient(c, addr, request, keylog, func(*tls.Config) {})
	}
	if c.client == curl { // it makes the first lines itself
		method, rest, _ := bytes.Cut(request, []byte(" "))
		_, header, _ := bytes.Cut(rest, []byte("X-Noise"))
		p := l.program(c, addr, name)
		p.Args = append(p.Args, "-X", string(method))
		return p.Run(bytes.NewReader(append([]byte("X-Noise"), bytes.TrimSuffix(header, []byte("\r\n"))...)))
	}
	return l.program(c, addr, name).Run(bytes.NewReader(request))
}

// goClient is a client of Go. What configure changes comes last.
func goClient(c cell, addr string, request []byte, keylog io.Writer, configure func(*tls.Config)) (said string) {
	config := &tls.Config{ServerName: "example.com", InsecureSkipVerify: true, KeyLogWriter: keylog,
		MinVersion: uint16(c.version), MaxVersion: uint16(c.version), CipherSuites: []uint16{uint16(c.suite)}}
	configure(config)
	conn, err := tls.Dial("tcp", addr, config)
	if err != nil {
		return err.Error()
	}
	defer conn.Close()
	_ = conn.SetDeadline(time.Now().Add(20 * time.Second))
	for _, part := range [][]byte{request[:1], request[1:]} {
		if _, err := conn.Write(part); err != nil {
			return err.Error()
		}
	}
	if _, err := io.Copy(io.Discard, conn); err != nil {
		return err.Error()
	}
	return ""
}
