package signature

import (
	"bytes"
	"crypto"
	"crypto/rsa"
	"fmt"

	"golang.org/x/crypto/cryptobyte"
	"golang.org/x/crypto/cryptobyte/asn1"
)

// rsaPKCS1 is RSASSA-PKCS1-V1_5-VERIFY: RFC 8017 §8.2.2. As there, the block is
// compared as a whole; it is taken apart only to be shown.
func rsaPKCS1(e *Evaluation, key *rsa.PublicKey, m Method, digest, sig []byte) {
	e.Ref = "RFC 8017 §8.2.2"
	em := rsaPublic(e, key, sig)
	if em == nil {
		return
	}
	e.step("EM", "m in as many bytes as n", Bytes, em)
	why := showPKCS1(e, m.Hash, em, digest)
	info := append(bytes.Clone(digestInfos[m.Hash]), digest...)
	if m.Hash != crypto.MD5SHA1 {
		e.step("T'", "DigestInfo("+m.Hash.String()+", hash)", Bytes, info)
	}
	const header = 3 // 00 01 … 00
	padding := len(em) - header - len(info)
	if padding < 8 {
		e.fails("the modulus is too short for this hash")
		return
	}
	want := make([]byte, 0, len(em))
	want = append(want, 0, 1)
	want = append(want, bytes.Repeat([]byte{0xff}, padding)...)
	want = append(want, 0)
	want = append(want, info...)
	formula := "00 ‖ 01 ‖ FF … FF ‖ 00 ‖ T'"
	if m.Hash == crypto.MD5SHA1 {
		formula = "00 ‖ 01 ‖ FF … FF ‖ 00 ‖ hash" // RFC 2246 §4.7: no DigestInfo
	}
	e.step("EM'", formula, Bytes, want)
	e.concludes(bytes.Equal(em, want), why)
}

// showPKCS1 files the parts of a block: 00 01 FF … FF 00 T, and says how it differs
// from what is expected.
func showPKCS1(e *Evaluation, h crypto.Hash, em, digest []byte) (why string) {
	if len(em) < 3 || em[0] != 0 || em[1] != 1 {
		return "EM does not begin 00 01: it is no signature with this key"
	}
	end := 2
	for end < len(em) && em[end] == 0xff {
		end++
	}
	e.step("PS", "EM behind 00 01, as far as it is FF", Bytes, em[2:end])
	if end == len(em) || em[end] != 0 {
		return "the padding of EM does not end with 00"
	}
	t := em[end+1:]
	e.step("T", "EM behind the 00 that follows", Bytes, t)
	if h == crypto.MD5SHA1 {
		if len(t) != len(digest) {
			return fmt.Sprintf("EM holds %d bytes where two hashes have 36", len(t))
		}
		e.step("md5_hash in T", "T[0:16]", Bytes, t[:16])
		e.step("sha_hash in T", "T[16:36]", Bytes, t[16:])
		return "the hashes in EM are not those of the content"
	}
	in := cryptobyte.String(t)
	var info, algorithm, hash cryptobyte.String
	if !in.ReadASN1(&info, asn1.SEQUENCE) || !in.Empty() || !info.ReadASN1Element(&algorithm, asn1.SEQUENCE) ||
		!info.ReadASN1(&hash, asn1.OCTET_STRING) || !info.Empty() {
		return "T is no DigestInfo"
	}
	e.step("digestAlgorithm in T", "DigestInfo of RFC 8017 §9.2", Bytes, algorithm)
	e.step("hash in T", "DigestInfo of RFC 8017 §9.2", Bytes, hash)
	switch {
	case !bytes.HasPrefix(digestInfos[h][2:], algorithm):
		return "T names another hash than " + h.String()
	case !bytes.Equal(hash, digest):
		return "the hash in EM is not that of the content"
	}
	return "EM is not written as it has to be"
}

// digestInfos is what stands before the hash: RFC 8017 §9.2, note 1.
var digestInfos = map[crypto.Hash][]byte{
	crypto.MD5:     {0x30, 0x20, 0x30, 0x0c, 0x06, 0x08, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x02, 0x05, 0x05, 0x00, 0x04, 0x10},
	crypto.SHA1:    {0x30, 0x21, 0x30, 0x09, 0x06, 0x05, 0x2b, 0x0e, 0x03, 0x02, 0x1a, 0x05, 0x00, 0x04, 0x14},
	crypto.SHA224:  {0x30, 0x2d, 0x30, 0x0d, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x04, 0x05, 0x00, 0x04, 0x1c},
	crypto.SHA256:  {0x30, 0x31, 0x30, 0x0d, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01, 0x05, 0x00, 0x04, 0x20},
	crypto.SHA384:  {0x30, 0x41, 0x30, 0x0d, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x02, 0x05, 0x00, 0x04, 0x30},
	crypto.SHA512:  {0x30, 0x51, 0x30, 0x0d, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x03, 0x05, 0x00, 0x04, 0x40},
	crypto.MD5SHA1: {},
}
