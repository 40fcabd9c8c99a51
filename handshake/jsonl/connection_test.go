package jsonl_test

import (
	"testing"
	"time"

	. "github.com/tlsteach/tlsteach/handshake/jsonl"
)

func TestConnectionLine(t *testing.T) {
	for name, c := range map[string]struct {
		of   *Connection
		s    Summary
		want string
	}{
		"nothing known": {nobody, Summary{},
			`{"schema":1,"kind":"connection","connection":1,"version":null,"cipher_suite":null,"group":null,"server_name":null,"alpn":null,` +
				`"resumed":false,"complete":false,"ja3":null,"ja3s":null,"ja4":null,"outcome":null}`},
		"all known": {between, Summary{"TLS 1.3", "TLS_AES_128_GCM_SHA256", "x25519", "<b>", "h2", true, true, "a", "b", "c", "It \"went\" well."},
			`{"schema":1,"kind":"connection","connection":7,"client":"10.0.0.1:50312","server":"[2001:db8::2]:443","time":"2026-11-23T09:00:00.123456789Z",` +
				`"version":"TLS 1.3","cipher_suite":"TLS_AES_128_GCM_SHA256","group":"x25519","server_name":"\u003cb\u003e","alpn":"h2",` +
				`"resumed":true,"complete":true,"ja3":"a","ja3s":"b","ja4":"c","outcome":"It \"went\" well."}`},
	} {
		if got := string(AppendConnection(nil, c.of, &c.s)); got != c.want+"\n" {
			t.Errorf("%s:\n%s%s", name, got, c.want)
		}
	}
}

// TestTimesSortAsText: nine digits always, whatever the zone, and no year breaks it.
func TestTimesSortAsText(t *testing.T) {
	for want, at := range map[string]time.Time{
		"2026-11-23T09:00:00.000000000Z":  time.Date(2026, 11, 23, 10, 0, 0, 0, time.FixedZone("CET", 3600)),
		"2026-11-23T09:00:00.100000000Z":  time.Date(2026, 11, 23, 9, 0, 0, 1e8, time.UTC),
		"1969-12-31T23:59:59.000000001Z":  time.Unix(-1, 1),
		"10000-01-01T00:00:00.999999999Z": time.Date(10000, 1, 1, 0, 0, 0, 999999999, time.UTC),
	} {
		line := string(AppendConnection(nil, &Connection{Number: 1, Start: at}, &Summary{}))
		if head := `{"schema":1,"kind":"connection","connection":1,"time":"` + want + `",`; line[:len(head)] != head {
			t.Errorf("want %s in %s", want, line)
		}
	}
}
