package export_test

import (
	"crypto/tls"
	"fmt"
	"testing"

	"github.com/tlsteach/tlsteach/capture/export"
)

func TestTSharkAloneDecryptsAndHasNothingToRemark(t *testing.T) {
	tests := map[string]session{}
	for _, v := range []uint16{tls.VersionTLS10, tls.VersionTLS11, tls.VersionTLS12, tls.VersionTLS13} {
		tests[tls.VersionName(v)] = session{
			client: &tls.Config{MinVersion: v, MaxVersion: v},
			server: &tls.Config{MinVersion: tls.VersionTLS10},
			body:   10,
		}
	}
	for name, s := range tests {
		t.Run(name, func(t *testing.T) {
			rec, keys := s.run(t)
			file := written(t, export.Options{}, keys, rec)
			clean(t, file)
			lines := tshark(t, file, "-Y", "http", "-T", "fields", "-e", "http.request.uri", "-e", "http.response.code")
			if got := fmt.Sprint(lines); got != "[/secret\t \t200]" {
				t.Errorf("got %q", lines)
			}
		})
	}
}
