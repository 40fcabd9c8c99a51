package weakrandomness

import (
	"bytes"
	"fmt"
	"strings"
	"time"

	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/handshake/registry"
	"github.com/tlsteach/tlsteach/handshake/secrets"
	"github.com/tlsteach/tlsteach/lessons/anatomy"
	"github.com/tlsteach/tlsteach/lessons/transcript"
)

const (
	clientHello = "ClientHello"
	serverHello = "ServerHello"
)

// claims are what the four recordings must prove.
var claims = []anatomy.Claim{
	{ID: "found", Says: "of all the seeds that the client can have, one gives the random in its hello, and only one", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		return fits(s, weak, sixteen, 1)
	}},
	{ID: "fast", Says: "to try them all takes this machine less than a second", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		v := anatomy.Verdict{Got: "nothing was tried", Want: "under a second", At: transcript.Evidence{Text: "the clock of this machine"}}
		if quick, tried := underASecond(s); tried == 1<<seedBits {
			v.Got = "a second or more"
			if quick {
				v.Got = v.Want
			}
		}
		return v
	}},
	{ID: "is-the-seed", Says: "the seed that was found is the one with which the client's generator was started", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		return anatomy.Verdict{Got: numberFound(s, weak, sixteen), Want: s.Facts["seed of "+weak], At: s.Message(weak, clientHello).At("random")}
	}},
	{ID: "session-id", Says: "the next block that follows from this seed is the session ID on the wire", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		m := s.Message(weak, clientHello)
		v := anatomy.Verdict{Got: m.Hex("legacy_session_id"), Want: "no seed", At: m.At("legacy_session_id")}
		if seed := sixteen.search(s.Act(weak).Session.Recording, capture.Client).seed; seed != nil {
			v.Want = fmt.Sprintf("%x", block(seed, sessionIDBlock))
		}
		return v
	}},
	{ID: "share", Says: "the public key that belongs to the block after that, block 2, is the client's key share on the wire", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		return shareFollows(s, weak, registry.GroupX25519)
	}},
	{ID: "traffic-secrets", Says: "the four traffic secrets worked out from the private key that was found are those in the peers' own key logs, which the attacker has not seen", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		return secretsAreTheirs(s, weak)
	}},
	{ID: "plaintext", Says: "what the attacker reads is what the server received", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		return reads(s, weak, capture.Client)
	}},
	{ID: "answer", Says: "the attacker reads the server's answer as well, as the client received it", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		return reads(s, weak, capture.Server)
	}},
	{ID: "server-drew-well", Says: "none of these seeds gives the server's random: it was not drawn as the client's was", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		f := sixteen.search(s.Act(weak).Session.Recording, capture.Server)
		return anatomy.Verdict{Got: count(f), Want: fmt.Sprintf("0 of %d", 1<<seedBits), At: s.Message(weak, serverHello).At("random")}
	}},
	{ID: "hybrid-share", Says: "with X25519MLKEM768 all {hybrid/ClientHello/key_share_entry/key_exchange length} bytes of the client's share follow from the seed: ML-KEM's and those of X25519", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		return shareFollows(s, hybrid, registry.GroupX25519MLKEM768)
	}},
	{ID: "hybrid-plaintext", Says: "the recording with X25519MLKEM768, too, is read as the server read it", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		return reads(s, hybrid, capture.Client)
	}},
	{ID: "strong-holds", Says: "of the client that draws well, no seed gives the random", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		return fits(s, strong, sixteen, 0)
	}},
	{ID: "strong-closed", Says: "the password of the client that draws well is nowhere in what the attacker reads, nor in the recording", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		a := s.Act(strong)
		v := anatomy.Verdict{Got: "nowhere", Want: "nowhere", At: transcript.Evidence{Text: "all bytes of both directions, and what was opened of them"}}
		password := []byte(s.Facts["password of "+strong])
		for _, from := range []capture.Side{capture.Client, capture.Server} {
			sent := a.Session.Recording.Bytes(from)
			switch {
			case len(sent) == 0 || len(password) == 0:
				v.Got = "nothing was recorded"
			case bytes.Contains(sent, password) || bytes.Contains(a.Data(from), password):
				v.Got = "found"
			}
		}
		return v
	}},
	{ID: "hundred-found", Says: "of the seeds that {source_count} sources can give, one gives the random in that client's hello", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		return fits(s, hundred, hundredGuessed(), 1)
	}},
	{ID: "hundred-plaintext", Says: "what the client with {source_count} sources sent is read, too", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		return reads(s, hundred, capture.Client)
	}},
}

