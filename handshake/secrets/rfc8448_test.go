package secrets

import (
	"bytes"
	"crypto"
	"crypto/ecdh"
	"fmt"
	"strings"
	"testing"

	"github.com/tlsteach/tlsteach/handshake/registry"
)

// traces are all of RFC 8448, with the number of values that each has there.
var traces = []struct {
	name   string
	values int
}{
	{"simple", 109},
	{"resumed-0rtt", 125},
	{"hello-retry-request", 106},
	{"client-authentication", 101},
	{"compatibility-mode", 102},
}

const (
	tls13Version = registry.VersionTLS13
	tls13Suite   = registry.TLS_AES_128_GCM_SHA256 // of all traces
	traceHash    = crypto.SHA256
)

// A replay goes through a trace as its two peers did. What a step gives is
// taken from this package, never from the trace; the trace begins with private
// keys and messages alone.
type replay struct {
	t     *testing.T
	block *traceBlock

	private    map[string][]byte // ephemeral private keys, by side
	public     map[string][]byte
	group      registry.Group
	transcript []byte
	hellos     [][]byte // ClientHellos
	secret     map[string][]byte
	schedule   Inputs13 // what Schedule13 is given in the end
	pending    []byte   // messages that were constructed and not yet sent
	finished   map[string][]byte
	prefix     []byte // of a ClientHello with a binder
	binder     []byte
	nonce      []byte
	peers      *tracePeers
	server     *traceCertificate
	client     *traceCertificate
}

func (r *replay) hash() []byte { return sum(traceHash, r.transcript) }

func TestEveryValueOfRFC8448IsComputed(t *testing.T) {
	var resumption []byte // §4 resumes §3
	total, ran := 0, 0
	for _, tc := range traces {
		t.Run(tc.name, func(t *testing.T) {
			ran++
			tr := openTrace(t, tc.name)
			r := &replay{t: t, private: map[string][]byte{}, public: map[string][]byte{}, secret: map[string][]byte{}, finished: map[string][]byte{}}
			r.schedule = Inputs13{Version: tls13Version, Suite: tls13Suite}
			if tc.name == "resumed-0rtt" {
				r.schedule.PSK, r.schedule.Binder = resumption, ResumptionBinder
			}
			r.peers = newTracePeers()
			for _, b := range tr.blocks {
				r.block = b
				r.run(b.what)
			}
			r.wholeSchedule()
			if got := tr.finish(t); got != tc.values {
				t.Errorf("%d values were compared, want %d", got, tc.values)
			} else {
				total += got
			}
			if psk := r.secret["resumption_psk"]; psk != nil {
				resumption = psk
			}
		})
	}
	total += serverKey(t)
	if all := 8 + 109 + 125 + 106 + 101 + 102; ran == len(traces) && total != all {
		t.Errorf("%d values of RFC 8448 were compared, want %d", total, all)
	}
}

// run does what a block says. A block "same as" the other side's repeats no
// values; the replay computes the step once for both, and changes keys.
func (r *replay) run(what string) {
	r.t.Helper()
	b := r.block
	base, _, same := strings.Cut(what, " (same as ")
	word := strings.Fields(base)
	switch {
	case strings.HasPrefix(base, "create an ephemeral "):
		r.keyPair(word[3])
	case strings.HasPrefix(base, "construct a"):
		r.construct(word[2])
	case strings.HasPrefix(base, "send "):
		r.peers.send(b, word[1], r)
	case strings.Contains(base, " traffic keys for "):
		r.trafficKeys(word[1], strings.TrimSuffix(strings.SplitN(base, " for ", 2)[1], " data"), same)
	case same:
		if len(b.values) > 0 {
			r.t.Errorf("{%s} %s has values", b.who, what)
		}
	case strings.HasPrefix(base, "extract secret "):
		r.extract(strings.Trim(word[2], `"`))
	case strings.HasPrefix(base, "derive secret for "):
		r.derived(word[3])
	case strings.HasPrefix(base, "derive secret "):
		r.derive(strings.TrimSuffix(strings.SplitN(base, `"tls13 `, 2)[1], `"`))
	case base == `calculate finished "tls13 finished"`:
		r.calculateFinished()
	case base == "calculate PSK binder":
		r.calculateBinder()
	case base == `generate resumption secret "tls13 resumption"`:
		r.resumption()
	default:
		r.t.Errorf("{%s} %s: not understood", b.who, what)
	}
}

