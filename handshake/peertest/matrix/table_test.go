package matrix

import (
	"fmt"
	"maps"
	"os"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/tlsteach/tlsteach/handshake/peertest"
	"github.com/tlsteach/tlsteach/handshake/registry"
	"github.com/tlsteach/tlsteach/handshake/secrets/record"
)

const page = "../../../docs/decoder.md"

// TestTables makes the sections of docs/decoder.md on decryption. They hold for the
// programs that they name: with others nothing is compared.
func TestTables(t *testing.T) {
	peertest.Section(t, page, "ciphers", record.Table()+"\n", *update)
	programs := programs(t)
	text, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	if !*update && !strings.Contains(string(text), programs) {
		t.Logf("%s is about other programs than %s", page, programs)
		return
	}
	cells := plan(speaks(t))
	peertest.Section(t, page, "matrix", programs+"\n\n"+matrixTable(cells), *update)
	peertest.Section(t, page, "exemptions", exemptionTable(cells), *update)
	peertest.Section(t, page, "scenarios", scenarioTable(), *update)
	peertest.Section(t, page, "decryption differences", differenceTable(), *update)
}

// programs says which ones run, without the last part of their versions.
func programs(t *testing.T) string {
	t.Helper()
	version := func(text string) string { return regexp.MustCompile(`\d+\.\d+`).FindString(text) }
	return fmt.Sprintf("OpenSSL %s, GnuTLS %s, curl %s, Go %s", version(ask(t, "openssl", "version")), version(ask(t, "gnutls-cli", "--version")),
		version(ask(t, "curl", "--version")), version(runtime.Version()))
}

// matrixTable has a row for each cipher and a column for each pair: at which
// versions how many suites ran.
func matrixTable(cells []cell) string {
	type place struct{ cipher, pair string }
	ran := map[place]map[registry.Version]int{}
	ciphers, pairs := map[string]bool{}, []string{}
	closed := map[string]bool{}
	once := map[cell]bool{}
	for _, c := range cells {
		if _, reach := c.exempt(); reach == neverAgreed || reach == neverTried {
			continue
		}
		suite := cell{client: c.client, server: c.server, version: c.version, suite: c.suite}
		pair := fmt.Sprintf("%s at %s", c.client, c.server)
		at := place{cipherOf(c.suite), pair}
		if !slices.Contains(pairs, pair) {
			pairs = append(pairs, pair)
		}
		if ran[at] == nil {
			ran[at] = map[registry.Version]int{}
		}
		if !once[suite] {
			ran[at][c.version]++
		}
		once[suite], ciphers[at.cipher] = true, true
		closed[at.cipher] = closed[at.cipher] || c.missing() != ""
	}
	slices.Sort(pairs)
	var out strings.Builder
	fmt.Fprintf(&out, "| cipher | opened | %s |\n| --- |%s\n", strings.Join(pairs, " | "), strings.Repeat(" --- |", len(pairs)+1))
	for _, cipher := range slices.Sorted(maps.Keys(ciphers)) {
		fmt.Fprintf(&out, "| %s | %s |", cipher, map[bool]string{false: "yes", true: "no"}[closed[cipher]])
		for _, pair := range pairs {
			var list []string
			for _, v := range versions {
				if n := ran[place{cipher, pair}][v]; n > 0 {
					list = append(list, fmt.Sprintf("%s: %d", strings.TrimPrefix(v.String(), "TLS "), n))
				}
			}
			fmt.Fprintf(&out, " %s |", strings.Join(list, ", "))
		}
		out.WriteString("\n")
	}
	return out.String()
}

// cipherOf is a suite's encryption and, where it has one, its MAC.
func cipherOf(s registry.CipherSuite) string {
	if e := s.Encryption(); strings.HasSuffix(e, "_CBC") || e == "NULL" || strings.HasPrefix(e, "RC4") {
		return e + " " + s.Hash()
	}
	return s.Encryption()
}

func exemptionTable(cells []cell) string {
	var out strings.Builder
	out.WriteString("| suites | pairs | how far it goes | why |\n| --- | --- | --- | --- |\n")
	for i := range exemptions {
		e := &exemptions[i]
		pairs, suites := map[string]bool{}, map[string]bool{}
		for _, c := range cells {
			if met, _ := c.exempt(); met == e {
				pairs[fmt.Sprintf("%s at %s", c.client, c.server)] = true
				name := c.suite.KeyExchange()
				if name == "" {
					name = c.suite.String()
				}
				suites[name] = true
			}
		}
		far := map[reach]string{neverAgreed: "no handshake", neverTried: "not tried", noData: "the handshake, no data"}[e.reach]
		fmt.Fprintf(&out, "| %s | %s | %s | %s |\n", strings.Join(slices.Sorted(maps.Keys(suites)), ", "), strings.Join(slices.Sorted(maps.Keys(pairs)), ", "), far, e.reason)
	}
	return out.String()
}

func differenceTable() string {
	var out strings.Builder
	out.WriteString("| what | who opens it | why |\n| --- | --- | --- |\n")
	for _, d := range differences {
		fmt.Fprintf(&out, "| %s | %s | %s |\n", d.cipher, d.opens, d.reason)
	}
	for _, u := range unlikes {
		fmt.Fprintf(&out, "| %s | tlsteach | %s |\n", u.name, u.reason)
	}
	return out.String()
}

// scenarioTable has a row for each kind of scenario: between whom it is played.
func scenarioTable() string {
	var kinds []string
	between := map[string][]string{}
	for _, s := range slices.Concat(scenarios...) {
		cut := strings.LastIndex(s.name, ", ")
		kind, pair := s.name[:cut], s.name[cut+2:]
		if between[kind] == nil {
			kinds = append(kinds, kind)
		}
		between[kind] = append(between[kind], pair)
	}
	var out strings.Builder
	out.WriteString("| what | between |\n| --- | --- |\n")
	for _, kind := range kinds {
		fmt.Fprintf(&out, "| %s | %s |\n", kind, strings.Join(between[kind], ", "))
	}
	return out.String()
}
