package handshake_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/handshake"
	"github.com/tlsteach/tlsteach/handshake/peertest"
	"github.com/tlsteach/tlsteach/handshake/registry"
)

// TestAgreesWithTSharkOnOpenedMessages puts messages that cross encrypted into
// clear records behind the hellos of a TLS 1.3 connection, where TShark, too,
// reads them by their types.
func TestAgreesWithTSharkOnOpenedMessages(t *testing.T) {
	peertest.Need(t, "tshark")
	var all []peertest.Named
	for _, s := range samples(t) {
		from := capture.Server
		switch s.fresh().(type) {
		case *handshake.EncryptedExtensions, *handshake.CertificateRequestTLS13, *handshake.NewSessionTicketTLS13:
		case *handshake.CertificateTLS13:
			switch s.name {
			case "certificate_tls13_go_client":
				from = capture.Client
			case "certificate_tls13_rawpk_by_hand": // TShark wants it negotiated in the hellos
				continue
			}
		default:
			continue
		}
		rec := recordingOf([]sent{{capture.Client, message(t, "client_hello_go").bytes}, {capture.Server, message(t, "server_hello_go").bytes}, {from, s.bytes}})
		all = append(all, peertest.Named{Name: s.name, Recording: rec})
	}
	peertest.AgreesWithTShark(t, all...)
}

// differs are the extensions that TShark 4.0 reads otherwise, and why that is
// wrong there or undecided.
var differs = map[string]string{
	"delegated_credential in CR":      "TShark reads a credential, where RFC 9345 §4.1.2 puts a list of schemes",
	"delegated_credential in CT":      "TShark's key is a byte longer than its length says",
	"key_share (draft) in CH":         "TShark does not know extended_random, of the same number",
	"key_share (draft) in SH":         "TShark does not know extended_random, of the same number",
	"oid_filters in CR":               "TShark calls the length of the filters psk_ke_modes_length",
	"quic_transport_parameters in CH": "TShark does not open the draft of version_information",
	"quic_transport_parameters in EE": "TShark does not open the draft of version_information",
	"application_settings in EE":      "TShark opens the settings only where it saw the old number",
	"application_settings_old in EE":  "TShark opens the settings only where the protocol was negotiated",
}

// TestAgreesWithTSharkOnEveryExtension gives TShark the bodies that were built by
// hand: real peers send few of them.
func TestAgreesWithTSharkOnEveryExtension(t *testing.T) {
	peertest.Need(t, "tshark")
	var all []peertest.Named
	for i, s := range sampleBodies {
		for _, place := range strings.Fields(s.places) {
			if differs[fmt.Sprintf("%s in %s", s.e, place)] != "" {
				continue
			}
			_, b := holding(t, place, s.e, s.body)
			client, server := capture.Client, capture.Server
			hello := message(t, "server_hello_go").bytes
			var messages []sent
			switch place {
			case ch:
				messages = []sent{{client, b}}
			case sh, hrr:
				if place == hrr {
					copy(b[6:], message(t, "hello_retry_request_go").bytes[6:38])
				}
				messages = []sent{{client, message(t, "client_hello_go").bytes}, {server, b}}
			default:
				messages = []sent{{client, message(t, "client_hello_go").bytes}, {server, hello}, {server, b}}
			}
			all = append(all, peertest.Named{Name: fmt.Sprintf("%s in %s %d", s.e, place, i), Recording: recordingOf(messages)})
		}
	}
	peertest.AgreesWithTShark(t, all...)
}

// A sent message is one that a side says in the clear.
type sent struct {
	from  capture.Side
	bytes []byte
}

func recordingOf(messages []sent) *capture.Recording {
	rec := &capture.Recording{}
	for i, m := range messages {
		rec.Events = append(rec.Events, capture.Event{At: time.Duration(i), From: m.from, Kind: capture.Data, Data: recordOf(registry.ContentHandshake, m.bytes)})
	}
	return rec
}
