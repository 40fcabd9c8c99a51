// Package packets reads capture files down to the bytes of their TCP
// connections.
//
// [Read] takes a pcap or pcapng file, plain or compressed with gzip, finds TCP
// in its packets, puts each connection's bytes in their order and gives them
// to a [Handler] as they come: a connection's bytes are handed out with the
// packet that completes them, so an endless capture can be read as it is made.
//
// [Secrets] looks through a pcapng file for the secrets that it carries, which may
// stand behind the packets that they open.
//
// # What it promises
//
// Bytes of one direction come in their order, once each; where two packets
// carry different bytes for one place, the first captured win. What the
// capture does not have is said ([Stream.Missing]) and never made up. Bytes
// never come before bytes of the other direction that they acknowledge.
//
// Memory is bounded, whatever the file says: the size of a packet, of what is
// buffered out of order, and the number of connections, fragments and flows.
// What a bound costs is counted in the [Summary].
//
// A damaged file is read up to the damage; the error is a [DamageError] with
// the place. Nothing panics.
//
// # When a hole is known to be missing
//
// A receiver acknowledges only what it has. A hole that an ACK covers was
// therefore sent and received, and the capture lacks it, or has it a little
// later: packets may be captured out of order. So it is given up when 32 more
// packets of the connection, or a second of capture time, went by after that
// ACK. In a direction of which nothing was ever captured, later holes are
// given up at once. A hole that no ACK covers is given up when the connection
// ends or a limit is reached. Bytes cut by the snapshot length are given up as
// soon as all before them was handed out. One ACK that later ones contradict
// is taken for damage.
//
// # What it does not do
//
// Of pcap it reads versions 2.0 to 2.4 and the modified format of
// Kuznetzov's libpcap, in both byte orders, with micro- and nanoseconds; not
// the formats of some vendors that bear the same magic number with longer
// records (Red Hat 6.1, SuSE 6.3, Nokia), nor other formats than pcapng.
//
// A connection of which the SYN was not captured, or is captured behind other
// packets, begins with the first byte seen, or with the first that the other
// side's ACK asks for; what comes later and stands before it is left out.
//
// It does not check checksums: captures made where they are computed by the
// network card have wrong ones. It does not decrypt (802.11, IPsec). UDP is
// looked at only to count flows that look like DTLS or QUIC.
package packets