func (r *replay) must(s Step, err error) Step {
	r.t.Helper()
	if err != nil {
		r.t.Fatalf("{%s} %s: %v", r.block.who, r.block.what, err)
	}
	return s
}

func (r *replay) mustAll(d Derivation, err error) Derivation {
	r.t.Helper()
	if err != nil {
		r.t.Fatalf("{%s} %s: %v", r.block.who, r.block.what, err)
	}
	return d
}

func (r *replay) keyPair(name string) {
	curve := ecdh.X25519()
	r.group = registry.GroupX25519
	if name == "P-256" {
		curve, r.group = ecdh.P256(), registry.GroupSecp256r1
	}
	private := r.block.use("private key")
	key, err := curve.NewPrivateKey(private)
	if err != nil {
		r.t.Fatal(err)
	}
	r.private[r.block.who], r.public[r.block.who] = private, key.PublicKey().Bytes()
	r.block.is(r.t, "public key", key.PublicKey().Bytes())
}

func (r *replay) extract(name string) {
	b, t := r.block, r.t
	var s Step
	switch name {
	case "early":
		s = r.must(EarlySecret(traceHash, r.schedule.PSK))
	case "handshake":
		// Both sides must come to the same; the client's share in the second
		// ClientHello is of the group that the server asked for.
		shared := r.must(SharedSecret(r.group, r.private["server"], r.public["client"]))
		again := r.must(SharedSecret(r.group, r.private["client"], r.public["server"]))
		if !bytes.Equal(shared.Output, again.Output) {
			t.Error("the peers come to different secrets")
		}
		r.schedule.Shared = shared.Output
		d := r.mustAll(HandshakeSecret(traceHash, r.secret["early"], shared.Output))
		s = d[1]
	case "master":
		s = r.mustAll(MainSecret(traceHash, r.secret["handshake"]))[1]
	default:
		t.Fatalf("no secret %q", name)
	}
	b.is(t, "salt", s.Input("salt"))
	b.is(t, "IKM", s.Input("IKM"))
	b.is(t, "secret", s.Output)
	r.secret[name] = s.Output
}

// derived is the step between two floors of the schedule.
func (r *replay) derived(to string) {
	var s Step
	if to == "handshake" {
		s = r.mustAll(HandshakeSecret(traceHash, r.secret["early"], nil))[0]
	} else {
		s = r.mustAll(MainSecret(traceHash, r.secret["handshake"]))[0]
	}
	r.block.is(r.t, "PRK", s.Input("Secret"))
	r.block.is(r.t, "hash", s.Input("Transcript-Hash"))
	r.block.is(r.t, "info", s.Input("info"))
	r.block.is(r.t, "expanded", s.Output)
}

// floors says from which secret a label derives.
var floors = map[string]string{
	"c e traffic": "early", "e exp master": "early",
	"c hs traffic": "handshake", "s hs traffic": "handshake",
	"c ap traffic": "master", "s ap traffic": "master", "exp master": "master", "res master": "master",
}

func (r *replay) derive(label string) {
	s := r.must(DeriveSecret(traceHash, r.secret[floors[label]], label, r.hash()))
	r.block.is(r.t, "PRK", s.Input("Secret"))
	r.block.is(r.t, "hash", s.Input("Transcript-Hash"))
	r.block.is(r.t, "info", s.Input("info"))
	r.block.is(r.t, "expanded", s.Output)
	r.secret[label] = s.Output
}

