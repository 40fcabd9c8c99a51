// Package registry holds the code points of TLS and their names.
//
// Promise:
//   - Names are those of the IANA registries tls-parameters,
//     tls-extensiontype-values and hpke, copied into data/ with date and source.
//     A name appears as registered, without the marks "_RESERVED" and
//     "(OBSOLETE)", which speak of its status.
//   - A short list of values that were deployed without registration stands
//     apart, in data/unregistered.csv; Registered tells the two apart.
//   - Types are open: a value without a name survives and prints as
//     "unknown (0x1234)", a reserved one of RFC 8701 as "GREASE (0x1a1a)", and
//     that only where GREASE may stand.
//   - The tables are static, sorted data. Nothing runs at start-up.
//
// Where sources disagreed, the head of the file in data/ says so. Of HPKE's key
// encapsulations those of RFC 9180 and of crypto/hpke are here, and ALPN
// identifiers end with the year 2024.
//
// Limits: code points only. Whether a value is safe, recommended or fits a
// version is not said here, with one exception: [Alert.Meaning] explains an
// alert in a sentence.
//
// Protocol versions, key_update requests and server name types have no
// registry at IANA; their names come from the RFCs.
package registry

//go:generate go run gen.go
