package keyschedule

import (
	"crypto/hkdf"
	"encoding/hex"
	"fmt"
	"io"
	"strings"

	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/capture/keylog"
	"github.com/tlsteach/tlsteach/lessons/anatomy"
	"github.com/tlsteach/tlsteach/lessons/lab"
	"github.com/tlsteach/tlsteach/lessons/telling"
	"github.com/tlsteach/tlsteach/lessons/transcript"
)

// A target is a message of the connection, and the set whose key opens it.
type target struct {
	message string // as the ladder calls it
	from    capture.Side
	set     string
	says    string
}

var targets = []target{
	{"Certificate", capture.Server, "server_handshake", "the server's Certificate"},
	{"Finished", capture.Client, "client_handshake", "the client's Finished"},
	{"application data", capture.Client, "client_application", "the client's question"},
	{"NewSessionTicket", capture.Server, "server_application", "the server's NewSessionTicket"},
}

// logLabels are the lines of the key log, by key set.
var logLabels = []struct{ set, label string }{
	{"client_handshake", keylog.ClientHandshakeTraffic}, {"server_handshake", keylog.ServerHandshakeTraffic},
	{"client_application", keylog.ClientTraffic0}, {"server_application", keylog.ServerTraffic0},
}

// exercise asks for the key or the IV of one record of a fresh connection. Which
// one is drawn.
func exercise(l *lab.Lab) (*anatomy.Exercise, error) {
	draw := make([]byte, 2)
	if _, err := io.ReadFull(l.Rand("exercise"), draw); err != nil {
		return nil, err
	}
	t, part := targets[int(draw[0])%len(targets)], []string{"key", "iv"}[draw[1]%2]
	p, err := newPeers(l)
	if err != nil {
		return nil, err
	}
	session, err := l.Talk(p.client, p.server)
	if err := lab.BothFine(session, err); err != nil {
		return nil, err
	}
	s := anatomy.NewScene()
	s.Stable = l.Seeded()
	s.AddWith(first, "", session, fromPrivate)
	w := work(s.Act(first))
	if w.err != nil {
		return nil, w.err
	}
	ladder := telling.Ladder(s, first, "A fresh connection")
	for i := range ladder.Rows {
		r := &ladder.Rows[i]
		r.Mark = r.Closed && r.Label == t.message && r.From == t.from.String()
	}
	logTable := &transcript.Derivation{Title: "Its key log"}
	for _, line := range logLabels {
		logTable.Steps = append(logTable.Steps, transcript.Step{Label: line.label, Value: logged(w.act, line.label)})
	}
	q := asked{w: w, target: t, part: part}
	return &anatomy.Exercise{
		Blocks: []transcript.Block{ladder, logTable, &transcript.TryIt{Role: "exercise",
			Text: transcript.Plainly(fmt.Sprintf("Compute the %s that opens the record with %s (marked in the picture). Its suite is %s: the key has %d bytes, the IV %d. "+
				"Choose the SECRET, and write the INFO: two bytes with the wanted length, one byte with the length of the label, the label, and 00 for an empty context. "+
				"The label is \"tls13 key\" or \"tls13 iv\"; the first command below gives its digits. (hexadecimal digits)",
				q.name(), t.says, w.in.Suite, len(q.output("key", t.set)), len(q.output("iv", t.set)))),
			Commands: []string{"printf 'tls13 key' | xxd -p",
				"openssl kdf -keylen LENGTH -kdfopt digest:" + w.hashName + " -kdfopt mode:EXPAND_ONLY -kdfopt hexkey:SECRET -kdfopt hexinfo:INFO HKDF"}}},
		Grade: q.grade,
	}, nil
}

// asked is what one exercise asks for.
type asked struct {
	w      *worked
	target target
	part   string // "key" or "iv"
}

// name is the part as people write it.
func (q asked) name() string { return map[string]string{"key": "key", "iv": "IV"}[q.part] }

// output is a key or an IV of the connection.
func (q asked) output(part, set string) []byte { return q.w.steps.Output(set + "_write_" + part) }

