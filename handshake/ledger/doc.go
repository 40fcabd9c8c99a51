// Package ledger says of every random draw of two TLS peers where it went: onto
// the wire as it is, into a secret, into a signature or a padding, or nowhere.
//
// [Place] takes what both sides drew (capture.Draws), the recording and whatever
// secrets are known, and returns one [Placement] a draw, in order.
//
// # Promise
//
// A placement is proven by bytes, never by the order of the draws: the draw stands
// in the recording; or what is computed from it does; or an operation of the
// standard library that is done again with it gives the recorded bytes. Evidence
// names the message, the field and the offset, and the steps of the computation.
//
// A decoy pre-master secret that was not needed leaves no byte anywhere. It is placed
// where the operation that draws one, done again, asks for one draw of this length
// and returns the client's secret instead, and the server drew that length once.
//
// Two draws claim the same bytes only where one value stands in two messages. A
// draw that repeats another is said to ([Placement.Same]): which of the two went
// where cannot be told.
//
// A draw whose place was not found is Unplaced. Draws of one byte are listed: those
// that replaced a zero in a padding are proven, the others Go makes or not, by
// chance, and does not use.
//
// Nothing panics on a recording that was tampered with; what no longer holds is no
// longer placed.
//
// # Limits
//
// What a peer draws elsewhere than from its reader is not in the ledger:
// [Ledger.Elsewhere] names what the recording shows of it (ML-KEM encapsulation,
// HPKE). Reading draws of keys at all, and doing ECDSA again, takes the setting
// cryptocustomrand=1.
//
// It knows the draws of crypto/tls. Of peers of other make it places what stands
// on the wire and what their key shares come from.
//
// Draws and steps are secrets of the connection, given away here on purpose.
package ledger
