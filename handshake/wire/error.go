package wire

import (
	"fmt"

	"github.com/tlsteach/tlsteach/handshake/registry"
)

// An Error is the first thing wrong with a message.
type Error struct {
	Field  string         // the field that could not be read
	Offset int            // its place, from the first byte of the message
	Need   int            // bytes that it needs; 0 where their number is not what is wrong
	Have   int            // bytes that are left for it
	Alert  registry.Alert // what a peer that reads this would send
	Reason string         // what is wrong, where it is not a want of bytes
}

// Error says it in one sentence.
func (e *Error) Error() string {
	if e.Alert == registry.AlertBadRecordMAC { // no byte more or less would help
		return e.Field + ": " + e.Reason
	}
	if e.Reason != "" {
		return fmt.Sprintf("%s at offset %d: %s (%d left)", e.Field, e.Offset, e.Reason, e.Have)
	}
	return fmt.Sprintf("%s at offset %d needs %d bytes and has %d", e.Field, e.Offset, e.Need, e.Have)
}
