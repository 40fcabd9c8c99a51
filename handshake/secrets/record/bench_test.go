package record_test

import (
	"testing"

	"github.com/tlsteach/tlsteach/handshake/registry"
	"github.com/tlsteach/tlsteach/handshake/secrets/record"
)

// ways are the ways to treat records, each with the name of its sub-test.
var ways = []use{
	{registry.VersionTLS13, registry.TLS_AES_128_GCM_SHA256, record.Options{}},
	{registry.VersionTLS12, registry.TLS_RSA_WITH_AES_128_GCM_SHA256, record.Options{}},
	{registry.VersionTLS13, registry.TLS_CHACHA20_POLY1305_SHA256, record.Options{}},
	{registry.VersionTLS12, registry.TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256, record.Options{}},
	{registry.VersionTLS13, registry.TLS_AES_128_CCM_SHA256, record.Options{}},
	{registry.VersionTLS13, registry.TLS_SHA256_SHA256, record.Options{}},
	{registry.VersionTLS12, registry.TLS_RSA_WITH_AES_128_CBC_SHA, record.Options{}},
	{registry.VersionTLS12, registry.TLS_RSA_WITH_AES_256_CBC_SHA256, record.Options{EncryptThenMAC: true}},
	{registry.VersionTLS10, registry.TLS_RSA_WITH_3DES_EDE_CBC_SHA, record.Options{}},
	{registry.VersionSSL30, registry.TLS_RSA_WITH_AES_128_CBC_SHA, record.Options{}},
	{registry.VersionTLS12, registry.TLS_RSA_WITH_RC4_128_SHA, record.Options{}},
	{registry.VersionTLS12, 0x0002, record.Options{}}, // TLS_RSA_WITH_NULL_SHA
}

// run is how many records are sealed in a row, to be opened in a row.
const run = 64

// opens returns a function that opens the next of a row of records with n bytes of
// content, and begins again behind the last.
func (u use) opens(t testing.TB, n int) func() {
	t.Helper()
	sealer, opener := u.pair(t)
	var bodies [][]byte
	for range run {
		body, err := sealer.Seal(nil, registry.ContentApplicationData, u.header(), randomBytes(n), 0, random(1))
		if err != nil {
			t.Fatal(err)
		}
		bodies = append(bodies, body)
	}
	room, next := make([]byte, 0, len(bodies[0])), 0
	return func() {
		if next == run {
			next = 0
			_, opener = u.pair(t)
		}
		if _, err := opener.Open(room, registry.ContentApplicationData, u.header(), bodies[next]); err != nil {
			t.Fatal(err)
		}
		next++
	}
}

func TestOpeningAllocatesNothing(t *testing.T) {
	for _, u := range ways {
		open := u.opens(t, 1<<14)
		open() // HMAC keeps its state at the first Reset
		if n := testing.AllocsPerRun(run-2, open); n != 0 {
			t.Errorf("%s: %v allocations", u, n)
		}
	}
}

// BenchmarkOpen stands beside what openssl speed -evp aes-128-gcm says at 16 KiB.
// Every 64th time it makes a new Half.
func BenchmarkOpen(b *testing.B) {
	for _, u := range ways {
		b.Run(u.String(), func(b *testing.B) {
			open := u.opens(b, 1<<14)
			b.SetBytes(1 << 14)
			b.ReportAllocs()
			for b.Loop() {
				open()
			}
		})
	}
}
