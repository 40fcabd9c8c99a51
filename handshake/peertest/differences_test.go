package peertest_test

import (
	"flag"
	"fmt"
	"strings"
	"testing"

	"github.com/tlsteach/tlsteach/handshake/peertest"
)

var update = flag.Bool("update", false, "make the section of docs/decoder.md again")

// The page lists what remains between TShark and us.
func TestDifferencesAreInThePage(t *testing.T) {
	var out strings.Builder
	out.WriteString("| TShark's field | who is right | why |\n| --- | --- | --- |\n")
	for _, d := range peertest.Differences {
		fmt.Fprintf(&out, "| `%s` | %s | %s |\n", d.Filter, d.Right, d.Reason)
	}
	peertest.Section(t, "../../docs/decoder.md", "differences", out.String(), *update)
}
