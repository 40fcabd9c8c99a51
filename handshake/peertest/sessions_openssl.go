package peertest

import "strings"

// openssl0 lets OpenSSL 3 speak what it would not on its own: old versions and
// suites without authentication.
const openssl0 = "@SECLEVEL=0"

// opensslSession is a server and a client of OpenSSL. What stands in both is for
// both.
func opensslSession(name, both, server, client string) Session {
	return Session{Name: "openssl " + name,
		Server: append([]string{"openssl", "s_server", "-accept", "HOST:PORT", "-www"}, strings.Fields(both+" "+server)...),
		Client: append([]string{"openssl", "s_client", "-connect", "HOST:PORT", "-servername", "example.com", "-ign_eof"}, strings.Fields(both+" "+client)...)}
}

func failing(s Session) Session {
	s.Fails = true
	return s
}

// OpenSSLSessions are what OpenSSL 3 can say to itself over TCP.
func OpenSSLSessions() []Session {
	const rsa, ecdsa, ed25519 = "-cert DIR/rsa.pem ", "-cert DIR/ecdsa.pem ", "-cert DIR/ed25519.pem "
	const verify, own = "-Verify 1 -CAfile DIR/rsa.crt ", "-cert DIR/rsa.pem "
	list := []Session{
		opensslSession("1.3", "-tls1_3", rsa, ""),
		opensslSession("1.3 ecdsa", "-tls1_3", ecdsa, ""),
		opensslSession("1.3 ed25519", "-tls1_3", ed25519, ""),
		opensslSession("1.3 chacha x448", "-tls1_3 -ciphersuites TLS_CHACHA20_POLY1305_SHA256", rsa+"-groups X448", "-groups X448"),
		opensslSession("1.3 ccm ffdhe", "-tls1_3 -ciphersuites TLS_AES_128_CCM_SHA256", rsa+"-groups ffdhe2048", "-groups ffdhe2048"),
		opensslSession("1.3 no middlebox", "-tls1_3 -no_middlebox", rsa, ""),
		opensslSession("1.3 hello retry", "-tls1_3", rsa+"-groups P-384", "-groups X25519:P-384"),
		opensslSession("1.3 cookie", "-tls1_3", rsa+"-stateless", ""),
		opensslSession("1.3 client certificate", "-tls1_3", rsa+verify, own),
		opensslSession("1.3 pre-shared key", "-tls1_3 -psk "+peerKey, rsa, ""),
		opensslSession("1.3 pre-shared key, no dhe", "-tls1_3 -allow_no_dhe_kex -psk "+peerKey, rsa, ""),
		opensslSession("1.3 ocsp", "-tls1_3", rsa+"-status_file DIR/ocsp.der", "-status"),
		opensslSession("1.3 everything", "-alpn h2,http/1.1", rsa, "-status -nextprotoneg http/1.1 -maxfraglen 1024 -enable_pha"),
		opensslSession("1.3 resumption", "-tls1_3", rsa, "-reconnect"),
		failing(opensslSession("1.3 not trusted", "-tls1_3", rsa, "-verify_return_error")),
		failing(opensslSession("1.3 against 1.2", "", rsa+"-tls1_2", "-tls1_3")),

		opensslSession("1.2 rsa", "-tls1_2 -cipher AES128-SHA", rsa, ""),
		opensslSession("1.2 dhe", "-tls1_2 -cipher DHE-RSA-AES128-GCM-SHA256", rsa, ""),
		opensslSession("1.2 ecdhe", "-tls1_2 -cipher ECDHE-RSA-AES128-GCM-SHA256", rsa, ""),
		opensslSession("1.2 ecdhe ecdsa p-521", "-tls1_2 -cipher ECDHE-ECDSA-AES256-SHA384", ecdsa+"-groups P-521", ""),
		opensslSession("1.2 ecdhe ed25519", "-tls1_2", ed25519, ""),
		opensslSession("1.2 ccm8", "-tls1_2 -cipher ECDHE-ECDSA-AES128-CCM8:"+openssl0, ecdsa, ""),
		opensslSession("1.2 anonymous dh", "-tls1_2 -cipher ADH-AES128-SHA:"+openssl0, "-nocert", ""),
		opensslSession("1.2 anonymous ecdh", "-tls1_2 -cipher AECDH-AES128-SHA:"+openssl0, "-nocert", ""),
		opensslSession("1.2 psk", "-tls1_2 -cipher PSK-AES128-CBC-SHA -psk "+peerKey, "-nocert", ""),
		opensslSession("1.2 psk with hint", "-tls1_2 -cipher PSK-AES128-CBC-SHA -psk "+peerKey, "-nocert -psk_hint a-hint", ""),
		opensslSession("1.2 dhe psk", "-tls1_2 -cipher DHE-PSK-AES128-CBC-SHA -psk "+peerKey, "-nocert", ""),
		opensslSession("1.2 ecdhe psk", "-tls1_2 -cipher ECDHE-PSK-AES128-CBC-SHA -psk "+peerKey, "-nocert", ""),
		opensslSession("1.2 rsa psk", "-tls1_2 -cipher RSA-PSK-AES128-CBC-SHA -psk "+peerKey, rsa, ""),
		opensslSession("1.2 client certificate", "-tls1_2", rsa+verify, own),
		opensslSession("1.2 client certificate refused", "-tls1_2", rsa+"-verify 1", ""),
		opensslSession("1.2 ocsp", "-tls1_2", rsa+"-status_file DIR/ocsp.der", "-status"),
		opensslSession("1.2 ticket", "-tls1_2", rsa, "-reconnect"),
		opensslSession("1.2 session id", "-tls1_2 -no_ticket", rsa, "-reconnect"),
		opensslSession("1.2 npn", "-tls1_2 -nextprotoneg http/1.1", rsa, ""),
		opensslSession("1.2 alpn", "-tls1_2 -alpn h2", rsa, ""),
		opensslSession("1.2 fragments", "-tls1_2", rsa, "-maxfraglen 512"),
		opensslSession("1.2 fallback", "-tls1_2", rsa, "-fallback_scsv"),
		failing(opensslSession("1.2 no common suite", "-tls1_2", rsa+"-cipher AES128-SHA", "-cipher AES256-SHA")),
		failing(opensslSession("1.2 not trusted", "-tls1_2", rsa, "-verify_return_error")),
	}
	for _, old := range []struct{ name, flag string }{{"1.1", "-tls1_1"}, {"1.0", "-tls1"}} {
		with := func(cipher string) string { return old.flag + " -cipher " + cipher + ":" + openssl0 }
		list = append(list,
			opensslSession(old.name+" rsa", with("AES128-SHA"), rsa, ""),
			opensslSession(old.name+" dhe", with("DHE-RSA-AES128-SHA"), rsa, ""),
			opensslSession(old.name+" ecdhe", with("ECDHE-RSA-AES128-SHA"), rsa, ""),
			opensslSession(old.name+" ecdhe ecdsa", with("ECDHE-ECDSA-AES128-SHA"), ecdsa, ""),
			opensslSession(old.name+" anonymous dh", with("ADH-AES128-SHA"), "-nocert", ""),
			opensslSession(old.name+" psk", with("PSK-AES128-CBC-SHA")+" -psk "+peerKey, "-nocert", ""),
			opensslSession(old.name+" dhe psk", with("DHE-PSK-AES128-CBC-SHA")+" -psk "+peerKey, "-nocert", ""),
			opensslSession(old.name+" client certificate", with("AES128-SHA"), rsa+verify, own),
			opensslSession(old.name+" session", with("AES128-SHA"), rsa, "-reconnect"),
		)
	}
	return append(list, opensslSRP("srp", "SRP-AES-128-CBC-SHA"), opensslSRP("srp rsa", "SRP-RSA-AES-128-CBC-SHA"))
}

// opensslSRP is a client of OpenSSL at a server of GnuTLS, since the server of
// OpenSSL 3.0 does not find its users. The client breaks off behind the server's
// messages.
func opensslSRP(name, cipher string) Session {
	s := gnutlsSession("", "NORMAL:-VERS-ALL:+VERS-TLS1.2:+SRP:+SRP-RSA", "--x509certfile=DIR/rsa.crt --x509keyfile=DIR/rsa.key --srppasswd=DIR/gnutls.srp --srppasswdconf=DIR/gnutls.conf", "")
	s.Client = opensslSession("", "-tls1_2 -cipher "+cipher+":"+openssl0, "", "-srpuser "+peerUser+" -srppass pass:"+peerPassword).Client
	s.Name = "openssl at gnutls 1.2 " + name
	return failing(s)
}
