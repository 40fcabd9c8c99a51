package sessionid

import (
	"flag"
	"testing"

	"github.com/tlsteach/tlsteach/lessons/lessontest"
)

var update = flag.Bool("update", false, "record OpenSSL anew: openssl.json and openssl_cache.json")

func TestOpenSSLLiveAndRecorded(t *testing.T) {
	lessontest.OpenSSL(t, perform, claims, "openssl.json", *update)
}

func TestOpenSSLWithAnEmptyCacheLiveAndRecorded(t *testing.T) {
	lessontest.OpenSSL(t, performCache, cacheClaims, "openssl_cache.json", *update)
}
