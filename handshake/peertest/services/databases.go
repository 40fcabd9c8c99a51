//go:build linux

package services

import "syscall"

var postgreSQL = Server{
	Name: "PostgreSQL", Protocol: "postgres", Host: "example.com",
	program: "postgres", folders: []string{"/usr/lib/postgresql/*/bin"}, user: "postgres",
	make: []string{"BIN/initdb", "-D", "DIR/data", "--no-sync", "--auth=reject"},
	args: []string{"-D", "DIR/data", "-c", "listen_addresses=HOST", "-c", "port=PORT", "-c", "unix_socket_directories=",
		"-c", "fsync=off", "-c", "shared_buffers=1MB"},
	tls: []string{"-c", "ssl=on", "-c", "ssl_cert_file=DIR/cert.pem", "-c", "ssl_key_file=DIR/key.pem"},
	// Fast: connections are not waited for. Killed, it would leave shared memory behind.
	stop: syscall.SIGINT,
}

// mariaDB has neither tables nor InnoDB, which take seconds to make. Accounts would be
// in a table: so it lets everybody in, and has nothing.
var mariaDB = Server{
	Name: "MariaDB", Protocol: "mysql", Host: "example.com",
	program: "mariadbd", user: "mysql",
	files: map[string]string{"data/": ""},
	args: []string{"--no-defaults", "--datadir=DIR/data", "--bind-address=HOST", "--port=PORT", "--socket=DIR/socket", "--pid-file=DIR/pid",
		"--skip-grant-tables", "--secure-file-priv=DIR/data", "--skip-networking=0", "--innodb=OFF", "--default-storage-engine=MyISAM"},
	tls: []string{"--ssl-cert=DIR/cert.pem", "--ssl-key=DIR/key.pem"},
}
