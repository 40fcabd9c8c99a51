// Package capture keeps what crossed a connection: the bytes, when, and which
// way.
//
// A [Recorder] watches one end of one connection. [Recorder.Conn] wraps that
// end; every Read and Write that moved bytes becomes one [Event], in order,
// with its own time, never merged with its neighbours. [Recorder.Recording]
// gives what is known so far as plain data.
//
//	recorder := capture.NewRecorder(capture.Options{})
//	conn := tls.Client(recorder.Conn(inner, capture.Client), config)
//	...
//	recording := recorder.Recording()
//	if err := recording.Err(); err != nil {
//		// more crossed than the limit allowed to keep
//	}
//
// [Draws] does the same for a source of randomness: every draw of one peer, in
// order, for tls.Config.Rand.
//
// # What it promises
//
// The watched connection behaves as it did before. Errors, deadlines, half
// closes and addresses are handed on as they are, buffers may be reused as
// soon as a call returns, and a full recording never fails or delays a call.
//
// An answer never stands before the question that caused it, also when Read
// and Write run in different goroutines: a write takes its place before its
// bytes can leave, a read when its bytes are there.
//
// A [Recording] shares no memory with the recorder, the connection or its
// callers.
//
// # What it does not do
//
// It knows nothing about TLS, or any protocol: it does not look at the bytes.
//
// It sees calls, not packets. The bytes of a Write are those that the
// connection accepted; whether they arrived only the other end can tell. Event
// boundaries are those of the calls, and mean nothing on a byte stream.
//
// It keeps a bounded amount ([Options].Limit). What crossed after that is
// counted, and [Recording.Err] says so; it is not kept anywhere else.
//
// It does not watch what goes around it, through [Conn.NetConn] or through a
// descriptor. One Recorder on both ends would file every byte twice; take two.
package capture
