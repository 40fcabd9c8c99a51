// Package paste recognises what a person pastes to have it explained, and gives
// the bytes that it stands for.
//
// It knows raw bytes; hexadecimal digits with what people put between them; the
// dumps of xxd, hexdump, od, tcpdump, Wireshark and openssl, with offsets and a
// column of characters; byte strings and arrays of programming languages; base64
// and PEM. The bytes are TLS records, handshake messages without records, an
// alert, or certificates; around records there may be the headers of a packet.
//
// Promise: any input gives parts or an [Error] of one sentence with a hint, and
// nothing panics. Input is bounded by [MaxInput], and so is the output. Where a
// text can be read in two ways, the way that gives something known wins, and
// [Part.Note] says which one it was. A private key is never kept.
//
// Limits: what the bytes mean is judged only as far as it takes to tell what they
// are: their first headers, not their contents.
package paste

import (
	"bytes"
	"fmt"

	"github.com/tlsteach/tlsteach/capture"
)

// MaxInput is the longest input that is read, in bytes.
const MaxInput = 16 << 20

// A Kind says what bytes are.
type Kind string

const (
	Records          Kind = "records"            // TLS records, or the hellos of SSL 2.0
	Handshake        Kind = "handshake"          // handshake messages, one behind another, without records
	Alert            Kind = "alert"              // the two bytes of an alert, without a record
	ChangeCipherSpec Kind = "change_cipher_spec" // its one byte, without a record
	Certificate      Kind = "certificate"        // one X.509 certificate in DER
)

// A Part is bytes of one kind, in the order of the input.
type Part struct {
	Kind  Kind
	From  capture.Side // who sent them, where the input says so
	Bytes []byte
	Note  string // how an ambiguity was resolved, or what was left out: a sentence, or empty
}

// An Error says in one sentence why the input is not read, and what to do.
type Error struct{ Text, Hint string }

func (e *Error) Error() string { return e.Text }

// Read recognises what data is. The parts may alias it.
func Read(data []byte) ([]Part, error) {
	if len(data) > MaxInput {
		return nil, &Error{fmt.Sprintf("the input has more than %d MiB", MaxInput>>20), "for a capture:  tlsteach read FILE"}
	}
	if len(bytes.TrimSpace(data)) == 0 {
		return nil, &Error{"there is nothing to explain: the input is empty", hintForms}
	}
	if err := container(data); err != nil {
		return nil, err
	}
	text, ok := asText(data)
	if !ok {
		parts, err := recognise(data)
		return parts, orNil(err)
	}
	parts, err := readText(text)
	return parts, orNil(err)
}

// orNil keeps a nil *Error from becoming an error that is not nil.
func orNil(err *Error) error {
	if err == nil {
		return nil
	}
	return err
}

const hintForms = "give TLS bytes as they are, as hexadecimal digits, as base64, or a certificate in PEM"

// container refuses what holds the bytes in a file format of its own.
func container(data []byte) error {
	for _, f := range []struct{ magic, text, hint string }{
		{"\xd4\xc3\xb2\xa1", "this is a capture file (pcap)", hintRead},
		{"\xa1\xb2\xc3\xd4", "this is a capture file (pcap)", hintRead},
		{"\x4d\x3c\xb2\xa1", "this is a capture file (pcap)", hintRead},
		{"\xa1\xb2\x3c\x4d", "this is a capture file (pcap)", hintRead},
		{"\x0a\x0d\x0d\x0a", "this is a capture file (pcapng)", hintRead},
		{"\x1f\x8b", "this is compressed with gzip", "decompress it first (gunzip); for a capture:  tlsteach read FILE"},
		{"\x28\xb5\x2f\xfd", "this is compressed with zstd", "decompress it first (unzstd)"},
		{"\xfd7zXZ\x00", "this is compressed with xz", "decompress it first (unxz)"},
		{"PK\x03\x04", "this is a ZIP archive", "unpack it first"},
	} {
		if bytes.HasPrefix(data, []byte(f.magic)) {
			return &Error{f.text, f.hint}
		}
	}
	return nil
}

const hintRead = "tlsteach read FILE explains every connection in it"
