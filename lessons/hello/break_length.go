package hello

import (
	"crypto/tls"
	"encoding/binary"
	"errors"
	"fmt"

	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/handshake"
	"github.com/tlsteach/tlsteach/handshake/wire"
	"github.com/tlsteach/tlsteach/lessons/anatomy"
	"github.com/tlsteach/tlsteach/lessons/lab"
	"github.com/tlsteach/tlsteach/lessons/transcript"
)

// The break: the same ClientHello, with one length made one too large.
const broken = "broken"

const corrupted = "extensions_length"

func performBroken(l *lab.Lab) (*anatomy.Scene, error) {
	s, err := perform(l)
	if err != nil {
		return nil, err
	}
	var edited editedHello
	session, _, err := greet(l, host, tls.VersionTLS13, edited.write)
	if err != nil {
		return nil, err
	}
	if edited.err != nil {
		return nil, edited.err
	}
	if session.ClientErr == nil || session.ServerErr == nil {
		return nil, errors.New("a peer was content with a damaged hello")
	}
	s.Add(broken, "damaged", session)
	s.Facts["sent"] = string(edited.before) // what the client wrote, before the hand on the wire
	s.Facts["client_error"], s.Facts["server_error"] = session.ClientErr.Error(), session.ServerErr.Error()
	return s, nil
}

// editedHello makes one length of the first ClientHello one too large.
type editedHello struct {
	before []byte // the record as the client wrote it
	err    error
}

func (e *editedHello) write(n int, b []byte) []byte {
	if n != 0 {
		return b
	}
	e.before = append([]byte(nil), b...)
	var h handshake.ClientHello
	var t wire.Trace
	if e.err = h.Dissect(b[handshake.RecordHeaderLength:], &t); e.err != nil {
		return b
	}
	it := handshake.Item{Bytes: b[handshake.RecordHeaderLength:], Trace: t}
	f, ok := it.Find(corrupted)
	if !ok {
		e.err = fmt.Errorf("the hello has no %s", corrupted)
		return b
	}
	binary.BigEndian.PutUint16(f.Bytes, binary.BigEndian.Uint16(f.Bytes)+1)
	return b
}

var brokenClaims = []anatomy.Claim{
	{ID: "one-byte", Says: "one byte of the hello differs from what the client wrote, and nothing else", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		sent, crossed := s.Facts["sent"], s.Act(broken).Session.Recording.Bytes(capture.Client)
		differ := 0
		for i := 0; i < min(len(sent), len(crossed)); i++ {
			if sent[i] != crossed[i] {
				differ++
			}
		}
		v := anatomy.Verdict{Got: fmt.Sprintf("%d of %d bytes differ", differ, len(sent)), Want: fmt.Sprintf("1 of %d bytes differ", len(sent)),
			At: s.Message(broken, clientHello).At(corrupted)}
		if len(crossed) != len(sent) {
			v.Got = fmt.Sprintf("%d bytes crossed, not %d", len(crossed), len(sent))
		}
		return v
	}},
	{ID: "one-too-large", Says: "the length claims one byte more than there is", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		m := s.Message(broken, clientHello)
		f, ok := m.Field(corrupted)
		v := anatomy.Verdict{Got: "no such field", Want: "1 byte too many", At: m.At(corrupted)}
		if ok {
			v.Got = fmt.Sprintf("%d byte too many", m.Number(corrupted)-(len(m.Bytes)-f.Offset-len(f.Bytes)))
		}
		return v
	}},
	{ID: "decoder", Says: "the decoder stops at the field that cannot be filled, and says how much it wants", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		m := s.Message(broken, clientHello)
		left := 0
		if f, ok := m.Field(corrupted); ok {
			left = len(m.Bytes) - f.Offset - len(f.Bytes)
		}
		v := anatomy.Verdict{Got: "no error", Want: fmt.Sprintf("extensions needs %d bytes and has %d", left+1, left), At: m.At("unread")}
		if m.There() && m.Err != nil {
			v.Got = fmt.Sprintf("%s needs %d bytes and has %d", m.Err.Field, m.Err.Need, m.Err.Have)
		}
		return v
	}},
	{ID: "alert", Says: "the last thing that the server says is the alert decode_error, fatal", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		m := s.Act(broken).Last(capture.Server)
		return anatomy.Verdict{Got: m.Text("description") + ", " + m.Text("level"), Want: "decode_error, fatal", At: m.At("description")}
	}},
	{ID: "no-answer", Says: "there is no ServerHello: nothing is negotiated with a damaged hello", Judge: func(s *anatomy.Scene) anatomy.Verdict {
		got := "no ServerHello"
		if m := s.Message(broken, serverHello); m.There() {
			got = "a " + serverHello
		}
		sent := len(s.Act(broken).Session.Recording.Bytes(capture.Server))
		if sent == 0 {
			got = "the server said nothing at all"
		}
		return anatomy.Verdict{Got: got, Want: "no ServerHello", At: transcript.Evidence{Text: fmt.Sprintf("all %d bytes of the server", sent)}}
	}},
}

// blamed is the alert of the server: the answer to the break's prediction.
func blamed(s *anatomy.Scene) string { return s.Act(broken).Alert(capture.Server).Text("description") }
