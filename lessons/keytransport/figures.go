package keytransport

import (
	"fmt"

	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/lessons/anatomy"
	"github.com/tlsteach/tlsteach/lessons/telling"
	"github.com/tlsteach/tlsteach/lessons/transcript"
)

// figures are the blocks that the lesson makes itself.
var figures = map[string]func(*anatomy.Scene) anatomy.Figure{
	"block":   blockFigure,
	"master":  masterFigure,
	"slices":  slicesFigure,
	"proof":   proofFigure,
	"secrets": secretsFigure,
	"inside":  insideFigure,
}

// notWhole stands for a figure of a recording that does not lead to it.
func notWhole(err error) anatomy.Figure {
	return telling.BytesOf("The recording does not lead to this: "+err.Error(), nil, 0)
}

// blockFigure is what the private key finds in the ClientKeyExchange.
func blockFigure(s *anatomy.Scene) anatomy.Figure {
	d, ok := decrypted(s)
	if !ok {
		return notWhole(errIncomplete)
	}
	n := len(d.Padding)
	return telling.BytesOf("What RSA encrypted, opened with the private key", d.EM, len(d.EM),
		transcript.ByteSpan{Offset: 0, Length: 2, Label: "00 02: what follows was encrypted, not signed"},
		transcript.ByteSpan{Offset: 2, Length: n, Label: "padding: random, and never 00"},
		transcript.ByteSpan{Offset: 2 + n, Length: 1, Label: "00: the padding ends"},
		transcript.ByteSpan{Offset: 3 + n, Length: 2, Label: "the version of the ClientHello", Mark: true},
		transcript.ByteSpan{Offset: 5 + n, Length: len(d.Message) - 2, Label: "what the client drew", Mark: true})
}

// masterFigure computes the master secret, and what it would be without RFC 7627.
func masterFigure(s *anatomy.Scene) anatomy.Figure {
	o, err := opened(s)
	if err != nil {
		return notWhole(err)
	}
	old, err := o.withoutEMS()
	if err != nil {
		return notWhole(err)
	}
	return &transcript.Derivation{Title: "From the pre-master secret to the master secret", Ref: "RFC 7627 §4", Steps: []transcript.Step{
		{Label: "pre_master_secret", Value: fmt.Sprintf("%x", o.preMaster()), Note: "48 bytes, opened with the private key"},
		{Label: "session_hash", Expr: fmt.Sprintf("SHA-256(ClientHello … ClientKeyExchange, %d bytes)", len(o.messages)), Value: fmt.Sprintf("%x", o.sessionHash.Output)},
		{Label: "master_secret", Expr: `PRF(pre_master_secret, "extended master secret", session_hash)`, Value: fmt.Sprintf("%x", o.master.Output), Note: "equal to the key log"},
		{Label: "without EMS", Expr: `PRF(pre_master_secret, "master secret", client_random + server_random)`, Value: fmt.Sprintf("%x", old.Output), Note: "the older formula (RFC 5246 §8.1): this connection does not use it"},
	}}
}

// slicesFigure is the key block, cut into keys.
func slicesFigure(s *anatomy.Scene) anatomy.Figure {
	o, err := opened(s)
	if err != nil {
		return notWhole(err)
	}
	d := &transcript.Derivation{Title: "From the master secret to the keys", Ref: "RFC 5246 §6.3"}
	for _, step := range o.schedule {
		switch step.Func {
		case "PRF":
			if step.Name == "key_block" {
				d.Steps = append(d.Steps, transcript.Step{Label: step.Name, Expr: `PRF(master_secret, "key expansion", server_random + client_random)`, Value: fmt.Sprintf("%x", step.Output)})
			}
		case "Slice":
			d.Steps = append(d.Steps, transcript.Step{Label: step.Name, Expr: "key_block" + step.Label, Value: fmt.Sprintf("%x", step.Output)})
		}
	}
	return d
}

// proofFigure computes both Finished.
func proofFigure(s *anatomy.Scene) anatomy.Figure {
	o, err := opened(s)
	if err != nil {
		return notWhole(err)
	}
	d := &transcript.Derivation{Title: "The two Finished", Ref: "RFC 5246 §7.4.9"}
	for _, from := range []capture.Side{capture.Client, capture.Server} {
		step, _ := o.schedule.Find(from.String() + "_finished")
		d.Steps = append(d.Steps, transcript.Step{Label: from.String() + "'s", Expr: fmt.Sprintf(`PRF(master_secret, "%s finished", SHA-256(all messages before it))`, from), Value: fmt.Sprintf("%x", step.Output)})
	}
	return d
}

// secretsFigure says of every secret what it is for. How many records each opens is
// counted.
func secretsFigure(s *anatomy.Scene) anatomy.Figure {
	t := &transcript.Table{Title: "Who encrypts what", Head: transcript.Cells("secret", "bytes", "what it is for", "records it opens")}
	o, err := opened(s)
	if err != nil {
		return notWhole(err)
	}
	row := func(name string, secret []byte, use string) {
		t.Rows = append(t.Rows, []transcript.Text{transcript.Plainly(name), {{Style: transcript.RunValue, Text: fmt.Sprint(len(secret))}},
			transcript.Plainly(use), {{Style: transcript.RunValue, Text: fmt.Sprint(o.opens(secret))}}})
	}
	row("pre-master secret", o.preMaster(), "the master secret is made from it")
	row("master secret", o.master.Output, "the key block and both Finished are made from it")
	row("client_write_key", o.keys[capture.Client].Key, "encrypts what the client sends")
	row("server_write_key", o.keys[capture.Server].Key, "encrypts what the server sends")
	return t
}

// opens counts the records that some 16 bytes of a secret open.
func (o *opening) opens(secret []byte) int {
	good := map[int]bool{}
	for at := 0; at+16 <= len(secret); at++ {
		plains, err := o.tryKey(secret[at : at+16])
		if err != nil {
			return 0
		}
		for i, p := range plains {
			if p.err == nil {
				good[i] = true
			}
		}
	}
	return len(good)
}
