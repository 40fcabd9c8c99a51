package peertest

import "strings"

// gnutlsSession is a server and a client of GnuTLS with this priority string.
func gnutlsSession(name, priority, server, client string) Session {
	return Session{Name: "gnutls " + name,
		Server: append([]string{"gnutls-serv", "--http", "--quiet", "-p", "PORT", "--priority=" + priority}, strings.Fields(server)...),
		Client: append([]string{"gnutls-cli", "--insecure", "--sni-hostname=example.com", "--priority=" + priority, "-p", "PORT", "HOST"}, strings.Fields(client)...)}
}

// GnuTLSSessions are what GnuTLS 3.7 can say to itself over TCP.
func GnuTLSSessions() []Session {
	const rsa, ecdsa = "--x509certfile=DIR/rsa.crt --x509keyfile=DIR/rsa.key ", "--x509certfile=DIR/ecdsa.crt --x509keyfile=DIR/ecdsa.key "
	const own = "--x509certfile=DIR/rsa.crt --x509keyfile=DIR/rsa.key "
	const srpServer, srpClient = "--srppasswd=DIR/gnutls.srp --srppasswdconf=DIR/gnutls.conf ", "--srpusername=" + peerUser + " --srppasswd=" + peerPassword + " "
	const pskServer, pskClient = "--pskpasswd=DIR/psk ", "--pskusername=" + peerUser + " --pskkey=" + peerKey + " "
	version := func(v, kx string) string {
		p := "NORMAL:-VERS-ALL:+VERS-TLS" + v
		if kx != "" {
			p += ":-KX-ALL:+" + kx
		}
		return p
	}
	list := []Session{
		gnutlsSession("1.3", version("1.3", ""), rsa, ""),
		gnutlsSession("1.3 hello retry", version("1.3", "")+":-GROUP-ALL:+GROUP-SECP521R1:+GROUP-X448", rsa, "--single-key-share --priority="+version("1.3", "")+":-GROUP-ALL:+GROUP-X25519:+GROUP-X448"),
		gnutlsSession("1.3 resumption", version("1.3", ""), rsa, "--resume --waitresumption"),
		gnutlsSession("1.3 early data", version("1.3", ""), rsa+"--earlydata --maxearlydata=4096", "--resume --waitresumption --earlydata=DIR/early"),
		gnutlsSession("1.3 client certificate", version("1.3", ""), rsa+"--require-client-cert", own),
		gnutlsSession("1.3 pre-shared key", "NORMAL:-VERS-ALL:+VERS-TLS1.3:+PSK:+DHE-PSK:+ECDHE-PSK", rsa+pskServer, pskClient),
		gnutlsSession("1.3 compressed certificate", version("1.3", ""), rsa+"--compress-cert=zlib", "--compress-cert=zlib"),
		gnutlsSession("1.3 raw public key", "NORMAL:-VERS-ALL:+VERS-TLS1.3:+CTYPE-CLI-ALL:+CTYPE-SRV-ALL", rsa, "--priority=NORMAL:-VERS-ALL:+VERS-TLS1.3:-CTYPE-SRV-ALL:+CTYPE-SRV-RAWPK:+CTYPE-SRV-X509"),
		gnutlsSession("1.3 ocsp", version("1.3", ""), rsa+"--ocsp-response=DIR/ocsp.der --ignore-ocsp-response-errors", ""),
		gnutlsSession("1.3 record size", version("1.3", ""), rsa+"--recordsize=1024", "--recordsize=1024"),
		gnutlsSession("srp offered", "NORMAL:+SRP:+SRP-RSA:+ARCFOUR-128", rsa, srpClient+"--alpn=h2 --heartbeat --post-handshake-auth"),
		gnutlsSession("1.2 rsa", version("1.2", "RSA"), rsa, ""),
		gnutlsSession("1.2 dhe", version("1.2", "DHE-RSA"), rsa, ""),
		gnutlsSession("1.2 ecdhe", version("1.2", "ECDHE-RSA"), rsa, ""),
		gnutlsSession("1.2 ecdhe ecdsa", version("1.2", "ECDHE-ECDSA"), ecdsa, ""),
		gnutlsSession("1.2 anonymous dh", version("1.2", "ANON-DH"), rsa, ""),
		gnutlsSession("1.2 anonymous ecdh", version("1.2", "ANON-ECDH"), rsa, ""),
		gnutlsSession("1.2 psk", version("1.2", "PSK"), pskServer+"--pskhint=a-hint", pskClient),
		gnutlsSession("1.2 dhe psk", version("1.2", "DHE-PSK"), pskServer, pskClient),
		gnutlsSession("1.2 ecdhe psk", version("1.2", "ECDHE-PSK"), pskServer, pskClient),
		gnutlsSession("1.2 rsa psk", version("1.2", "RSA-PSK"), rsa+pskServer, pskClient),
		gnutlsSession("1.2 srp", version("1.2", "SRP"), srpServer, srpClient),
		gnutlsSession("1.2 srp rsa", version("1.2", "SRP-RSA"), rsa+srpServer, srpClient),
		gnutlsSession("1.2 client certificate", version("1.2", ""), rsa+"--require-client-cert", own),
		gnutlsSession("1.2 ocsp", version("1.2", ""), rsa+"--ocsp-response=DIR/ocsp.der --ignore-ocsp-response-errors", ""),
		gnutlsSession("1.2 ticket", version("1.2", ""), rsa, "--resume"),
		gnutlsSession("1.2 session id", version("1.2", ""), rsa+"--noticket", "--resume --noticket"),
		gnutlsSession("1.2 renegotiation", version("1.2", ""), rsa, "--rehandshake"),
		gnutlsSession("1.2 no extended master secret", version("1.2", "")+":%NO_SESSION_HASH", rsa, ""),
		gnutlsSession("1.2 encrypt then mac", version("1.2", "RSA")+":-CIPHER-ALL:+AES-128-CBC", rsa, ""),
		failing(gnutlsSession("1.2 no common suite", version("1.2", "ECDHE-ECDSA"), rsa, "")),
	}
	for _, old := range []string{"1.1", "1.0"} {
		list = append(list,
			gnutlsSession(old+" rsa", version(old, "RSA"), rsa, ""),
			gnutlsSession(old+" dhe", version(old, "DHE-RSA"), rsa, ""),
			gnutlsSession(old+" ecdhe", version(old, "ECDHE-RSA"), rsa, ""),
			gnutlsSession(old+" srp rsa", version(old, "SRP-RSA"), rsa+srpServer, srpClient),
			gnutlsSession(old+" client certificate", version(old, "RSA"), rsa+"--require-client-cert", own),
		)
	}
	return list
}
