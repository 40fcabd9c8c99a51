//go:build linux

package services

// postfix runs without its scripts, which take two seconds to look at folders that were
// made a moment ago.
var postfix = Server{
	Name: "Postfix", Protocol: "smtp", Host: "example.com",
	program: "master", folders: []string{"/usr/lib/postfix/sbin"}, user: "postfix", root: true,
	files: map[string]string{
		"main.cf": `compatibility_level = 3.6
queue_directory = DIR/queue
data_directory = DIR/data
daemon_directory = BIN
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
myhostname = example.com
mydestination =
local_recipient_maps =
alias_maps =
smtputf8_enable = no
maillog_file = /dev/stdout
`,
		"master.cf": `HOST:PORT inet n - n - - smtpd
tlsmgr unix - - n 1000? 1 tlsmgr
postlog unix-dgram n - n - 1 postlogd
`,
		"queue/pid/": "", "queue/public/": "", "queue/private/": "",
		"data/": "",
	},
	secure: map[string]string{"main.cf": `smtpd_tls_security_level = may
smtpd_tls_cert_file = DIR/cert.pem
smtpd_tls_key_file = DIR/key.pem
`},
	args: []string{"-s", "-c", "DIR"},
}

var dovecotIMAP, dovecotPOP3 = dovecot("imap"), dovecot("pop3")

// dovecot could serve both protocols at once.
func dovecot(protocol string) Server {
	return Server{
		Name: "Dovecot", Protocol: protocol, Host: "example.com",
		program: "dovecot", root: true,
		files: map[string]string{"dovecot.conf": `base_dir = DIR/run
state_dir = DIR/state
log_path = /dev/stderr
protocols = ` + protocol + `
listen = HOST
ssl = no
service ` + protocol + `-login {
  inet_listener ` + protocol + ` {
    port = PORT
  }
  inet_listener ` + protocol + `s {
    port = 0
  }
}
passdb {
  driver = passwd-file
  args = DIR/nobody
}
`, "nobody": ""},
		secure: map[string]string{"dovecot.conf": `ssl = yes
ssl_cert = <DIR/cert.pem
ssl_key = <DIR/key.pem
`},
		args: []string{"-F", "-c", "DIR/dovecot.conf"},
	}
}
