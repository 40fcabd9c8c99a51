// Package pasted reads what package paste recognised: records, handshake messages
// without records, certificates.
//
// A capture says who sent what; a paste seldom does. So the side of a message is
// told from the message, and where no ServerHello says what was agreed on, the
// version and key exchange under which most can be read are assumed, and said.
package pasted
