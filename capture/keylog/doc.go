// Package keylog reads and collects the secrets of TLS connections as programs log
// them: the NSS key log, which RFC 9850 calls SSLKEYLOGFILE.
//
// A [Log] keeps what it reads and finds a secret by its label and by what the
// wire shows of the connection: the client random, the session ID, or the first
// bytes of an encrypted pre-master secret. Lines are kept where Wireshark keeps
// them: RFC 9850's labels, those of TLS 1.2 and before, and the two forms of RSA
// lines. Where a file has two secrets for one place, the last one is used, as
// Wireshark does.
//
// A [Collector] keeps what live connections log.
//
// # What it promises
//
// A bad line costs that line only. What was not kept is said in [Log.Notes], one
// note for all lines with the same fault. A note, an error or any other text of
// this package never holds a secret, nor bytes of the file that are not a label.
//
// Memory is bounded: 64 MiB of text are looked at and 8 MiB of secrets kept,
// whatever number of files is read into a Log. A secret counts with its bytes and
// eight more, a connection with 96: some 28,000 connections of TLS 1.3, or 55,000 of
// TLS 1.2. What was left out for that is a note.
//
// # What it does not do
//
// It does not compute anything: whether a secret fits a connection only
// decryption shows. It does not keep the secrets of QUIC (RFC 9001), which has
// labels of its own: they are counted as lines of other labels.
package keylog
