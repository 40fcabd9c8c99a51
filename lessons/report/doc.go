// Package report tells what stands in a capture: for people a headline, a ladder
// and the messages of each connection, for programs JSON lines.
//
// [Text] and [Lines] are visitors of a [follow.Read]: they write while it reads.
//
// Promise: memory does not grow with the capture. What is known of a connection
// is kept until it ends, since the headline says how it went; what would take too
// much is printed before, and said to be unfinished. Attacker's text reaches the
// output escaped. Damage is always shown, where it is.
//
// Limits: a text of many connections shortens. The first are told in full, the
// next lose their messages, then their ladder; a line says so and how to see more.
package report
