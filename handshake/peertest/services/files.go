//go:build linux

package services

var vsftpd = Server{
	Name: "vsftpd", Protocol: "ftp", Host: "example.com",
	program: "vsftpd", root: true,
	files: map[string]string{
		"vsftpd.conf": `listen=YES
listen_address=HOST
listen_port=PORT
background=NO
anonymous_enable=NO
local_enable=YES
userlist_enable=YES
userlist_deny=NO
userlist_file=DIR/nobody
secure_chroot_dir=DIR/empty
`, "nobody": "", "empty/": ""},
	secure: map[string]string{"vsftpd.conf": `ssl_enable=YES
rsa_cert_file=DIR/cert.pem
rsa_private_key_file=DIR/key.pem
ssl_ciphers=HIGH
`},
	args: []string{"DIR/vsftpd.conf"},
}

var prosody = Server{
	Name: "Prosody", Protocol: "xmpp", Host: "example.com",
	program: "prosody", user: "prosody",
	files: map[string]string{
		"prosody.cfg.lua": `daemonize = false
pidfile = "DIR/pid"
data_path = "DIR/data"
certificates = "DIR"
log = { warn = "*console" }
interfaces = { "HOST" }
c2s_ports = { PORT }
modules_enabled = { "saslauth" }
modules_disabled = { "s2s", "offline" }
c2s_require_encryption = false
VirtualHost "example.com"
`, "data/": ""},
	secure: map[string]string{"prosody.cfg.lua": `modules_enabled = { "tls" }
ssl = { certificate = "DIR/cert.pem", key = "DIR/key.pem" }
`},
	args: []string{"--config", "DIR/prosody.cfg.lua", "-F"},
}

var slapd = Server{
	Name: "slapd", Protocol: "ldap", Host: "example.com",
	program: "slapd", user: "openldap",
	files: map[string]string{"slapd.conf": `pidfile DIR/pid
`},
	secure: map[string]string{"slapd.conf": `TLSCertificateFile DIR/cert.pem
TLSCertificateKeyFile DIR/key.pem
`},
	args: []string{"-d", "0", "-f", "DIR/slapd.conf", "-h", "ldap://HOST:PORT"},
}
