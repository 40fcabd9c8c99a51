package matrix

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"math/rand/v2"
	"strings"
)

// What servers answer: a page of one full record and a byte more, or of a byte.
const (
	largePage = "large"
	smallPage = "small"
)

// noise are n random bytes without NUL, CR and LF, which programs would not pass on.
func noise(r *rand.ChaCha8, n int) []byte {
	b := make([]byte, n)
	_, _ = r.Read(b)
	for i := range b {
		for b[i] == 0 || b[i] == '\r' || b[i] == '\n' {
			b[i]++
		}
	}
	return b
}

func pages(r *rand.ChaCha8) map[string][]byte {
	return map[string][]byte{largePage: noise(r, 1<<14+1), smallPage: noise(r, 1)}
}

func (c cell) page() string {
	if c.large {
		return largePage
	}
	return smallPage
}

// upLarge is how many bytes of noise a client sends: more than a record, and of
// 8,192, which s_client reads at once, so many that the request's last line is not
// cut.
const upLarge = 2*8192 + 500

// request is what the client of a cell sends. The server of OpenSSL answers at the
// line with GET, those of GnuTLS and Go behind the empty line.
func (c cell) request(r *rand.ChaCha8) []byte {
	n := 0
	if c.large {
		n = upLarge
	}
	get := "GET /" + c.page() + " HTTP/1.0\r\n"
	switch {
	case c.client == curl:
		text := base64.RawURLEncoding.EncodeToString(noise(r, n*3/4+3))
		method, header := "GET", text
		if c.server == openssl { // it is a line of its own, which curl takes for part of the method
			method, header = text+"\nGET", "end"
		}
		return []byte(method + strings.TrimPrefix(get, "GET") + "Host: h\r\nUser-Agent: u\r\nAccept: a\r\nX-Noise: " + header + "\r\n\r\n")
	case c.server == openssl:
		return append(noise(r, n), "\n"+get+"\r\n"...)
	}
	return append(append([]byte(get+"X-Noise: "), noise(r, n)...), "\r\n\r\n"...)
}

// answer is what the server of a cell sends.
func (c cell) answer(page []byte) []byte {
	if c.server == gnutls {
		head := fmt.Sprintf("HTTP/1.0 200 OK\r\nContent-Type: application/octet-stream\r\nContent-Length: %d\r\n\r\n", len(page))
		return append([]byte(head), page...)
	}
	return bytes.Clone(page)
}
