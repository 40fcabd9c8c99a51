package registry

import (
	"bufio"
	"bytes"
	"fmt"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/tlsteach/tlsteach/handshake/peertest/peer"
)

// tsharkValues returns the names of each field of "tls." that TShark knows. A
// code may have several: TShark gives types of SSL 2.0 under the same field.
func tsharkValues(t *testing.T) map[string]map[int][]string {
	out, err := exec.Command(peer.Need(t, "tshark"), "-G", "values").Output()
	if err != nil {
		t.Fatalf("tshark -G values: %v", err)
	}
	values := map[string]map[int][]string{}
	lines := bufio.NewScanner(bytes.NewReader(out))
	for lines.Scan() {
		f := strings.Split(lines.Text(), "\t") // V, field, code, name
		if len(f) != 4 || f[0] != "V" || !strings.HasPrefix(f[1], "tls.") {
			continue
		}
		code, err := strconv.ParseInt(f[2], 0, 64)
		if err != nil {
			t.Fatalf("tshark -G values: %q: %v", lines.Text(), err)
		}
		if values[f[1]] == nil {
			values[f[1]] = map[int][]string{}
		}
		values[f[1]][int(code)] = append(values[f[1]][int(code)], f[3])
	}
	return values
}

// A difference is a range of codes where TShark 4.0.17 and this package
// disagree, and why that is right.
type difference struct {
	from, to int
	reason   string
}

func TestAgreesWithTShark(t *testing.T) {
	values := tsharkValues(t)
	for _, tt := range []struct {
		field string
		name  func(code int) fmt.Stringer
		least int // codes that TShark must have, so that an empty answer fails
		not   []difference
	}{
		{"tls.handshake.ciphersuite", func(c int) fmt.Stringer { return CipherSuite(c) }, 380, []difference{
			{0x0082, 0x0083, "GOST without encryption, from an abandoned draft"},
			{0xcc13, 0xcc15, "marked (draft) here; TShark gives the names of RFC 7905 twice"},
			{0xe001, 0xe010, "SM1, a cipher that is not public"},
			{0xe015, 0xe05a, "TLCP suites with identity-based or RSA key exchange, not deployed"},
			{0xe410, 0xe41f, "Salsa20, from an abandoned draft"},
			{0xffe0, 0xffe1, "old values of FIPS suites, whose names TShark gives twice"},
		}},
		{"tls.handshake.extension.type", func(c int) fmt.Stringer { return ExtensionType(c) }, 70, []difference{
			{23, 23, "IANA renamed extended_master_secret to extended_main_secret"},
			{34, 34, "IANA has the singular, delegated_credential"},
			{40, 40, "key_share of drafts, which TShark calls reserved"},
			{46, 46, "ticket_early_data_info of drafts, which TShark calls reserved"},
			{17513, 17513, "became application_settings_old when 17613 came"},
			{65445, 65445, "marked (draft) here"},
		}},
		{"tls.handshake.extensions_supported_group", func(c int) fmt.Stringer { return Group(c) }, 50, []difference{
			{0x0200, 0x02ff, "experiments of Open Quantum Safe; IANA gave the first three to ML-KEM"},
			{0x2f00, 0x2fff, "experiments of Open Quantum Safe"},
		}},
		{"tls.handshake.sig_hash_alg", func(c int) fmt.Stringer { return SignatureScheme(c) }, 17, []difference{
			{0xfe00, 0xffff, "experiments of Open Quantum Safe, for private use"},
		}},
		{"tls.alert_message.desc", func(c int) fmt.Stringer { return Alert(c) }, 34, []difference{
			{1, 1, "end_of_early_data was an alert up to draft 18 of TLS 1.3"},
		}},
		{"tls.handshake.type", func(c int) fmt.Stringer { return HandshakeType(c) }, 20, []difference{
			{7, 7, "REQUEST-CERTIFICATE of SSL 2.0"},
			{21, 21, "IANA has certificate_url, without client"},
			{67, 67, "TShark calls next_protocol encrypted extensions"},
		}},
	} {
		if len(values[tt.field]) < tt.least {
			t.Errorf("%s: TShark names %d codes, want %d or more", tt.field, len(values[tt.field]), tt.least)
		}
		used := map[string]bool{}
		for code, names := range values[tt.field] {
			got := tt.name(code).String()
			if slices.ContainsFunc(names, func(n string) bool { return sameName(n, got) }) {
				continue
			}
			i := slices.IndexFunc(tt.not, func(d difference) bool { return d.from <= code && code <= d.to })
			if i < 0 {
				t.Errorf("%s 0x%04x: %q, TShark has %q", tt.field, code, got, names)
				continue
			}
			used[tt.not[i].reason] = true
		}
		for _, d := range tt.not {
			if !used[d.reason] { // another TShark may well agree
				t.Logf("%s 0x%04x–0x%04x: no difference with this TShark (%s)", tt.field, d.from, d.to, d.reason)
			}
		}
	}
}

// sameName compares "Close Notify" with "close_notify" and all of GREASE.
func sameName(tshark, here string) bool {
	if strings.Contains(tshark, "GREASE") {
		return strings.HasPrefix(here, "GREASE")
	}
	plain := func(s string) string { return strings.ToLower(strings.ReplaceAll(s, " ", "_")) }
	return plain(tshark) == plain(here)
}
