package weakrandomness

import (
	"crypto/sha256"
	"encoding"
	"fmt"
	"strconv"
	"strings"
)

// A source is something that a client takes into its seed.
type source struct{ name, value string }

// facts of a machine: the same on each one of its model, so that whoever has one can
// look them up.
var facts = []source{
	{"kernel", "6.1.0-28-amd64"}, {"processor", "4 cores, 2400 MHz"}, {"memory", "8192 MB"}, {"page size", "4096"},
	{"disk", "256 GB"}, {"host name", "localhost"}, {"user", "www-data"}, {"shell", "/bin/sh"}, {"language", "C.UTF-8"},
	{"time zone", "UTC"}, {"C library", "2.36"}, {"program", "client 3.1"}, {"loopback", "127.0.0.1"}, {"open files", "1024"},
	{"stack size", "8388608"}, {"init", "process 1"}, {"terminal", "none"}, {"screen", "none"}, {"keyboard", "none"},
}

// howMany sources the client has.
const howMany = 100

// sources are all that the client mixes, the number of its process last.
func sources(process uint32) []source {
	all := append([]source(nil), facts...)
	for n := 1; len(all) < howMany-1; n++ {
		all = append(all, source{fmt.Sprintf("size of system file %d", n), fmt.Sprint(4096 + 977*n)})
	}
	return append(all, source{"process", fmt.Sprint(process)})
}

func line(s source) string { return s.name + "=" + s.value + "\n" }

// mixed is the seed: SHA-256 of all sources, a line each.
func mixed(process uint32) []byte {
	var all strings.Builder
	for _, s := range sources(process) {
		all.WriteString(line(s))
	}
	sum := sha256.Sum256([]byte(all.String()))
	return sum[:]
}

// guessed is mixed for somebody who tries one process after the other: what stands
// before the last line is hashed once. It is not for concurrent use.
func guessed() func(process uint32) []byte {
	known := sha256.New()
	for _, s := range sources(0)[:howMany-1] {
		known.Write([]byte(line(s)))
	}
	state, err := known.(encoding.BinaryMarshaler).MarshalBinary()
	last := []byte(line(source{"process", ""}))
	last = last[:len(last)-1]
	h := sha256.New()
	room := make([]byte, 0, len(last)+16)
	return func(process uint32) []byte {
		if err != nil || h.(encoding.BinaryUnmarshaler).UnmarshalBinary(state) != nil {
			return nil // crypto/sha256 knows its own state
		}
		h.Write(append(strconv.AppendUint(append(room, last...), uint64(process), 10), '\n'))
		return h.Sum(nil)
	}
}
