package capture

import (
	"testing"
)

// What is filed by hand is a recording like one that a Conn made.
func TestFile(t *testing.T) {
	r := NewRecorder(Options{Limit: 10, Client: "a:1", Server: "b:2"})
	buf := []byte("hello")
	filed, more := r.File(Event{From: Client, Kind: Data, Data: buf})
	buf[0] = 'X'
	if string(filed.Data) != "hello" || !more {
		t.Errorf("filed %q, more %v", filed.Data, more)
	}
	if filed, more = r.File(Event{From: Server, Kind: Data, Data: []byte("worldly")}); string(filed.Data) != "world" || more {
		t.Errorf("filed %q, more %v; 5 bytes fit", filed.Data, more)
	}
	if filed, more = r.File(Event{From: Client, Kind: Data, Data: []byte("x")}); filed.Data != nil || more {
		t.Errorf("filed %q behind the limit, more %v", filed.Data, more)
	}
	r.Lose(Client, 1<<40)
	r.Lose(Server, 0)
	r.File(Event{From: Client, Kind: Failed, Err: "reset"})
	r.File(Event{From: Server, Kind: End})
	got := r.Recording()
	if got.Client != "a:1" || got.Server != "b:2" || !got.Start.Equal(r.Start()) {
		t.Errorf("the recording is of %s and %s, from %v", got.Client, got.Server, got.Start)
	}
	if want := (Lost{Client: 1<<40 + 1, Server: 2, Events: 2}); got.Lost != want {
		t.Errorf("lost %+v, want %+v", got.Lost, want)
	}
	var kinds []EventKind
	for _, e := range got.Events {
		kinds = append(kinds, e.Kind)
	}
	if len(kinds) != 4 || kinds[2] != Failed || kinds[3] != End {
		t.Errorf("events %v", kinds)
	}
}

// Exactly as many bytes as fit are no loss, and the next one would be.
func TestFileToTheLimit(t *testing.T) {
	r := NewRecorder(Options{Limit: 4})
	if _, more := r.File(Event{From: Client, Kind: Data, Data: []byte("full")}); more {
		t.Error("there is more room")
	}
	if err := r.Recording().Err(); err != nil {
		t.Error(err)
	}
}
