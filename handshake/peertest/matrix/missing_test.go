package matrix

import (
	"bytes"
	"os"
	"strings"

	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/handshake"
)

// withoutEach takes one label after the other out of the key log. What then is
// closed names it, and is what that secret protects; the rest is open as before.
func (k *talk) withoutEach() {
	k.Helper()
	log, err := os.ReadFile(k.clientLog())
	if err != nil {
		k.Fatal(err)
	}
	for _, missing := range []struct {
		label  string
		from   capture.Side
		closes []string // names of messages and kinds of items
	}{
		{"CLIENT_EARLY_TRAFFIC_SECRET", capture.Client, []string{"ApplicationData " + early, "EndOfEarlyData"}},
		{"CLIENT_HANDSHAKE_TRAFFIC_SECRET", capture.Client, []string{"Finished"}},
		{"SERVER_HANDSHAKE_TRAFFIC_SECRET", capture.Server, []string{"EncryptedExtensions", "Finished"}},
		{"CLIENT_TRAFFIC_SECRET_0", capture.Client, []string{"ApplicationData and later\n", "Alert"}},
		{"SERVER_TRAFFIC_SECRET_0", capture.Server, []string{"NewSessionTicket", "ApplicationData never too late\n", "Alert"}},
	} {
		var rest []byte
		for line := range strings.Lines(string(log)) {
			if !strings.HasPrefix(line, missing.label+" ") {
				rest = append(rest, line...)
			}
		}
		keys := new(handshake.Keys)
		if err := keys.Log.Read(bytes.NewReader(rest), "the rest"); err != nil {
			k.Fatal(err)
		}
		c := k.connections[1]
		items, _ := handshake.DecodeWith(c.recording, keys)
		missed := map[string]bool{}
		for _, it := range items {
			if it.Err != nil {
				k.Errorf("without %s: %s %s: %v", missing.label, it.From, it.Kind, it.Err)
			}
			if !it.Protected || it.Decrypted || it.Kind == handshake.KindRecord {
				continue
			}
			if it.From != missing.from || !strings.Contains(it.Missing, missing.label) {
				k.Errorf("without %s: what the %s sent wants %s", missing.label, it.From, it.Missing)
			}
		}
		for _, name := range missing.closes {
			missed[missing.from.String()+" "+name] = false
		}
		open := opened(items)
		for _, name := range opened(c.items) {
			if len(open) > 0 && open[0] == name {
				open = open[1:]
			} else if _, ok := missed[name]; ok {
				missed[name] = true
			} else {
				k.Errorf("without %s: %q is closed", missing.label, name)
			}
		}
		for name, is := range missed {
			if !is {
				k.Errorf("without %s: %q is open", missing.label, name)
			}
		}
	}
}

// opened are the items that were opened, by side and name, in order.
func opened(items []*handshake.Item) (names []string) {
	for _, it := range items {
		if it.Decrypted && it.Kind != handshake.KindRecord {
			name := it.Name
			if it.Kind == handshake.KindApplicationData {
				name += " " + string(it.Bytes)
			}
			names = append(names, it.From.String()+" "+name)
		}
	}
	return names
}
