// Package inspect visits a server as a client does, and keeps all that crosses: for
// the command of this name.
//
// The client is that of crypto/tls. Its checks of certificates are those of package
// verdict, which agree with crypto/x509 and judge each thing apart; it refuses as a
// client does, with an alert, unless it is told to go on.
//
// Promise: a visit ends within its time, whatever the server does, and what was
// recorded until then is there. No more is read of a server than the limit allows.
//
// Limits: of HTTP it speaks a GET of version 1.1, and keeps what comes back as bytes.
package inspect
