package registry

// A KeyUpdateRequest says whether the peer is to change its keys too.
// Source: RFC 8446 §4.6.3.
type KeyUpdateRequest uint8

// Requests.
const (
	UpdateNotRequested KeyUpdateRequest = 0
	UpdateRequested    KeyUpdateRequest = 1
)

// IANA keeps no registry of requests.
var keyUpdateRequests = []name{{0, "update_not_requested"}, {1, "update_requested"}}

// String returns the name of RFC 8446, for example "update_requested".
func (r KeyUpdateRequest) String() string { return text8(keyUpdateRequests, nil, uint8(r)) }

// Known reports whether the request has a name.
func (r KeyUpdateRequest) Known() bool { return known(keyUpdateRequests, nil, uint16(r)) }

// A HeartbeatMode says whether heartbeats are welcome. Source: RFC 6520 §2.
type HeartbeatMode uint8

// Heartbeat modes.
const (
	HeartbeatPeerAllowed    HeartbeatMode = 1
	HeartbeatPeerNotAllowed HeartbeatMode = 2
)

// String returns the registry's name, for example "peer_allowed_to_send".
func (m HeartbeatMode) String() string { return text8(heartbeatModes, nil, uint8(m)) }

// Known reports whether the mode has a name.
func (m HeartbeatMode) Known() bool { return known(heartbeatModes, nil, uint16(m)) }

// A HeartbeatType is a kind of heartbeat message. Source: RFC 6520 §3.
type HeartbeatType uint8

// Heartbeat messages.
const (
	HeartbeatRequest  HeartbeatType = 1
	HeartbeatResponse HeartbeatType = 2
)

// String returns the registry's name, for example "heartbeat_request".
func (t HeartbeatType) String() string { return text8(heartbeatTypes, nil, uint8(t)) }

// Known reports whether the type has a name.
func (t HeartbeatType) Known() bool { return known(heartbeatTypes, nil, uint16(t)) }
