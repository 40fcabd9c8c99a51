package follow

import (
	"testing"
	"time"

	"github.com/tlsteach/tlsteach/capture/packets"
	"github.com/tlsteach/tlsteach/handshake"
)

// TestWhatIsNoHelloIsNotKept begins as a hello does and goes on as something else.
func TestWhatIsNoHelloIsNotKept(t *testing.T) {
	f := &follower{visitor: new(outcomes), memory: handshake.NewMemory()}
	s := &stream{follower: f, tcp: packets.Connection{A: addrA, B: addrB, SYN: true}}
	for range 3 {
		s.data(packets.FromA, time.Time{}, []byte{22})
		s.data(packets.FromA, time.Time{}, make([]byte, 60000))
		p := &s.before[packets.FromA]
		if kept := cap(p.candidate) + cap(p.first) + cap(p.last); kept > 4*most {
			t.Fatalf("%d bytes are kept of 60,001", kept)
		}
	}
	if got := s.before[packets.FromA].bytes; got != 3*60001 {
		t.Errorf("%d bytes were noted", got)
	}
}
