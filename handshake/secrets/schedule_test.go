package secrets

import (
	"bufio"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/tlsteach/tlsteach/handshake/registry"
)

// Lessons and the decoder ask for steps by name: the names in the comments are
// those of the steps, in their order.
func TestStepsHaveTheNamesOfTheirDocumentation(t *testing.T) {
	h := bytesFor(32, 1)
	d, err := Schedule13(Inputs13{
		Version: registry.VersionTLS13, Suite: registry.TLS_AES_128_GCM_SHA256, PSK: h, Binder: ResumptionBinder, Shared: h,
		Truncated: h, ClientHello: h, ServerHello: h, BeforeServerFinished: h, ServerFinished: h, BeforeClientFinished: h, ClientFinished: h,
	})
	if err != nil {
		t.Fatal(err)
	}
	sameNames(t, "schedule13.go", d)
	d, client, server, err := Schedule(Inputs12{
		Version: registry.VersionTLS10, Suite: registry.TLS_RSA_WITH_AES_128_CBC_SHA, PreMaster: bytesFor(48, 1),
		ClientRandom: h, ServerRandom: h, BeforeClientFinished: h, BeforeServerFinished: h,
	})
	if err != nil {
		t.Fatal(err)
	}
	sameNames(t, "schedule.go", d)
	if string(client.IV) != string(d.Output("client_write_IV")) || string(server.MAC) != string(d.Output("server_write_MAC_key")) {
		t.Error("the keys are not those of the steps")
	}
	if d.Output("no such step") != nil {
		t.Error("a step that is not there has an output")
	}
}

// sameNames compares with the indented list in a file's comment.
func sameNames(t *testing.T, file string, d Derivation) {
	t.Helper()
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var documented, got []string
	for lines := bufio.NewScanner(f); lines.Scan(); {
		if list, ok := strings.CutPrefix(lines.Text(), "//\t"); ok {
			documented = append(documented, strings.FieldsFunc(list, func(r rune) bool { return strings.ContainsRune(" ,[]", r) })...)
		}
	}
	for _, s := range d {
		got = append(got, s.Name)
	}
	if !slices.Equal(got, documented) {
		t.Errorf("%s documents\n%v, the steps are\n%v", file, documented, got)
	}
}
