package record

import (
	"fmt"

	"github.com/tlsteach/tlsteach/handshake/registry"
)

// An UnsupportedError says why the records of a suite cannot be opened.
type UnsupportedError struct {
	Version registry.Version
	Suite   registry.CipherSuite
	Cipher  string // the missing one, "CAMELLIA_128"; empty: it is something else
	Reason  string
}

func (e *UnsupportedError) Error() string {
	if e.Cipher != "" {
		return fmt.Sprintf("record: %s: no %s: %s", e.Suite, e.Cipher, e.Reason)
	}
	return fmt.Sprintf("record: %s in %s: %s", e.Suite, e.Version, e.Reason)
}

// An OpenError says why a record did not open. It holds nothing of keys and content.
type OpenError struct{ Reason string }

func (e *OpenError) Error() string { return "record: " + e.Reason }

// The reasons of OpenErrors.
var (
	errTag       = &OpenError{"the authentication tag does not match"}
	errMAC       = &OpenError{"the MAC does not match"}
	errPadding   = &OpenError{"the padding is wrong"}
	errNoType    = &OpenError{"there is no content type, only padding"}
	errOuterType = &OpenError{"a protected record of TLS 1.3 must have the type application_data"}
	errTooLong   = &OpenError{"longer than a record can be"}
	errNoTag     = &OpenError{"too short to hold an authentication tag"}
	errNoMAC     = &OpenError{"shorter than its MAC"}
	errNoIV      = &OpenError{"shorter than its IV"}
	errNoBlocks  = &OpenError{"not a whole number of blocks"}
)

// Forged says whether an error of Open is that a MAC or a tag does not match: another
// sequence number could be the right one.
func Forged(err error) bool { return err == errMAC || err == errTag }
