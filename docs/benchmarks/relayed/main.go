// Command relayed is both ends of what docs/benchmarks/tap.sh measures: a server of
// many bytes, a client that reads them, and many connections at once.
//
//	relayed serve             listens, prints its address, and sends each client as
//	                          many MiB as it asks for in a line, always the same
//	relayed read MIB ADDR     asks and reads until the end, and prints seconds
//	relayed hash MIB ADDR     the same, and prints the SHA-256 of what it read
//	relayed echo              listens, prints its address, and speaks TLS: it sends
//	                          each client back what it said
//	relayed many N ADDR       holds N TLS connections open at once, has each send and
//	                          hear again 64 KiB while all are open, and prints after
//	                          how many seconds all were open, and done
package main

import (
	"bufio"
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"math/big"
	"net"
	"os"
	"strconv"
	"strings"
	"sync"
	"time"
)

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "relayed:", err)
		os.Exit(1)
	}
}

func run(args []string) error {
	switch {
	case len(args) == 1 && args[0] == "serve":
		block := make([]byte, 1<<20)
		_, _ = rand.Read(block) // it never fails
		return listen(func(c net.Conn) { serve(c, block) })
	case len(args) == 3 && (args[0] == "read" || args[0] == "hash"):
		return read(args[1], args[2], args[0] == "hash")
	case len(args) == 1 && args[0] == "echo":
		config, err := selfSigned()
		if err != nil {
			return err
		}
		return listen(func(c net.Conn) {
			s := tls.Server(c, config)
			_, _ = io.Copy(s, s)
			_ = s.Close()
		})
	case len(args) == 3 && args[0] == "many":
		n, err := strconv.Atoi(args[1])
		if err != nil {
			return err
		}
		return many(n, args[2])
	}
	return errors.New("relayed serve | read MIB ADDR | hash MIB ADDR | echo | many N ADDR")
}

func listen(answer func(net.Conn)) error {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	fmt.Println(l.Addr())
	for {
		c, err := l.Accept()
		if err != nil {
			return err
		}
		go func() {
			defer c.Close()
			answer(c)
		}()
	}
}

// serve sends a block again and again.
func serve(c net.Conn, block []byte) {
	line, err := bufio.NewReader(c).ReadString('\n')
	if err != nil {
		return
	}
	mib, err := strconv.Atoi(strings.TrimSpace(line))
	if err != nil {
		return
	}
	for range mib {
		if _, err := c.Write(block); err != nil {
			return
		}
	}
}

// read takes the time of a download. A hash would be what is measured, so it is not
// made then.
func read(mib, addr string, hashed bool) error {
	c, err := net.Dial("tcp", addr)
	if err != nil {
		return err
	}
	defer c.Close()
	begin := time.Now()
	if _, err := fmt.Fprintln(c, mib); err != nil {
		return err
	}
	hash, n, b := sha256.New(), 0, make([]byte, 1<<18)
	for err = nil; err == nil; {
		var m int
		m, err = c.Read(b)
		n += m
		if hashed {
			hash.Write(b[:m])
		}
	}
	if err != io.EOF {
		return err
	}
	if want, _ := strconv.Atoi(mib); n != want<<20 {
		return fmt.Errorf("%d bytes came, not %s MiB", n, mib)
	}
	if hashed {
		fmt.Printf("%x\n", hash.Sum(nil))
		return nil
	}
	fmt.Printf("%.4f\n", time.Since(begin).Seconds())
	return nil
}

// many holds connections open, all at once.
func many(n int, addr string) error {
	begin := time.Now()
	var ready, done sync.WaitGroup
	errs := make(chan error, n)
	all := make(chan struct{})
	said := bytes.Repeat([]byte("0123456789abcdef"), 4096)
	dialling := make(chan struct{}, 64)
	for range n {
		ready.Add(1)
		done.Go(func() {
			errs <- func() error {
				dialling <- struct{}{}
				c, err := tls.Dial("tcp", addr, &tls.Config{InsecureSkipVerify: true})
				<-dialling
				ready.Done()
				if err != nil {
					return err
				}
				defer c.Close()
				<-all // until every other one is there, too
				go func() { _, _ = c.Write(said) }()
				heard := make([]byte, len(said))
				if _, err := io.ReadFull(c, heard); err != nil {
					return err
				}
				if !bytes.Equal(heard, said) {
					return errors.New("heard something else than was said")
				}
				return nil
			}()
		})
	}
	ready.Wait()
	open := time.Since(begin)
	close(all)
	done.Wait()
	for range n {
		if err := <-errs; err != nil {
			return err
		}
	}
	fmt.Printf("%.3f %.3f\n", open.Seconds(), time.Since(begin).Seconds())
	return nil
}

func selfSigned() (*tls.Config, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, err
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1), NotAfter: time.Now().Add(time.Hour)}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		return nil, err
	}
	return &tls.Config{Certificates: []tls.Certificate{{Certificate: [][]byte{der}, PrivateKey: key}}}, nil
}
