package handshake

import (
	"strings"
	"testing"

	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/handshake/registry"
)

// A record in the place of the client's Finished that does not open under its keys is
// no end of the handshake where the server could not open it either; else nobody knows.
func TestFinishedThatDoesNotOpen(t *testing.T) {
	record := &Record{Type: registry.ContentApplicationData, Bytes: make([]byte, 4+32+1+16)}
	for _, tt := range []struct {
		unfit    bool
		alert    registry.Alert
		from     capture.Side
		complete bool
		says     string
	}{
		{true, registry.AlertBadRecordMAC, capture.Server, false, "The server ended the handshake with the alert bad_record_mac (20)."},
		{true, registry.AlertBadRecordMAC, capture.Client, true, "does not open under the secrets that are known"},
		{true, registry.AlertCloseNotify, capture.Server, true, "does not open under the secrets that are known"},
		{false, registry.AlertBadRecordMAC, capture.Server, true, "as far as can be seen without its secrets"},
	} {
		s := State{Version: registry.VersionTLS13}
		s.seen.serverHello, s.seen.clientHello = true, true
		s.closed(capture.Server, record, false)
		s.closed(capture.Client, record, tt.unfit)
		s.closed(capture.Client, record, true) // what stands behind it says nothing
		s.seen.alert, s.seen.alertFrom = Alert{Level: registry.AlertLevelFatal, Description: tt.alert}, tt.from
		if got := s.Outcome(Ending{How: Closed}); s.Complete() != tt.complete || !strings.Contains(got, tt.says) {
			t.Errorf("unfit %v, %s from %s: complete %v, %s", tt.unfit, tt.alert, tt.from, s.Complete(), got)
		}
	}
}
