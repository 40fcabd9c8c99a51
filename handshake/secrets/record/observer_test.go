package record_test

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"strings"
	"testing"

	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/handshake"
	"github.com/tlsteach/tlsteach/handshake/registry"
	"github.com/tlsteach/tlsteach/handshake/secrets"
	"github.com/tlsteach/tlsteach/handshake/secrets/record"
)

// An observer opens each record of a recording with the help of a key log.
type observer struct {
	t            testing.TB
	use          use
	client       *handshake.ClientHello
	server       *handshake.ServerHello
	secrets      map[string][]byte // by label, of this connection
	applications map[capture.Side][]byte
	clear        map[capture.Side][]byte // handshake messages before the keys
	protected    map[capture.Side][]byte // and behind them
}

// observe returns what both sides said to each other.
func observe(t testing.TB, rec *capture.Recording, keylog []byte) *observer {
	t.Helper()
	o := &observer{t: t, secrets: map[string][]byte{}, applications: map[capture.Side][]byte{}, clear: map[capture.Side][]byte{}, protected: map[capture.Side][]byte{}}
	items, _ := handshake.Decode(rec)
	for _, it := range items {
		switch m := it.Message.(type) {
		case *handshake.ClientHello:
			o.client = m
		case *handshake.ServerHello:
			o.server = m
		}
	}
	if o.client == nil || o.server == nil {
		t.Fatal("the recording has no hellos")
	}
	o.use = use{o.server.Negotiated(), o.server.CipherSuite, record.Options{EncryptThenMAC: o.server.Has(registry.ExtEncryptThenMAC)}}
	lines := bufio.NewScanner(bytes.NewReader(keylog))
	for lines.Scan() {
		if part := strings.Fields(lines.Text()); len(part) == 3 && part[1] == hex.EncodeToString(o.client.Random) {
			o.secrets[part[0]], _ = hex.DecodeString(part[2])
		}
	}
	for _, from := range []capture.Side{capture.Client, capture.Server} {
		o.read(from, rec.Bytes(from))
	}
	return o
}

// read opens all records of one side.
func (o *observer) read(from capture.Side, stream []byte) {
	o.t.Helper()
	var half *record.Half
	var messages []byte // of protected handshake records
	for n := 0; len(stream) > 0; n++ {
		typ, v := registry.ContentType(stream[0]), registry.Version(binary.BigEndian.Uint16(stream[1:]))
		length := int(binary.BigEndian.Uint16(stream[3:]))
		body := stream[5 : 5+length]
		stream = stream[5+length:]
		switch {
		case o.use.is13() && typ != registry.ContentApplicationData:
			continue
		case o.use.is13() && half == nil:
			half = o.traffic(strings.ToUpper(from.String()) + "_HANDSHAKE_TRAFFIC_SECRET")
		case typ == registry.ContentChangeCipherSpec:
			half = o.block(from)
			continue
		case half == nil:
			o.clear[from] = append(o.clear[from], body...)
			continue
		}
		opened, err := half.Open(nil, typ, v, body)
		if err != nil {
			o.t.Fatalf("%s: record %d of the %s: %v", o.use, n, from, err)
		}
		switch opened.Type {
		case registry.ContentApplicationData:
			o.applications[from] = append(o.applications[from], opened.Content...)
		case registry.ContentHandshake:
			messages = append(messages, opened.Content...)
			o.protected[from] = append(o.protected[from], opened.Content...)
			if o.use.is13() && finished(messages) {
				half, messages = o.traffic(strings.ToUpper(from.String())+"_TRAFFIC_SECRET_0"), nil
			}
		}
	}
	if half == nil {
		o.t.Fatalf("%s: the %s protected nothing", o.use, from)
	}
}

// finished reports whether messages end with a Finished.
func finished(messages []byte) bool {
	for len(messages) >= 4 {
		n := 4 + int(binary.BigEndian.Uint32(messages)&0xffffff)
		if len(messages) < n {
			return false
		}
		if messages[0] == byte(registry.HandshakeFinished) {
			return true
		}
		messages = messages[n:]
	}
	return false
}

func (o *observer) secret(label string) []byte {
	o.t.Helper()
	if o.secrets[label] == nil {
		o.t.Fatalf("%s: the key log has no %s", o.use, label)
	}
	return o.secrets[label]
}

func (o *observer) traffic(label string) *record.Half {
	o.t.Helper()
	keys, _, err := secrets.TrafficKeys(o.use.version, o.use.suite, o.secret(label))
	return o.half(keys, err)
}

func (o *observer) block(from capture.Side) *record.Half {
	o.t.Helper()
	k, err := secrets.NewKeyBlock(o.use.version, o.use.suite, o.secret("CLIENT_RANDOM"), o.client.Random, o.server.Random)
	if from == capture.Client {
		return o.half(k.Client, err)
	}
	return o.half(k.Server, err)
}

func (o *observer) half(keys record.Keys, err error) *record.Half {
	o.t.Helper()
	var h *record.Half
	if err == nil {
		h, err = record.New(o.use.version, o.use.suite, keys, o.use.options)
	}
	if err != nil {
		o.t.Fatal(fmt.Errorf("%s: %w", o.use, err))
	}
	return h
}
