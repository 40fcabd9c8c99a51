package keytransport

import (
	"flag"
	"testing"

	"github.com/tlsteach/tlsteach/lessons/lessontest"
)

var update = flag.Bool("update", false, "record the connections with OpenSSL anew")

func TestTheBreakIsTheSameLiveAndRecorded(t *testing.T) {
	lessontest.OpenSSL(t, performBroken, brokenClaims, "openssl.json", *update)
}
