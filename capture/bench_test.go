package capture

import (
	"fmt"
	"net"
	"testing"
)

// BenchmarkWrite compares a Conn with the bare connection, which does nothing:
// the difference is what recording costs a call.
func BenchmarkWrite(b *testing.B) {
	for _, size := range []int{1, 256, 16 << 10} {
		data := make([]byte, size)
		run := func(name string, next func() net.Conn) {
			b.Run(fmt.Sprintf("%s/%d", name, size), func(b *testing.B) {
				b.SetBytes(int64(size))
				b.ReportAllocs()
				c := next()
				for i := 0; b.Loop(); i++ {
					if i%1024 == 0 {
						c = next() // before the limit, after which nothing is copied
					}
					c.Write(data)
				}
			})
		}
		run("bare", func() net.Conn { return scripted{} })
		run("recorded", func() net.Conn { return NewRecorder(Options{}).Conn(scripted{}, Client) })
		full := NewRecorder(Options{Limit: 1}).Conn(scripted{}, Client)
		run("full", func() net.Conn { return full })
	}
}

// BenchmarkRoundTrip is a question and an answer over a Pipe.
func BenchmarkRoundTrip(b *testing.B) {
	for _, recorded := range []bool{false, true} {
		b.Run(fmt.Sprintf("recorded=%v", recorded), func(b *testing.B) {
			client, server := Pipe()
			if recorded {
				client = NewRecorder(Options{}).Conn(client, Client)
			}
			go func() {
				buf := make([]byte, 256)
				for {
					n, err := server.Read(buf)
					if err != nil {
						return
					}
					server.Write(buf[:n])
				}
			}()
			buf := make([]byte, 256)
			for b.Loop() {
				client.Write(buf)
				client.Read(buf)
			}
			client.Close()
		})
	}
}
