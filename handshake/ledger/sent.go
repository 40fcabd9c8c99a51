package ledger

import (
	"bytes"
	"strconv"

	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/handshake"
	"github.com/tlsteach/tlsteach/handshake/registry"
	"github.com/tlsteach/tlsteach/handshake/secrets/record"
)

// sentHello finds a draw among the random values of the hellos: RFC 8446 §4.1.2,
// §4.1.3.
func (v *view) sentHello(side capture.Side, d capture.Draw) []claim {
	switch side {
	case capture.Client:
		return append(v.repeated(ClientRandom, "random", d.Bytes, "the client random, sent as it is"),
			v.repeated(SessionID, "legacy_session_id", d.Bytes, "the session ID, sent as it is")...)
	case capture.Server:
		return v.serverRandom(d.Bytes)
	}
	return nil
}

// repeated is the claim of a field of the ClientHello. A second hello says it
// again, and the server echoes the session ID: that is one place.
func (v *view) repeated(kind Kind, field string, value []byte, text string) []claim {
	var where []Evidence
	for _, i := range v.hellos {
		if e, b := v.find(i, field); len(b) > 0 && e.From == capture.Client && bytes.Equal(b, value) {
			where = append(where, e)
		}
	}
	if where == nil {
		return nil
	}
	if kind == SessionID {
		for i, it := range v.in.Items {
			if e, b := v.find(i, "legacy_session_id_echo"); it.From == capture.Server && bytes.Equal(b, value) {
				where, text = append(where, e), "the session ID, sent as it is and echoed by the server"
			}
		}
	}
	return []claim{{kind: kind, text: text, where: where}}
}

// serverRandom: its last 8 bytes may be a sign, against downgrades (RFC 8446
// §4.1.3) or that ECH was accepted (RFC 9849 §7.2).
func (v *view) serverRandom(value []byte) []claim {
	m := v.server()
	if m == nil || len(m.Random) != 32 {
		return nil
	}
	e, _ := v.find(v.serverHello, "random")
	front, tail := m.Random[:24], m.Random[24:]
	switch {
	case bytes.Equal(m.Random, value):
		return []claim{{kind: ServerRandom, text: "the server random, sent as it is", where: []Evidence{e}}}
	case bytes.Equal(front, value) && bytes.HasPrefix(tail, []byte("DOWNGRD")):
		e.Length = len(front)
		return []claim{{kind: ServerRandom, where: []Evidence{e},
			text: "the server random but for its last 8 bytes, which warn that the server knows a newer version"}}
	case len(value) == 32 && bytes.Equal(front, value[:24]) && v.tookECH():
		e.Length = len(front)
		return []claim{{kind: ServerRandom, where: []Evidence{e},
			text: "the server random but for its last 8 bytes, which were replaced by the sign that ECH was accepted"}}
	}
	return nil
}

// offersECH says whether a hello hides another.
func (v *view) offersECH() bool {
	for n := range v.hellos {
		if len(v.hello(n).ECH.Payload) > 0 {
			return true
		}
	}
	return false
}

// An ivKey is a value that stands before the ciphertexts of one side.
type ivKey struct {
	side capture.Side
	iv   string
}

// recordIVs are the explicit IVs of CBC: from TLS 1.1 on each record behind the
// ChangeCipherSpec begins with its own (RFC 4346 §6.2.3.2). They are read from the
// recording, which has them also where the items were opened.
func (v *view) recordIVs() map[ivKey][]Evidence {
	p, err := record.ParamsOf(v.version, v.suite)
	if err != nil || p.Kind != record.Block || p.Explicit == 0 || v.in.Recording == nil {
		return nil
	}
	ivs := map[ivKey][]Evidence{}
	for _, side := range []capture.Side{capture.Client, capture.Server} {
		changed := false
		b := v.in.Recording.Bytes(side)
		for n := 0; len(b) >= handshake.RecordHeaderLength; n++ {
			size := handshake.RecordHeaderLength + int(b[3])<<8 + int(b[4])
			if size > len(b) {
				break
			}
			body := b[handshake.RecordHeaderLength:size]
			if changed && len(body) > p.Explicit {
				key := ivKey{side, string(body[:p.Explicit])}
				ivs[key] = append(ivs[key], Evidence{From: side, Item: "record", Index: -1, Field: "iv",
					Offset: handshake.RecordHeaderLength, Length: p.Explicit, Record: n})
			}
			changed = changed || registry.ContentType(b[0]) == registry.ContentChangeCipherSpec
			b = b[size:]
		}
	}
	return ivs
}

// sentIV finds a draw before the ciphertext of a record. Where an IV repeats, each
// record is a place of its own.
func (v *view) sentIV(side capture.Side, d capture.Draw) []claim {
	var out []claim
	for _, e := range v.ivs[ivKey{side, string(d.Bytes)}] {
		out = append(out, claim{kind: RecordIV, where: []Evidence{e},
			text: "the IV of record " + strconv.Itoa(e.Record) + ", sent before its ciphertext"})
	}
	return out
}

// minSomewhere is how long a draw must be to be believed when it is found in a
// place that it is not known to go to, in bytes.
const minSomewhere = 8

// sentSomewhere searches all that one side sent for a draw that has no other place.
func (v *view) sentSomewhere(side capture.Side, d capture.Draw) *claim {
	if len(d.Bytes) < minSomewhere {
		return nil
	}
	for i, it := range v.in.Items {
		at := bytes.Index(it.Bytes, d.Bytes)
		if it.From != side || at < 0 {
			continue
		}
		return &claim{kind: Sent, text: "sent as it is", where: []Evidence{v.at(i, at, len(d.Bytes), v.within(i, at, len(d.Bytes)))}}
	}
	return nil
}
