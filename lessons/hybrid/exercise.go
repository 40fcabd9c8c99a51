package hybrid

import (
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/handshake/registry"
	"github.com/tlsteach/tlsteach/lessons/anatomy"
	"github.com/tlsteach/tlsteach/lessons/lab"
	"github.com/tlsteach/tlsteach/lessons/telling"
	"github.com/tlsteach/tlsteach/lessons/transcript"
)

// What AES-GCM adds to a record of TLS 1.2: 8 bytes of nonce in front, 16 of tag
// behind (RFC 5288 §3).
const added = 8 + 16

// The lengths of RSA keys that the exercise draws from, in bits.
var lengths = []int{1024, 1536, 2048}

// exercise asks how many blocks of RSA an upload would have filled, of which only
// the lengths of its records are known.
func exercise(l *lab.Lab) (*anatomy.Exercise, error) {
	draw := make([]byte, 4)
	if _, err := io.ReadFull(l.Rand("exercise"), draw); err != nil {
		return nil, err
	}
	bits := lengths[int(draw[0])%len(lengths)]
	// So many bytes that the last block is almost full: who takes what AES-GCM adds for
	// upload, or does not round up, counts another number of blocks.
	fit := bits/8 - 11
	n := blocksOf(6000+int(draw[1])<<8+int(draw[2]), fit)*fit - 1 - int(draw[3])%(2*added)
	p, err := newParties(l, bits, n)
	if err != nil {
		return nil, err
	}
	u, err := p.send(l, registry.VersionTLS12, nil)
	if err := lab.BothFine(u.session, err); err != nil {
		return nil, err
	}
	s := anatomy.NewScene()
	s.Stable = l.Seeded()
	s.Add(byRSA, "", u.session)
	t := &transcript.Table{Title: "The client's records of application data", Head: transcript.Cells("record", "length in its header")}
	q := quantities{block: bits / 8}
	for i, m := range s.Act(byRSA).Protected(capture.Client) {
		t.Rows = append(t.Rows, []transcript.Text{transcript.Value(fmt.Sprint(i + 1)), transcript.Value(fmt.Sprint(m.Size()))})
		q.records, q.total = q.records+1, q.total+m.Size()
	}
	return &anatomy.Exercise{
		Blocks: []transcript.Block{
			telling.Ladder(s, byRSA, "An upload of which you have the recording"),
			t,
			&transcript.TryIt{Role: "exercise", Text: transcript.Plainly(fmt.Sprintf(
				"You hold no key. The suite is TLS_RSA_WITH_AES_128_GCM_SHA256; of every record that is encrypted with it, 8 bytes are a nonce and 16 are a tag. The modulus in the server's certificate has %d bits. "+
					"Had the client encrypted its upload with RSA and the padding of PKCS #1 v1.5, how many blocks would it have sent? (a number)", bits))},
		},
		Grade: func(answer string) anatomy.Grading { return grade(answer, q) },
	}, nil
}

// quantities are what the answer is computed from.
type quantities struct {
	records, total int // of the client's records of data, with what AES-GCM adds
	block          int // bytes of a block of RSA
}

func (q quantities) upload() int { return q.total - q.records*added }

// blocksOf is how many blocks some bytes fill.
func blocksOf(n, fit int) int { return (n + fit - 1) / fit }

// grade explains a wrong answer by the step that went wrong.
func grade(answer string, q quantities) anatomy.Grading {
	n, err := strconv.Atoi(strings.TrimSpace(answer))
	if err != nil {
		return anatomy.Grading{Says: fmt.Sprintf("%q is no number.", answer)}
	}
	fit := q.block - 11
	path := fmt.Sprintf("%d − %d × %d = %d bytes of upload; %d − 11 = %d fit into a block", q.total, q.records, added, q.upload(), q.block, fit)
	switch n {
	case blocksOf(q.upload(), fit):
		return anatomy.Grading{Right: true, Says: fmt.Sprintf("%s; that makes %d blocks. Each would have cost the server one use of its private key.", path, n)}
	case q.upload() / fit:
		return anatomy.Grading{Says: "The last block is not full, and is sent all the same. Round up."}
	case blocksOf(q.total, fit):
		return anatomy.Grading{Says: "You took the records whole. In each of them 8 bytes of nonce and 16 of tag are no upload."}
	case blocksOf(q.upload(), q.block), q.upload() / q.block:
		return anatomy.Grading{Says: "A block is as long as the modulus, but its message is shorter: 11 bytes at least are 00 02, padding and 00."}
	case blocksOf(q.total, q.block):
		return anatomy.Grading{Says: "Two things are missing: what AES-GCM adds is no upload, and 11 bytes of a block of RSA are no message."}
	case blocksOf(q.upload(), fit*8), blocksOf(q.upload(), q.block*8):
		return anatomy.Grading{Says: "Bits and bytes: the length of a modulus is told in bits. A byte has 8."}
	case q.records:
		return anatomy.Grading{Says: "That is the number of records. One holds up to 16,384 bytes; a block of RSA is much shorter."}
	case 1:
		return anatomy.Grading{Says: "One block crossed in truth: it held the pre-master secret. The question is what the upload would have needed."}
	}
	return anatomy.Grading{Says: "Add up the lengths, subtract what AES-GCM adds to each record, divide by what fits into a block of RSA, and round up."}
}
