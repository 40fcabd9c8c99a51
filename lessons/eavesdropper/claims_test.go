package eavesdropper

import (
	"encoding/base64"
	"encoding/hex"
	"strings"
	"testing"
	"time"

	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/lessons/anatomy"
	. "github.com/tlsteach/tlsteach/lessons/lessontest"
)

// fact is a fact of the scene, as bytes or text to put into a recording.
func fact(name string) func(*anatomy.Scene) string {
	return func(s *anatomy.Scene) string { return s.Facts[name] }
}

func factBytes(name string, encode func([]byte) string) func(*anatomy.Scene) []byte {
	return func(s *anatomy.Scene) []byte { return []byte("xx" + encode([]byte(s.Facts[name])) + "yy") }
}

func plainly(b []byte) string { return string(b) }

func stars(name string) func(*anatomy.Scene) string {
	return func(s *anatomy.Scene) string { return strings.Repeat("*", len(s.Facts[name])) }
}

func TestEveryClaimCanFail(t *testing.T) {
	EveryClaimCanFail(t, perform, claims, map[string][]Tamper{
		"password-in-clear": {Replace(inClear, capture.Client, fact("password"), stars("password"))},
		"cookie-in-clear":   {Replace(inClear, capture.Server, fact("cookie"), stars("cookie"))},
		"same-request": {
			Fact("closed_received", Is("")),
			Fact("closed_received", func(s *anatomy.Scene) string { return s.Facts["clear_received"] + "x" }),
			Replace(inClear, capture.Client, fact("password"), stars("password")),
		},
		"password-hidden": {
			Append(overTLS, capture.Client, factBytes("password", plainly)),
			Append(overTLS, capture.Server, factBytes("password", hex.EncodeToString)),
			Append(overTLS, capture.Server, factBytes("password", base64.StdEncoding.EncodeToString)),
			Append(overTLS, capture.Client, func(s *anatomy.Scene) []byte {
				return []byte(base64.StdEncoding.EncodeToString([]byte("user:" + s.Facts["password"])))
			}),
			Append(overTLS, capture.Client, func(s *anatomy.Scene) []byte {
				return []byte(base64.StdEncoding.EncodeToString([]byte("u:" + s.Facts["password"] + "zzz")))
			}),
		},
		"rest-hidden": {
			Append(overTLS, capture.Client, factBytes("path", plainly)),
			Append(overTLS, capture.Client, Is([]byte("%2Flogin"))),
			Append(overTLS, capture.Client, factBytes("user", plainly)),
			Append(overTLS, capture.Server, factBytes("cookie", plainly)),
		},
		"name-visible": {
			Replace(overTLS, capture.Client, fact("host"), stars("host")),
			Fact("host", Is("other.example")),
		},
		"size-visible": {
			Drop(overTLS, capture.Client),
			Append(inClear, capture.Client, Is([]byte("x"))),
		},
		"goodbye": {Drop(overTLS, capture.Client), Drop(overTLS, capture.Server),
			Append(overTLS, capture.Client, Is([]byte("\x17\x03\x03\x00\x01x")))},
		"times-visible": {
			Drop(overTLS, capture.Server),
			func(_ *testing.T, s *anatomy.Scene) *anatomy.Scene {
				return s.With(overTLS, func(rec *capture.Recording) { rec.Events[0].At = time.Hour })
			},
			func(_ *testing.T, s *anatomy.Scene) *anatomy.Scene {
				return s.With(overTLS, func(rec *capture.Recording) {
					for i := range rec.Events {
						rec.Events[i].At = 0
					}
				})
			},
		},
	})
}

func TestEveryClaimOfTheBreakCanFail(t *testing.T) {
	EveryClaimCanFail(t, performRenamed, renamedClaims, map[string][]Tamper{
		"new-name-visible":  {Replace(renamed, capture.Client, fact("new_host"), stars("new_host"))},
		"old-name-gone":     {Append(renamed, capture.Client, factBytes("host", plainly))},
		"hello-grew":        {Fact("host_growth", Is("1")), Drop(renamed, capture.Client)},
		"still-hidden":      {Append(renamed, capture.Client, factBytes("password", plainly))},
		"size-grew":         {Fact("host_growth", Is("1")), Drop(renamed, capture.Client)},
		"certificate-grew":  {Drop(renamed, capture.Server), Drop(overTLS, capture.Server)},
		"new-cookie-hidden": {Append(renamed, capture.Server, factBytes("cookie", plainly)), Drop(renamed, capture.Server)},
	})
}
