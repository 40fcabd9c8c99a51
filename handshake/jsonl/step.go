package jsonl

import (
	"github.com/tlsteach/tlsteach/handshake/secrets"
)

// AppendStep appends a step of a key schedule as one line of kind "secret". The
// keys hash, label and command are absent where the step has none.
func AppendStep(dst []byte, c *Connection, s *secrets.Step) []byte {
	dst = append(dst, schema...)
	dst = append(dst, `secret`...)
	where := *c
	where.Start = noTime
	dst = where.append(dst, 0)
	for _, text := range []struct{ key, value string }{
		{`,"name":"`, s.Name}, {`,"ref":"`, s.Ref}, {`,"func":"`, s.Func}, {`,"hash":"`, s.Hash}, {`,"label":"`, s.Label},
	} {
		if text.value != "" {
			dst = append(appendString(append(dst, text.key...), text.value), '"')
		}
	}
	dst = append(dst, `,"inputs":[`...)
	for i, in := range s.Inputs {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = append(appendString(append(dst, `{"name":"`...), in.Name), `","value":"`...)
		dst = append(appendHex(dst, in.Value), `"}`...)
	}
	dst = append(appendHex(append(dst, `],"output":"`...), s.Output), '"')
	if command := s.Command(); command != "" {
		dst = append(appendString(append(dst, `,"command":"`...), command), '"')
	}
	return append(dst, '}', '\n')
}
