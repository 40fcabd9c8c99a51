package peertest

// notCounted are fields that divide what its specification does not divide: the
// random and the signature scheme (RFC 8446 §4.1.2, §4.2.3).
var notCounted = map[string]bool{
	"tls.handshake.random_time":   true,
	"tls.handshake.random_bytes":  true,
	"tls.handshake.sig_hash_hash": true,
	"tls.handshake.sig_hash_sig":  true,
}

// A Difference is a field that TShark 4.0 shows and that is not here with the same
// bytes, who is right and why.
type Difference struct{ Filter, Right, Reason string }

// Differences are all that remain between TShark 4.0 and us.
var Differences = []Difference{
	{"tls.handshake.dname", "tlsteach", "TShark leaves out the name's tag and length; RFC 5246 §7.4.4 has the whole DER encoding in it"},
	{"tls.handshake.extension.data of 24", "tlsteach", "token_binding is opened here (RFC 8472 §2); TShark 4.0 does not open it"},
	{"tls.handshake.extension.data of 17613", "tlsteach", "application_settings is opened here; TShark 4.0 knows it by its old number only"},
	{"tls.handshake.extension.data of 51764", "tlsteach", "trust_anchors is opened here; TShark 4.0 does not know it"},
	{"tls.handshake.extension.data of 65037", "tlsteach", "encrypted_client_hello is opened here; TShark 4.0 does not know it"},
	{"tls.handshake.fragments", "both", "TShark's note that a message came in several records; here each byte of an item knows its record"},
	{"tls.handshake.fragment", "both", "TShark's note that a message came in several records; here each byte of an item knows its record"},
	{"tls.change_cipher_spec", "tlsteach", "in a renegotiation the ChangeCipherSpec crosses encrypted: TShark names the first byte of its ciphertext"},
}

func why(key string) string {
	for _, d := range Differences {
		if d.Filter == key {
			return d.Reason
		}
	}
	return ""
}
