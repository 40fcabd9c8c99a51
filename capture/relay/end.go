package relay

import (
	"fmt"

	"github.com/tlsteach/tlsteach/capture"
)

// How says how a connection ended.
type How uint8

// The ways of ending.
const (
	Done        How = iota + 1 // both sides said that they would send no more
	Unreached                  // there was no connection to the server
	Reset                      // one side reset it, or was gone
	Idle                       // nothing passed for too long
	Interrupted                // the relay was stopped
)

// An End is how a connection ended.
type End struct {
	How  How
	By   capture.Side // of a Reset: the side that is gone
	Err  error        // of Unreached and Reset
	Sent [3]int64     // bytes that each side sent, by capture.Side, recorded or not
}

// String says it in a few words.
func (e End) String() string {
	switch e.How {
	case Done:
		return "both sides ended it"
	case Unreached:
		return fmt.Sprintf("the server was not reached: %v", e.Err)
	case Reset:
		return fmt.Sprintf("reset by the %v", e.By)
	case Idle:
		return "ended by the tap: nothing passed for too long"
	case Interrupted:
		return "ended by the tap: it was interrupted"
	}
	return fmt.Sprintf("how(%d)", e.How)
}
