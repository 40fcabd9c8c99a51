package hybrid

import (
	"crypto"
	"crypto/ecdh"
	"crypto/ecdsa"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/tlsteach/tlsteach/handshake"
	"github.com/tlsteach/tlsteach/handshake/registry"
	"github.com/tlsteach/tlsteach/lessons/anatomy"
)

// What was measured: facts of a run, in nanoseconds. On a busy machine everything
// takes longer now and then, never shorter, so the best of several counts.
const (
	tookEncrypt = "took encrypt" // RSA with the public key
	tookDecrypt = "took decrypt" // RSA with the private key
	tookSign    = "took sign"    // RSA-PSS with the private key
	tookVerify  = "took verify"  // RSA-PSS with the public key
	tookChain   = "took chain"   // ECDSA on P-256, with the public key
	tookPair    = "took pair"    // a key pair of X25519
	tookAgree   = "took agree"   // an agreement on X25519
	tookRecords = "took records" // of every record of the first connection, in order
)

// measure times the operations that the handshakes took, and the opening of every
// record of the upload.
func measure(s *anatomy.Scene, p *parties) error {
	m := s.Message(byRSA, "ClientKeyExchange")
	exchange, ok := messageOf[*handshake.ClientKeyExchangeRSA](m)
	if !ok {
		return errNoTraffic
	}
	hash := sha256.Sum256([]byte("a transcript"))
	pss := &rsa.PSSOptions{SaltLength: rsa.PSSSaltLengthEqualsHash, Hash: crypto.SHA256} // RFC 8446 §4.2.3
	signed, err := p.key.Sign(rand.Reader, hash[:], pss)
	if err != nil {
		return err
	}
	issuer, ok := p.root.Key.(*ecdsa.PrivateKey)
	if !ok {
		return fmt.Errorf("the authority's key is a %T", p.root.Key)
	}
	vouched, err := ecdsa.SignASN1(rand.Reader, issuer, hash[:])
	if err != nil {
		return err
	}
	pair, err := ecdh.X25519().GenerateKey(rand.Reader)
	if err != nil {
		return err
	}
	for _, op := range []struct {
		name  string
		times int
		do    func() error
	}{
		{tookEncrypt, 10, func() error {
			//lint:ignore SA1019 RSA key transport is made of it
			_, err := rsa.EncryptPKCS1v15(rand.Reader, &p.key.PublicKey, hash[:])
			return err
		}},
		{tookDecrypt, 5, func() error {
			//lint:ignore SA1019 RSA key transport is made of it
			_, err := p.key.Decrypt(rand.Reader, exchange.Encrypted, &rsa.PKCS1v15DecryptOptions{SessionKeyLen: 48})
			return err
		}},
		{tookSign, 5, func() error { _, err := p.key.Sign(rand.Reader, hash[:], pss); return err }},
		{tookVerify, 10, func() error { return rsa.VerifyPSS(&p.key.PublicKey, crypto.SHA256, hash[:], signed, pss) }},
		{tookChain, 10, func() error {
			if !ecdsa.VerifyASN1(&issuer.PublicKey, hash[:], vouched) {
				return errors.New("a signature that was just made does not hold")
			}
			return nil
		}},
		{tookPair, 10, func() error { _, err := ecdh.X25519().GenerateKey(rand.Reader); return err }},
		{tookAgree, 10, func() error { _, err := pair.ECDH(pair.PublicKey()); return err }},
	} {
		took, err := best(op.times, op.do)
		if err != nil {
			return fmt.Errorf("%s: %w", op.name, err)
		}
		s.Facts[op.name] = fmt.Sprint(took.Nanoseconds())
	}
	each, err := timeRecords(s.Act(byRSA))
	if err != nil {
		return err
	}
	s.Facts[tookRecords] = strings.Trim(fmt.Sprint(each), "[]")
	return nil
}

// best is the shortest of several times.
func best(times int, do func() error) (time.Duration, error) {
	shortest := time.Duration(-1)
	for range times {
		start := time.Now()
		if err := do(); err != nil {
			return 0, err
		}
		if took := time.Since(start); took < shortest || shortest < 0 {
			shortest = took
		}
	}
	if shortest > 0 {
		return shortest, nil
	}
	return average(do)
}

// average is for machines whose clock moves in steps that are too long for one
// operation.
func average(do func() error) (time.Duration, error) {
	start := time.Now()
	for n := time.Duration(1); ; n++ {
		if err := do(); err != nil {
			return 0, err
		}
		if all := time.Since(start); all >= 20*time.Millisecond {
			return max(all/n, 1), nil
		}
	}
}

// timeRecords opens every record of data three times, and returns the shortest time
// of each in nanoseconds.
func timeRecords(a *anatomy.Act) ([]int64, error) {
	t, err := trafficOf(a)
	if err != nil {
		return nil, err
	}
	n, err := t.tally()
	if err != nil {
		return nil, err
	}
	each := make([]int64, n.opened)
	for i := range each {
		each[i] = math.MaxInt64
	}
	pass := func() error {
		return t.timed(func(i int, took time.Duration) { each[i] = min(each[i], took.Nanoseconds()) })
	}
	for range 3 {
		if err := pass(); err != nil {
			return nil, err
		}
	}
	if len(each) > 0 && slices.Min(each) == 0 {
		all, err := average(pass)
		if err != nil {
			return nil, err
		}
		for i := range each {
			each[i] = max(all.Nanoseconds()/int64(len(each)), 1)
		}
	}
	return each, nil
}

// timed opens every record of data, and tells what each took.
func (t *traffic) timed(tell func(i int, took time.Duration)) error {
	h, err := t.half()
	if err != nil {
		return err
	}
	room, n := make([]byte, 0, handshake.MaxRecord), 0
	for _, r := range t.records {
		start := time.Now()
		o, err := h.Open(room, r.kind, registry.VersionTLS12, r.body)
		took := time.Since(start)
		if err != nil {
			return err
		}
		if o.Type == registry.ContentApplicationData {
			tell(n, took)
			n++
		}
	}
	return nil
}

// took is a measured time of one operation; 0 where there is none.
func took(s *anatomy.Scene, name string) time.Duration {
	n, err := strconv.ParseInt(s.Facts[name], 10, 64)
	if err != nil {
		return 0
	}
	return time.Duration(n)
}

// tookEach is the measured times of the records; nil where there are none.
func tookEach(s *anatomy.Scene) (each []time.Duration, total time.Duration) {
	for _, f := range strings.Fields(s.Facts[tookRecords]) {
		n, err := strconv.ParseInt(f, 10, 64)
		if err != nil {
			return nil, 0
		}
		each, total = append(each, time.Duration(n)), total+time.Duration(n)
	}
	return each, total
}

// perByte is how many nanoseconds a byte took: with the private RSA key as many as
// fit into a block, and in the records.
func perByte(s *anatomy.Scene) (private, symmetric float64) {
	t, err := trafficOf(s.Act(byRSA))
	if err != nil {
		return 0, 0
	}
	n, err := t.tally()
	_, total := tookEach(s)
	fit := fits(s, byRSA)
	if err != nil || n.bytes == 0 || fit <= 0 {
		return 0, 0
	}
	return float64(took(s, tookDecrypt).Nanoseconds()) / float64(fit), float64(total.Nanoseconds()) / float64(n.bytes)
}
