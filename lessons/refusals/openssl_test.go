package refusals

import (
	"flag"
	"testing"

	"github.com/tlsteach/tlsteach/lessons/lessontest"
)

var update = flag.Bool("update", false, "record OpenSSL anew: openssl.json and openssl_clock.json")

func TestOpenSSLLiveAndRecorded(t *testing.T) {
	lessontest.OpenSSL(t, perform, claims(), "openssl.json", *update)
}

func TestOpenSSLWithOtherClocksLiveAndRecorded(t *testing.T) {
	lessontest.OpenSSL(t, performClock, clockClaims, "openssl_clock.json", *update)
}
