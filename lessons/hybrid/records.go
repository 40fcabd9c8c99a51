package hybrid

import (
	"errors"

	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/handshake"
	"github.com/tlsteach/tlsteach/handshake/registry"
	"github.com/tlsteach/tlsteach/handshake/secrets"
	"github.com/tlsteach/tlsteach/handshake/secrets/record"
	"github.com/tlsteach/tlsteach/lessons/anatomy"
)

// A traffic is what the client sent behind its Finished: protected records, and how
// they are opened.
type traffic struct {
	version registry.Version
	suite   registry.CipherSuite
	keys    record.Keys
	first   uint64   // the sequence number of the first record
	records []sealed // in order
}

// A sealed is a protected record as it crossed.
type sealed struct {
	kind registry.ContentType
	body []byte
}

var errNoTraffic = errors.New("the recording has no whole handshake, or its keys were not logged")

// trafficOf finds the client's records and, from the key log, their keys.
func trafficOf(a *anatomy.Act) (*traffic, error) {
	hello, ok := a.Message("ClientHello").Client()
	answer, ok2 := a.Message("ServerHello").Server()
	if !ok || !ok2 {
		return nil, errNoTraffic
	}
	t := &traffic{version: answer.Negotiated(), suite: answer.CipherSuite}
	keys := a.Session.Keys()
	all := protected(a.Session.Recording.Bytes(capture.Client), t.version)
	if len(all) == 0 {
		return nil, errNoTraffic
	}
	t.records = all[1:] // behind the Finished
	if t.version >= registry.VersionTLS13 {
		// New keys, so the numbers begin again: RFC 8446 §5.3.
		k, _, err := secrets.TrafficKeys(t.version, t.suite, keys.Log.Secret("CLIENT_TRAFFIC_SECRET_0", hello.Random))
		t.keys = k
		return t, err
	}
	block, err := secrets.NewKeyBlock(t.version, t.suite, keys.Log.Secret("CLIENT_RANDOM", hello.Random), hello.Random, answer.Random)
	t.keys, t.first = block.Client, 1 // number 0 was the Finished: RFC 5246 §6.1
	return t, err
}

// protected is the records of a direction that are encrypted: up to TLS 1.2 those
// behind the ChangeCipherSpec, in TLS 1.3 those of type 23.
func protected(b []byte, version registry.Version) (out []sealed) {
	changed := false
	for len(b) >= handshake.RecordHeaderLength {
		kind := registry.ContentType(b[0])
		n := handshake.RecordHeaderLength + int(b[3])<<8 + int(b[4])
		if n > len(b) {
			break
		}
		if changed && version < registry.VersionTLS13 || version >= registry.VersionTLS13 && kind == registry.ContentApplicationData {
			out = append(out, sealed{kind, b[handshake.RecordHeaderLength:n]})
		}
		changed = changed || kind == registry.ContentChangeCipherSpec
		b = b[n:]
	}
	return out
}

// half opens the records from the first one on.
func (t *traffic) half() (*record.Half, error) {
	h, err := record.New(t.version, t.suite, t.keys, record.Options{})
	if err != nil {
		return nil, err
	}
	h.SetSeq(t.first)
	return h, nil
}

// open opens all records, and tells each with what it held: with its error where it
// did not open. The content is valid during the call only.
func (t *traffic) open(tell func(i int, o record.Opened, err error)) error {
	h, err := t.half()
	if err != nil {
		return err
	}
	var room []byte
	for i, r := range t.records {
		o, err := h.Open(room[:0], r.kind, registry.VersionTLS12, r.body) // every record's header says 0303
		if err != nil {
			h.Skip(r.body)
		} else {
			room = o.Content
		}
		tell(i, o, err)
	}
	return nil
}

// A tally counts what the records held.
type tally struct {
	opened, closed int // records of data, and records that did not open
	bytes          int // of data
	others         int // records that held something else: the goodbye
}

func (t *traffic) tally() (n tally, err error) {
	err = t.open(func(_ int, o record.Opened, err error) {
		switch {
		case err != nil:
			n.closed++
		case o.Type == registry.ContentApplicationData:
			n.opened++
			n.bytes += len(o.Content)
		default:
			n.others++
		}
	})
	return n, err
}