// hundredGuessed is the attacker who can look up all sources but one.
func hundredGuessed() attacker { return attacker{seedBits, guessed()} }

func count(f search) string { return fmt.Sprintf("%d of %d", f.fit, f.tried) }

// fits is the verdict that so many of an attacker's seeds give the client's random.
func fits(s *anatomy.Scene, act string, a attacker, want int) anatomy.Verdict {
	return anatomy.Verdict{
		Got:  count(a.search(s.Act(act).Session.Recording, capture.Client)),
		Want: fmt.Sprintf("%d of %d", want, 1<<a.bits),
		At:   s.Message(act, clientHello).At("random"),
	}
}

func numberFound(s *anatomy.Scene, act string, a attacker) string {
	f := a.search(s.Act(act).Session.Recording, capture.Client)
	if f.seed == nil {
		return "none"
	}
	return fmt.Sprint(f.n)
}

// timed is how long it takes to try all seeds, the best of several times.
func timed(s *anatomy.Scene, times int) (best time.Duration, tried int) {
	random, ok := publicRandom(s.Act(weak).Session.Recording, capture.Client)
	for n := 0; ok && n < times; n++ {
		start := time.Now()
		tried = find(random, seedBits, small).tried
		if took := time.Since(start); n == 0 || took < best {
			best = took
		}
	}
	return best, tried
}

// underASecond says whether the search takes less than a second. A machine that is
// busy with other things is given several tries.
func underASecond(s *anatomy.Scene) (quick bool, tried int) {
	for range 5 {
		took, n := timed(s, 1)
		if took < time.Second {
			return true, n
		}
		tried = n
	}
	return false, tried
}

// shareFollows is the verdict that the client's share is the public half of what the
// seed gives: the scalar of X25519, and where the group has it the seed of ML-KEM
// before it.
func shareFollows(s *anatomy.Scene, act string, group registry.Group) anatomy.Verdict {
	m := s.Message(act, clientHello)
	const path = "key_share_entry/key_exchange"
	v := anatomy.Verdict{Got: "no seed", Want: "all bytes of the share", At: m.At(path)}
	share, ok := m.Field(path)
	seed := sixteen.search(s.Act(act).Session.Recording, capture.Client).seed
	if seed == nil || !ok {
		return v
	}
	private := privateKey(seed)
	if group == registry.GroupX25519MLKEM768 {
		private = append(mlkemSeed(seed), private...)
	}
	step, err := secrets.PublicShare(group, private)
	if err != nil {
		v.Got = err.Error()
		return v
	}
	v.Got, v.Want = shortened(share.Bytes), shortened(step.Output)
	return v
}

// shortened is all of a short value, and of a long one the fingerprint.
func shortened(b []byte) string {
	if len(b) <= 32 {
		return fmt.Sprintf("%x", b)
	}
	sum := fingerprint(b)
	return fmt.Sprintf("%d bytes, SHA-256 %x…", len(b), sum[:8])
}

// reads is the verdict that the decrypted bytes of one side are what the other
// received.
func reads(s *anatomy.Scene, act string, from capture.Side) anatomy.Verdict {
	receiver := "server of "
	if from == capture.Server {
		receiver = "client of "
	}
	a := s.Act(act)
	v := anatomy.Verdict{Got: strings.TrimSpace(string(a.Data(from))), Want: strings.TrimSpace(s.Facts[receiver+act]),
		At: transcript.Evidence{Text: fmt.Sprintf("the %s's records, opened with keys that follow from the recording", from)}}
	if v.Got == "" {
		v.Got = "nothing"
	}
	return v
}
