// Package tap tells what passes between clients and a server of other people: it runs
// a relay, opens what it can with a key log that grows meanwhile, writes packets to a
// file as they pass, and has each connection decoded when it is over.
//
// Promise: the peers are not kept waiting for any of it, with one exception: packets
// that go to a slow file, behind [maxWaiting] bytes of them. Where a key log is given,
// the packets of a connection stand behind its secrets, and lines of it are told when
// its secrets are known, or after [patience]; so a file of packets whose writer was
// killed opens as far as it goes.
//
// What is told of a connection waits for those before it, and the connection keeps its
// place until then: memory is bounded by the number of connections and the limits of
// their recordings.
package tap
