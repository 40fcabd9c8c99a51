package fingerprint_test

import (
	"encoding/hex"
	"fmt"
	"strings"

	"github.com/google/gopacket"

	"github.com/tlsteach/tlsteach/handshake"
	"github.com/tlsteach/tlsteach/handshake/fingerprint"
)

func Example() {
	message, _ := hex.DecodeString(strings.Join(strings.Fields(`
		0100004d 0303
		000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f
		00 0004 1301 1302 01 00
		0020 0000 0010 000e 00 000b 6578616d706c652e636f6d
		     002b 0003 02 0304 ff01 0001 00`), ""))
	var hello handshake.ClientHello
	if err := hello.DecodeFromBytes(message, gopacket.NilDecodeFeedback); err != nil {
		fmt.Println(err)
	}
	text, md5 := fingerprint.JA3(&hello)
	fmt.Println("JA3:", text, md5)
	fmt.Println("JA4:", fingerprint.JA4(&hello))
	fmt.Println("raw:", fingerprint.JA4Raw(&hello))
	// Output:
	// JA3: 771,4865-4866,0-43-65281,, 13253fbb7fec019e397d31b00ebebc70
	// JA4: t13d020300_62ed6f6ca7ad_5f049ef2fa4f
	// raw: t13d020300_1301,1302_002b,ff01
}
