// Handshakes makes captures of real TLS handshakes, for measurements.
//
//	go run ./docs/benchmarks/handshakes -each 3000 -times 10 SMALL.pcap LARGE.pcap
//
// SMALL holds three kinds of connection, each as often as -each says: TLS 1.3,
// TLS 1.2 with ECDHE, and TLS 1.2 with RSA key transport. Both ends are Go's
// crypto/tls over a pipe in memory; what crossed is then put in the packets that
// TCP would have sent. Every connection has keys, random values, ports and
// addresses of its own, a chain of two certificates, one HTTP request and its
// answer, and an orderly end on both levels; some fifty are open at any moment.
//
// LARGE holds the same connections -times over, one after another, with other
// addresses and later times. Without it only SMALL is written.
package main

import (
	"bufio"
	"flag"
	"fmt"
	"os"
)

func main() { os.Exit(run(os.Args[1:])) }

func run(args []string) int {
	flags := flag.NewFlagSet("handshakes", flag.ContinueOnError)
	each := flags.Int("each", 3000, "`connections` of each kind")
	times := flags.Int("times", 10, "how many `times` LARGE holds the connections of SMALL")
	if flags.Parse(args) != nil {
		return 2
	}
	if flags.NArg() < 1 || flags.NArg() > 2 || *each < 1 || *each > maxEach || *times < 1 || *times > maxRounds {
		fmt.Fprintf(os.Stderr, "handshakes: wanted -each from 1 to %d, -times from 1 to %d, SMALL and perhaps LARGE\n", maxEach, maxRounds)
		return 2
	}
	talks, err := talkAll(*each)
	for i := 0; i < flags.NArg() && err == nil; i++ {
		err = writeFile(flags.Arg(i), talks, []int{1, *times}[i])
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "handshakes:", err)
		return 1
	}
	return 0
}

// writeFile writes the connections, rounds times over.
func writeFile(name string, talks []talk, rounds int) error {
	file, err := os.Create(name)
	if err != nil {
		return err
	}
	out := bufio.NewWriterSize(file, 1<<20)
	err = writeCapture(out, talks, rounds)
	if err == nil {
		err = out.Flush()
	}
	if closing := file.Close(); err == nil {
		err = closing
	}
	return err
}
