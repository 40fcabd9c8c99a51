package secrets_test

import (
	"crypto"
	"encoding/hex"
	"fmt"

	"github.com/tlsteach/tlsteach/handshake/registry"
	"github.com/tlsteach/tlsteach/handshake/secrets"
)

func unhex(s string) []byte {
	b, err := hex.DecodeString(s)
	if err != nil {
		panic(err)
	}
	return b
}

// The connection of RFC 8448 §3, up to its handshake secrets: from the client's
// private key, the server's share and the hash of both hellos.
func ExampleSchedule13() {
	shared, err := secrets.SharedSecret(registry.GroupX25519,
		unhex("49af42ba7f7994852d713ef2784bcbcaa7911de26adc5642cb634540e7ea5005"),
		unhex("c9828876112095fe66762bdbf7c672e156d6cc253b833df1dd69b1b04e751f0f"))
	if err != nil {
		fmt.Println(err)
		return
	}
	steps, err := secrets.Schedule13(secrets.Inputs13{
		Version: registry.VersionTLS13, Suite: registry.TLS_AES_128_GCM_SHA256,
		Shared:      shared.Output,
		ServerHello: unhex("860c06edc07858ee8e78f0e7428c58edd6b43f2ca3e6e95f02ed063cf0e1cad8"),
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, s := range steps {
		fmt.Printf("%-33s %-17s %-14q %.8x…\n", s.Name, s.Func, s.Label, s.Output)
	}
	iv, _ := steps.Find("server_handshake_write_iv")
	fmt.Println(iv.Ref)
	fmt.Println(iv.Command())
	// Output:
	// early_secret                      HKDF-Extract      ""             33ad0a1c607ec03b…
	// derived_secret_handshake          Derive-Secret     "derived"      6f2615a108c702c5…
	// handshake_secret                  HKDF-Extract      ""             1dc826e93606aa6f…
	// client_handshake_traffic_secret   Derive-Secret     "c hs traffic" b3eddb126e067f35…
	// client_handshake_write_key        HKDF-Expand-Label "key"          dbfaa693d1762c5b…
	// client_handshake_write_iv         HKDF-Expand-Label "iv"           5bd3c71b836e0b76…
	// server_handshake_traffic_secret   Derive-Secret     "s hs traffic" b67b7d690cc16c4e…
	// server_handshake_write_key        HKDF-Expand-Label "key"          3fce516009c21727…
	// server_handshake_write_iv         HKDF-Expand-Label "iv"           5d313eb2671276ee…
	// derived_secret_master             Derive-Secret     "derived"      43de77e0c7771385…
	// master_secret                     HKDF-Extract      ""             18df06843d13a08b…
	// RFC 8446 §7.3
	// openssl kdf -binary -keylen 12 -kdfopt digest:SHA256 -kdfopt mode:EXPAND_ONLY -kdfopt hexkey:b67b7d690cc16c4e75e54213cb2d37b4e9c912bcded9105d42befd59d391ad38 -kdfopt hexinfo:000c08746c73313320697600 HKDF | xxd -p -c 0
}

// The master secret of TLS 1.2, with the command that computes it, too, and the
// first steps inside of its PRF. The values are those of tls12.xargs.org.
func ExampleMasterSecret() {
	preMaster := unhex("df4a291baa1eb7cfa6934b29b474baad2697e29f1f920dcc77c8a0a088447624")
	clientRandom := unhex("000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f")
	serverRandom := unhex("707172737475767778797a7b7c7d7e7f808182838485868788898a8b8c8d8e8f")
	master, err := secrets.MasterSecret(registry.VersionTLS12, registry.TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA, preMaster, clientRandom, serverRandom)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%s: %s %q, %s\n%x\n", master.Name, master.Func, master.Label, master.Ref, master.Output)
	fmt.Println(master.Command())
	for _, part := range master.Parts() {
		fmt.Printf("%-13s %s of", part.Name, part.Func)
		for _, in := range part.Inputs {
			fmt.Print(" ", in.Name)
		}
		fmt.Printf(" = %.8x…\n", part.Output)
	}
	// Output:
	// master_secret: PRF "master secret", RFC 5246 §8.1
	// 916abf9da55973e13614ae0a3f5d3f37b023ba129aee02cc9134338127cd7049781c8e19fc1eb2a7387ac06ae237344c
	// openssl kdf -binary -keylen 48 -kdfopt digest:SHA256 -kdfopt hexsecret:df4a291baa1eb7cfa6934b29b474baad2697e29f1f920dcc77c8a0a088447624 -kdfopt 'seed:master secret' -kdfopt hexseed:000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f -kdfopt hexseed:707172737475767778797a7b7c7d7e7f808182838485868788898a8b8c8d8e8f TLS1-PRF | xxd -p -c 0
	// A(1)          HMAC of pre_master_secret label client_random server_random = 81eab0ff3e715754…
	// P(1)          HMAC of pre_master_secret A(1) label client_random server_random = 916abf9da55973e1…
	// A(2)          HMAC of pre_master_secret A(1) = 55543906ca94ae76…
	// P(2)          HMAC of pre_master_secret A(2) label client_random server_random = 781c8e19fc1eb2a7…
	// master_secret Slice of P = 916abf9da55973e1…
}

// A HelloRetryRequest was answered: the first ClientHello gives way to its hash.
func ExampleMessageHash() {
	steps, err := secrets.MessageHash(crypto.SHA256, []byte("a ClientHello, header included"))
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%x\n", steps.Output("message_hash"))
	// Output:
	// fe000020529b01d7e3c4e4ab470b4e2ae42d5be9cbdfb5331b6818280a9ad1a3bc182c54
}