// trafficKeys derives keys once, and changes to them where a side writes.
func (r *replay) trafficKeys(way, epoch string, same bool) {
	b, t := r.block, r.t
	from := b.who
	if way == "read" {
		from = map[string]string{"client": "server", "server": "client"}[b.who]
	}
	label := from[:1] + map[string]string{"handshake": " hs traffic", "application": " ap traffic", "early application": " e traffic"}[epoch]
	secret := r.secret[label]
	if secret == nil {
		t.Fatalf("{%s} %s: there is no secret %q", b.who, b.what, label)
	}
	keys, d, err := TrafficKeys(tls13Version, tls13Suite, secret)
	r.mustAll(d, err)
	if !same {
		b.is(t, "PRK", d[0].Input("Secret"))
		b.is(t, "key info", d[0].Input("info"))
		b.is(t, "key expanded", d[0].Output)
		b.is(t, "iv info", d[1].Input("info"))
		b.is(t, "iv expanded", d[1].Output)
	}
	if way == "write" {
		r.peers.change(t, b.who, keys)
	}
}

func (r *replay) calculateFinished() {
	b, t := r.block, r.t
	label := b.who[:1] + " hs traffic"
	key := r.must(FinishedKey(traceHash, r.secret[label]))
	mac := r.must(FinishedMAC(traceHash, key.Output, r.hash()))
	b.is(t, "PRK", key.Input("Secret"))
	b.is(t, "hash", key.Input("Context")) // there is none: the hash of the messages is not used here
	b.is(t, "info", key.Input("info"))
	b.is(t, "expanded", key.Output)
	b.is(t, "finished", mac.Output)
	r.finished[b.who] = mac.Output
	if b.who == "server" {
		r.schedule.BeforeServerFinished = r.hash()
	} else {
		r.schedule.BeforeClientFinished = r.hash()
	}
}

func (r *replay) calculateBinder() {
	b, t := r.block, r.t
	b.is(t, "ClientHello prefix", r.prefix)
	r.schedule.Truncated = sum(traceHash, r.prefix)
	b.is(t, "binder hash", r.schedule.Truncated)
	key := r.must(BinderKey(traceHash, r.secret["early"], ResumptionBinder))
	d := r.mustAll(Binder(traceHash, key.Output, r.schedule.Truncated))
	b.is(t, "PRK", d[0].Input("Secret"))
	b.is(t, "hash", d[0].Input("Context"))
	b.is(t, "info", d[0].Input("info"))
	b.is(t, "expanded", d[0].Output)
	b.is(t, "finished", d[1].Output)
	r.binder = d[1].Output
}

func (r *replay) resumption() {
	b, t := r.block, r.t
	r.nonce = b.use("hash") // the ticket is compared with it when it comes
	s := r.must(ResumptionPSK(traceHash, r.secret["res master"], r.nonce))
	b.is(t, "PRK", s.Input("Secret"))
	b.is(t, "info", s.Input("info"))
	b.is(t, "expanded", s.Output)
	r.secret["resumption_psk"] = s.Output
}

// wholeSchedule computes the connection at once, and wants every secret again.
func (r *replay) wholeSchedule() {
	r.schedule.ClientFinished = r.hash()
	d, err := Schedule13(r.schedule)
	r.mustAll(d, err)
	seen := map[string]bool{}
	for _, s := range d {
		seen[string(s.Output)] = true
		if first, _ := d.Find(s.Name); !bytes.Equal(first.Output, s.Output) {
			r.t.Errorf("two steps are called %s", s.Name)
		}
	}
	for name, want := range r.secret {
		if name != "resumption_psk" && !seen[string(want)] {
			r.t.Errorf("the whole schedule does not have the secret %q", name)
		}
	}
	for side, want := range r.finished {
		if got := d.Output(side + "_finished"); !bytes.Equal(got, want) {
			r.t.Errorf("%s_finished is %x, want %x", side, got, want)
		}
	}
	if r.binder != nil && !bytes.Equal(d.Output("binder"), r.binder) {
		r.t.Error("the binder of the whole schedule differs")
	}
	want := 2 + 2 + 6 + 4 + 2 + 6 + 2 - 1 // of a connection without PSK
	if r.schedule.PSK != nil {
		want += 3 + 4
	}
	if len(d) != want {
		r.t.Errorf("the whole schedule has %d steps, want %d: %v", len(d), want, names(d))
	}
}

func names(d Derivation) string {
	var list []string
	for _, s := range d {
		list = append(list, s.Name)
	}
	return fmt.Sprint(list)
}
