package sessionid

import (
	"encoding/hex"
	"fmt"
	"io"
	"strings"

	"github.com/tlsteach/tlsteach/handshake/registry"
	"github.com/tlsteach/tlsteach/handshake/secrets"
	"github.com/tlsteach/tlsteach/lessons/anatomy"
	"github.com/tlsteach/tlsteach/lessons/lab"
	"github.com/tlsteach/tlsteach/lessons/telling"
	"github.com/tlsteach/tlsteach/lessons/transcript"
)

// A remembered session is one that a server may go on with.
type remembered struct{ id, master []byte }

// A resumption is an exercise: two hellos, and the sessions that the server has.
type resumption struct {
	client, server []byte // the randoms
	sessions       []remembered
	resumed        int
}

const (
	suite    = registry.CipherSuite(0xc02b) // TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256
	sessions = 3
	keySize  = 16
)

// exercise asks for a key of a resumed connection, from its hellos and a table of
// sessions. All of it is drawn for this run.
func exercise(l *lab.Lab) (*anatomy.Exercise, error) {
	r := l.Rand("exercise")
	var err error
	draw := func(n int) []byte {
		b := make([]byte, n)
		if _, e := io.ReadFull(r, b); e != nil {
			err = e
		}
		return b
	}
	x := &resumption{client: draw(32), server: draw(32)}
	common := draw(2) // IDs that begin alike: it takes more than a look at the first byte
	for range sessions {
		x.sessions = append(x.sessions, remembered{append(common[:2:2], draw(30)...), draw(48)})
	}
	x.resumed = int(draw(2)[1]) % sessions
	if err != nil {
		return nil, err
	}
	id := x.sessions[x.resumed].id
	hellos := []transcript.Block{
		telling.BytesOf("The ClientHello", hello(1, x.client, id, []byte{0, 2, byte(suite >> 8), byte(suite & 0xff), 1, 0}), 256),
		telling.BytesOf("The ServerHello", hello(2, x.server, id, []byte{byte(suite >> 8), byte(suite & 0xff), 0}), 256),
	}
	table := &transcript.Table{Title: "What the server's cache held", Head: transcript.Cells("session ID", "master secret")}
	for _, s := range x.sessions {
		table.Rows = append(table.Rows, []transcript.Text{value(s.id), value(s.master)})
	}
	ask := fmt.Sprintf("A session was resumed. The suite is %s: its key block has 40 bytes, and the first 16 of them are the client_write_key. What is the client_write_key of this connection? The command computes a key block: put the master secret in the place of MASTER, and both randoms, in the right order, in the place of RANDOMS. (32 hexadecimal digits)", suite)
	return &anatomy.Exercise{
		Blocks: append(hellos, table, &transcript.TryIt{Role: "exercise", Text: transcript.Plainly(ask),
			Commands: []string{"openssl kdf -keylen 40 -kdfopt digest:SHA256 -kdfopt hexsecret:MASTER -kdfopt hexseed:" + expansion + "RANDOMS TLS1-PRF"}}),
		Grade: x.grade,
	}, nil
}

// expansion is "key expansion" in hexadecimal digits.
const expansion = "6b657920657870616e73696f6e"

func value(b []byte) transcript.Text {
	return transcript.Text{{Style: transcript.RunValue, Text: hex.EncodeToString(b)}}
}

// hello makes a hello of TLS 1.2 without extensions: RFC 5246 §7.4.1.
func hello(kind byte, random, id, rest []byte) []byte {
	body := append([]byte{3, 3}, random...)
	body = append(append(body, byte(len(id))), id...)
	body = append(body, rest...)
	return append([]byte{kind, 0, 0, byte(len(body))}, body...)
}

// block is the key block of a session with these randoms.
func (x *resumption) block(session int, client, server []byte) []byte {
	b, err := secrets.NewKeyBlock(registry.VersionTLS12, suite, x.sessions[session].master, client, server)
	if err != nil {
		return nil
	}
	return b.Steps.Output("key_block")
}

// grade explains a wrong answer by the step that was taken wrongly.
func (x *resumption) grade(answer string) anatomy.Grading {
	digits := strings.NewReplacer(":", "", " ", "").Replace(strings.ToLower(strings.TrimSpace(answer)))
	got, err := hex.DecodeString(digits)
	whole := err == nil && len(got) == 40
	if whole {
		got = got[:keySize]
	}
	if err != nil || len(got) != keySize {
		return anatomy.Grading{Says: fmt.Sprintf("A key of this suite has 16 bytes, which are 32 hexadecimal digits. %.40q is none. Put the master secret and the two randoms into the command.", answer)}
	}
	is := func(block []byte, from int) bool {
		return len(block) >= from+keySize && string(block[from:from+keySize]) == string(got)
	}
	right := x.block(x.resumed, x.client, x.server)
	switch {
	case is(right, 0) && whole:
		return anatomy.Grading{Says: "That is the whole key block, and it is right. The client_write_key is its first 16 bytes."}
	case is(right, 0):
		return anatomy.Grading{Right: true, Says: fmt.Sprintf("The session ID in both hellos is that of session %d of the table. Its master secret is old, the two randoms are new, and so the key is new.", x.resumed+1)}
	case is(right, keySize):
		return anatomy.Grading{Says: "That is the server_write_key: bytes 16 to 31 of the key block. The client's key comes first."}
	case is(x.block(x.resumed, x.server, x.client), 0):
		return anatomy.Grading{Says: "You put the client's random first. For the keys the server's comes first (RFC 5246 §6.3); for the master secret it is the other way round (§8.1)."}
	}
	for i := range x.sessions {
		if i != x.resumed && (is(x.block(i, x.client, x.server), 0) || is(x.block(i, x.server, x.client), 0)) {
			return anatomy.Grading{Says: fmt.Sprintf("You took the master secret of session %d. Compare the whole session ID, in bytes 39 to 70 of either hello: all IDs of the table begin alike.", i+1)}
		}
	}
	return anatomy.Grading{Says: "That is none of the keys. Read the session ID from bytes 39 to 70 of a hello, find its master secret in the table, and read the randoms from bytes 6 to 37 of both hellos: first the server's, then the client's."}
}
