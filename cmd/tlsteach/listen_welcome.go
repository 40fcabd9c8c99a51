package main

import (
	"crypto/sha256"
	"fmt"
	"net"
	"net/netip"
	"strings"

	"github.com/tlsteach/tlsteach/lessons/lab"
	"github.com/tlsteach/tlsteach/lessons/listen"
)

// welcome says where the server is, and how a client is made to trust it.
func (a *app) welcome(f *listenFlags, s *listen.Server, l net.Listener) {
	at := l.Addr().(*net.TCPAddr)
	host, port := at.IP.String(), fmt.Sprint(at.Port)
	if at.IP.IsUnspecified() {
		host = "127.0.0.1"
	}
	address := net.JoinHostPort(host, port)
	if !f.addressSet && address != defaultAddress {
		a.complain(defaultAddress+" is taken by another program: this is another port", "--listen PORT chooses one")
	}
	say := func(format string, args ...any) { fmt.Fprintf(a.err, "  "+format+"\n", args...) }
	name := f.names[0]
	page := "https://" + net.JoinHostPort(name, port) + "/"
	fmt.Fprintf(a.err, "tlsteach listens on %s for %s\n\n", at, strings.Join(f.names, ", "))
	say("%-10s %s", "browser", page)
	file := f.caFile
	if file == "" {
		file = "ca.pem"
	}
	file = quoted(file)
	resolve := ""
	if !resolvesHere(name) {
		resolve = " --connect-to " + quoted(net.JoinHostPort(name, port)+":"+address)
	}
	say("%-10s curl --cacert %s%s %s", "curl", file, resolve, page)
	say("%-10s openssl s_client -connect %s -servername %s -CAfile %s -verify_hostname %s -verify_return_error", "openssl", address, name, file, name)
	say("%-10s gnutls-cli --x509cafile %s --sni-hostname %s --verify-hostname %s -p %s %s", "gnutls-cli", file, name, name, port, host)
	say("%-10s %s", "pages", listen.Pages())
	fmt.Fprintln(a.err)
	switch {
	case s.Fault != lab.Good:
		say("Bad on purpose: of the certificate, %s. A client that checks refuses it, with", listen.What(s.Fault))
		say("%s or without.", file)
	case f.caFile == "":
		say("No file has the authority's certificate yet: --ca-file ca.pem writes it.")
	default:
		say("%s has the certificate of the throwaway authority. Nobody keeps its key.", file)
	}
	say("SHA-256 of the authority's certificate: %x", sha256.Sum256(s.Root.Raw))
	say("Chromium: Settings, Privacy and security, Security, Manage certificates: import %s", file)
	say("for websites. Firefox: Settings, Privacy & Security, View Certificates, Authorities,")
	say("Import. Take it out again afterwards. Or click through the warning: the hello is the same.")
	say("Ctrl-C ends it.")
	fmt.Fprintln(a.err)
}

// resolvesHere says whether a client finds a name at the loopback interface by itself.
func resolvesHere(name string) bool {
	_, err := netip.ParseAddr(name)
	return err == nil || name == "localhost" || strings.HasSuffix(name, ".localhost")
}

// quoted is a word as a shell takes it.
func quoted(s string) string {
	if s != "" && !strings.ContainsFunc(s, func(r rune) bool {
		return !(r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune("-._/:[]", r))
	}) {
		return s
	}
	return "'" + strings.ReplaceAll(printable(s), "'", `'\''`) + "'"
}
