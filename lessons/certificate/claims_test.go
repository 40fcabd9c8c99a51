package certificate

import (
	"encoding/base64"
	"encoding/hex"
	"encoding/pem"
	"strings"
	"testing"

	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/lessons/anatomy"
	. "github.com/tlsteach/tlsteach/lessons/lessontest"
)

// leaked adds the private key to what the server sent, in some form.
func leaked(form func([]byte) string) Tamper {
	return Append(fetched, capture.Server, func(s *anatomy.Scene) []byte { return []byte(form([]byte(s.Facts["private key"]))) })
}

// first puts bytes in front of all that the server sent.
func first(b []byte) Tamper {
	return func(_ *testing.T, s *anatomy.Scene) *anatomy.Scene {
		return s.With(fetched, func(rec *capture.Recording) {
			rec.Events = append([]capture.Event{{From: capture.Server, Kind: capture.Data, Data: b}}, rec.Events...)
		})
	}
}

// rewritten changes the text that the client printed.
func rewritten(old, new string) Tamper {
	return Fact("pem", func(s *anatomy.Scene) string { return strings.Replace(s.Facts["pem"], old, new, 1) })
}

var unprinted = Fact("pem", Is(""))

const message = "Certificate"

func TestEveryClaimCanFail(t *testing.T) {
	EveryClaimCanFail(t, perform, claims, map[string][]Tamper{
		"in-clear":   {Drop(fetched, capture.Server), first([]byte("\x14\x03\x03\x00\x01\x01"))},
		"same-der":   {SetField(fetched, message, "organization_name/value", 'T'), unprinted, rewritten("MII", "MIJ"), Drop(fetched, capture.Server)},
		"pem-length": {rewritten("\nE", "\n"), rewritten("MII", "MIIA"), unprinted, SetField(fetched, message, "certificate_length", 0, 0, 9)},
		"der-length": {SetField(fetched, message, "certificate/tag_length", 0x30, 0x82, 0x01, 0x00), SetField(fetched, message, "certificate/tag_length", 0x30, 0x83)},
		"lengths": {
			SetField(fetched, message, "issuer/common_name/tag_length", 0x13, 0x70),
			SetField(fetched, message, "not_before/tag_length", 0x17, 0x0c),
			SetField(fetched, message, "tbs_certificate/tag_length", 0x30, 0x82, 0x01, 0x00),
			SetField(fetched, message, "r/tag_length", 0x02, 0x01),
			Drop(fetched, capture.Server),
		},
		"issuer":     {SetField(fetched, message, "issuer/organization_name/value", 'T'), SetField(fetched, message, "issuer/type/oid", 0x55, 4, 3), unprinted},
		"subject":    {SetField(fetched, message, "subject/locality_name/value", 'J'), unprinted, Drop(fetched, capture.Server)},
		"san":        {SetField(fetched, message, "subject_alt_name/dns_name[1]/value", 'q'), unprinted, SetField(fetched, message, "extension[3]/extn_id/oid", 0x55, 0x1d, 0x12)},
		"asked":      {SetField(fetched, message, "subject_alt_name/dns_name/value", 'q'), SetField(fetched, "ClientHello", "server_name/host_name", 'q'), Drop(fetched, capture.Client)},
		"validity":   {SetField(fetched, message, "not_after/value", '4'), unprinted},
		"public-key": {SetField(fetched, message, pointPath, 4, 0, 0), Fact("private key", Is("")), Fact("private key", Is(strings.Repeat("k", 32)))},
		"private-nowhere": {
			leaked(func(b []byte) string { return string(b) }),
			leaked(hex.EncodeToString),
			leaked(func(b []byte) string { return strings.ToUpper(hex.EncodeToString(b)) }),
			leaked(base64.StdEncoding.EncodeToString),
			leaked(func(b []byte) string { return base64.StdEncoding.EncodeToString(append([]byte{1}, b...)) }),
			leaked(func(b []byte) string { return base64.StdEncoding.EncodeToString(append([]byte{1, 2}, b...)) }),
			Fact("pem", func(s *anatomy.Scene) string {
				return string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: keyFile(s)}))
			}),
			Fact("private key", Is("")),
		},
		"no-private-key": {SetField(fetched, message, "certificate/tag_length", 0x31), Fact("private key", Is("")), Drop(fetched, capture.Server)},
	})
}

// copied changes our copy of the article's text.
func copied(old, new string) Tamper {
	return Fact("article", func(s *anatomy.Scene) string { return strings.Replace(s.Facts["article"], old, new, 1) })
}

func TestEveryClaimOfTheBreakCanFail(t *testing.T) {
	nothing := Fact("article", Is(""))
	EveryClaimCanFail(t, performArticle, articleClaims, map[string][]Tamper{
		"promise":    {SetField(shown, message, "certificate/tag_length", 0x30, 0x82, 0x05, 0x39), Drop(shown, capture.Server), nothing},
		"as-decoded": {SetField(shown, message, "certificate/tag_length", 0x31), copied("MIIF", "MIIG"), Drop(shown, capture.Server), nothing},
		"lines":      {copied("\nMQs", "MQs"), copied("\naw==", ""), SetField(shown, message, "certificate/tag_length", 0x30, 0x82, 0x05, 0x30), Drop(shown, capture.Server), nothing},
		"base64":     {copied("MIIF", "MI-F"), copied("aw==", "a"), nothing},
		"inside":     {copied("MII", "MI"), SetField(shown, message, "certificate/tag_length", 0x31), Drop(shown, capture.Server), nothing},
		"letters": {
			func(t *testing.T, s *anatomy.Scene) *anatomy.Scene { // the author's own letter
				return s.With(shown, func(rec *capture.Recording) {
					for _, e := range rec.Events {
						if at := strings.Index(string(e.Data), "Symantec`"); at >= 0 {
							e.Data[at+len("Symantec")] = ' '
						}
					}
				})
			},
			Drop(shown, capture.Server),
		},
		"look-alike": {copied("G1w", "Glw"), nothing, copied("hbG1wYXk", "hbG1wYXl")},
		"alert":      {SetField(shown, "Alert", "description", 42), SetField(shown, "Alert", "level", 1), Append(shown, capture.Client, Is([]byte("\x17\x03\x03\x00\x01x"))), Drop(shown, capture.Client)},
		"no-keys": {
			Drop(shown, capture.Server),
			Append(shown, capture.Client, func(s *anatomy.Scene) []byte {
				m := s.Message(fetched, "ClientKeyExchange")
				return append([]byte{22, 3, 3, 0, byte(len(m.Bytes))}, m.Bytes...)
			}),
		},
	})
}
