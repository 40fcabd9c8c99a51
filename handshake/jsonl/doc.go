// Package jsonl writes what was decoded as JSON, one object a line: an
// [handshake.Item] by [AppendItem], what is known of a whole connection by
// [AppendConnection], and a step by which its keys come about by [AppendStep].
//
// The objects have schema 1. Their keys stand in a fixed order, and one that is
// not said below to be absent is always there.
//
// Promise:
//   - Every line is valid JSON in UTF-8 and ends with a newline; no other newline
//     stands in it. Bytes that are no UTF-8 become U+FFFD.
//   - No text of a peer steers what shows it: what is not printable is escaped,
//     and so are the characters that mean something to HTML.
//   - Tiling: the leaves of an object's fields cover bytes 0…length-1 once each,
//     as the item's trace does.
//   - Appending allocates nothing but the buffer itself and what a field's own
//     text function allocates.
//
// Limits: it judges nothing and decodes nothing. An item's trace must lie within
// its bytes, as every trace that a Dissect filled does.
package jsonl
