package main

import (
	"crypto/sha256"
	"fmt"
	"net"
	"net/netip"
	"strings"

	"github.com/tlsteach/tlsteach/lessons/lab"
	"github.com/tlsteach/tlsteach/lessons/listen"
	"github.com/tlsteach/tlsteach/lessons/transcript"
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
	name := strings.Replace(f.names[0], "*", "www", 1)
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
	a.advice(f, s, file)
}

// advice says what the certificate is, and how browsers are made to trust it.
func (a *app) advice(f *listenFlags, s *listen.Server, file string) {
	o := f.textOptions(a.err)
	pen := transcript.NewPen(o)
	say := func(sentences ...string) {
		fmt.Fprintln(a.err)
		for _, l := range pen.Wrap(strings.Join(sentences, " "), min(o.Width, 80)-4) {
			fmt.Fprintf(a.err, "  %s\n", l)
		}
	}
	switch {
	case s.Fault != lab.Good:
		say("The certificate is bad on purpose: "+listen.What(s.Fault)+".", "A client that checks refuses it, whether it trusts "+file+" or not.")
	case f.caFile == "":
		say("No file has the certificate of the throwaway authority yet: --ca-file ca.pem writes it.")
	default:
		say(file + " has the certificate of the throwaway authority. Its key is nowhere but in this program.")
	}
	say("Chromium trusts it when it is imported in Settings, Privacy and security, Security, Manage certificates; Firefox in Settings, Privacy & Security, View Certificates, Authorities.",
		"Remove it afterwards. Or click through the warning: the hello is the same.")
	fmt.Fprintf(a.err, "\n  SHA-256 %x\n", sha256.Sum256(s.Root.Raw))
	say("Ctrl-C ends this.")
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
