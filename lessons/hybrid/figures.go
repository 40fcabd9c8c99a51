package hybrid

import (
	"fmt"
	"slices"
	"time"

	"github.com/tlsteach/tlsteach/handshake"
	"github.com/tlsteach/tlsteach/handshake/signature"
	"github.com/tlsteach/tlsteach/lessons/anatomy"
	"github.com/tlsteach/tlsteach/lessons/telling"
	"github.com/tlsteach/tlsteach/lessons/transcript"
)

// figures are the blocks that the lesson makes itself.
var figures = map[string]func(*anatomy.Scene) anatomy.Figure{
	"ladder-rsa": func(s *anatomy.Scene) anatomy.Figure {
		return ladder(s, byRSA, "An upload over TLS 1.2, with RSA key transport")
	},
	"ladder-13":     func(s *anatomy.Scene) anatomy.Figure { return ladder(s, byTLS13, "The same upload over TLS 1.3") },
	"ladder-broken": func(s *anatomy.Scene) anatomy.Figure { return ladder(s, replayed, "The upload with one record twice") },
	"block":         blockFigure,
	"operations":    operationsFigure,
	"records":       recordsFigure,
	"cost":          costFigure,
	"nonces":        noncesFigure,
}

// ladder draws a connection; records of data in a row are one arrow.
func ladder(s *anatomy.Scene, act, title string) anatomy.Figure {
	l := telling.Ladder(s, act, title)
	var rows []transcript.LadderRow
	for from := 0; from < len(l.Rows); {
		to := from + 1
		for data(l.Rows[from]) && to < len(l.Rows) && data(l.Rows[to]) && l.Rows[to].From == l.Rows[from].From && l.Rows[to].Opened == l.Rows[from].Opened {
			to++
		}
		row := l.Rows[from]
		if n := to - from; n > 1 {
			row.Label = fmt.Sprintf("%d records of data", n)
			for _, other := range l.Rows[from+1 : to] {
				row.Bytes += other.Bytes
			}
		}
		rows, from = append(rows, row), to
	}
	l.Rows = rows
	return l
}

// data says whether a row is a record of data, opened or not.
func data(r transcript.LadderRow) bool {
	return r.Closed && (r.Label == "application data" || !r.Opened)
}

// blockFigure is how a block is filled: what the private key finds in the one that
// crossed.
func blockFigure(s *anatomy.Scene) anatomy.Figure {
	x, ok := messageOf[*handshake.ClientKeyExchangeRSA](s.Message(byRSA, "ClientKeyExchange"))
	key, ok2 := serverKey(s.Act(byRSA))
	if !ok || !ok2 {
		return nothing(errNoTraffic)
	}
	d, err := signature.Decrypt(key, x.Encrypted)
	if err != nil || d.Reason != "" {
		return nothing(errNoTraffic)
	}
	k := len(d.EM)
	return &transcript.Derivation{Title: "How the one block of RSA is filled", Ref: "RFC 8017 §7.2.1", Steps: []transcript.Step{
		{Label: "block", Value: fmt.Sprint(k), Note: "bytes: as many as the modulus has"},
		{Label: "00 02 and 00", Value: "3", Note: "they mark its beginning, and the end of the padding"},
		{Label: "padding", Value: fmt.Sprint(len(d.Padding)), Note: "random bytes. At least 8 are demanded"},
		{Label: "message", Expr: fmt.Sprintf("%d − 3 − %d", k, len(d.Padding)), Value: fmt.Sprint(len(d.Message)), Note: "the pre-master secret"},
		{Label: "longest message", Expr: fmt.Sprintf("%d − 3 − 8", k), Value: fmt.Sprint(k - 3 - 8)},
	}}
}

// nothing stands for a figure of a recording that does not lead to it.
func nothing(err error) anatomy.Figure {
	return telling.BytesOf("The recording does not lead to this: "+err.Error(), nil, 0)
}

// An operation is a row of the table of operations: how often each side does it in
// each connection, as counted, and what it takes.
type operation struct {
	name       string
	rsa, tls13 [2]int // by client and server
	took       string // the fact that says what it takes
}

// operations counts the public-key operations of both handshakes.
func operations(s *anatomy.Scene) []operation {
	exchanges := count[*handshake.ClientKeyExchangeRSA](s.Act(byRSA))
	clientPairs, serverPairs := keyPairs(s.Act(byTLS13))
	byClient, byServer := agreed(s.Act(byTLS13))
	check := 0
	if verifyHolds(s, byTLS13) {
		check = 1
	}
	return []operation{
		{"chain: check (ECDSA)", [2]int{chainSignatures(s, byRSA), 0}, [2]int{chainSignatures(s, byTLS13), 0}, tookChain},
		{"RSA encrypt", [2]int{exchanges, 0}, [2]int{}, tookEncrypt},
		{"RSA decrypt, private", [2]int{0, number(s, byRSA+" decrypted")}, [2]int{0, number(s, byTLS13+" decrypted")}, tookDecrypt},
		{"X25519 key pair", [2]int{}, [2]int{clientPairs, serverPairs}, tookPair},
		{"X25519 agreement", [2]int{}, [2]int{one(byClient), one(byServer)}, tookAgree},
		{"RSA sign, private", [2]int{0, number(s, byRSA+" signed")}, [2]int{0, number(s, byTLS13+" signed")}, tookSign},
		{"RSA check", [2]int{}, [2]int{check, 0}, tookVerify},
	}
}

