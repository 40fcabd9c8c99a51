package der_test

import (
	"encoding/hex"
	"fmt"
	"strings"

	"github.com/tlsteach/tlsteach/handshake/der"
	"github.com/tlsteach/tlsteach/handshake/wire"
)

// The leaves own each byte once: of an element its tag and length, and its value.
func ExampleDistinguishedName() {
	name, _ := hex.DecodeString("3016" + "3114" + "3012" + "0603550403" + "0c0b6578616d706c652e636f6d")
	var trace wire.Trace
	c := wire.Read(name, &trace)
	der.DistinguishedName(&c)
	if err := c.Done(); err != nil {
		fmt.Println(err)
	}
	for _, s := range trace.Spans {
		b := name[s.Offset : s.Offset+s.Length]
		indent := strings.Repeat("  ", s.Depth)
		if s.Group {
			fmt.Printf("%2d %s%s\n", s.Offset, indent, s.Field.Name)
		} else {
			fmt.Printf("%2d %s%s %x: %s\n", s.Offset, indent, s.Field.Name, b, s.Field.Value(b))
		}
	}
	// Output:
	// 0 tag_length 3016: SEQUENCE, 22 bytes
	//  2 rdn_sequence
	//  2   relative_distinguished_name
	//  2     tag_length 3114: SET, 20 bytes
	//  4     attribute_type_and_value
	//  4       tag_length 3012: SEQUENCE, 18 bytes
	//  6       type
	//  6         tag_length 0603: OBJECT IDENTIFIER, 3 bytes
	//  8         oid 550403: commonName (2.5.4.3)
	// 11       common_name
	// 11         tag_length 0c0b: UTF8String, 11 bytes
	// 13         value 6578616d706c652e636f6d: example.com
}
