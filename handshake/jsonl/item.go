package jsonl

import (
	"strconv"

	"github.com/tlsteach/tlsteach/handshake"
	"github.com/tlsteach/tlsteach/handshake/wire"
)

// Options say how much is written.
type Options struct {
	Explain bool // with each field what it means and where it is specified

	// Spill, where it is set, is given long lines in parts: what was appended so
	// far, to be written, and returns what to append the rest to.
	Spill func([]byte) []byte
}

// spillAt is from how many bytes on they are spilled.
const spillAt = 1 << 20

// AppendItem appends an item as one line. The keys client, server and time are
// absent where the connection has none, from and record where nobody sent the
// item, message and type where it is no message that can be read, missing where
// nothing is, content_type and padding where it is no record that was opened, and
// verified where it is no Finished that was checked.
func AppendItem(dst []byte, c *Connection, it *handshake.Item, o Options) []byte {
	dst = append(dst, schema...)
	dst = append(dst, it.Kind...)
	dst = c.append(dst, it.At)
	if it.From != 0 {
		dst = append(dst, `,"from":"`...)
		dst = append(dst, it.From.String()...)
		dst = strconv.AppendInt(append(dst, `","record":`...), int64(it.Record), 10)
	}
	dst = strconv.AppendBool(append(dst, `,"protected":`...), it.Protected)
	dst = strconv.AppendBool(append(dst, `,"decrypted":`...), it.Decrypted)
	dst = appendInner(dst, it)
	if it.Missing != "" {
		dst = appendString(append(dst, `,"missing":"`...), it.Missing)
		dst = append(dst, '"')
	}
	if it.Name != "" {
		dst = appendString(append(dst, `,"message":"`...), it.Name)
		dst = append(dst, '"')
	}
	if it.Kind == handshake.KindHandshake && it.Missing == "" && (!it.Protected || it.Decrypted) && len(it.Bytes) > 0 {
		dst = strconv.AppendUint(append(dst, `,"type":`...), uint64(it.Bytes[0]), 10)
	}
	dst = append(dst, `,"length":`...)
	dst = strconv.AppendInt(dst, int64(len(it.Bytes)), 10)
	dst = appendFields(append(dst, `,"fields":`...), it.Bytes, it.Trace.Spans, o)
	dst = appendError(append(dst, `,"error":`...), it.Err)
	return append(dst, '}', '\n')
}

// appendInner says what only an opened record or Finished can.
func appendInner(dst []byte, it *handshake.Item) []byte {
	if it.Kind == handshake.KindRecord && it.Decrypted {
		dst = appendString(append(dst, `,"content_type":"`...), it.Inner.Type.String())
		dst = strconv.AppendInt(append(dst, `","padding":`...), int64(it.Inner.Padding), 10)
	}
	if it.Verify != handshake.Unverified {
		dst = strconv.AppendBool(append(dst, `,"verified":`...), it.Verify == handshake.Matches)
	}
	return dst
}

func appendError(dst []byte, e *wire.Error) []byte {
	if e == nil {
		return append(dst, "null"...)
	}
	dst = appendString(append(dst, `{"field":"`...), e.Field)
	dst = strconv.AppendInt(append(dst, `","offset":`...), int64(e.Offset), 10)
	dst = strconv.AppendInt(append(dst, `,"need":`...), int64(e.Need), 10)
	dst = strconv.AppendInt(append(dst, `,"have":`...), int64(e.Have), 10)
	dst = appendString(append(dst, `,"alert":"`...), e.Alert.String())
	dst = appendString(append(dst, `","text":"`...), e.Error())
	return append(dst, '"', '}')
}
