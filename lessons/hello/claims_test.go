package hello

import (
	"testing"

	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/lessons/anatomy"
	. "github.com/tlsteach/tlsteach/lessons/lessontest"
)

func TestEveryClaimCanFail(t *testing.T) {
	EveryClaimCanFail(t, perform, claims, map[string][]Tamper{
		"old-version":        {SetField(with13, clientHello, "legacy_version", 3, 4), Drop(with13, capture.Client)},
		"offer":              {SetField(with13, clientHello, "supported_versions/version", 3, 3)},
		"record-version":     {SetRecord(with13, clientHello, "legacy_record_version", 3, 3)},
		"server-old-version": {SetField(with13, serverHello, "legacy_version", 3, 4)},
		"choice":             {SetField(with13, serverHello, "selected_version", 3, 3)},
		"suite-offered":      {SetField(with13, serverHello, "cipher_suite", 0x13, 0x05)},
		"share-answered":     {SetField(with13, serverHello, "key_share/group", 0, 23), Drop(with13, capture.Client)},
		"echo":               {SetField(with13, serverHello, "legacy_session_id_echo", 0, 0), SetField(with13, clientHello, "legacy_session_id", 0, 0)},
		"twelve": {
			SetField(with12, serverHello, "legacy_version", 3, 2),
			SetField(with12, serverHello, "server_name/extension_type", 0, 43), // an extension supported_versions, empty
		},
		"suite-offered-12": {SetField(with12, serverHello, "cipher_suite", 0, 5)},
		"downgrade":        {SetField(with12, serverHello, "random", make([]byte, 32)...), Drop(with12, capture.Server)},
		"certificate": {
			Drop(with12, capture.Server), SetField(with12, "Certificate", "certificate", 99),
			Append(with13, capture.Server, func(s *anatomy.Scene) []byte { return []byte(s.Facts["certificate of "+with13]) }),
		},
		"lengths": {
			SetRecord(with13, clientHello, "length", 0, 50),
			SetField(with12, clientHello, "length", 0, 0, 60),
			SetField(with13, serverHello, "extensions_length", 0, 1),
			SetField(with12, serverHello, "server_name/extension_data_length", 0, 9),
		},
		"tiling": {
			SetField(with13, clientHello, "cipher_suites_length", 0xff, 0xff),
			SetField(with13, clientHello, "signature_algorithms_cert/extension_type", 0x7a, 0x7b), // unknown: its body is not opened
			Drop(with12, capture.Server),
		},
	})
}

func TestEveryClaimOfTheBreakCanFail(t *testing.T) {
	EveryClaimCanFail(t, performBroken, brokenClaims, map[string][]Tamper{
		"one-byte":      {Append(broken, capture.Client, Is([]byte("more"))), SetField(broken, clientHello, "random", 0, 0, 0, 0), Drop(broken, capture.Client)},
		"one-too-large": {SetField(broken, clientHello, corrupted, 0, 1)},
		"decoder":       {SetField(broken, clientHello, corrupted, 0xff, 0xff), SetField(broken, clientHello, "cipher_suites_length", 0xff, 0xff)},
		"alert": {SetField(broken, "Alert", "description", 40), SetField(broken, "Alert", "level", 1),
			Append(broken, capture.Server, Is([]byte("\x17\x03\x03\x00\x01x"))), Drop(broken, capture.Server)},
		"no-answer": {
			Drop(broken, capture.Server),
			func(_ *testing.T, s *anatomy.Scene) *anatomy.Scene { // the server's bytes of an honest connection
				honest := s.Act(with13).Session.Recording
				return s.With(broken, func(rec *capture.Recording) { rec.Events = append(rec.Events, honest.Events...) })
			},
		},
	})
}
