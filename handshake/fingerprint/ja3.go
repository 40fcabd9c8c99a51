package fingerprint

import (
	"crypto/md5"
	"encoding/hex"
	"strconv"

	"github.com/tlsteach/tlsteach/handshake"
	"github.com/tlsteach/tlsteach/handshake/registry"
)

// JA3 returns the client's JA3: the text of five lists of decimal numbers
// (version, cipher suites, extensions, groups, point formats, in the client's
// order and without GREASE) and the MD5 of that text in hexadecimal. The version
// is legacy_version, and never that of supported_versions, which is younger than
// JA3. Source: github.com/salesforce/ja3.
func JA3(h *handshake.ClientHello) (text, md5 string) {
	b := make([]byte, 0, 512)
	b = strconv.AppendUint(b, uint64(h.LegacyVersion), 10)
	b = append(b, ',')
	list := dashed{into: b, start: len(b)}
	for _, s := range h.CipherSuites {
		list.add(uint16(s))
	}
	list.end()
	for _, e := range h.Extensions {
		list.add(uint16(e.Type))
	}
	list.end()
	for _, g := range h.SupportedGroups {
		list.add(uint16(g))
	}
	list.end()
	for _, f := range h.PointFormats {
		list.add(uint16(f)) // one byte: never GREASE
	}
	return hashed(list.into)
}

// JA3S returns the server's JA3S: version (legacy_version), cipher suite and
// extensions in decimal, and the MD5 of that text in hexadecimal. Here nothing is
// left out, as a server has no GREASE to send. Source: github.com/salesforce/ja3.
func JA3S(h *handshake.ServerHello) (text, md5 string) {
	b := make([]byte, 0, 128)
	b = strconv.AppendUint(b, uint64(h.LegacyVersion), 10)
	b = append(b, ',')
	b = strconv.AppendUint(b, uint64(h.CipherSuite), 10)
	b = append(b, ',')
	for i, e := range h.Extensions {
		if i > 0 {
			b = append(b, '-')
		}
		b = strconv.AppendUint(b, uint64(e.Type), 10)
	}
	return hashed(b)
}

func hashed(text []byte) (string, string) {
	sum := md5.Sum(text)
	return string(text), hex.EncodeToString(sum[:])
}

// dashed writes lists of numbers, with dashes within a list and commas between
// them.
type dashed struct {
	into  []byte
	start int // of the list that is being written
}

func (d *dashed) add(v uint16) {
	if registry.IsGREASE16(v) {
		return
	}
	if len(d.into) > d.start {
		d.into = append(d.into, '-')
	}
	d.into = strconv.AppendUint(d.into, uint64(v), 10)
}

func (d *dashed) end() {
	d.into = append(d.into, ',')
	d.start = len(d.into)
}
