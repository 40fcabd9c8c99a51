package secrets_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/handshake"
	"github.com/tlsteach/tlsteach/handshake/registry"
	"github.com/tlsteach/tlsteach/handshake/secrets"
)

// connectionsOfRFC8448 are its traces; those of one row know one another's sessions.
var connectionsOfRFC8448 = [][]string{{"simple", "resumed-0rtt"}, {"hello-retry-request"}, {"client-authentication"}, {"compatibility-mode"}}

// A Conversation is given the records of each trace and the private keys that its peers
// drew, as tlsteach read is by --key, and comes to what the RFC prints: each record, each
// Finished, each secret and key.
func TestAConversationOpensTheTracesOfRFC8448(t *testing.T) {
	for _, row := range connectionsOfRFC8448 {
		t.Run(strings.Join(row, " and "), func(t *testing.T) {
			keys := new(handshake.Keys)
			for _, trace := range row {
				r := &reader8448{t: t, want: map[string][]byte{}, told: map[string][]byte{}}
				secrets.EachTraceValue(t, trace, func(who, what, name string, value []byte) {
					if group, ok := strings.CutPrefix(what, "create an ephemeral "); ok && name == "private key" {
						keys.Ephemeral = append(keys.Ephemeral, ephemeral8448(group, value))
					}
					if step := stepOf8448(who, what, name); step != "" {
						r.want[step] = value
					}
				})
				r.read(trace, keys)
				r.compare()
			}
		})
	}
}

func ephemeral8448(group string, private []byte) handshake.EphemeralKey {
	if strings.HasPrefix(group, "P-256 ") {
		return handshake.EphemeralKey{Group: registry.GroupSecp256r1, Private: private}
	}
	return handshake.EphemeralKey{Group: registry.GroupX25519, Private: private}
}

// A reader8448 is a reading of a trace: what its steps have to give, and what they gave.
type reader8448 struct {
	t          *testing.T
	want, told map[string][]byte
	carried    []byte // of the record that was fed last
	items      int    // that are not records' headers
	finished   int
}

func (r *reader8448) read(trace string, keys *handshake.Keys) {
	c := handshake.NewConversation(r.item)
	c.Open(keys)
	c.Derive(func(s *secrets.Step) {
		if before, again := r.told[s.Name]; again && !bytes.Equal(before, s.Output) {
			r.t.Errorf("there are two %s", s.Name)
		}
		r.told[s.Name] = bytes.Clone(s.Output)
	})
	var payload []byte
	secrets.EachTraceValue(r.t, trace, func(who, what, name string, value []byte) {
		switch name {
		case "payload":
			payload = value
		case "complete record":
			r.carried = nil
			c.Feed(map[string]capture.Side{"client": capture.Client, "server": capture.Server}[who], value, 0)
			if !bytes.Equal(r.carried, payload) {
				r.t.Errorf("{%s} %s carries %x, want %x", who, what, r.carried, payload)
			}
		}
	})
	c.End(0)
	if r.finished != 2 || r.items < 8 {
		r.t.Errorf("%d Finished among %d items", r.finished, r.items)
	}
}

func (r *reader8448) item(it *handshake.Item) {
	if it.Err != nil || it.Missing != "" || it.Protected != it.Decrypted {
		r.t.Errorf("%s of the %s: protected %v, decrypted %v, missing %q, %v", it.Name, it.From, it.Protected, it.Decrypted, it.Missing, it.Err)
	}
	if it.Kind == handshake.KindRecord {
		return
	}
	r.items++
	r.carried = append(r.carried, it.Bytes...)
	if it.Name != "Finished" {
		return
	}
	if r.finished++; it.Verify != handshake.Matches || !it.Decrypted {
		r.t.Errorf("the Finished of the %s: %v", it.From, it.Verify)
	}
}

// compare wants each value of the trace to be told by the step of its name, but for
// those that nobody needs who reads along, and no other steps.
func (r *reader8448) compare() {
	for name, want := range r.want {
		switch name {
		case "exporter_master_secret", "early_exporter_master_secret", "binder_finished_key", "binder":
			continue
		}
		if got := r.told[name]; !bytes.Equal(got, want) {
			r.t.Errorf("%s is %x, want %x", name, got, want)
		}
	}
	for name := range r.told {
		if r.want[name] == nil && name != "client_hello1_hash" && name != "message_hash" && name != "resumption_psk" {
			r.t.Errorf("the trace has no %s", name)
		}
	}
	if len(r.told) < 23 {
		r.t.Errorf("%d steps", len(r.told))
	}
}

// labels8448 are the secrets by the labels that the RFC prints.
var labels8448 = map[string]string{
	`"tls13 c e traffic"`: "client_early_traffic_secret", `"tls13 e exp master"`: "early_exporter_master_secret",
	`"tls13 c hs traffic"`: "client_handshake_traffic_secret", `"tls13 s hs traffic"`: "server_handshake_traffic_secret",
	`"tls13 c ap traffic"`: "client_application_traffic_secret_0", `"tls13 s ap traffic"`: "server_application_traffic_secret_0",
	`"tls13 exp master"`: "exporter_master_secret", `"tls13 res master"`: "resumption_master_secret",
	`for handshake "tls13 derived"`: "derived_secret_handshake", `for master "tls13 derived"`: "derived_secret_master",
}

// stepOf8448 is the step whose output a value of a trace is; "" where it is an input.
func stepOf8448(who, what, value string) string {
	switch {
	case strings.HasPrefix(what, "extract secret ") && value == "secret":
		return strings.Split(what, `"`)[1] + "_secret"
	case what == `extract secret "handshake"` && value == "IKM":
		return "shared_secret"
	case strings.HasPrefix(what, "derive secret ") && value == "expanded":
		return labels8448[strings.TrimPrefix(what, "derive secret ")]
	case strings.Contains(what, " traffic keys for ") && strings.HasSuffix(value, " expanded"):
		if strings.Contains(what, " read ") {
			who = map[string]string{"client": "server", "server": "client"}[who]
		}
		epoch := strings.Fields(what[strings.Index(what, " for ")+5:])[0] // "early application data" is early
		return who + "_" + epoch + "_write_" + strings.TrimSuffix(value, " expanded")
	case strings.HasPrefix(what, "calculate finished"), strings.HasPrefix(what, "calculate PSK binder"):
		name := map[bool]string{true: "binder", false: who + "_finished"}[strings.Contains(what, "binder")]
		return map[string]string{"expanded": strings.TrimSuffix(name, "_finished") + "_finished_key", "finished": name}[value]
	case strings.HasPrefix(what, "generate resumption secret") && value == "expanded":
		return "resumption_psk"
	}
	return ""
}
