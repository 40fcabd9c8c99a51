package jsonl

import (
	"strconv"
	"time"
)

// schema is the version of the objects: every line says it.
const schema = `{"schema":1,"kind":"`

// noTime is that of what has none.
var noTime time.Time

// A Connection is what every line of one connection repeats.
type Connection struct {
	Number         int       // counted from 1
	Client, Server string    // addresses with ports; empty: absent
	Start          time.Time // what the times of its items count from; zero: times are absent
}

// A Summary is what is known of a connection at its end. What is not known is
// empty, and null in JSON.
type Summary struct {
	Version     string // for example "TLS 1.3"
	CipherSuite string
	Group       string
	ServerName  string
	ALPN        string
	Resumed     bool
	Complete    bool // both sides finished the handshake
	JA3         string
	JA3S        string
	JA4         string
	Outcome     string // one sentence: how it went
}

// AppendConnection appends the line that ends a connection. Its time is that of
// the connection's beginning.
func AppendConnection(dst []byte, c *Connection, s *Summary) []byte {
	dst = append(dst, schema...)
	dst = append(dst, `connection`...)
	dst = c.append(dst, 0)
	for _, text := range []struct{ key, value string }{
		{`,"version":`, s.Version}, {`,"cipher_suite":`, s.CipherSuite}, {`,"group":`, s.Group},
		{`,"server_name":`, s.ServerName}, {`,"alpn":`, s.ALPN},
	} {
		dst = appendOrNull(append(dst, text.key...), text.value)
	}
	dst = strconv.AppendBool(append(dst, `,"resumed":`...), s.Resumed)
	dst = strconv.AppendBool(append(dst, `,"complete":`...), s.Complete)
	for _, text := range []struct{ key, value string }{
		{`,"ja3":`, s.JA3}, {`,"ja3s":`, s.JA3S}, {`,"ja4":`, s.JA4}, {`,"outcome":`, s.Outcome},
	} {
		dst = appendOrNull(append(dst, text.key...), text.value)
	}
	return append(dst, '}', '\n')
}

// append ends the kind and says which connection it is, between whom, and when.
func (c *Connection) append(dst []byte, at time.Duration) []byte {
	dst = append(dst, `","connection":`...)
	dst = strconv.AppendInt(dst, int64(c.Number), 10)
	if c.Client != "" {
		dst = appendString(append(dst, `,"client":"`...), c.Client)
		dst = append(dst, '"')
	}
	if c.Server != "" {
		dst = appendString(append(dst, `,"server":"`...), c.Server)
		dst = append(dst, '"')
	}
	if !c.Start.IsZero() {
		dst = appendTime(append(dst, `,"time":"`...), c.Start.Add(at))
		dst = append(dst, '"')
	}
	return dst
}

func appendOrNull(dst []byte, s string) []byte {
	if s == "" {
		return append(dst, "null"...)
	}
	dst = appendString(append(dst, '"'), s)
	return append(dst, '"')
}

// appendTime is RFC 3339 in UTC with all nine digits of the nanoseconds, so that
// times sort as text.
func appendTime(dst []byte, t time.Time) []byte {
	dst = t.UTC().AppendFormat(dst, time.RFC3339)
	ns := t.Nanosecond()
	dst = append(dst[:len(dst)-1], ".000000000Z"...)
	for i := len(dst) - 2; ns > 0; i-- {
		dst[i] = '0' + byte(ns%10)
		ns /= 10
	}
	return dst
}
