package packets

import (
	"errors"
	"fmt"
)

// ErrNotCapture says that the input is no capture file, pcap or pcapng.
var ErrNotCapture = errors.New("not a capture file: neither pcap nor pcapng")

// A CompressedError says that the input is compressed in a way that is not read.
type CompressedError struct {
	Method string // "zstd", "xz", …
}

// Error says it in one sentence.
func (e *CompressedError) Error() string {
	return fmt.Sprintf("the file is compressed with %s, which is not read: decompress it first", e.Method)
}

// A DamageError is the place at which a capture cannot be read on. All that
// came before it was given to the Handler.
type DamageError struct {
	Offset int64  // of the record or block, from the first byte of the (uncompressed) file
	What   string // the record or block
	Need   int64  // bytes that it needs; 0 where their number is not what is wrong
	Have   int64  // bytes that are there of them
	Reason string // what is wrong, where it is not a want of bytes
	Err    error  // what caused it, if another error did
}

// Error says it in one sentence.
func (e *DamageError) Error() string {
	if e.Reason != "" {
		return fmt.Sprintf("%s at offset %d of the capture: %s", e.What, e.Offset, e.Reason)
	}
	return fmt.Sprintf("%s at offset %d of the capture needs %d bytes and has %d: %d are missing",
		e.What, e.Offset, e.Need, e.Have, e.Need-e.Have)
}

// Unwrap returns the cause.
func (e *DamageError) Unwrap() error { return e.Err }
