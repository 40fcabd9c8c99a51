package matrix

import (
	"bytes"
	"fmt"
	"os"
	"strings"

	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/handshake"
	"github.com/tlsteach/tlsteach/handshake/registry"
	"github.com/tlsteach/tlsteach/handshake/secrets/record"
)

// A result is a cell that ran.
type result struct {
	cell
	recording    *capture.Recording
	request, got []byte // what the client sent and what the server answered
	said         string // by the client's program
}

// readLog reads a key log file into keys.
func readLog(file string) (*handshake.Keys, error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	keys := new(handshake.Keys)
	if err := keys.Log.Read(f, file); err != nil {
		return nil, err
	}
	for _, n := range keys.Log.Notes() {
		if !strings.Contains(n.String(), "CLIENT_TRAFFIC_SECRET_N") && !strings.Contains(n.String(), "SERVER_TRAFFIC_SECRET_N") { // what OpenSSL calls those behind a KeyUpdate
			return nil, fmt.Errorf("%v", n)
		}
	}
	return keys, nil
}

// data is the application data of one side, as far as it is open.
func data(items []*handshake.Item, from capture.Side) (b []byte) {
	for _, it := range items {
		if it.From == from && it.Kind == handshake.KindApplicationData && (it.Decrypted || !it.Protected) {
			b = append(b, it.Bytes...)
		}
	}
	return b
}

// agreed says whether the hellos show what the cell asks for.
func (r *result) agreed(items []*handshake.Item, state handshake.State) error {
	if state.Version != r.version || state.CipherSuite != r.suite {
		return fmt.Errorf("the peers agreed on %s, %s; the client said: %.300s", state.Version, state.CipherSuite, r.said)
	}
	for _, it := range items {
		m, ok := it.Message.(*handshake.ServerHello)
		if !ok {
			continue
		}
		// OpenSSL says it with NULL, too, against RFC 7366 §3: there it changes nothing.
		if got, want := m.Has(registry.ExtEncryptThenMAC), r.mayEncryptThenMAC() && !r.plainMAC; got != want && r.suite.Encryption() != "NULL" {
			return fmt.Errorf("encrypt_then_mac: %v", got)
		}
		if got, want := m.Has(registry.ExtExtendedMasterSecret), r.version < registry.VersionTLS13 && !r.plainMaster; got != want {
			return fmt.Errorf("extended_main_secret: %v", got)
		}
	}
	return nil
}

// opened says whether everything was opened, and is what the peers sent.
func (r *result) opened(items []*handshake.Item) error {
	finished := 0
	for _, it := range items {
		switch {
		case it.Err != nil:
			return fmt.Errorf("%s %s: %v", it.From, it.Kind, it.Err)
		case it.Protected && !it.Decrypted:
			return fmt.Errorf("%s %s is closed, and wants %s", it.From, it.Kind, it.Missing)
		case it.Kind == handshake.KindHandshake:
			if _, ok := it.Message.(*handshake.Unopened); ok {
				return fmt.Errorf("%s %s has no parser", it.From, it.Name)
			}
		}
		if it.Name == "Finished" {
			finished++
			if it.Verify != handshake.Matches {
				return fmt.Errorf("the Finished of the %s: %v", it.From, it.Verify)
			}
		}
	}
	if finished != 2 {
		return fmt.Errorf("%d Finished", finished)
	}
	for _, from := range []capture.Side{capture.Client, capture.Server} {
		if got, want := data(items, from), r.sent(from); !bytes.Equal(got, want) {
			return fmt.Errorf("the data of the %s, %d bytes, is not what it sent, %d bytes: %.60q", from, len(got), len(want), got)
		}
	}
	return nil
}

// missing is why a suite's records are not opened; empty: they are.
func (c cell) missing() string {
	if _, err := record.ParamsOf(c.version, c.suite); err != nil {
		return err.Error()
	}
	return ""
}

// closed says whether everything stays closed, as a cipher that is not there wants
// it, and says so.
func (r *result) closed(items []*handshake.Item) error {
	protected := 0
	for _, it := range items {
		if it.Err != nil || it.Decrypted {
			return fmt.Errorf("%s %s: decrypted %v, %v", it.From, it.Kind, it.Decrypted, it.Err)
		}
		if it.Protected && it.Kind != handshake.KindRecord {
			protected++
			if !bytes.Contains([]byte(it.Missing), []byte(r.missing())) {
				return fmt.Errorf("%s %s wants %s", it.From, it.Kind, it.Missing)
			}
		}
	}
	if least := 2; protected < least {
		return fmt.Errorf("%d protected records", protected)
	}
	return nil
}

// judge decodes a session and says what is not as it should be.
func (r *result) judge(keys *handshake.Keys) error {
	items, state := handshake.DecodeWith(r.recording, keys)
	e, reach := r.exempt()
	agreed := r.agreed(items, state)
	if reach == neverAgreed {
		if agreed == nil && r.opened(items) == nil {
			return fmt.Errorf("it works, against the exemption: %s", e.reason)
		}
		return nil
	}
	switch {
	case agreed != nil:
		return agreed
	case r.missing() != "":
		return r.closed(items)
	case reach == noData:
		if len(data(items, capture.Client)) > 0 {
			return fmt.Errorf("data is sent, against the exemption: %s", e.reason)
		}
	}
	return r.opened(items)
}
