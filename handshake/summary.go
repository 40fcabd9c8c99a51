package handshake

import (
	"fmt"

	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/handshake/registry"
)

// An Ending is how the bytes of a connection ended.
type Ending struct {
	How  How
	From capture.Side // who reset it
}

// String says it behind "before" or "and".
func (e Ending) String() string {
	switch e.How {
	case Closed:
		return "the connection was closed"
	case Reset:
		return "the " + e.From.String() + " reset the connection"
	case Silent:
		return "nothing more was sent"
	case BytesEnd:
		return "the bytes ended"
	}
	return "the capture ended"
}

// How a connection ended.
type How uint8

const (
	CaptureEnds How = iota // what came later is not there
	Closed                 // both sides, or one, said that they send no more
	Reset                  // one side broke it off
	Silent                 // nothing more was sent
	BytesEnd               // what was given to read is over
)

// seen is what an observer remembers to say how a connection went.
type seen struct {
	clientHello bool
	serverHello bool
	alert       Alert        // the last one, or the first that is fatal
	alertFrom   capture.Side // 0: there was none
	errorCode   uint16       // of SSL 2.0
	errorFrom   capture.Side // 0: there was none
	changed     [3]bool      // by side: a ChangeCipherSpec came
	closed      [3]int       // by side: protected records
	finished    [3]bool      // by side: a protected record came that can be its Finished
	opened      [3]bool      // by side: its Finished was read
	refused     capture.Side // who sent, in the place of its Finished, what has an alert's length
	unfit       bool         // what stands in the place of the client's Finished of TLS 1.3 does not open under its keys
}

// closed notes a protected record of which nobody knows what it holds. Unfit says that
// there are keys for it, and that it does not open under them.
func (s *State) closed(from capture.Side, r *Record, unfit bool) {
	s.seen.closed[from]++
	switch {
	case s.seen.finished[from] || s.Version == 0 && !r.V2:
	case r.V2 && from == capture.Server && s.seen.closed[from] == 1:
		// SERVER-VERIFY stands before SERVER-FINISHED in SSL 2.0.
	case r.V2 || s.Version < registry.VersionTLS13:
		// The first protected record of a side is its Finished, or an alert.
		s.judge(from, r.Type == registry.ContentAlert)
	case from == capture.Server:
		s.seen.finished[from] = true // its flight; nobody sees where it ends
	case (s.seen.closed[capture.Server] > 0 || s.seen.opened[capture.Server]) && !s.EarlyData || s.seen.closed[from] > 1:
		// An alert of TLS 1.3 takes two bytes, one for its type, and the tag: RFC 8446 §5.2.
		n := len(r.Body())
		s.judge(from, n == 3+16 || n == 3+8)
		s.seen.unfit = unfit && s.seen.finished[from]
	}
}

// judge takes the first record of a side that can be its Finished for one, or for
// an alert.
func (s *State) judge(from capture.Side, alert bool) {
	if alert {
		s.seen.refused = from
		return
	}
	s.seen.refused, s.seen.finished[from] = nobody, true
}

// Complete says whether the handshake came to its end. From TLS 1.3 on that
// cannot be seen without secrets: it is so where both sides have sent protected
// records and none of them has the length of an alert in the place of a Finished. It
// is not where the client's Finished does not open, for the server either.
func (s *State) Complete() bool {
	return s.seen.finished[capture.Client] && s.seen.finished[capture.Server] && !s.spoilt()
}

// spoilt says whether the record with the client's Finished opens for nobody: not under
// the keys that are known, and the server says the same.
func (s *State) spoilt() bool {
	return s.seen.unfit && s.seen.alertFrom == capture.Server && s.seen.alert.Description == registry.AlertBadRecordMAC
}

// Outcome says in one sentence how the connection went.
func (s *State) Outcome(end Ending) string {
	how := end.String()
	switch fatal := s.seen.alertFrom != nobody && s.seen.alert.Level != registry.AlertLevelWarning; {
	case s.Complete():
		return s.completed() + s.afterwards(fatal) + s.losses()
	case fatal:
		return fmt.Sprintf("The %s ended the handshake with the alert %s (%d).", s.seen.alertFrom, s.seen.alert.Description, uint8(s.seen.alert.Description)) + s.losses()
	case s.seen.errorFrom != nobody:
		return fmt.Sprintf("The %s ended the handshake with the error %s (%d).", s.seen.errorFrom, errorNameSSL20(s.seen.errorCode), s.seen.errorCode) + s.losses()
	case s.seen.refused != nobody:
		return fmt.Sprintf("The %s answered with what has the length of an encrypted alert: the handshake failed, as far as can be seen without its secrets.", s.seen.refused) + s.losses()
	case s.Joined && s.Version == 0:
		return "The capture begins in the middle of the connection: its handshake is not there."
	case s.Joined:
		return "The capture begins in the middle of the handshake."
	case !s.seen.clientHello && !s.seen.serverHello && !s.Retried:
		if end.How == Silent {
			return "No hello could be read: " + how + "." + s.losses()
		}
		return "No hello could be read before " + how + "." + s.losses()
	case end.How == BytesEnd && s.seen.clientHello && !s.seen.serverHello && !s.Retried:
		return "The client greeted; the server's answer is not among the bytes."
	case s.Lossy && s.seen.clientHello && !s.seen.serverHello && !s.Retried:
		return "The client greeted; whether the server answered cannot be seen." + s.losses()
	case s.Lossy && s.seen.serverHello:
		return "Whether the handshake came to its end cannot be seen." + s.losses()
	case !s.seen.serverHello && s.Retried:
		return "The server asked for another hello, and then " + how + "." + s.losses()
	case !s.seen.serverHello:
		return "The server did not answer the hello: " + how + "." + s.losses()
	}
	if s.seen.alertFrom != nobody {
		return fmt.Sprintf("The handshake did not end: the %s sent the alert %s (%d), and %s.", s.seen.alertFrom, s.seen.alert.Description, uint8(s.seen.alert.Description), how) + s.losses()
	}
	if end.How == Silent {
		return "The handshake did not end: " + how + "." + s.losses()
	}
	return "The handshake did not end before " + how + "." + s.losses()
}

func (s *State) completed() string {
	seen := ""
	if s.Version >= registry.VersionTLS13 && !(s.seen.opened[capture.Client] && s.seen.opened[capture.Server]) {
		seen = ", as far as can be seen without its secrets"
	}
	if s.seen.unfit {
		seen = ", as far as can be seen: what stands in the place of the client's Finished does not open under the secrets that are known"
	}
	switch {
	case s.Resumed && s.Version >= registry.VersionTLS13:
		return "The handshake was completed with a pre-shared key" + seen + "."
	case s.Resumed:
		return "The handshake was completed: an earlier session was resumed."
	case s.Retried:
		return "The handshake was completed after a HelloRetryRequest" + seen + "."
	}
	return "The handshake was completed" + seen + "."
}

// afterwards is a fatal alert that came behind a completed handshake, as one does
// that refuses the client's certificate in TLS 1.3.
func (s *State) afterwards(fatal bool) string {
	if !fatal || s.seen.alert.Description == registry.AlertCloseNotify {
		return ""
	}
	return fmt.Sprintf(" Then the %s sent the alert %s (%d).", s.seen.alertFrom, s.seen.alert.Description, uint8(s.seen.alert.Description))
}

func (s *State) losses() string {
	if s.Lossy {
		return " Bytes are missing from the capture."
	}
	return ""
}
