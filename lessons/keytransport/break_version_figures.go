package keytransport

import (
	"fmt"

	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/handshake"
	"github.com/tlsteach/tlsteach/lessons/anatomy"
	"github.com/tlsteach/tlsteach/lessons/transcript"
)

// insideFigure sets the three pre-master secrets of the break side by side.
func insideFigure(s *anatomy.Scene) anatomy.Figure {
	t := &transcript.Table{Title: "One client, two servers", Head: transcript.Cells("server", "inside", "it answers the ClientKeyExchange and the Finished with")}
	for _, c := range []struct{ act, server string }{{wrongGo, "Go"}, {rightOpenSSL, "OpenSSL"}, {wrongOpenSSL, "OpenSSL"}, {spoilt, "OpenSSL"}} {
		version := "no pre-master secret"
		if o, err := openedWith(s, c.act); err == nil {
			version = fmt.Sprintf("%x", o.preMaster()[:2])
		}
		t.Rows = append(t.Rows, []transcript.Text{transcript.Plainly(c.server), {{Style: transcript.RunValue, Text: version}}, {{Style: transcript.RunValue, Text: reply(s.Act(c.act))}}})
	}
	return t
}

const ownFinished = "its own Finished"

// reply is the first thing that a server says behind the ClientKeyExchange.
func reply(a *anatomy.Act) string {
	behind := false
	for _, it := range a.Items {
		switch {
		case it.Name == exchange:
			behind = true
		case behind && it.From == capture.Server && it.Kind == handshake.KindAlert:
			f, _ := it.Find("description")
			return "alert " + f.Text()
		case behind && it.From == capture.Server && it.Name == "Finished":
			return ownFinished
		}
	}
	return "nothing"
}

// accepts says which servers accept the wrong version: the answer to the break's
// prediction.
func accepts(s *anatomy.Scene) string {
	goOn := func(act string) bool { return reply(s.Act(act)) == ownFinished }
	switch {
	case goOn(wrongGo) && goOn(wrongOpenSSL):
		return "both"
	case goOn(wrongGo):
		return "go"
	case goOn(wrongOpenSSL):
		return "openssl"
	}
	return "neither"
}