func number(s *anatomy.Scene, fact string) (n int) {
	if _, err := fmt.Sscan(s.Facts[fact], &n); err != nil {
		return 0
	}
	return n
}

func one(secret []byte) int {
	if secret == nil {
		return 0
	}
	return 1
}

// operationsFigure is the table of operations, with times where no seed forbids it.
func operationsFigure(s *anatomy.Scene) anatomy.Figure {
	t := &transcript.Table{Title: "Operations with a public or a private key", Head: transcript.Cells("operation", "1.2 client", "1.2 server", "1.3 client", "1.3 server")}
	if !s.Stable {
		t.Head = append(t.Head, transcript.Plainly("takes"))
	}
	var sums [4]time.Duration
	for _, o := range operations(s) {
		row := transcript.Cells(o.name)
		each := took(s, o.took)
		for i, n := range []int{o.rsa[0], o.rsa[1], o.tls13[0], o.tls13[1]} {
			row = append(row, transcript.Value(fmt.Sprint(n)))
			sums[i] += time.Duration(n) * each
		}
		if !s.Stable {
			row = append(row, transcript.Value(short(each)))
		}
		t.Rows = append(t.Rows, row)
	}
	if !s.Stable {
		row := transcript.Cells("in all")
		for _, sum := range sums {
			row = append(row, transcript.Value(short(sum)))
		}
		t.Rows = append(t.Rows, append(row, transcript.Value("")))
	}
	return t
}

// recordsFigure counts the records of both uploads, and times those of the first.
func recordsFigure(s *anatomy.Scene) anatomy.Figure {
	t := &transcript.Table{Title: "The client's records behind its Finished, counted on the wire", Head: transcript.Cells("", s.Act(byRSA).Title, s.Act(byTLS13).Title)}
	var tallies [2]tally
	var ciphers, longest [2]string
	for i, act := range []string{byRSA, byTLS13} {
		traffic, err := trafficOf(s.Act(act))
		if err != nil {
			return nothing(err)
		}
		if tallies[i], err = traffic.tally(); err != nil {
			return nothing(err)
		}
		most := 0
		for _, r := range traffic.records {
			most = max(most, len(r.body))
		}
		ciphers[i], longest[i] = traffic.suite.String(), fmt.Sprint(most)
	}
	row := func(name string, cell func(int) string) {
		t.Rows = append(t.Rows, []transcript.Text{transcript.Plainly(name), transcript.Value(cell(0)), transcript.Value(cell(1))})
	}
	row("suite", func(i int) string { return ciphers[i] })
	row("records of data", func(i int) string { return fmt.Sprint(tallies[i].opened) })
	row("bytes of data in them", func(i int) string { return fmt.Sprint(tallies[i].bytes) })
	row("longest record", func(i int) string { return longest[i] })
	return t
}

// costFigure sets the two kinds of cryptography side by side, as measured.
func costFigure(s *anatomy.Scene) anatomy.Figure {
	if s.Stable {
		return &transcript.Prose{Text: transcript.Plainly("A seed cannot fix times, so this run shows none. Run the lesson without --seed: then the times of your own machine stand here and in the table of operations.")}
	}
	private, symmetric := perByte(s)
	each, total := tookEach(s)
	if private == 0 || symmetric == 0 || len(each) == 0 {
		return nothing(errNoTraffic)
	}
	sorted := slices.Sorted(slices.Values(each))
	blocks := (len(s.Facts["upload"]) + fits(s, byRSA) - 1) / fits(s, byRSA)
	decrypt := took(s, tookDecrypt)
	return &transcript.Derivation{Title: "Measured on this machine, the best of several", Steps: []transcript.Step{
		{Label: "one record", Value: fmt.Sprintf("%s to %s", short(sorted[0]), short(sorted[len(sorted)-1])), Note: fmt.Sprintf("to open one of the %d records of the first upload; half of them take %s or less", len(each), short(sorted[len(sorted)/2]))},
		{Label: "all records", Value: short(total), Note: fmt.Sprintf("the sum of %d measured times", len(each))},
		{Label: "one RSA decryption", Value: short(decrypt), Note: fmt.Sprintf("to encrypt one block takes %s", short(took(s, tookEncrypt)))},
		{Label: "a byte in a record", Expr: fmt.Sprintf("%s / %d", short(total), len(s.Facts["upload"])), Value: fmt.Sprintf("%.2f ns", symmetric)},
		{Label: "a byte in RSA", Expr: fmt.Sprintf("%s / %d", short(decrypt), fits(s, byRSA)), Value: fmt.Sprintf("%.0f ns", private), Note: "in a block that is full"},
		{Label: "ratio", Expr: fmt.Sprintf("%.0f / %.2f", private, symmetric), Value: rounded(private / symmetric)},
		{Label: "1 MB in RSA", Expr: fmt.Sprintf("%d blocks × %s", blocks, short(decrypt)), Value: short(time.Duration(blocks) * decrypt), Note: "it was never done: nobody does"},
	}}
}

// short writes a duration with three digits at most.
func short(d time.Duration) string {
	for _, unit := range []time.Duration{time.Second, time.Millisecond, time.Microsecond} {
		if d >= 100*unit {
			return d.Round(unit).String()
		}
		if d >= unit {
			return d.Round(unit / 10).String()
		}
	}
	return d.String()
}

// rounded is a ratio with two digits that count.
func rounded(x float64) string {
	unit := 1.0
	for x/unit >= 100 {
		unit *= 10
	}
	return fmt.Sprintf("about %.0f", float64(int(x/unit+0.5))*unit)
}
