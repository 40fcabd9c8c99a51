package secrets

import (
	"crypto/rsa"
	"errors"
	"math/big"
	"strings"
	"testing"
)

// A key of 15,636 bits took 0.86 s for each ClientKeyExchange.
func TestLongRSAKeysOpenNothing(t *testing.T) {
	for bits, long := range map[uint]bool{8192: false, 8193: true, 16384: true, 1 << 20: true} {
		n := new(big.Int).Lsh(big.NewInt(1), bits-1)
		key := &rsa.PrivateKey{PublicKey: rsa.PublicKey{N: n.SetBit(n, 0, 1), E: 65537}, D: big.NewInt(3)}
		_, err := PreMasterRSA(key, make([]byte, key.Size()))
		var input *InputError
		if !errors.As(err, &input) || (input.Input == "private_key" && strings.HasSuffix(err.Error(), "bits, above 8192")) != long {
			t.Errorf("%d bits: %v", bits, err)
		}
	}
}
