package tickets

import (
	"bytes"
	"encoding/hex"
	"fmt"
	"strings"

	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/capture/keylog"
	"github.com/tlsteach/tlsteach/handshake"
	"github.com/tlsteach/tlsteach/lessons/anatomy"
	"github.com/tlsteach/tlsteach/lessons/transcript"
)

// each is the verdict about both versions.
func each(at transcript.Evidence, judge func(version) (got, want string)) anatomy.Verdict {
	return eachOf(versions, at, judge)
}

// eachOf is each for other connections.
func eachOf(versions []version, at transcript.Evidence, judge func(version) (got, want string)) anatomy.Verdict {
	var gots, wants []string
	for _, v := range versions {
		got, want := judge(v)
		gots, wants = append(gots, v.name+": "+got), append(wants, v.name+": "+want)
	}
	return anatomy.Verdict{Got: strings.Join(gots, "; "), Want: strings.Join(wants, "; "), At: at}
}

// sameBytes says how many bytes a value has that is the same as another.
func sameBytes(a, b []byte) string {
	switch {
	case len(a) == 0 || len(b) == 0:
		return "absent"
	case !bytes.Equal(a, b):
		return "others"
	}
	return fmt.Sprintf("%d bytes, the same", len(a))
}

// isSecret is the verdict that a secret is the one that it should be.
func isSecret(got, want []byte, place string) anatomy.Verdict {
	v := anatomy.Verdict{Got: "absent", Want: hex.EncodeToString(want), At: transcript.Evidence{Text: place}}
	if len(got) > 0 {
		v.Got = hex.EncodeToString(got)
	}
	return v
}

// inRow is how many bytes of a secret in a row are no chance.
const inRow = 8

// inClear looks for a piece of a secret in a ticket.
func inClear(ticket, secret []byte) string {
	if len(ticket) == 0 || len(secret) < inRow {
		return "nothing to search"
	}
	for i := range len(secret) - inRow + 1 {
		if bytes.Contains(ticket, secret[i:i+inRow]) {
			return "there"
		}
	}
	return "nowhere"
}

const sameMaster = "the same master secret, another key"

// kept says what the resumed TLS 1.2 connection has in common with the first: its
// master secret, its key too, or neither.
func kept(s *anatomy.Scene) string {
	secret := ticketSecret(s, v12.full)
	first, err := key12(s.Act(v12.full), secret)
	second, err2 := key12(s.Act(v12.resumed), secret)
	switch {
	case err != nil || err2 != nil || !bytes.Equal(secret, master(s.Act(v12.full))):
		return "unknown"
	case bytes.Equal(first, second):
		return "the same master secret, the same key"
	case readWith(s.Act(v12.resumed), secret) != request+answer:
		return "another master secret"
	}
	return sameMaster
}

// change says in a word how a number of bytes changed.
func change(from, to int) string {
	switch {
	case from == 0 || to == 0:
		return "unknown"
	case to > from:
		return "more"
	case to < from:
		return "fewer"
	}
	return "as many"
}

// seenIn says whether bytes stand in what a side sent, as it crossed.
func seenIn(a *anatomy.Act, from capture.Side, b []byte) string {
	sent := a.Session.Recording.Bytes(from)
	switch {
	case len(sent) == 0 || len(b) == 0:
		return "nowhere"
	case bytes.Contains(sent, b):
		return "in the clear"
	}
	return "out of sight"
}

// readWith is what both sides of a TLS 1.2 connection said, opened with a master
// secret and nothing else.
func readWith(a *anatomy.Act, master []byte) string {
	hello, ok := a.Message(clientHello).Client()
	if !ok || master == nil {
		return "nothing"
	}
	keys := &handshake.Keys{}
	keys.Log.Add(fmt.Appendf(nil, "%s %x %x\n", keylog.ClientRandom, hello.Random, master), "the opened ticket")
	items, _ := handshake.DecodeWith(a.Session.Recording, keys)
	said := ""
	for _, it := range items {
		if it.Kind == handshake.KindApplicationData && it.Decrypted {
			said += string(it.Bytes)
		}
	}
	if said == "" {
		return "nothing"
	}
	return said
}

// alerts are all that crossed on a connection; a record that stays closed may be one.
func alerts(a *anatomy.Act) string {
	var all []string
	for _, it := range a.Items {
		switch description, ok := it.Find("description"); {
		case it.Protected && !it.Decrypted:
			all = append(all, "a closed record of the "+it.From.String())
		case ok && it.Kind == handshake.KindAlert:
			all = append(all, description.Text()+" of the "+it.From.String())
		}
	}
	return strings.Join(all, ", ")
}

// said is what the applications of both sides said on a connection.
func said(a *anatomy.Act) string {
	return fmt.Sprintf("%q", string(a.Data(capture.Client))+string(a.Data(capture.Server)))
}

// secretsFit compares what the key in the ticket and a shared secret give with what
// was logged of the resumed TLS 1.3 connection.
func secretsFit(s *anatomy.Scene, shared []byte) string {
	a := s.Act(v13.resumed)
	psk, log := ticketSecret(s, v13.full), logged(a, keylog.ServerHandshakeTraffic)
	if psk == nil || log == nil {
		return "nothing to compare"
	}
	steps, err := schedule(a, psk, shared)
	switch {
	case err != nil:
		return "nothing to compare"
	case bytes.Equal(steps.Output("server_handshake_traffic_secret"), log):
		return "the logged secret"
	}
	return "not the logged secret"
}
