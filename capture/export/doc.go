// Package export writes recordings as a pcapng file, for Wireshark and whatever
// else reads captures, with the secrets that open them inside.
//
// A recording has bytes and times, and no packets: Ethernet, IP and TCP are made
// up around them. [Write] writes whole recordings; a [Writer] writes connections
// while they are live, each call with one write to the file, so that the file is
// whole after each.
//
// # What it promises
//
// The bytes, their order in each direction and between the two, and their times
// (to the nanosecond) are those of the recordings. Each event of data is a
// segment, or several where one cannot hold it, and is acknowledged at once.
// Wireshark has nothing to remark on the packets but what happened: that
// connections begin, end, or are reset. Checksums are right. Packets stand in the
// order of their times. The same recordings give the same file.
//
// A Decryption Secrets Block with the key log stands before the packets, so that
// `tshark -r file` alone shows what was encrypted.
//
// # How the parts of a recording are shown
//
//   - Each connection begins with SYN, SYN-ACK and ACK when the recording began.
//   - End, a half-close, is a FIN. Closed is a FIN of the side that was watched;
//     the FIN of the other side, which the recording cannot see, follows last.
//   - A failure is an RST where its text says that the connection was reset;
//     it comes from the side that did not see the failure. Other failures, such as
//     a deadline, put nothing on a wire, and are left out.
//   - What a recording lost to its limit is written as segments whose bytes were
//     not captured, as with a snapshot length: Wireshark says "Packet size limited
//     during capture" and does not complain of a hole; package packets counts them
//     as missing. A direction that lost more than 1 GiB just stops, without an end.
//
// # Addresses and ports
//
// Addresses are those of the recording, without IPv6 zones. What is no address (a
// pipe, a name, nothing) becomes 192.0.2.x or 2001:db8::x (RFC 5737, RFC 3849). A
// server's port from 32768 on, which the system has chosen, becomes 443, where
// Wireshark 4.0 expects TLS and in it HTTP. On other ports it recognises TLS by its
// bytes, unless it expects something else there, or the first segments are shorter
// than a record's header; and HTTP in it unless the first record is cut (TLS 1.0).
// [Options.ServerPort] puts all servers on one port: 443 always works. Where the
// client's first bytes are no TLS, such a port becomes 80 for HTTP, of which
// Wireshark warns on 443, and stays for anything else.
// Where two connections would have the same four numbers, the later one gets
// another client port: Wireshark would call it a port that is used again. The last
// 131,072 connections are remembered for this. What was written is told by
// [Conn.Client] and [Conn.Server].
//
// # What it does not do
//
// It does not read TLS, but for the first byte to choose a port. Where Encrypted Client Hello is accepted, the key log needs
// its lines under the outer client random (keylog.UnderRandom). It writes neither
// the operating system nor the time of writing.
package export
