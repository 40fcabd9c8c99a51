// Package services is for tests: it starts the servers of Debian in which TLS is asked
// for with STARTTLS or what its protocol has for it: Postfix, Dovecot, vsftpd, Prosody,
// PostgreSQL, MariaDB and slapd.
//
// A server gets a folder of its own with its configuration, its data and a throwaway
// certificate, listens on one port of the loopback interface, runs as the user that its
// package made for it, and is gone with the test, as its folder is. Nothing of the
// machine's own configuration is read. Nobody can log in, but to MariaDB.
//
// Postfix, Dovecot and vsftpd start as root only. A server that cannot be started here
// is what [peer.Without] makes of it.
package services
