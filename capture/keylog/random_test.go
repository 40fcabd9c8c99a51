package keylog

import (
	"strings"
	"testing"
)

func TestLinesStandAgainUnderAnotherRandom(t *testing.T) {
	inner, outer := hexOf(1, 32), hexOf(2, 32)
	lines := "# comment\r\n" +
		"CLIENT_HANDSHAKE_TRAFFIC_SECRET " + strings.ToUpper(inner) + " " + hexOf(0xA, 32) + "\r\n" +
		"\n" +
		"SOME_NEW_SECRET " + inner + "  " + hexOf(0xB, 32) + "\n" +
		"# CLIENT_RANDOM " + inner + " " + hexOf(0xC, 48) + "\n" +
		"#CLIENT_RANDOM " + inner + " " + hexOf(0xC, 48) + "\n" +
		"RSA " + hexOf(0xD, 8) + " " + hexOf(0xD, 48) + "\n" +
		"ECH_SECRET " + outer + " " + hexOf(0xE, 32) + "\n" +
		"EXPORTER_SECRET " + inner + "\n" +
		"EXPORTER_SECRET " + inner + " " + hexOf(0xF, 32)
	want := "CLIENT_HANDSHAKE_TRAFFIC_SECRET " + outer + " " + hexOf(0xA, 32) + "\n" +
		"SOME_NEW_SECRET " + outer + " " + hexOf(0xB, 32) + "\n" +
		"EXPORTER_SECRET " + outer + " " + hexOf(0xF, 32) + "\n"
	if got := string(UnderRandom([]byte(lines), valueOf(2, 32))); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	if got := UnderRandom([]byte(lines), valueOf(2, 31)); got != nil {
		t.Errorf("got %q", got)
	}
}
