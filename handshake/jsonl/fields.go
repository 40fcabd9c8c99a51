package jsonl

import (
	"strconv"

	"github.com/tlsteach/tlsteach/handshake/wire"
)

// appendFields appends the spans of a message as nested arrays. A group has the
// key fields, also where it has no parts; a leaf never has.
func appendFields(dst, message []byte, spans []wire.Span, o Options) []byte {
	dst = append(dst, '[')
	depth, first := 0, true // first: nothing stands yet in the array that is open
	for i := range spans {
		s := &spans[i]
		for ; depth > s.Depth; depth-- {
			dst, first = append(dst, ']', '}'), false
		}
		if !first {
			dst = append(dst, ',')
		}
		if o.Spill != nil && len(dst) > spillAt {
			dst = o.Spill(dst)
		}
		dst = appendField(dst, message[s.Offset:s.Offset+s.Length], s, o)
		if s.Group {
			dst = append(dst, `,"fields":[`...)
			depth, first = depth+1, true
			continue
		}
		dst, first = append(dst, '}'), false
	}
	for ; depth > 0; depth-- {
		dst = append(dst, ']', '}')
	}
	return append(dst, ']')
}

// appendField appends a field but its parts and its closing brace.
func appendField(dst, value []byte, s *wire.Span, o Options) []byte {
	p := partsOf(s.Field)
	dst = append(dst, p.name...)
	dst = strconv.AppendInt(dst, int64(s.Offset), 10)
	dst = strconv.AppendInt(append(dst, `,"length":`...), int64(s.Length), 10)
	dst = append(dst, `,"value":"`...)
	from := len(dst)
	dst = appendHex(dst, value)
	digits := dst[from:]
	dst = append(dst, `","text":"`...)
	dst = p.appendText(dst, value, digits)
	dst = append(dst, p.wireshark...)
	if s.Opaque {
		dst = append(dst, `,"opaque":true`...)
	}
	if o.Explain {
		dst = append(dst, p.explained...)
	}
	return dst
}
