package record

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"testing"

	"github.com/tlsteach/tlsteach/handshake/registry"
)

func unhex(t testing.TB, s string) []byte {
	t.Helper()
	b, err := hex.DecodeString(s)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

const sm4Plaintext = "AAAAAAAAAAAAAAAABBBBBBBBBBBBBBBBCCCCCCCCCCCCCCCCDDDDDDDDDDDDDDDDEEEEEEEEEEEEEEEEFFFFFFFFFFFFFFFFEEEEEEEEEEEEEEEEAAAAAAAAAAAAAAAA"

// Published vectors of AEADs: sealing gives the bytes, and they open.
func TestPublishedAEADVectorsOpen(t *testing.T) {
	for _, v := range []struct {
		name, key, nonce, additional, plaintext, output string
		suite                                           registry.CipherSuite
	}{
		{"RFC 8439 §A.5", "1c9240a5eb55d38af333888604f6b5f0473917c1402b80099dca5cbc207075c0", "000000000102030405060708", "f33388860000000000004e91",
			"496e7465726e65742d4472616674732061726520647261667420646f63756d656e74732076616c696420666f722061206d6178696d756d206f6620736978206d6f6e74687320616e64206d617920626520757064617465642c207265706c616365642c206f72206f62736f6c65746564206279206f7468657220646f63756d656e747320617420616e792074696d652e20497420697320696e617070726f70726961746520746f2075736520496e7465726e65742d447261667473206173207265666572656e6365206d6174657269616c206f7220746f2063697465207468656d206f74686572207468616e206173202fe2809c776f726b20696e2070726f67726573732e2fe2809d",
			"64a0861575861af460f062c79be643bd5e805cfd345cf389f108670ac76c8cb24c6cfc18755d43eea09ee94e382d26b0bdb7b73c321b0100d4f03b7f355894cf332f830e710b97ce98c8a84abd0b948114ad176e008d33bd60f982b1ff37c8559797a06ef4f0ef61c186324e2b3506383606907b6a7c02b0f9f6157b53c867e4b9166c767b804d46a59b5216cde7a4e99040c5a40433225ee282a1b0a06c523eaf4534d7f83fa1155b0047718cbc546a0d072b04b3564eea1b422273f548271a0bb2316053fa76991955ebd63159434ecebb4e466dae5a1073a6727627097a1049e617d91d361094fa68f0ff77987130305beaba2eda04df997b714d6c6f2c29a6ad5cb4022b02709beead9d67890cbb22392336fea1851f38",
			registry.TLS_CHACHA20_POLY1305_SHA256},
		{"RFC 8998 §A.1", "0123456789ABCDEFFEDCBA9876543210", "00001234567800000000ABCD", "FEEDFACEDEADBEEFFEEDFACEDEADBEEFABADDAD2", sm4Plaintext,
			"17F399F08C67D5EE19D0DC9969C4BB7D5FD46FD3756489069157B282BB200735D82710CA5C22F0CCFA7CBF93D496AC15A56834CBCF98C397B4024A2691233B8D83DE3541E4C2B58177E065A9BF7B62EC",
			registry.TLS_SM4_GCM_SM3},
		{"RFC 8998 §A.2", "0123456789ABCDEFFEDCBA9876543210", "00001234567800000000ABCD", "FEEDFACEDEADBEEFFEEDFACEDEADBEEFABADDAD2", sm4Plaintext,
			"48AF93501FA62ADBCD414CCE6034D895DDA1BF8F132F042098661572E7483094FD12E518CE062C98ACEE28D95DF4416BED31A2F04476C18BB40C84A74B97DC5B16842D4FA186F56AB33256971FA110F4",
			registry.TLS_SM4_CCM_SM3},
	} {
		t.Run(v.name, func(t *testing.T) {
			a, _ := find(v.suite)
			aead, err := a.aead(unhex(t, v.key))
			if err != nil {
				t.Fatal(err)
			}
			nonce, additional, plaintext, output := unhex(t, v.nonce), unhex(t, v.additional), unhex(t, v.plaintext), unhex(t, v.output)
			if got := aead.Seal(nil, nonce, plaintext, additional); !bytes.Equal(got, output) {
				t.Errorf("got  %x\nwant %x", got, output)
			}
			if got, err := aead.Open(nil, nonce, output, additional); err != nil || !bytes.Equal(got, plaintext) {
				t.Errorf("it does not open: %v", err)
			}
		})
	}
}

// RFC 8448 §3: the client's application data, with its key, as it crossed.
func TestARecordOfRFC8448Opens(t *testing.T) {
	keys := Keys{Key: unhex(t, "17422dda596ed5d9acd890e3c63f5051"), IV: unhex(t, "5b78923dee08579033e523d9")}
	body := unhex(t, "a23f7054b62c94d0affafe8228ba55cbefacea42f914aa66bcab3f2b9819a8a5b46b395bd54a9a20441e2b62974e1f5a6292a2977014bd1e3deae63aeebb21694915e4")
	h, err := New(registry.VersionTLS13, registry.TLS_AES_128_GCM_SHA256, keys, Options{})
	if err != nil {
		t.Fatal(err)
	}
	opened, err := h.Open(nil, registry.ContentApplicationData, registry.VersionTLS12, body)
	if err != nil {
		t.Fatal(err)
	}
	if len(opened.Content) != 50 || opened.Type != registry.ContentApplicationData || opened.Padding != 0 {
		t.Errorf("it is %d bytes of %s with padding of %d", len(opened.Content), opened.Type, opened.Padding)
	}
	for i, b := range opened.Content {
		if int(b) != i {
			t.Fatalf("byte %d is %#x", i, b)
		}
	}
}

// RFC 9150 §5 by hand, of the second record: the nonce is as long as the hash, and
// the HMAC covers it, the header and what it carries with type and padding.
func TestIntegrityOnlyIsTheHMACOfRFC9150(t *testing.T) {
	key, iv := bytes.Repeat([]byte{1}, 32), bytes.Repeat([]byte{2}, 32)
	h, err := New(registry.VersionTLS13, registry.TLS_SHA256_SHA256, Keys{Key: key, IV: iv}, Options{})
	if err != nil {
		t.Fatal(err)
	}
	h.SetSeq(1)
	body, err := h.Seal(nil, registry.ContentApplicationData, registry.VersionTLS12, []byte("in the clear"), 3, nil)
	if err != nil {
		t.Fatal(err)
	}
	inner := append([]byte("in the clear"), 23, 0, 0, 0)
	nonce := bytes.Clone(iv)
	nonce[31] ^= 1
	m := hmac.New(sha256.New, key)
	m.Write(nonce)
	m.Write([]byte{23, 3, 3, 0, byte(len(inner) + 32)})
	m.Write(inner)
	if want := m.Sum(inner); !bytes.Equal(body, want) {
		t.Errorf("got  %x\nwant %x", body, want)
	}
}
