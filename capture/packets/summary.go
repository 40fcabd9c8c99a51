package packets

import "time"

// A Summary counts what a capture held.
type Summary struct {
	Format string // "pcap" or "pcapng", with ", gzip" behind it if it was compressed

	Packets     int64     // packets read
	Bytes       int64     // bytes of packets that the file holds
	First, Last time.Time // times of the first and the last packet, as captured; zero if none has a time

	Connections int64 // TCP connections
	DTLSFlows   int   // pairs of UDP ports that carry DTLS records
	QUICFlows   int   // pairs of UDP ports that carry QUIC
	FlowsCut    bool  // more UDP flows were seen than are kept: the two counts are lower bounds

	UnknownLinks     int64 // packets of a link type that is not read
	UnknownProtocols int64 // packets without TCP or UDP that could be found
	BadPackets       int64 // packets whose headers are damaged or cut
	Cut              int64 // TCP segments that the snapshot length cut bytes from
	FragmentsLeft    int64 // IP fragments that never became a whole packet

	Missing int64 // bytes reported by Stream.Missing
	Late    int64 // bytes of segments that came after they were given up
	Stray   int64 // TCP packets that fit no connection
	Forced  int64 // times that buffered bytes had to be given out early because of a limit
	Idle    int64 // connections ended because they were idle
	Dropped int64 // connections forgotten because too many were open
}
