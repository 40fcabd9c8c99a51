package main

import (
	"bytes"
	"compress/gzip"
	"context"
	"crypto/tls"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"strings"
	"time"

	"github.com/google/gopacket"
	"github.com/google/gopacket/layers"
	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/lessons/lab"
)

func init() {
	plights["makecapture"] = makeCapture
	plights["makekeys"] = makeKeys
}

// makeKeys FILE CONNECTION…: the key log of the connections that makecapture makes
// under the same words, one line of another kind before them.
func makeKeys() {
	log := []byte("# what the peers of a capture logged\n")
	for _, c := range os.Args[2:] {
		s, err := talked(strings.Split(c, ","))
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		log = append(log, s.KeyLog...)
	}
	if err := os.WriteFile(os.Args[1], log, 0o600); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// makeCapture FILE CONNECTION…: a capture file of these connections, one after
// another. Each is a version, tls12 or tls13, with words behind it that say on what
// the peers agree or what is wrong: "tls12,p256,hole".
func makeCapture() {
	capture, err := captureOf(os.Args[2:]...)
	if err == nil {
		err = os.WriteFile(os.Args[1], capture, 0o666)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func captureOf(connections ...string) ([]byte, error) {
	w := &captureWriter{at: time.Date(2026, time.November, 23, 9, 0, 0, 0, time.UTC)}
	// Magic number, version 2.4, time zone, accuracy, snapshot length, link type.
	for _, v := range []uint32{0xa1b2c3d4, 2 | 4<<16, 0, 0, 1 << 18, uint32(layers.LinkTypeEthernet)} {
		w.out = binary.LittleEndian.AppendUint32(w.out, v)
	}
	for i, c := range connections {
		if err := w.connection(layers.TCPPort(40000+i), strings.Split(c, ",")); err != nil {
			return nil, err
		}
	}
	out := w.out
	for _, word := range strings.Split(connections[len(connections)-1], ",") {
		switch word {
		case "truncated": // in the middle of its last packet
			out = out[:len(out)-20]
		case "gzip":
			var b bytes.Buffer
			z := gzip.NewWriter(&b)
			z.Write(out)
			z.Close()
			out = b.Bytes()
		}
	}
	return out, nil
}

// talked is a connection of the lab.
func talked(words []string) (*lab.Session, error) {
	has := func(word string) bool { return strings.Contains(","+strings.Join(words, ",")+",", ","+word+",") }
	seed := uint64(7)
	l, err := lab.New(context.Background(), lab.Options{Seed: &seed, Transport: lab.Memory})
	if err != nil {
		return nil, err
	}
	ca, err := l.Authority("root")
	if err != nil {
		return nil, err
	}
	cert, err := ca.Issue("school.example")
	if err != nil {
		return nil, err
	}
	cc, sc := l.ClientConfig("client", ca, "school.example"), l.ServerConfig("server", cert)
	if has("rsa") { // a key transport
		key, err := readServerKey()
		if err != nil {
			return nil, err
		}
		if cert, err = ca.IssueFor("school.example", key); err != nil {
			return nil, err
		}
		sc = l.ServerConfig("server", cert)
		cc.CipherSuites = []uint16{tls.TLS_RSA_WITH_AES_128_GCM_SHA256}
		sc.CipherSuites = cc.CipherSuites
	}
	if has("p256") {
		cc.CurvePreferences = []tls.CurveID{tls.CurveP256}
		sc.CurvePreferences = cc.CurvePreferences
	}
	if has("tls12") {
		cc.MaxVersion = tls.VersionTLS12
	}
	if has("refused") {
		cc.MaxVersion, sc.MinVersion = tls.VersionTLS12, tls.VersionTLS13
	}
	s, err := l.Talk(
		lab.TLSClient(cc, func(c *tls.Conn) error {
			_, err := io.WriteString(c, "GET / HTTP/1.1\r\n\r\n")
			return errors.Join(err, c.CloseWrite())
		}),
		lab.TLSServer(sc, func(c *tls.Conn) error {
			_, err := io.Copy(c, c)
			return err
		}))
	if err != nil {
		return nil, err
	}
	if has("bare") { // another protocol
		return &lab.Session{Recording: &capture.Recording{Events: []capture.Event{{Kind: capture.Data, From: capture.Client, Data: []byte("GET / HTTP/1.1\r\n\r\n")}}}}, nil
	}
	if has("damaged") {
		for i, e := range s.Recording.Events {
			if e.Kind == capture.Data {
				s.Recording.Events[i].Data = bytes.Clone(e.Data)
				s.Recording.Events[i].Data[5+38] = 0xff // the length of the session ID
				break
			}
		}
	}
	if has("half") {
		s.Recording.Events = s.Recording.Events[:3]
	}
	if has("forged") { // the client's last record but one
		for i, n := len(s.Recording.Events)-1, 0; i >= 0; i-- {
			if e := &s.Recording.Events[i]; e.Kind == capture.Data && e.From == capture.Client {
				if n++; n == 2 {
					e.Data = bytes.Clone(e.Data)
					e.Data[len(e.Data)-1] ^= 1
					break
				}
			}
		}
	}
	return s, nil
}

type captureWriter struct {
	out  []byte
	port layers.TCPPort
	next map[capture.Side]uint32
	at   time.Time
}

func (w *captureWriter) connection(port layers.TCPPort, words []string) error {
	s, err := talked(words)
	if err != nil {
		return err
	}
	w.port, w.next = port, map[capture.Side]uint32{capture.Client: 1000, capture.Server: 2000}
	w.packet(capture.Client, layers.TCP{SYN: true}, nil)
	w.packet(capture.Server, layers.TCP{SYN: true, ACK: true}, nil)
	w.packet(capture.Client, layers.TCP{ACK: true}, nil)
	n := 0
	for _, e := range s.Recording.Events {
		if e.Kind != capture.Data {
			continue
		}
		for data := e.Data; len(data) > 0; {
			part := data[:min(len(data), 400)]
			data = data[len(part):]
			if n++; n == 3 && words[len(words)-1] == "hole" {
				w.next[e.From] += uint32(len(part))
				continue
			}
			w.packet(e.From, layers.TCP{ACK: true, PSH: true}, part)
		}
	}
	if words[len(words)-1] != "half" {
		w.packet(capture.Client, layers.TCP{FIN: true, ACK: true}, nil)
		w.packet(capture.Server, layers.TCP{FIN: true, ACK: true}, nil)
		w.packet(capture.Client, layers.TCP{ACK: true}, nil)
	}
	return nil
}

// packet writes one packet with a record of the file around it.
func (w *captureWriter) packet(from capture.Side, tcp layers.TCP, data []byte) {
	ip := layers.IPv4{Version: 4, TTL: 64, Protocol: layers.IPProtocolTCP, SrcIP: net.IP{10, 0, 0, 1}, DstIP: net.IP{192, 0, 2, 1}}
	tcp.SrcPort, tcp.DstPort, tcp.Window = w.port, 443, 65535
	if from == capture.Server {
		ip.SrcIP, ip.DstIP = ip.DstIP, ip.SrcIP
		tcp.SrcPort, tcp.DstPort = tcp.DstPort, tcp.SrcPort
	}
	tcp.Seq = w.next[from]
	if tcp.ACK {
		tcp.Ack = w.next[from.Other()]
	}
	w.next[from] += uint32(len(data))
	if tcp.SYN || tcp.FIN {
		w.next[from]++
	}
	_ = tcp.SetNetworkLayerForChecksum(&ip)
	eth := layers.Ethernet{SrcMAC: make(net.HardwareAddr, 6), DstMAC: make(net.HardwareAddr, 6), EthernetType: layers.EthernetTypeIPv4}
	b := gopacket.NewSerializeBuffer()
	if err := gopacket.SerializeLayers(b, gopacket.SerializeOptions{FixLengths: true, ComputeChecksums: true}, &eth, &ip, &tcp, gopacket.Payload(data)); err != nil {
		panic(err)
	}
	w.at = w.at.Add(time.Millisecond)
	for _, v := range []uint32{uint32(w.at.Unix()), uint32(w.at.Nanosecond() / 1000), uint32(len(b.Bytes())), uint32(len(b.Bytes()))} {
		w.out = binary.LittleEndian.AppendUint32(w.out, v)
	}
	w.out = append(w.out, b.Bytes()...)
}
