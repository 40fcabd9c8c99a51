package peertest

import (
	"net"
	"testing"
)

// dials says whether somebody listens.
func dials(t *testing.T, addr string) {
	t.Helper()
	conn, err := net.Dial("tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	conn.Close()
}

func TestServersSayWhereTheyListen(t *testing.T) {
	t.Parallel()
	for range 2 { // at the same time
		addr, _ := Program{Args: []string{"openssl", "s_server", "-accept", "HOST:PORT", "-nocert", "-www"}}.Serve(t)
		dials(t, addr)
	}
}

// TestAServerGetsAnotherPort: the first time the program ends, as one does whose
// port was taken.
func TestAServerGetsAnotherPort(t *testing.T) {
	t.Parallel()
	Need(t, "openssl")
	const script = `test -e came || { touch came; exit 1; }; exec openssl s_server -accept HOST:PORT -nocert -www`
	addr, _ := Program{Args: []string{"bash", "-c", script}, Dir: t.TempDir()}.Serve(t)
	dials(t, addr)
}

// TestWhoEndedDoesNotListen, whoever else does.
func TestWhoEndedDoesNotListen(t *testing.T) {
	t.Parallel()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	r := Program{Args: []string{"bash", "-c", "exit"}}.Start(t)
	<-r.Ended()
	if r.listens(t, l.Addr().String()) {
		t.Error("a program that ended is said to listen")
	}
}
