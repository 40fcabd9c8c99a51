package secrets

import (
	"encoding/hex"
	"fmt"
	"strings"
)

// maxCommand bounds the command of a step, in bytes: what a shell and a reader
// bear.
const maxCommand = 1 << 16

// Command returns a command for bash by which OpenSSL 3 computes the same, or ""
// where it has none: ML-KEM before 3.5, joining bytes, an RSA key
// that the step does not hold, inputs longer than OpenSSL or a shell takes. It
// prints the output in hexadecimal digits, in lower case, as it is written
// elsewhere. The command holds the secrets that go into the step, and xxd must be
// there.
func (s Step) Command() string {
	var c string
	if len(s.Inputs) == 0 {
		return ""
	}
	switch s.Func {
	case "HKDF-Extract":
		c = fmt.Sprintf("openssl kdf -binary -keylen %d -kdfopt digest:%s -kdfopt mode:EXTRACT_ONLY -kdfopt hexsalt:%x -kdfopt hexkey:%x HKDF | xxd -p -c 0",
			len(s.Output), s.Hash, s.Input("salt"), s.Input("IKM"))
	case "HKDF-Expand-Label", "Derive-Secret":
		if len(s.Output) == 0 { // OpenSSL gives no key without a length
			return ""
		}
		c = fmt.Sprintf("openssl kdf -binary -keylen %d -kdfopt digest:%s -kdfopt mode:EXPAND_ONLY -kdfopt hexkey:%x -kdfopt hexinfo:%x HKDF | xxd -p -c 0",
			len(s.Output), s.Hash, s.Input("Secret"), s.Input("info"))
	case "PRF":
		c = s.prfCommand()
	case "HMAC":
		if len(s.Inputs[0].Value) > 0 { // OpenSSL wants a key
			c = fmt.Sprintf("%s | openssl mac -binary -digest %s -macopt hexkey:%x HMAC | xxd -p -c 0", bytesOf(joined(s.Inputs[1:])), s.Hash, s.Inputs[0].Value)
		}
	case "Hash":
		c = fmt.Sprintf("%s | openssl dgst -%s -binary | xxd -p -c 0", bytesOf(joined(s.Inputs)), strings.ToLower(s.Hash))
	case "X25519", "ECDH-secp256r1", "ECDH-secp384r1", "ECDH-secp521r1":
		c = s.ecdhCommand()
	case "Slice":
		var from, to int
		if n, _ := fmt.Sscanf(s.Label, "[%d:%d]", &from, &to); n == 2 && from < to {
			c = fmt.Sprintf("echo %x | cut -c %d-%d", s.Inputs[0].Value, 2*from+1, 2*to)
		}
	case "DH":
		c = s.dhCommand()
	case "SSL3-Expand":
		c = s.expandCommandSSL30()
	case "SSL3-Finished":
		c = s.finishedCommandSSL30()
	}
	if len(c) > maxCommand {
		return ""
	}
	return c
}

// maxSeed is how much seed OpenSSL's TLS1-PRF takes, label included.
const maxSeed = 1024

func (s Step) prfCommand() string {
	seed := len(s.Label)
	c := fmt.Sprintf("openssl kdf -binary -keylen %d -kdfopt digest:%s -kdfopt hexsecret:%x -kdfopt %s", len(s.Output), s.Hash, s.Inputs[0].Value, quote("seed:"+s.Label))
	if !plain(s.Label) {
		c = fmt.Sprintf("openssl kdf -binary -keylen %d -kdfopt digest:%s -kdfopt hexsecret:%x -kdfopt hexseed:%x", len(s.Output), s.Hash, s.Inputs[0].Value, s.Label)
	}
	for _, in := range s.Inputs[1:] {
		if len(in.Value) > 0 {
			c += fmt.Sprintf(" -kdfopt hexseed:%x", in.Value)
		}
		seed += len(in.Value)
	}
	if seed > maxSeed || len(s.Output) == 0 || s.Label == "" || len(s.Inputs[0].Value) == 0 {
		return ""
	}
	return c + " TLS1-PRF | xxd -p -c 0"
}

// expandCommandSSL30 nests SHA-1 in MD5, once a letter.
func (s Step) expandCommandSSL30() string {
	letters := "A BB CCC DDDD EEEEE FFFFFF GGGGGGG HHHHHHHH IIIIIIIII"
	n := (len(s.Output) + 15) / 16
	words := strings.Fields(letters)
	if n > len(words) || n == 0 || len(s.Inputs) != 3 {
		return ""
	}
	secret := hex.EncodeToString(s.Inputs[0].Value)
	return fmt.Sprintf("for salt in %s; do { %s; { printf $salt; %s; } | openssl dgst -sha1 -binary; } | openssl dgst -md5 -binary; done | head -c %d | xxd -p -c 0",
		strings.Join(words[:n], " "), echo(secret), echo(secret+hex.EncodeToString(s.Inputs[1].Value)+hex.EncodeToString(s.Inputs[2].Value)), len(s.Output))
}

func (s Step) finishedCommandSSL30() string {
	if len(s.Inputs) != 2 {
		return ""
	}
	master, messages := hex.EncodeToString(s.Inputs[0].Value), hex.EncodeToString(s.Inputs[1].Value)
	half := func(digest string, pad int) string {
		inner := echo(messages + hex.EncodeToString([]byte(s.Label)) + master + strings.Repeat("36", pad))
		return fmt.Sprintf("{ %s; %s | openssl dgst -%s -binary; } | openssl dgst -%s -binary", echo(master+strings.Repeat("5c", pad)), inner, digest, digest)
	}
	return fmt.Sprintf("{ %s; %s; } | xxd -p -c 0", half("md5", 48), half("sha1", 40))
}

// bytesOf is a command that writes bytes.
func bytesOf(b []byte) string { return echo(hex.EncodeToString(b)) }

func echo(h string) string { return "echo " + h + " | xxd -r -p" }

func joined(inputs []Input) []byte {
	var all []byte
	for _, in := range inputs {
		all = append(all, in.Value...)
	}
	return all
}

// quote puts a word in quotes where a shell would take it apart.
func quote(word string) string {
	if strings.Contains(word, " ") {
		return "'" + word + "'"
	}
	return word
}

// plain says whether a label can stand on a command line as it is. An
// exporter's label is whatever its application wants.
func plain(label string) bool {
	return label != "" && strings.Trim(label, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 _-") == "" && label[0] != ' '
}
