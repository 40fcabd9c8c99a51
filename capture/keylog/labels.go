package keylog

import (
	"strconv"
	"strings"
)

// The labels whose secrets are found by a client random.
const (
	ClientRandom           = "CLIENT_RANDOM"                   // master secret, up to TLS 1.2
	PMSClientRandom        = "PMS_CLIENT_RANDOM"               // pre-master secret, up to TLS 1.2
	ClientEarlyTraffic     = "CLIENT_EARLY_TRAFFIC_SECRET"     // RFC 9850 §2.1, and so on
	ClientHandshakeTraffic = "CLIENT_HANDSHAKE_TRAFFIC_SECRET" //
	ServerHandshakeTraffic = "SERVER_HANDSHAKE_TRAFFIC_SECRET" //
	ClientTraffic0         = "CLIENT_TRAFFIC_SECRET_0"         // also _1 and so on, after a KeyUpdate
	ServerTraffic0         = "SERVER_TRAFFIC_SECRET_0"         //
	EarlyExporter          = "EARLY_EXPORTER_SECRET"           //
	Exporter               = "EXPORTER_SECRET"                 //
	ECHSecret              = "ECH_SECRET"                      // KEM shared secret, by the outer client random
	ECHConfig              = "ECH_CONFIG"                      // the ECHConfig used, likewise
)

const rsa = "RSA" // both of its forms

// maxSecret bounds one secret, in bytes. A pre-master secret of a pre-shared key
// or of finite-field Diffie-Hellman may have any length (RFC 4279 §2).
const maxSecret = 4096

// A label is a kind of line.
type label struct {
	name     string
	numbered bool // a number follows, as in CLIENT_TRAFFIC_SECRET_0
	value    string
	least    int // bytes of the value
	most     int // where other is 0
	other    int // the one other length that it may have; 0: any from least to most
}

// labels are the kinds of lines that are kept; their places are their codes.
var labels = [...]label{
	{name: ClientRandom, value: "the master secret", least: 48, most: 48}, // RFC 5246 §8.1
	{name: PMSClientRandom, value: "the pre-master secret", least: 1, most: maxSecret},
	{name: ClientEarlyTraffic, value: "the secret", least: 32, other: 48}, // SHA-256, SHA-384: RFC 8446 §B.4
	{name: ClientHandshakeTraffic, value: "the secret", least: 32, other: 48},
	{name: ServerHandshakeTraffic, value: "the secret", least: 32, other: 48},
	{name: strings.TrimSuffix(ClientTraffic0, "0"), numbered: true, value: "the secret", least: 32, other: 48},
	{name: strings.TrimSuffix(ServerTraffic0, "0"), numbered: true, value: "the secret", least: 32, other: 48},
	{name: EarlyExporter, value: "the secret", least: 32, other: 48},
	{name: Exporter, value: "the secret", least: 32, other: 48},
	{name: ECHSecret, value: "the shared secret", least: 16, most: 64}, // RFC 9180 §7.1: Nsecret
	{name: ECHConfig, value: "the ECHConfig", least: 4, most: maxSecret},
}

// Codes of lines that no client random is in.
const (
	rsaEncrypted = 0xfe // RSA <first 8 bytes of the encrypted pre-master secret> <pre-master secret>
	rsaSession   = 0xff // RSA Session-ID:<session ID> Master-Key:<master secret>
)

// find tells a label by its name.
func find(name []byte) (code, number byte, ok bool) {
	for i := range labels {
		l := &labels[i]
		if len(name) < len(l.name) || string(name[:len(l.name)]) != l.name {
			continue
		}
		switch rest := name[len(l.name):]; {
		case !l.numbered && len(rest) == 0:
			return byte(i), 0, true
		case l.numbered && (len(rest) == 1 || len(rest) > 1 && rest[0] != '0'):
			// More than 255 updates are none that a log follows.
			n, err := strconv.ParseUint(string(rest), 10, 8)
			return byte(i), byte(n), err == nil
		}
	}
	return 0, 0, false
}

// allows says whether a value may have n bytes.
func (l *label) allows(n int) bool {
	if l.other != 0 {
		return n == l.least || n == l.other
	}
	return n >= l.least && n <= l.most
}

// lengths says which lengths a value may have.
func (l *label) lengths() string {
	switch {
	case l.other != 0:
		return strconv.Itoa(l.least) + " or " + strconv.Itoa(l.other)
	case l.least == l.most:
		return strconv.Itoa(l.least)
	default:
		return strconv.Itoa(l.least) + " to " + strconv.Itoa(l.most)
	}
}