// secret is the traffic secret of a key set.
func (q asked) secret(set string) []byte {
	for _, name := range []string{set + "_traffic_secret", set + "_traffic_secret_0"} {
		if b := q.w.steps.Output(name); b != nil {
			return b
		}
	}
	return nil
}

var notDigits = strings.NewReplacer(" ", "", ":", "", "\t", "")

// grade explains a wrong answer by what it is the answer to.
func (q asked) grade(answer string) anatomy.Grading {
	want := q.output(q.part, q.target.set)
	got, err := hex.DecodeString(notDigits.Replace(strings.TrimPrefix(strings.ToLower(strings.TrimSpace(answer)), "0x")))
	if err != nil || len(got) == 0 {
		return anatomy.Grading{Says: fmt.Sprintf("%q is not a row of bytes in hexadecimal digits. The command prints them with colons; you may leave those in.", answer)}
	}
	right := fmt.Sprintf("%s is protected with the keys of %s_traffic_secret", q.target.says, q.target.set)
	if string(got) == string(want) {
		return anatomy.Grading{Right: true, Says: "Yes: " + right + fmt.Sprintf(", and this is its %s. You can open that record now.", q.name())}
	}
	if len(got) > len(want) && string(got[:len(want)]) == string(want) {
		return anatomy.Grading{Says: fmt.Sprintf("Secret and label are right, but you asked for %d bytes. The %s has %d: -keylen counts them.", len(got), q.name(), len(want))}
	}
	for _, line := range logLabels {
		if says := q.otherwise(got, line.set); says != "" {
			return anatomy.Grading{Says: says}
		}
	}
	return anatomy.Grading{Says: fmt.Sprintf("None of the four secrets gives this by the labels key and iv. Check INFO byte by byte: two bytes of length (00 and %02x), one byte with the length of the label, its letters, 00. The secret goes in as it stands in the log.", len(want))}
}

// otherwise says what an answer has to do with one of the four secrets.
func (q asked) otherwise(got []byte, set string) string {
	same := set == q.target.set
	for _, part := range []string{"key", "iv"} {
		if string(got) != string(q.output(part, set)) {
			continue
		}
		switch {
		case same:
			return "The secret is right, the label is not: that is the " + map[string]string{"key": "key", "iv": "IV"}[part] + ". Each label gives a value of its own."
		case strings.HasPrefix(set, q.target.from.String()):
			return fmt.Sprintf("The side is right, the stage is not: that comes from %s. A side changes to its application secret right after its own Finished.", set)
		case strings.HasSuffix(set, strings.TrimPrefix(q.target.set, q.target.from.String())):
			return fmt.Sprintf("The stage is right, the side is not: that opens what the %s says. The record was sent by the %s.", q.target.from.Other(), q.target.from)
		}
		return fmt.Sprintf("That comes from %s: the other side, and the other stage.", set)
	}
	if string(got) == string(q.secret(set)) {
		return "That is a secret as it stands in the log. No record is encrypted with a secret: the key and the IV are made from it."
	}
	for _, m := range q.misspelt() {
		out, err := hkdf.Expand(q.w.hash.New, q.secret(set), m.info, len(q.output(q.part, set)))
		if err == nil && string(got) == string(out) {
			return m.says
		}
	}
	return ""
}

// misspelt are ways to write INFO wrong, and what to say of each.
func (q asked) misspelt() []struct{ info, says string } {
	n, label := len(q.output(q.part, q.target.set)), "tls13 "+q.part
	info := func(n int, label, context string) string {
		return string([]byte{byte(n >> 8), byte(n), byte(len(label))}) + label + context
	}
	return []struct{ info, says string }{
		{info(n, q.part, "\x00"), "The label lacks its prefix: TLS 1.3 writes \"tls13 \" before each, with the space (RFC 8446 §7.1)."},
		{info(n, label, ""), "INFO lacks its last byte: 00, the length of the empty context."},
		{info(q.w.hash.Size(), label, "\x00"), fmt.Sprintf("The length in INFO is that of a secret. It is the length of what is wanted: 00 %02x.", n)},
		{label, "INFO is more than the label: before it stand the wanted length and the label's length, behind it 00."},
	}
}
